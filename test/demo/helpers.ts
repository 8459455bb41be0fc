import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoCity, startDemoCity } from '../../demo/index.ts';
import { type Civigraph, composeCivigraph } from '../../src/civigraph.ts';
import { loadConfig } from '../../src/config.ts';

/** A demo city in a folder of its own, gone after `end`. */
export interface TestCity extends DemoCity {
  readonly folder: string;
  end(): Promise<void>;
}

export async function startTestCity(seed?: string): Promise<TestCity> {
  const folder = await mkdtemp(join(tmpdir(), 'civigraph-demo-'));
  const city = await startDemoCity({ folder, ...(seed === undefined ? {} : { seed }) });
  const end = async () => {
    await city.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...city, folder, end };
}

/** The answer of an HTTP request: status and JSON body. */
export async function ask(url: string, init: RequestInit = {}): Promise<{ status: number; body: Answer }> {
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Answer };
}

export interface Answer {
  readonly code?: number;
  readonly data?: { readonly total: number; readonly rows: readonly Readonly<Record<string, string | number | null>>[] } & Readonly<
    Record<string, unknown>
  >;
  readonly errors?: readonly { readonly message: string }[];
  readonly access_token?: string;
}

/** The demo city with the product over it: everything below the HTTP server. */
export interface ServedCity {
  readonly civigraph: Civigraph;
  end(): Promise<void>;
}

export async function serveTestCity(): Promise<ServedCity> {
  const city = await startTestCity();
  const environment = { ...process.env, ...city.environment };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  // Reading whole systems takes its time on a busy machine.
  const flags = { 'server.limits.readTimeout': { value: '60000', flag: '--read-timeout' } };
  const config = loadConfig({ file: city.configFile, environment, flags });
  const civigraph = await composeCivigraph({ config, log, storeDir: join(city.folder, 'store'), environment, patience: 20_000 });
  const end = async () => {
    await civigraph.close();
    await city.end();
  };
  return { civigraph, end };
}
