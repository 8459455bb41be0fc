import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openSqlite } from '../connectors/kit/sqlite.ts';
import { sql } from '../connectors/sql/index.ts';
import { buildStaticSchema } from '../resolvers/index.ts';
import { Catalog, CatalogError } from './catalog/catalog.ts';
import { guardSource, type ReadFacts } from './catalog/runtime/index.ts';
import { type Config, ConfigError } from './config.ts';
import { connectors } from './connectors.ts';
import type { Log } from './contract/index.ts';
import { checkOperationText } from './explain-guard.ts';
import { GraphEngine } from './graph-engine.ts';
import { loadDefinitions } from './load-definitions.ts';
import { deriveSchema, type Model, readModel } from './model/index.ts';
import { secretResolver } from './secrets.ts';
import { loadOrMakeSecret } from './store/cursor-secret.ts';
import { ReplicaStore } from './store/replica-store.ts';
import { ReplicaSync } from './sync/replica-sync.ts';

export interface CivigraphOptions {
  readonly config: Config;
  readonly log: Log;
  /** Where the embedded store lies. */
  readonly storeDir: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told about every read of every source. */
  readonly observe?: (facts: ReadFacts) => void;
  /** Milliseconds that dead sources may hold up the start. Default 3,000. */
  readonly patience?: number;
}

/** Everything below the server, composed. */
export interface Civigraph {
  readonly engine: GraphEngine;
  readonly catalog: Catalog;
  readonly model: Model;
  close(): Promise<void>;
}

/** Composes catalog, store, sync and engine from a configuration. Throws ConfigError for what cannot work; dead sources do not stop it. */
export async function composeCivigraph(options: CivigraphOptions): Promise<Civigraph> {
  const { config, log, storeDir, environment = process.env, patience = 3_000 } = options;
  const base = buildStaticSchema();
  const model = readModel(base);
  const schema = deriveSchema(base, model);
  const catalog = openCatalog(options, model, environment);
  await catalog.start(patience);
  mkdirSync(storeDir, { recursive: true });
  const sync = catalog.replicaBindings.length > 0 ? await startSync({ catalog, model, log, storeDir, patience }) : undefined;
  const { limits } = config.server;
  const engine = new GraphEngine({
    schema,
    model,
    catalog,
    rowBudget: limits.rows,
    cursorSecret: loadOrMakeSecret(storeDir),
    checkText: (query, operationName, variables) => checkOperationText(schema, limits, query, operationName, variables),
  });
  return {
    engine,
    catalog,
    model,
    close: async () => {
      await sync?.close();
      await engine.close();
    },
  };
}

/** Checks sources and bindings as far as that goes without asking a source. Throws ConfigError with every problem. */
export async function checkDefinitions(
  config: Config,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const catalog = openCatalog({ config, log: silent, storeDir: '' }, readModel(buildStaticSchema()), environment);
  const broken = catalog.brokenSources;
  await catalog.close();
  if (broken.length > 0) throw new ConfigError(broken.map((message) => ({ where: '', message })));
}

function openCatalog(
  { config, log, observe }: CivigraphOptions,
  model: Model,
  environment: Readonly<Record<string, string | undefined>>,
): Catalog {
  const file = config.file?.file;
  const definitions = file === undefined ? { sources: [], bindings: [] } : loadDefinitions(file, environment);
  const baseDir = file === undefined ? process.cwd() : dirname(resolve(file));
  try {
    const secret = secretResolver(baseDir, environment);
    const { readTimeout } = config.server.limits;
    return new Catalog({ ...definitions, connectors, model, log, baseDir, secret, readTimeout, ...(observe ? { observe } : {}) });
  } catch (error) {
    if (!(error instanceof CatalogError)) throw error;
    throw new ConfigError(error.problems.map((message) => ({ where: '', message })));
  }
}

interface SyncParts {
  readonly catalog: Catalog;
  readonly model: Model;
  readonly log: Log;
  readonly storeDir: string;
  readonly patience: number;
}

/** Opens the embedded store: one connection that writes copies, one source that reads them through the contract. */
async function startSync({ catalog, model, log, storeDir, patience }: SyncParts): Promise<{ close(): Promise<void> }> {
  const file = join(storeDir, 'store.sqlite');
  const knex = openSqlite(file);
  const store = new ReplicaStore(knex);
  await store.prepare();
  const config = { dialect: 'sqlite', file, canonicalTimes: true };
  const source = sql.open(config, { name: 'store', log, baseDir: storeDir, secret: (text) => text });
  const reader = guardSource(source, { name: 'store', log });
  const sync = new ReplicaSync({ catalog, model, store, reader, log });
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    sync.start(),
    new Promise((done) => {
      timer = setTimeout(done, patience);
    }),
  ]);
  clearTimeout(timer);
  return {
    close: async () => {
      await sync.close();
      await reader.close();
      await knex.destroy();
    },
  };
}
