/** The steps from a JSON value down to one inside it. Empty: the value itself. */
export type Path = readonly string[];

/** Reads a JSON Pointer (RFC 6901: starts with "/", or is empty) or a dotted path. */
export function parsePath(text: string): Path {
  if (text === '') return [];
  if (!text.startsWith('/')) return text.split('.');
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A path as a JSON Pointer, for messages. */
export function pathText(path: Path): string {
  return path.length === 0 ? 'the body itself' : `"/${path.join('/')}"`;
}

/** The value at the end of a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) at = stepInto(at, step);
  return at;
}

/** Own members only: a field called "constructor" is a field. */
export function stepInto(value: unknown, step: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, step) ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
}

/** Puts a value into nested objects, making those that are not there. */
export function putAt(target: Record<string, unknown>, path: Path, value: unknown): void {
  let at = target;
  for (const step of path.slice(0, -1)) {
    const inner = stepInto(at, step);
    const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
    define(at, step, next);
    at = next;
  }
  const last = path[path.length - 1];
  if (last !== undefined) define(at, last, value);
}

/** Defined, not assigned: a step called "__proto__" must make a member and change no prototype. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
