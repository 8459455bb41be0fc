import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Source } from '../../../src/contract/index.ts';
import { type DeviceOptions, device, failureOf, idsOf, openDevices, readOf } from './devices.ts';
import { type Handler, json, TestServer, text, until } from './test-server.ts';

let server: TestServer;
let other: TestServer;
const opened: Source[] = [];
const open = (options?: DeviceOptions) => {
  const source = openDevices(server.url, options);
  opened.push(source);
  return source;
};
const withAuth = (auth: object, secrets: Record<string, string> = {}) => open({ source: { auth }, secrets });

beforeAll(async () => {
  server = await TestServer.start();
  other = await TestServer.start();
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
});
afterAll(async () => {
  await server.close();
  await other.close();
});

describe('fixed credentials', () => {
  it.each([
    ['a header', { type: 'header', name: 'X-Api-Key', value: 'env:KEY' }, 'x-api-key', 's3cret'],
    ['a bearer token', { type: 'bearer', token: 'env:KEY' }, 'authorization', 'Bearer s3cret'],
    [
      'basic',
      { type: 'basic', user: '张三', password: 'env:KEY' },
      'authorization',
      `Basic ${Buffer.from('张三:s3cret').toString('base64')}`,
    ],
  ])('%s goes with every request', async (_what, auth, name, value) => {
    server.answer((_seen, response) => json(response, [device(1)]));
    await idsOf(withAuth(auth, { KEY: 's3cret' }));
    expect(server.seen[0]?.headers[name]).toBe(value);
  });

  it('configured headers go with every request', async () => {
    server.answer((_seen, response) => json(response, []));
    await idsOf(open({ source: { headers: { 'X-Tenant': 'huancui' } } }));
    expect(server.seen[0]?.headers).toMatchObject({ 'x-tenant': 'huancui', accept: 'application/json' });
  });

  it('a missing secret is BROKEN when the source is opened', () => {
    expect(() => withAuth({ type: 'bearer', token: 'env:NOT_THERE' })).toThrow(expect.objectContaining({ kind: 'BROKEN' }));
  });

  it('a secret that no header takes is BROKEN and is not told', () => {
    expect(() => withAuth({ type: 'bearer', token: 'env:KEY' }, { KEY: 'line\nbreak' })).toThrow(/holds characters that no header takes/);
  });

  it('a secret that was changed meanwhile is used after a refusal, without opening the source anew', async () => {
    const secrets = { KEY: 'old' };
    const source = withAuth({ type: 'bearer', token: 'env:KEY' }, secrets);
    server.answer((seen, response) => json(response, [device(1)], seen.headers.authorization === 'Bearer new' ? 200 : 401));
    expect((await failureOf(source)).kind).toBe('NEEDS_AUTH');
    expect(server.seen).toHaveLength(1);
    secrets.KEY = 'new';
    expect(await idsOf(source)).toEqual(['d1']);
  });
});

describe('OAuth2 client credentials', () => {
  const auth = (more: object = {}) => ({
    type: 'oauth2',
    tokenUrl: `${server.url}/token?tenant=1`,
    clientId: 'city',
    clientSecret: 'env:KEY',
    ...more,
  });
  const secrets = { KEY: 'p:ä ss' };

  /** Tokens t1, t2, ...; only the last one is good. */
  function tokenService(life: number, list: Handler = (_seen, response) => json(response, [device(1)])): Handler {
    let given = 0;
    return async (seen, response, request) => {
      if (seen.path === '/token') {
        given += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return json(response, { access_token: `t${given}`, token_type: 'bearer', expires_in: life });
      }
      return seen.headers.authorization === `Bearer t${given}` ? list(seen, response, request) : json(response, {}, 401);
    };
  }
  const asked = (path: string) => server.seen.filter((seen) => seen.path === path).length;

  it('fetches one token for all reads, also for those that start at the same time', async () => {
    server.answer(tokenService(3_600));
    const source = withAuth(auth({ scope: 'read write', audience: 'devices' }), secrets);
    await Promise.all(Array.from({ length: 8 }, () => idsOf(source)));
    await idsOf(source);
    expect([asked('/token'), asked('/devices')]).toEqual([1, 9]);
    const [token] = server.seen;
    expect(token?.url).toBe('/token?tenant=1');
    expect(token?.body).toBe('grant_type=client_credentials&scope=read+write&audience=devices');
    expect(token?.headers.authorization).toBe(`Basic ${Buffer.from('city:p%3A%C3%A4%20ss').toString('base64')}`);
  });

  it('sends id and secret in the body where told', async () => {
    server.answer(tokenService(3_600));
    await idsOf(withAuth(auth({ send: 'body' }), secrets));
    expect(new URLSearchParams(server.seen[0]?.body).get('client_secret')).toBe('p:ä ss');
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  });

  it('fetches a new token before the old one expires', async () => {
    server.answer(tokenService(0.2));
    const source = withAuth(auth(), secrets);
    await idsOf(source);
    await idsOf(source);
    expect(asked('/token')).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 110));
    await idsOf(source);
    expect(asked('/token')).toBe(2);
  });

  it('fetches a new token after a refusal, once, however many reads were refused', async () => {
    let revoked = true;
    server.answer(
      tokenService(3_600, (seen, response) => {
        if (seen.headers.authorization === 'Bearer t1' && revoked) return json(response, {}, 401);
        return json(response, [device(1)]);
      }),
    );
    const source = withAuth(auth(), secrets);
    const answers = await Promise.all(Array.from({ length: 4 }, () => idsOf(source)));
    revoked = false;
    expect(answers).toEqual([['d1'], ['d1'], ['d1'], ['d1']]);
    expect(asked('/token')).toBe(2);
  });

  it('is NEEDS_AUTH when new tokens are refused too, after one retry', async () => {
    server.answer(tokenService(3_600, (_seen, response) => json(response, {}, 401)));
    expect((await failureOf(withAuth(auth(), secrets))).kind).toBe('NEEDS_AUTH');
    expect([asked('/token'), asked('/devices')]).toEqual([2, 2]);
  });

  it.each<[string, Handler, string]>([
    ['a refused client', (_seen, response) => json(response, { error: 'invalid_client' }, 401), 'NEEDS_AUTH'],
    ['a bad request', (_seen, response) => json(response, { error: 'invalid_scope' }, 400), 'NEEDS_AUTH'],
    ['a failing token service', (_seen, response) => json(response, {}, 503), 'UNREACHABLE'],
    ['a web page', (_seen, response) => text(response, '<html>', { 'content-type': 'text/html' }), 'BAD_DATA'],
    ['another kind of token', (_seen, response) => json(response, { access_token: 'x', token_type: 'mac' }), 'BAD_DATA'],
  ])('%s is told as %s is', async (_what, handler, kind) => {
    server.answer(handler);
    const failure = await failureOf(withAuth(auth(), secrets));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain('the token endpoint');
  });

  it('goes on fetching for the others when the read that began it is stopped', async () => {
    server.answer(tokenService(3_600));
    const source = withAuth(auth(), secrets);
    const controller = new AbortController();
    const stopped = failureOf(source, readOf(), controller.signal);
    const kept = idsOf(source);
    await until(() => asked('/token') === 1);
    controller.abort();
    expect((await stopped).message).toContain('stopped');
    expect(await kept).toEqual(['d1']);
    expect(asked('/token')).toBe(1);
  });
});

describe('redirects', () => {
  const auth = { type: 'bearer', token: 'env:KEY' };

  it('are followed on the same host with credentials', async () => {
    server.answer((seen, response) => (seen.path === '/new' ? json(response, [device(1)]) : json(response, {}, 302, { location: '/new' })));
    expect(await idsOf(withAuth(auth, { KEY: 'k' }))).toEqual(['d1']);
    expect(server.seen[1]?.headers.authorization).toBe('Bearer k');
  });

  it('to another host are followed without credentials and configured headers', async () => {
    other.answer((_seen, response) => json(response, [device(2)]));
    server.answer((_seen, response) => json(response, {}, 307, { location: `${other.url}/devices` }));
    expect(await idsOf(open({ source: { auth, headers: { 'x-tenant': 't' } }, secrets: { KEY: 'k' } }))).toEqual(['d2']);
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
    expect(other.seen[0]?.headers['x-tenant']).toBeUndefined();
  });

  it('are followed by the oldest Node.js that is served, which has no URL.parse', async () => {
    const parse = Object.getOwnPropertyDescriptor(URL, 'parse');
    Reflect.deleteProperty(URL, 'parse');
    try {
      server.answer((seen, response) =>
        seen.path === '/new' ? json(response, [device(1)]) : json(response, {}, 302, { location: '/new' }),
      );
      expect(await idsOf(open())).toEqual(['d1']);
    } finally {
      if (parse) Object.defineProperty(URL, 'parse', parse);
    }
  });

  it('to what is no address are BROKEN', async () => {
    server.answer((_seen, response) => json(response, {}, 302, { location: 'http://[' }));
    expect((await failureOf(open())).kind).toBe('BROKEN');
  });

  it('that go round in a circle end', async () => {
    server.answer((_seen, response) => json(response, {}, 302, { location: '/devices' }));
    expect((await failureOf(open())).kind).toBe('BROKEN');
    expect(server.seen).toHaveLength(4);
  });

  it('to a page to sign in are NEEDS_AUTH', async () => {
    server.answer((seen, response) =>
      seen.path === '/login' ? text(response, '<html>', { 'content-type': 'text/html' }) : json(response, {}, 302, { location: '/login' }),
    );
    expect((await failureOf(open())).kind).toBe('NEEDS_AUTH');
  });
});

describe('check', () => {
  const steps = async (source: Source) =>
    (await source.check(new AbortController().signal)).map(({ step, ok }) => `${step} ${ok ? 'ok' : 'fails'}`);

  it('goes through all steps of a healthy service', async () => {
    server.answer((_seen, response) => json(response, []));
    expect(await steps(open())).toEqual(['configuration ok', 'look-up ok', 'connection ok', 'sign-in ok', 'read ok']);
  });

  it.each<[string, Handler, string[]]>([
    ['401', (_seen, response) => json(response, {}, 401), ['sign-in fails']],
    ['403', (_seen, response) => json(response, {}, 403), ['sign-in fails']],
    ['500', (_seen, response) => json(response, {}, 500), ['sign-in ok', 'read fails']],
    ['a web page', (_seen, response) => text(response, '<p>', { 'content-type': 'text/html' }), ['sign-in ok', 'read fails']],
  ])('names the step that %s fails, with cause and what to do', async (_what, handler, last) => {
    server.answer(handler);
    const source = open();
    expect(await steps(source)).toEqual(['configuration ok', 'look-up ok', 'connection ok', ...last]);
    const found = (await source.check(new AbortController().signal)).find(({ ok }) => !ok);
    expect([typeof found?.cause, typeof found?.advice]).toEqual(['string', 'string']);
  });

  it('names a refused connection, an unknown host and a refused token', async () => {
    const refused = openDevices('http://127.0.0.1:1');
    expect(await steps(refused)).toEqual(['configuration ok', 'look-up ok', 'connection fails']);
    const unknown = openDevices('http://no-such-host.invalid');
    expect(await steps(unknown)).toEqual(['configuration ok', 'look-up fails']);
    server.answer((_seen, response) => json(response, {}, 401));
    const tokenless = withAuth({ type: 'oauth2', tokenUrl: `${server.url}/token`, clientId: 'c', clientSecret: 'env:KEY' }, { KEY: 'x' });
    expect(await steps(tokenless)).toEqual(['configuration ok', 'look-up ok', 'connection ok', 'sign-in fails']);
    await Promise.all([refused.close(), unknown.close()]);
  });

  it('names TLS where the service speaks none', async () => {
    const source = openDevices(server.url.replace('http:', 'https:'));
    expect(await steps(source)).toEqual(['configuration ok', 'look-up ok', 'connection fails']);
    await source.close();
  });

  it('ends with its caller', async () => {
    server.answer(() => {});
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const found = await open().check(controller.signal);
    expect(found[found.length - 1]).toMatchObject({ step: 'read', ok: false });
  });
});
