import { afterEach, describe, expect, test } from '@jest/globals';
import { type Config, loadConfig } from '../../src/config.ts';
import type { Log } from '../../src/contract/index.ts';
import { banner } from '../../src/server/banner.ts';
import { createLog } from '../../src/server/log.ts';
import { runServer } from '../../src/server/run-server.ts';
import { createServer } from '../../src/server.ts';
import { SmallEngine } from './small-engine.ts';
import { post, untilAsked } from './start.ts';

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function configWith(settings: Readonly<Record<string, string>>): Config {
  const flags = Object.fromEntries(
    Object.entries({ 'server.port': '0', ...settings }).map(([path, value]) => [path, { value, flag: path }]),
  );
  return loadConfig({ flags, environment: {}, folder: '/' });
}

async function run(settings: Readonly<Record<string, string>>) {
  const config = configWith(settings);
  const engine = new SmallEngine();
  const server = await createServer({ engine, config, log: silent, openingQuery: '{ hello }' });
  let listening: (address: string) => void = () => undefined;
  const address = new Promise<string>((resolve) => {
    listening = resolve;
  });
  const stopped: string[] = [];
  const options = { server, engine, config, log: silent, onStopped: async () => void stopped.push(`engine closed: ${engine.closed}`) };
  const done = runServer(options, listening);
  return { engine, url: `${await address}/graphql`, done, stopped };
}

afterEach(() => {
  process.removeAllListeners('SIGTERM');
  process.removeAllListeners('SIGINT');
});

describe('stop', () => {
  test('SIGTERM lets a running request end, then closes the engine and what stands behind it', async () => {
    const { engine, url, done, stopped } = await run({ 'server.limits.deadline': '1000' });
    const running = post(url, { query: '{ slow hello }' });
    await untilAsked(engine, 'slow');
    process.emit('SIGTERM', 'SIGTERM');
    expect((await running).json.data).toEqual({ slow: null, hello: 'hello world' });
    await done;
    expect(stopped).toEqual(['engine closed: true']);
  });

  test('a request that does not end in time is cut off', async () => {
    const { engine, url, done, stopped } = await run({ 'server.stopTimeout': '200' });
    const running = post(url, { query: '{ slow }' }).catch(() => 'cut off');
    await untilAsked(engine, 'slow');
    const begin = performance.now();
    process.emit('SIGINT', 'SIGINT');
    await done;
    expect(await running).toBe('cut off');
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect(stopped).toEqual(['engine closed: true']);
  });

  test('an address that others can reach is refused before anything listens', async () => {
    const config = configWith({ 'server.host': '0.0.0.0' });
    const engine = new SmallEngine();
    const server = await createServer({ engine, config, log: silent, openingQuery: '' });
    await expect(runServer({ server, engine, config, log: silent })).rejects.toThrow(/server\.access: open/);
    await server.close();
  });
});

test('the banner says what is where', () => {
  const text = banner('http://127.0.0.1:4000', configWith({}), new SmallEngine());
  expect(text.split('\n').map((line) => line.trimEnd())).toEqual([
    '',
    '  Civigraph',
    '  GraphQL     http://127.0.0.1:4000/graphql   (open it in a browser for GraphiQL)',
    '  Schema      http://127.0.0.1:4000/schema.graphql',
    '  Health      http://127.0.0.1:4000/health   (also /livez and /readyz)',
    '  Metrics     http://127.0.0.1:4000/metrics',
    '  Sources     2 (hotline RETRYING)',
    '  Configured  no file, settings that are not default: 1 (npx civigraph config print --origin)',
    '',
    '',
  ]);
});

describe('log', () => {
  test('writes JSON lines and hides credentials and variables', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', stream: { write: (line: string) => void lines.push(line) } });
    log.info('asked', { requestId: 'r', authorization: 'hush', headers: { cookie: 'hush', accept: 'x' }, variables: { a: 'hush' } });
    log.error('unexpected error', { error: 'cannot reach mysql://root:hush@db/city' });
    log.debug('not written');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'info', msg: 'asked', requestId: 'r', headers: { cookie: '[hidden]', accept: 'x' } }),
      expect.objectContaining({ level: 'error', error: 'cannot reach mysql://***@db/city' }),
    ]);
    expect(lines.join()).not.toContain('hush');
  });
});
