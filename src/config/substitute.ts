import type { Document } from 'yaml';
import { isScalar, Scalar, visit } from 'yaml';

type Environment = Readonly<Record<string, string | undefined>>;

const pattern = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` by an environment variable and `${NAME:-text}` by it or the text; `$${` stands for a plain `${`.
 * `onMissing` gets the name of a variable that is not set and has no default.
 */
export function substituteText(text: string, environment: Environment, onMissing: (name: string) => void): string {
  return text.replace(pattern, (whole: string, escaped: string | undefined, name: string | undefined, otherwise: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = name === undefined ? undefined : environment[name];
    if (value !== undefined && value !== '') return value;
    if (otherwise !== undefined) return otherwise;
    onMissing(name ?? whole);
    return whole;
  });
}

/** A plain (unquoted) YAML scalar that substitution made a number or a truth value is one. */
function retype(text: string): unknown {
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

/** Substitutes in every text value of a document, keys excepted. `onMissing` also gets the place in the text. */
export function substituteDocument(document: Document, environment: Environment, onMissing: (name: string, offset: number) => void): void {
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || !isScalar(node) || typeof node.value !== 'string' || !node.value.includes('$')) return;
      const text = substituteText(node.value, environment, (name) => onMissing(name, node.range?.[0] ?? 0));
      if (text !== node.value) node.value = node.type === Scalar.PLAIN ? retype(text) : text;
    },
  });
}
