import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { post, read, type Started, start, untilAsked } from './start.ts';

let started: Started;
beforeAll(async () => {
  started = await start({
    'server.limits.headersTimeout': '300',
    'server.limits.requestTimeout': '600',
    'server.limits.deadline': '400',
    'server.stopTimeout': '2000',
  });
});
afterAll(() => started.server.close());

/** Writes raw bytes and returns what comes back until the server hangs up. */
async function raw(port: number, pieces: readonly string[], pause = 0): Promise<{ readonly text: string; readonly milliseconds: number }> {
  const begin = performance.now();
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (data) => {
    text += data.toString();
  });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  for (const piece of pieces) {
    if (socket.writable) socket.write(piece);
    await sleep(pause);
  }
  await closed;
  return { text, milliseconds: performance.now() - begin };
}

describe('slow and broken clients', () => {
  test('a client that sends no headers in time is answered with 408', async () => {
    const { text, milliseconds } = await raw(started.port, ['POST /graphql HTTP/1.1\r\nhost: localhost\r\n']);
    expect(text).toMatch(/^HTTP\/1\.1 408/);
    expect(milliseconds).toBeLessThan(2_000);
  });

  test('a client that sends its body drop by drop is answered with 408', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n';
    const { text } = await raw(started.port, [head, '{', '"'], 100);
    expect(text).toMatch(/^HTTP\/1\.1 408/);
  });

  test('headers that are too large are answered with 431', async () => {
    const { text } = await raw(started.port, [`GET /livez HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`]);
    expect(text).toMatch(/^HTTP\/1\.1 431/);
  });

  test('what is no HTTP is answered with 400', async () => {
    expect((await raw(started.port, ['HELLO\r\n\r\n'])).text).toMatch(/^HTTP\/1\.1 400/);
  });

  test('a client that goes away aborts the engine at once', async () => {
    const before = started.engine.aborted.length;
    const controller = new AbortController();
    const asked = post(started.url, { query: '{ hello }' });
    await asked;
    const call = fetch(started.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ slow } # goes away' }),
      signal: controller.signal,
    }).catch(() => undefined);
    await untilAsked(started.engine, 'goes away');
    controller.abort();
    await call;
    await sleep(200);
    expect(started.engine.aborted.slice(before)).toEqual([expect.objectContaining({ code: 'CANCELLED' })]);
  });
});

describe('deadline', () => {
  test('aborts the engine, and the answer says so beside what is there', async () => {
    const reply = await post(started.url, { query: '{ hello slow }' });
    expect(reply.status).toBe(200);
    expect(reply.json.data).toEqual({ hello: 'hello world', slow: null });
    expect(reply.json.errors?.[0]).toMatchObject({ path: ['slow'], extensions: { code: 'DEADLINE_EXCEEDED', retryable: true } });
  });

  test('ends a request whose engine does not listen', async () => {
    const begin = performance.now();
    const reply = await post(started.url, { query: '{ stubborn }' });
    expect(performance.now() - begin).toBeLessThan(1_500);
    expect(reply.json).toEqual({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }) })],
    });
  });

  test('a signal is not aborted after its request has ended', async () => {
    await post(started.url, { query: '{ hello(name: "quiet") }' });
    await sleep(500);
    expect(started.engine.asked.at(-1)?.signal.aborted).toBe(false);
  });
});

describe('connections', () => {
  test('are kept alive between requests', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number>();
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise<void>((resolve, reject) => {
        const call = request({ port: started.port, host: '127.0.0.1', path: '/livez', agent }, (response) => {
          ports.add(call.socket?.localPort ?? 0);
          response.resume().on('end', () => resolve());
        });
        call.on('error', reject).end();
      });
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  test('close lets running requests end and takes no new ones', async () => {
    const own = await start({ 'server.limits.deadline': '600' });
    const running = post(own.url, { query: '{ slow hello }' });
    await untilAsked(own.engine, 'slow');
    const closing = own.server.close();
    await sleep(50);
    await expect(fetch(own.url.replace('/graphql', '/livez'))).rejects.toThrow();
    expect((await running).json.data).toEqual({ slow: null, hello: 'hello world' });
    await closing;
  });
});

describe('places', () => {
  const at = (path: string, headers: Record<string, string> = {}) =>
    fetch(started.url.replace('/graphql', path), { headers, redirect: 'manual' });

  test('/livez and /readyz answer, dead sources do not make the server unready', async () => {
    expect((await at('/livez')).status).toBe(200);
    const ready = await at('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ status: 'ready', sources: { registry: 'LIVE', hotline: 'RETRYING' } });
  });

  test('/health lists the sources and says degraded', async () => {
    expect(await (await at('/health')).json()).toMatchObject({
      status: 'degraded',
      generation: 1,
      sources: [{ name: 'registry' }, { name: 'hotline' }],
    });
  });

  test('/metrics counts requests, refusals and source reads', async () => {
    await post(started.url, { query: `{${'{a'.repeat(70)}` });
    started.server.metrics.sourceRead({ source: 'registry', rows: 3, milliseconds: 2 });
    const text = await (await at('/metrics')).text();
    expect(text).toContain('civigraph_requests_refused_total{limit="nesting"} 1');
    expect(text).toContain('civigraph_source_rows_total{source="registry"} 3');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  test('/schema.graphql is the present schema', async () => {
    const own = await start();
    const schema = async () => (await fetch(own.url.replace('/graphql', '/schema.graphql'))).text();
    expect(await schema()).toContain('type Camera {');
    own.engine.renew();
    expect(await schema()).toContain('added: String');
    await own.server.close();
  });

  test('/ leads browsers to the query page and tells others what is where', async () => {
    const page = await at('/', { accept: 'text/html' });
    expect([page.status, page.headers.get('location')]).toEqual([302, '/graphql']);
    expect(await (await at('/')).json()).toMatchObject({ graphql: '/graphql', health: '/health' });
  });

  test('/graphql is GraphiQL for browsers: one page that names no other host, with a policy that allows none', async () => {
    const page = await at('/graphql', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    const html = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('{ hello }');
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)="?https?:/);
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(page.headers.get('content-security-policy')).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline/);
    const again = await at('/graphql', { accept: 'text/html', 'if-none-match': page.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  test('every answer has the security headers and a request id', async () => {
    for (const path of ['/livez', '/nothing', '/graphql?query={hello}']) {
      const { headers } = await at(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-request-id')).toMatch(/^[\w-]+$/);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('log', () => {
  test('one line per request with id, operation, status, time and completeness, without variables', async () => {
    const body = { query: 'query Greet($n: String) { hello(name: $n) dead }', variables: { n: 'hush' }, operationName: 'Greet' };
    await post(started.url, body, { 'x-request-id': 'line-1', authorization: 'Bearer hush' });
    await sleep(50);
    const lines = started.lines.filter((line) => line.facts.requestId === 'line-1');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.facts).toEqual({
      requestId: 'line-1',
      method: 'POST',
      route: '/graphql',
      status: 200,
      ms: expect.any(Number),
      operationName: 'Greet',
      completeness: 'PARTIAL',
      codes: ['SOURCE_UNAVAILABLE'],
    });
    expect(JSON.stringify(started.lines)).not.toContain('hush');
  });

  test.each(['a b', 'x'.repeat(65), 'é', ''])('the request id %j is replaced', async (id) => {
    const reply = await read(await fetch(started.url.replace('/graphql', '/livez'), { headers: id === 'é' ? {} : { 'x-request-id': id } }));
    expect(reply.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});
