import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { composeCivigraph } from '../../src/civigraph.ts';
import { loadConfig } from '../../src/config.ts';
import type { Log } from '../../src/contract/index.ts';
import { createServer } from '../../src/server.ts';

/** Folder of the real data sets; undefined where they are not there. */
export const dataFolder = (() => {
  const folder = resolve(process.env.CIVIGRAPH_DATA ?? '../shared/data');
  return existsSync(join(folder, 'examples', 'examples.json')) ? folder : undefined;
})();

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** An answer as it came over HTTP. */
export interface HttpAnswer<T> {
  readonly data: T;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly string[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

/** A server that listens on a free port. */
export interface RunningServer {
  readonly url: string;
  query<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<HttpAnswer<T>>;
  close(): Promise<void>;
}

/** Starts the whole server on a configuration file, with a store of its own. */
export async function startServer(file: string, environment: Readonly<Record<string, string | undefined>> = {}): Promise<RunningServer> {
  const storeDir = mkdtempSync(join(tmpdir(), 'civigraph-test-'));
  const all = { ...process.env, ...environment };
  const config = loadConfig({ file, environment: all, flags: { 'server.port': { value: '0', flag: '--port' } } });
  const civigraph = await composeCivigraph({ config, log: silent, storeDir, environment: all, patience: 30_000 });
  const server = await createServer({ engine: civigraph.engine, config, log: silent, openingQuery: '{ sources { name } }' });
  const url = await server.listen();
  return {
    url,
    async query<T>(query: string, variables: Readonly<Record<string, unknown>> = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as HttpAnswer<T>;
    },
    async close() {
      await server.close();
      await civigraph.close();
      rmSync(storeDir, { recursive: true, force: true });
    },
  };
}

/** Text of a file below `examples/`. */
export function exampleText(name: string): string {
  return readFileSync(examplePath(name), 'utf8');
}

/** Path of a file below `examples/`. */
export function examplePath(name: string): string {
  return resolve('examples', name);
}
