const SPECIAL = /[*?{]/;

/** True when a path holds a wildcard: `*`, `?`, `**` or `{a,b}`. */
export function isGlob(path: string): boolean {
  return SPECIAL.test(path);
}

/** Cuts a pattern into the folders before the first wildcard and the rest; a path without wildcards has no rest. */
export function splitGlob(path: string): { readonly fixed: string; readonly rest: string } {
  if (!isGlob(path)) return { fixed: path, rest: '' };
  const parts = path.split('/');
  const first = parts.findIndex(isGlob);
  const fixed = parts.slice(0, first).join('/');
  return { fixed: fixed === '' ? (path.startsWith('/') ? '/' : '.') : fixed, rest: parts.slice(first).join('/') };
}

/** Makes a test of names against a pattern; `*` and `?` stay within a folder, `**` crosses folders. */
export function compileGlob(pattern: string): (name: string) => boolean {
  const expression = new RegExp(`^${pattern.replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[\\^$+.()|[\]{}]/g, translate)}$`, 'u');
  return (name) => expression.test(name);
}

function translate(token: string): string {
  if (token === '**/') return '(?:[^/]+/)*';
  if (token === '**') return '.*';
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (token.length > 1 && token.startsWith('{')) {
    const options = token.slice(1, -1).split(',');
    return `(?:${options.map((option) => option.replace(/\*|\?|[\\^$+.()|[\]]/g, translate)).join('|')})`;
  }
  return `\\${token}`;
}
