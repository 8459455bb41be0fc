import { createServer } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Source } from '../../../src/contract/index.ts';
import { CANARY } from '../../contract/fixture.ts';
import { type DeviceOptions, device, failureOf, idsOf, openDevices, readOf } from './devices.ts';
import { json, TestServer, text, until } from './test-server.ts';

let server: TestServer;
const opened: Source[] = [];
const open = (options?: DeviceOptions, url = server.url) => {
  const source = openDevices(url, options);
  opened.push(source);
  return source;
};

beforeAll(async () => {
  server = await TestServer.start();
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
});
afterAll(() => server.close());

describe('a status of failure', () => {
  it.each([
    [401, 'NEEDS_AUTH'],
    [403, 'NEEDS_AUTH'],
    [407, 'NEEDS_AUTH'],
    [404, 'BROKEN'],
    [405, 'BROKEN'],
    [408, 'UNREACHABLE'],
    [429, 'UNREACHABLE'],
    [500, 'UNREACHABLE'],
    [503, 'UNREACHABLE'],
    [400, 'BAD_DATA'],
    [422, 'BAD_DATA'],
  ])('%i is %s, and nothing of the body is told', async (status, kind) => {
    server.answer((_seen, response) => json(response, { message: CANARY }, status));
    const failure = await failureOf(open());
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(`GET /devices (devices) answered status ${status}`);
    expect(failure.message + failure.advice).not.toContain(CANARY);
  });

  it('keeps Retry-After in seconds', async () => {
    server.answer((_seen, response) => json(response, {}, 429, { 'retry-after': '7' }));
    expect((await failureOf(open())).retryAfter).toBe(7_000);
  });

  it('keeps Retry-After as a date', async () => {
    server.answer((_seen, response) => json(response, {}, 503, { 'retry-after': new Date(Date.now() + 20_000).toUTCString() }));
    expect((await failureOf(open())).retryAfter).toBeGreaterThan(15_000);
  });

  it('keeps the reset of a spent rate limit', async () => {
    server.answer((_seen, response) => json(response, {}, 429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' }));
    expect((await failureOf(open())).retryAfter).toBe(3_000);
  });

  it('is tried again as often as told, and forgotten when it is gone', async () => {
    server.answer((_seen, response) => (server.seen.length < 3 ? json(response, {}, 500) : json(response, [device(1)])));
    expect(await idsOf(open({ source: { retry: { times: 2, pause: 1 } } }))).toEqual(['d1']);
    expect(server.seen).toHaveLength(3);
  });

  it('is tried again after Retry-After where that is soon, and told at once where it is not', async () => {
    server.answer((_seen, response) =>
      server.seen.length < 2 ? json(response, {}, 429, { 'retry-after': '0' }) : json(response, [device(1)]),
    );
    expect(await idsOf(open({ source: { retry: { times: 1 } } }))).toEqual(['d1']);
    server.answer((_seen, response) => json(response, {}, 429, { 'retry-after': '60' }));
    expect((await failureOf(open({ source: { retry: { times: 5 } } }))).retryAfter).toBe(60_000);
    expect(server.seen).toHaveLength(1);
  });
});

describe('a body that is not the promised data', () => {
  const headers = { 'content-type': 'application/json' };
  it.each<[string, string, Record<string, string>, string]>([
    ['an error page with status 200', `<html><body>${CANARY}</body></html>`, { 'content-type': 'text/html' }, 'a web page came'],
    ['a page that calls itself JSON', `\n <!doctype html>${CANARY}`, headers, 'a web page came'],
    ['another content type', '[]', { 'content-type': 'text/csv' }, 'the content type is another'],
    ['truncated JSON', `[{"id":"${CANARY}`, headers, 'breaks off'],
    ['an empty body', '', headers, 'the body is empty'],
    ['an object in place of the list', `{"error":"${CANARY}"}`, headers, 'expected a list'],
    ['null', 'null', headers, 'expected a list'],
    ['a list of other things', `["${CANARY}"]`, headers, 'no row is what was declared'],
    ['rows without their key', `[{"status":"${CANARY}"}]`, headers, 'field "id": expected a text, there is no value'],
    ['values of another type', `[{"id":7,"status":"${CANARY}"}]`, headers, 'field "id": expected a text, there is a whole number'],
  ])('%s is BAD_DATA', async (_what, body, head, said) => {
    server.answer((_seen, response) => text(response, body, head));
    const failure = await failureOf(open());
    expect(failure.kind).toBe('BAD_DATA');
    expect(failure.message).toContain(said);
    expect(failure.message + failure.advice).not.toContain(CANARY);
  });

  it.each([
    ['status 202', 202, {}, {}],
    ['a word in place of the rows', 200, { status: 'PROCESSING' }, {}],
    ['a Chinese message in place of the rows', 200, { code: 1, msg: '数据处理中，请稍后' }, {}],
    ['the declared mark', 200, { data: [], state: 3 }, { rows: '/data' }],
  ])('"processing" told by %s is UNREACHABLE with a time to come back', async (_what, status, body, list) => {
    server.answer((_seen, response) => json(response, body, status, { 'retry-after': '2' }));
    const failure = await failureOf(open({ list, source: { processing: { path: '/state', values: [3] } } }));
    expect(failure).toMatchObject({ kind: 'UNREACHABLE', retryAfter: 2_000 });
  });

  it('a code of the service itself tells success, sign-in, and other failures', async () => {
    const success = { path: '/code', values: [0], needsAuth: [401], busy: [503] };
    const source = open({ list: { rows: '/data' }, source: { success } });
    server.answer((_seen, response) => json(response, { code: 0, data: [device(1)] }));
    expect(await idsOf(source)).toEqual(['d1']);
    for (const [code, kind] of [
      [401, 'NEEDS_AUTH'],
      [503, 'UNREACHABLE'],
      [999, 'BAD_DATA'],
    ] as const) {
      server.answer((_seen, response) => json(response, { code, data: [] }));
      expect((await failureOf(source)).kind).toBe(kind);
    }
  });

  it('single rows that are malformed are counted and named, never silently left out', async () => {
    server.answer((_seen, response) => json(response, [device(1), { id: 'd2', status: 5 }, device(3)]));
    const batches = [];
    for await (const batch of open().read(readOf(), new AbortController().signal)) batches.push(batch);
    expect(batches).toEqual([
      {
        rows: [
          { id: 'd1', status: 'ON' },
          { id: 'd3', status: 'ON' },
        ],
        malformed: { count: 1, issues: [{ line: 2, reason: 'field "status": expected a text, there is a whole number' }] },
      },
    ]);
  });

  it('a further content type is taken as JSON where it is declared', async () => {
    server.answer((_seen, response) => text(response, '\ufeff[{"id":"d1"}]', { 'content-type': 'text/plain' }));
    expect(await idsOf(open({ source: { contentTypes: ['text/plain'] } }))).toEqual(['d1']);
  });

  it('a declared charset is read', async () => {
    server.answer((_seen, response) =>
      text(response, Buffer.concat([Buffer.from('[{"id":"'), Buffer.from([0xbb, 0xb7]), Buffer.from('"}]')]), {
        'content-type': 'application/json; charset=gb18030',
      }),
    );
    expect(await idsOf(open())).toEqual(['环']);
  });
});

describe('the wire', () => {
  it('unpacks gzip and deflate, and refuses damaged and unknown packing', async () => {
    const rows = JSON.stringify([device(1)]);
    for (const [encoding, body] of [
      ['gzip', gzipSync(rows)],
      ['deflate', deflateSync(rows)],
    ] as const) {
      server.answer((_seen, response) => text(response, body, { 'content-type': 'application/json', 'content-encoding': encoding }));
      expect(await idsOf(open())).toEqual(['d1']);
    }
    for (const [encoding, body] of [
      ['gzip', gzipSync(rows).subarray(0, 20)],
      ['compress', Buffer.from(rows)],
    ] as const) {
      server.answer((_seen, response) => text(response, body, { 'content-type': 'application/json', 'content-encoding': encoding }));
      expect((await failureOf(open())).kind).toBe('BAD_DATA');
    }
  });

  it('ends a body over the limit, announced, streamed or packed, and closes its connection', async () => {
    const big = JSON.stringify(Array.from({ length: 500 }, (_, place) => device(place)));
    const limited = { source: { maxBody: 2_048 } };
    server.answer((_seen, response) => text(response, big, { 'content-type': 'application/json' }));
    expect((await failureOf(open(limited))).message).toContain('longer than the 2048 bytes');
    server.answer((_seen, response) => text(response, gzipSync(big), { 'content-type': 'application/json', 'content-encoding': 'gzip' }));
    expect((await failureOf(open(limited))).message).toContain('longer than the 2048 bytes');
    server.answer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '.repeat(1_000)), 2);
      response.on('close', () => clearInterval(timer));
    });
    expect((await failureOf(open(limited))).message).toContain('longer than the 2048 bytes');
    await Promise.all(opened.splice(0).map((source) => source.close()));
    await until(() => server.open === 0);
  });

  it('a connection reset in the middle of a body is UNREACHABLE, tried once more at once', async () => {
    server.answer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('[{"id":"d1"},');
      setTimeout(() => response.socket?.resetAndDestroy(), 5);
    });
    const failure = await failureOf(open());
    expect(failure.kind).toBe('UNREACHABLE');
    expect(failure.message).toContain('the connection broke');
    expect(server.seen).toHaveLength(2);
  });

  it('a service that hangs is UNREACHABLE with the mark of a time-out, and its connection is closed', async () => {
    let closed = false;
    server.answer((_seen, response) =>
      response.on('close', () => {
        closed = true;
      }),
    );
    const failure = await failureOf(open({ source: { timeouts: { request: 60 } } }));
    expect(failure).toMatchObject({ kind: 'UNREACHABLE', timeout: true });
    await until(() => closed);
  });

  it('a service that drips is timed as a whole', async () => {
    server.answer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    });
    expect((await failureOf(open({ source: { timeouts: { request: 100 } } }))).timeout).toBe(true);
  });

  it('an abort closes the connection on the side of the service', async () => {
    let gone = false;
    server.answer((_seen, response) => {
      response.on('close', () => {
        gone = true;
      });
    });
    const controller = new AbortController();
    const failing = failureOf(open(), readOf(), controller.signal);
    await until(() => server.seen.length === 1);
    controller.abort();
    expect((await failing).kind).toBe('UNREACHABLE');
    await until(() => gone);
  });

  it('an abort in the middle of a body closes the connection too', async () => {
    let gone = false;
    server.answer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('[');
      response.on('close', () => {
        gone = true;
      });
    });
    const controller = new AbortController();
    const failing = failureOf(open(), readOf(), controller.signal);
    await until(() => server.seen.length === 1);
    setTimeout(() => controller.abort(), 20);
    expect((await failing).kind).toBe('UNREACHABLE');
    await until(() => gone);
  });

  it('close ends reads under way with an error and leaves no connection', async () => {
    server.answer(() => {});
    const source = open();
    const failing = failureOf(source);
    await until(() => server.seen.length === 1);
    await source.close();
    await source.close();
    expect((await failing).message).toContain('the source is closed');
    expect((await failureOf(source)).message).toContain('the source is closed');
    await until(() => server.open === 0);
  });

  it('keeps connections for reads that follow each other', async () => {
    server.answer((_seen, response) => json(response, [device(1)]));
    const before = server.connections;
    const source = open();
    for (let round = 0; round < 20; round += 1) await idsOf(source);
    expect(server.connections - before).toBeLessThanOrEqual(2);
  });

  it('a kept connection that the service had closed costs no read', async () => {
    server.answer((_seen, response) => {
      json(response, [device(1)]);
      setTimeout(() => response.socket?.destroy(), 1);
    });
    const source = open();
    for (let round = 0; round < 10; round += 1) {
      expect(await idsOf(source)).toEqual(['d1']);
      await new Promise((resolve) => setTimeout(resolve, round));
    }
  });

  it('asks for no more at the same time and per second than is allowed', async () => {
    let now = 0;
    let most = 0;
    server.answer(async (_seen, response) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 60));
      now -= 1;
      json(response, [device(1)]);
    });
    const source = open({ source: { limits: { parallelReads: 2, readsPerSecond: 50 } } });
    const start = performance.now();
    await Promise.all(Array.from({ length: 10 }, () => idsOf(source)));
    expect(most).toBe(2);
    expect(performance.now() - start).toBeGreaterThan(170);
  });

  it('who stops waiting for a place leaves the queue', async () => {
    server.answer(() => {});
    const source = open({ source: { limits: { parallelReads: 1 } } });
    const first = new AbortController();
    const second = new AbortController();
    const failures = [failureOf(source, readOf(), first.signal), failureOf(source, readOf(), second.signal)];
    await until(() => server.seen.length === 1);
    second.abort();
    await failures[1];
    server.answer((_seen, response) => json(response, [device(1)]));
    first.abort();
    await failures[0];
    expect(await idsOf(source)).toEqual(['d1']);
  });

  it.each([
    ['a refused connection', 'http://127.0.0.1:1', 'the connection was refused (ECONNREFUSED)'],
    ['a connection that every address of a name refuses', 'http://localhost:1', 'the connection was refused (ECONNREFUSED)'],
    ['an unknown host', 'http://no-such-host.invalid', 'the host name was not found'],
  ])('%s is UNREACHABLE and names no address', async (_what, url, said) => {
    const failure = await failureOf(open({}, url));
    expect(failure.kind).toBe('UNREACHABLE');
    expect(failure.message).toContain(said);
    expect(failure.message).not.toMatch(/127\.0\.0\.1|no-such-host/);
  });

  it('a service that speaks no HTTP is BAD_DATA', async () => {
    const mute = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as { readonly port: number };
    const failure = await failureOf(open({}, `http://127.0.0.1:${port}`)).finally(() => mute.close());
    expect(failure.kind).toBe('BAD_DATA');
  });
});
