import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { post, type Started, start } from './start.ts';

let started: Started;
beforeAll(async () => {
  started = await start();
});
afterAll(() => started.server.close());

const cases: readonly (readonly [name: string, body: Readonly<Record<string, unknown>>])[] = [
  ['a plain query', { query: '{ hello }' }],
  ['variables', { query: 'query Q($n: String) { hello(name: $n) }', variables: { n: 'Åsa 张' } }],
  ['an operation chosen by name', { query: 'query A { hello } query B { echo(value: 2) }', operationName: 'B' }],
  ['the operation name constructor', { query: 'query constructor { hello }', operationName: 'constructor' }],
  ['the operation name __proto__', { query: 'query __proto__ { hello }', operationName: '__proto__' }],
  ['the aliases then and constructor', { query: '{ then: hello constructor: hello toString: hello }' }],
  ['a nested list', { query: 'query($first: Int) { cameras(first: $first) { nodes { id name } totalCount } }', variables: { first: 2 } }],
  ['an unexpected error', { query: '{ hello broken }' }],
  ['a failed source', { query: '{ hello dead }' }],
  ['an error that leaves no data', { query: '{ long }' }],
  ['a public error', { query: 'mutation { rename(name: "x") }' }],
  ['a wrong variable', { query: 'query($v: Int) { echo(value: $v) }', variables: { v: 'x' } }],
  ['a missing variable', { query: 'query($v: Int!) { echo(value: $v) }' }],
  [
    'a page that is too large, by variable',
    { query: 'query($first: Int) { cameras(first: $first) { totalCount } }', variables: { first: 501 } },
  ],
  ['variables that are too deep', { query: 'query($f: CameraFilter) { cameras(filter: $f) { totalCount } }', variables: { f: nest(40) } }],
];

function nest(levels: number): unknown {
  return levels === 0 ? { name: 'x' } : { and: [nest(levels - 1)] };
}

function withoutDate(headers: Headers): unknown {
  return [...headers].filter(([name]) => name !== 'date');
}

describe('the first time and every further time', () => {
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    test.each(cases)(`%s gives the same bytes, status and headers (${accept})`, async (_name, body) => {
      const padded = { ...body, query: `${body.query} # ${accept}` };
      const headers = { accept, 'x-request-id': 'same' };
      const first = await post(started.url, padded, headers);
      const second = await post(started.url, padded, headers);
      expect(second.text).toBe(first.text);
      expect(second.status).toBe(first.status);
      expect(withoutDate(second.headers)).toEqual(withoutDate(first.headers));
      expect(first.status).toBeLessThan(500);
    });
  }

  test('the second time does not pass through Apollo', async () => {
    const count = () => started.server.metrics.registry.getSingleMetricAsString('civigraph_requests_total');
    const query = '{ hello(name: "path") }';
    await post(started.url, { query });
    const before = await count();
    await post(started.url, { query });
    const known = (text: string) => Number(/path="known"\} (\d+)/.exec(text)?.[1] ?? 0);
    expect(known(await count())).toBe(known(before) + 1);
  });

  test('a new schema generation forgets what was accepted and knows what is new', async () => {
    const { server, engine, url } = await start();
    const query = '{ hello }';
    await post(url, { query });
    await post(url, { query });
    const added = { query: '{ added }' };
    expect((await post(url, added)).json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    engine.renew();
    expect((await post(url, added)).json.data).toEqual({ added: 'added' });
    expect((await post(url, { query })).json.data).toEqual({ hello: 'hello world' });
    await server.close();
  });
});
