import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemoCity } from '../demo/index.ts';
import { composeCivigraph } from './civigraph.ts';
import type { ConfigSources } from './config.ts';
import { loadConfig } from './config.ts';
import { createLog } from './server/log.ts';
import { createMetrics } from './server/metrics.ts';
import { runServer } from './server/run-server.ts';
import { createServer } from './server.ts';

const OPENING_QUERY = '{\n  sources {\n    name\n    connector\n    state\n  }\n}\n';

/** Starts the server and returns when it has been stopped. Without a configuration file it serves the demo city. */
export async function startCivigraph(sources: ConfigSources): Promise<void> {
  const configured = loadConfig(sources);
  const storeDir = resolve(process.env.CIVIGRAPH_STORE ?? '.civigraph');
  const log = createLog({ level: configured.log.level });
  const city = configured.file ? undefined : await startDemoCity({ folder: join(storeDir, 'demo') });
  const environment = { ...process.env, ...city?.environment };
  const config = city ? loadConfig({ ...sources, file: city.configFile, environment }) : configured;
  const metrics = createMetrics();
  const observe = metrics.sourceRead;
  const civigraph = await composeCivigraph({
    config,
    log,
    storeDir,
    environment,
    observe: ({ source, rows, milliseconds, outcome }) =>
      observe({ source, rows, milliseconds, ...(outcome === 'ok' ? {} : { errorCode: outcome }) }),
  });
  const { engine } = civigraph;
  const openingQuery = city ? readFileSync(join(city.configFile, '..', 'queries', 'hello.graphql'), 'utf8') : OPENING_QUERY;
  const server = await createServer({ engine, config, log, metrics, openingQuery });
  const onStopped = async () => {
    await civigraph.close();
    await city?.close();
  };
  await runServer({ server, engine, config, log, onStopped });
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  try {
    await startCivigraph({});
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof Error && error.name === 'ConfigError' ? 3 : 1);
  }
}
