import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, type Node, parseDocument } from 'yaml';
import { ConfigError, type ConfigIssue } from './config-error.ts';
import { substituteText } from './substitute.ts';

/** A text of sources and bindings, positions as in the file that it came from. */
export interface DefinitionText {
  readonly file: string;
  readonly text: string;
}

const OWN = ['sources', 'bindings'];

/**
 * The texts that define sources and bindings: the configuration file's own parts, and the files that `include:` names, relative to it.
 * Environment variables are substituted. Throws ConfigError.
 */
export function definitionTexts(file: string, environment: Readonly<Record<string, string | undefined>>): readonly DefinitionText[] {
  const issues: ConfigIssue[] = [];
  const main = read(file, issues);
  const included = includesOf(main, file, issues).map((name) => resolve(dirname(file), name));
  const texts = [{ file, text: keepOwn(main) }, ...included.map((name) => ({ file: name, text: read(name, issues) }))];
  const out = texts.map(({ file: name, text }) => ({ file: name, text: substituted(name, text, environment, issues) }));
  if (issues.length > 0) throw new ConfigError(issues);
  return out;
}

function read(file: string, issues: ConfigIssue[]): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    issues.push({ where: file, message: `cannot be read (${code}); expected a YAML file that \`include\` names.` });
    return '';
  }
}

function includesOf(text: string, file: string, issues: ConfigIssue[]): readonly string[] {
  const included: unknown = parseDocument(text).toJS()?.include;
  if (included === undefined || included === null) return [];
  if (Array.isArray(included) && included.every((name) => typeof name === 'string')) return included;
  issues.push({ where: file, message: '"include" takes a list of file names, something else came.' });
  return [];
}

/** Blanks out all other parts of a configuration file, so that lines and columns stay what they are. */
function keepOwn(text: string): string {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return text;
  const starts = contents.items.map((item) => ({
    name: isScalar(item.key) ? String(item.key.value) : '',
    at: (item.key as Node | null)?.range?.[0] ?? 0,
  }));
  const head = starts[0]?.at ?? text.length;
  const blank = (part: string) => part.replace(/[^\n]/g, ' ');
  const parts = starts.map(({ name, at }, position) => {
    const part = text.slice(at, starts[position + 1]?.at ?? text.length);
    return OWN.includes(name) ? part : blank(part);
  });
  return blank(text.slice(0, head)) + parts.join('');
}

/** Substitutes line by line; comments may name variables that are not set. */
function substituted(file: string, text: string, environment: Readonly<Record<string, string | undefined>>, issues: ConfigIssue[]): string {
  return text
    .split('\n')
    .map((line, position) => {
      if (!line.includes('${') || /^\s*#/.test(line)) return line;
      return substituteText(line, environment, (name) => {
        const where = `${file}:${position + 1}:${line.indexOf(name) - 1}`;
        issues.push({ where, message: `environment variable ${name} is not set. Set it, or write \${${name}:-default}.` });
      });
    })
    .join('\n');
}
