import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Puts a finished file in place of another in one step. An equal one stays untouched, so that nobody who watches it is disturbed. */
export async function replaceFile(fresh: string, file: string): Promise<void> {
  const [before, after] = await Promise.all([readFile(file).catch(() => undefined), readFile(fresh)]);
  if (before?.equals(after) === true) await rm(fresh);
  else await rename(fresh, file);
}

/** Writes a whole file in one step, see {@link replaceFile}. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, content);
  await replaceFile(fresh, file);
}
