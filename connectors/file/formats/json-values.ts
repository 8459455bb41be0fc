import { ExactNumber } from '../raw.ts';

const MANY_DIGITS = /\d{16}|\d\.\d{15}|\d{8}\.\d{8}/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARK = '\ufdd0';

/** Parses JSON; numbers whose digits a JavaScript number cannot hold become {@link ExactNumber}. Throws SyntaxError. */
export function parseExact(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!MANY_DIGITS.test(text)) return value;
  let found = false;
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"') || isHeld(token)) return token;
    found = true;
    return `"${MARK}${token}"`;
  });
  if (!found) return value;
  return JSON.parse(marked, (_name, part: unknown) =>
    typeof part === 'string' && part.startsWith(MARK) ? new ExactNumber(part.slice(1)) : part,
  );
}

function isHeld(token: string): boolean {
  const digits = token
    .replace(/^-/, '')
    .replace(/[eE].*$/, '')
    .replace('.', '')
    .replace(/^0+/, '');
  if (digits.length <= 15) return true;
  const number = Number(token);
  return String(number) === token && (Number.isSafeInteger(number) || !Number.isInteger(number));
}

/** The value with every exact number turned into a plain one, for values that stay JSON. */
export function plainJson(value: unknown): unknown {
  if (value instanceof ExactNumber) return Number(value.text);
  if (Array.isArray(value)) return value.some(isStructured) ? value.map(plainJson) : value;
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainJson(part)]));
  return value;
}

function isStructured(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber) && !(value instanceof Date)
  );
}

/** The value at a path of members; undefined when a member is missing. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (!isRecord(current) || !Object.hasOwn(current, name)) return undefined;
    current = current[name];
  }
  return current;
}

/** Replaces raw control characters inside texts by their escapes; returns how many there were. */
export function escapeControls(text: string): { readonly text: string; readonly count: number } {
  let count = 0;
  const escaped = text.replace(/"(?:[^"\\]|\\[\s\S])*"/g, (literal) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    literal.replace(/[\u0000-\u001f]/g, (unit) => {
      count += 1;
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    }),
  );
  return { text: escaped, count };
}
