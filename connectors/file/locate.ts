import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { SourceError } from '../../src/contract/index.ts';
import { fileError, missingFile } from './errors.ts';
import { compileGlob, isGlob, splitGlob } from './glob.ts';

/** Where the files of a collection lie. */
export interface Place {
  /** Folder that no file may lie outside of, links followed. */
  readonly root: string;
  /** File or pattern below the root, with `/` between parts. */
  readonly pattern: string;
  /** The path as it was configured, for messages. */
  readonly label: string;
}

export interface FoundFile {
  readonly path: string;
  /** Path below the root, with `/` between parts. */
  readonly name: string;
  readonly size: number;
  readonly modified: number;
  readonly inode: number;
}

/**
 * Finds the root of a configured path. A relative path must stay in `base` unless `outside` is declared; an absolute path is a
 * declaration of its own. No I/O.
 */
export function placeOf(base: string, path: string, outside: boolean): Place {
  const { fixed, rest } = splitGlob(path);
  const target = resolve(base, fixed);
  if (!isAbsolute(path) && !outside && !isWithin(base, target)) {
    throw new SourceError('BROKEN', `configuration "path": "${path}" leaves its folder, expected a path inside of it`, {
      advice: 'Give an absolute path, or set "outside: true".',
    });
  }
  const inBase = isWithin(base, target);
  if (rest !== '')
    return { root: inBase ? base : target, pattern: posix(relative(inBase ? base : target, resolve(target, rest))), label: path };
  return { root: inBase ? base : dirname(target), pattern: posix(relative(inBase ? base : dirname(target), target)), label: path };
}

/** The files of a place in the order of their names. Throws SourceError when there are none or a link leads out of the root. */
export async function findFiles(place: Place): Promise<readonly FoundFile[]> {
  const names = isGlob(place.pattern) ? await matching(place) : [place.pattern];
  if (names.length === 0) throw missingFile(place.label);
  const root = await realRoot(place);
  return await Promise.all(names.map((name) => lookAt(place, root, name)));
}

async function lookAt(place: Place, root: string, name: string): Promise<FoundFile> {
  const path = resolve(place.root, name);
  const label = isGlob(place.pattern) ? name : place.label;
  try {
    const real = await realpath(path);
    if (!isWithin(root, real)) {
      throw new SourceError('BROKEN', `"${label}" is a link that leads out of its folder, expected a file inside of it`, {
        advice: 'Configure the absolute path of the file itself, or copy the file.',
      });
    }
    const found = await stat(real);
    if (!found.isFile())
      throw new SourceError('BROKEN', `"${label}" is no regular file`, { advice: 'Correct "path" in the configuration.' });
    return { path: real, name, size: found.size, modified: found.mtimeMs, inode: found.ino };
  } catch (error) {
    throw fileError(error, label);
  }
}

async function realRoot(place: Place): Promise<string> {
  try {
    return await realpath(place.root);
  } catch (error) {
    throw fileError(error, place.label);
  }
}

async function matching(place: Place): Promise<readonly string[]> {
  const test = compileGlob(place.pattern);
  const { fixed } = splitGlob(place.pattern);
  const names: string[] = [];
  await walk(place, fixed === '.' ? '' : fixed, place.pattern.includes('**') ? 16 : place.pattern.split('/').length, (name) => {
    if (test(name)) names.push(name);
  });
  return names.sort((a, b) => (a < b ? -1 : 1));
}

async function walk(place: Place, folder: string, depth: number, found: (name: string) => void): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(resolve(place.root, folder), { withFileTypes: true });
  } catch (error) {
    throw fileError(error, place.label);
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && depth > 1) await walk(place, name, depth - 1, found);
    else if (entry.isFile() || entry.isSymbolicLink()) found(name);
  }
}

/** True when `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
