import type { Config } from '../config.ts';
import type { Log } from '../contract/index.ts';
import type { Engine } from '../engine.ts';
import type { CivigraphServer } from '../server.ts';
import { banner } from './banner.ts';

export interface RunOptions {
  readonly server: CivigraphServer;
  readonly engine: Engine;
  readonly config: Config;
  readonly log: Log;
  /** Frees what else was opened (sources in the process, the store), after the engine. */
  readonly onStopped?: () => Promise<void>;
}

async function within(work: Promise<void>, milliseconds: number): Promise<'done' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds);
  });
  try {
    return await Promise.race([work.then(() => 'done' as const), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function stop({ server, engine, config, log, onStopped }: RunOptions, signal: string): Promise<void> {
  log.info('stopping', { signal });
  const outcome = await within(server.close(), config.server.stopTimeout);
  if (outcome === 'late') {
    log.warn('running requests were cut off', { afterMs: config.server.stopTimeout });
    server.http.server.closeAllConnections();
  }
  await engine.close();
  await onStopped?.();
  log.info('stopped');
}

/**
 * Listens, writes the banner, and returns when SIGTERM or SIGINT has stopped the server: no new requests, running ones get
 * `server.stopTimeout` to end, then the engine is closed. Returns the address through `onListening`.
 */
export async function runServer(options: RunOptions, onListening: (address: string) => void = () => undefined): Promise<void> {
  const address = await options.server.listen();
  process.stderr.write(banner(address, options.config, options.engine));
  options.log.info('listening', { address });
  onListening(address);
  await new Promise<void>((resolve, reject) => {
    let stopping = false;
    const onSignal = (signal: NodeJS.Signals) => {
      // A second signal means that somebody does not want to wait.
      if (stopping) process.exit(1);
      stopping = true;
      stop(options, signal).then(resolve, reject);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
