import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A page of the documentation. */
export interface Page {
  /** Path from the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** Line of the page on which the block's text starts, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Language and text of the block that follows with nothing but a blank line between. */
  readonly next: { readonly language: string; readonly text: string } | undefined;
}

const FOLDERS = ['docs', 'examples', 'connectors', 'test', 'bench'];
const LEFT_OUT = new Set(['node_modules', 'dist', 'results']);

function* markdownBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* markdownBelow(path);
    else if (entry.name.endsWith('.md')) yield path;
  }
}

/** Every page of the repository. */
export const pages: readonly Page[] = ['README.md', ...FOLDERS.flatMap((folder) => [...markdownBelow(folder)])].sort().map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}));

/** The page at a path. */
export function pageAt(path: string): Page {
  const page = pages.find((one) => one.path === path);
  if (!page) throw new Error(`there is no page ${path}`);
  return page;
}

const FENCE = /^```(\w*)[^\n]*\n((?:(?!```)[^\n]*\n)*)```$/gm;

/** The fenced blocks of a page, in order. */
export function blocksOf({ path, text }: Page): readonly Block[] {
  const found = [...text.matchAll(FENCE)];
  return found.map((match, position) => {
    const [whole, language = '', body = ''] = match;
    const after = found[position + 1];
    const between = after && text.slice(match.index + whole.length, after.index);
    const next = after && between?.trim() === '' ? { language: after[1] ?? '', text: after[2] ?? '' } : undefined;
    return { page: path, line: text.slice(0, match.index).split('\n').length + 1, language, text: body, next };
  });
}

/** A page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replace(FENCE, '');
}

/** True when the path names something that is there. */
export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
