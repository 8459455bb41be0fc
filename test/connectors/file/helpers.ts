import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { file } from '../../../connectors/file/index.ts';
import type { Batch, ConnectorTools, Predicate, ReadRequest, Row, Source, SourceDescription } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';

export const EVERYTHING: Predicate = { kind: 'and', of: [] };
export const never = () => new AbortController().signal;

/** The real open data, or undefined where the folder is absent. */
export const DATA = [process.env.CIVIGRAPH_DATA ?? '../shared/data']
  .map((path) => resolve(path))
  .find((path) => existsSync(join(path, 'README.md')));

/** A folder of its own that is removed at the end. */
export class TestFolder {
  readonly path = join(tmpdir(), `civigraph-file-${randomUUID().slice(0, 8)}`);
  readonly logged: string[] = [];
  readonly #sources: Source[] = [];

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  /** Puts a file in place at once, as a careful writer does. */
  async replace(name: string, content: string | Uint8Array): Promise<void> {
    const other = await this.write(`.${name}.new`, content);
    await rename(other, join(this.path, name));
  }

  open(config: unknown, baseDir = this.path): Source {
    const source = file.open(config, this.tools(baseDir));
    this.#sources.push(source);
    return source;
  }

  /** Writes one file and opens it as the collection `things`. */
  async openFile(name: string, content: string | Uint8Array, options: Readonly<Record<string, unknown>> = {}): Promise<Source> {
    await this.write(name, content);
    return this.open({ settleTime: 20, pollInterval: 100, collections: [{ name: 'things', path: name, ...options }] });
  }

  tools(baseDir = this.path): ConnectorTools {
    const say = (message: string, facts?: unknown) => void this.logged.push(`${message} ${JSON.stringify(facts ?? {})}`);
    return {
      name: 'files',
      baseDir,
      log: { debug: say, info: say, warn: say, error: say },
      secret: (reference) => {
        const value = process.env[reference.replace(/^env:/, '')];
        if (value === undefined) throw new SourceError('BROKEN', `"${reference}" is not set`);
        return value;
      },
    };
  }

  async remove(): Promise<void> {
    for (const source of this.#sources) await source.close();
    await rm(this.path, { recursive: true, force: true });
  }
}

export interface Answer {
  readonly rows: readonly Row[];
  readonly malformed: number;
  readonly issues: readonly string[];
  readonly asOf: string | undefined;
}

/** Reads a whole collection, or what a request asks for. */
export async function readAll(source: Source, request: Partial<ReadRequest> = {}, signal = never()): Promise<Answer> {
  const collection = request.collection ?? 'things';
  const fields = request.fields ?? (await fieldNames(source, collection));
  const batches: Batch[] = [];
  for await (const batch of source.read({ kind: 'read', predicate: EVERYTHING, order: [], ...request, collection, fields }, signal))
    batches.push(batch);
  const issues = batches.flatMap(({ malformed }) => malformed?.issues ?? []);
  return {
    rows: batches.flatMap(({ rows }) => [...rows]),
    malformed: batches.reduce((sum, { malformed }) => sum + (malformed?.count ?? 0), 0),
    issues: issues.map(({ line, reason }) => `${line ?? '-'}: ${reason}`),
    asOf: batches[0]?.asOf,
  };
}

export async function fieldNames(source: Source, collection = 'things'): Promise<readonly string[]> {
  return (await described(source, collection)).fields.map(({ name }) => name);
}

export async function described(source: Source, collection = 'things'): Promise<SourceDescription['collections'][number]> {
  const { collections } = await source.describe(never());
  const found = collections.find(({ name }) => name === collection);
  if (!found) throw new Error(`no collection "${collection}"`);
  return found;
}

/** Field types by name, as one object. */
export async function fieldTypes(source: Source, collection = 'things'): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await described(source, collection)).fields.map(({ name, type }) => [name, type]));
}

/** The SourceError that the work ends with. */
export async function failure(work: Promise<unknown>): Promise<SourceError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('expected a SourceError, came none');
}

/** Tries until the check holds, at most five seconds. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const end = Date.now() + 5_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((done) => setTimeout(done, 30));
  }
}
