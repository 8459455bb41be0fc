import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { post, read, type Started, start } from './start.ts';

let started: Started;
beforeAll(async () => {
  started = await start();
});
afterAll(() => started.server.close());

const many = (count: number, make: (at: number) => string) => Array.from({ length: count }, (_, at) => make(at)).join(' ');
const nested = (levels: number, inner: string): string => (levels === 0 ? inner : `cameras{nodes{${nested(levels - 1, inner)}}}`);
const list = 'query($ids: [ID!], $f: CameraFilter, $n: String) { cameras(ids: $ids, filter: $f) { totalCount } hello(name: $n) }';
const deep = (levels: number): unknown => (levels === 0 ? {} : { and: [deep(levels - 1)] });

const overLimit: readonly (readonly [limit: string, body: Readonly<Record<string, unknown>>])[] = [
  ['tokens', { query: `{ ${many(2_000, () => 'hello')} }` }],
  ['tokens', { query: many(900, (at) => `query Q${at} { hello }`) }],
  ['tokens', { query: `{ hello }${'\n#'.repeat(3_000)}` }],
  ['nesting', { query: '{a'.repeat(61) }],
  ['nesting', { query: `{ hello(name: ${'['.repeat(200_000)}` }],
  ['nameLength', { query: `{ ${'a'.repeat(900_000)} }` }],
  ['stringLength', { query: `{ hello(name: "${'a'.repeat(200_000)}") }` }],
  ['variables', { query: `query(${many(101, (at) => `$v${at}:Int`)}){hello}` }],
  ['fragments', { query: `{...F0} ${many(101, (at) => `fragment F${at} on Query{hello}`)}` }],
  ['operations', { query: many(51, (at) => `query Q${at}{hello}`), operationName: 'Q0' }],
  ['depth', { query: `{${nested(6, 'id')}}` }],
  [
    'fields',
    { query: `{...F0} ${many(60, (at) => `fragment F${at} on Query{...F${at + 1} ...F${at + 1}}`)} fragment F60 on Query{hello}` },
  ],
  ['aliases', { query: `{ ${many(31, (at) => `a${at}:hello`)} }` }],
  ['aliases', { query: `{ ...A ...A ...A ...A } fragment A on Query { a:hello b:hello c:hello d:hello e:hello f:hello g:hello h:hello }` }],
  ['directives', { query: `{ hello ${'@skip(if:false) '.repeat(31)} }` }],
  ['overlaps', { query: `{ ${many(200, () => 'hello')} }` }],
  ['page', { query: '{ cameras(first: 501) { totalCount } }' }],
  ['cost', { query: '{ cameras(first: 500) { nodes { cameras(first: 500) { nodes { id } } } } }' }],
  [
    'cost',
    { query: 'query($n: Int) { cameras(first: $n) { edges { node { cameras(last: $n) { nodes { id } } } } } }', variables: { n: 300 } },
  ],
  ['listItems', { query: list, variables: { ids: Array.from({ length: 1_001 }, (_, at) => String(at)) } }],
  ['jsonDepth', { query: list, variables: { f: deep(17) } }],
  ['stringLength', { query: list, variables: { n: 'x'.repeat(100 * 1024 + 1) } }],
];

describe('limits', () => {
  test.each(overLimit)('%s: a request beyond it is refused and the client is to blame', async (limit, body) => {
    const legacy = await post(started.url, body);
    expect(legacy.json.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX', limit, retryable: false });
    expect(legacy.json.errors?.[0]?.extensions.requestId).toBe(legacy.headers.get('x-request-id'));
    expect(legacy.status).toBe(200);
    expect((await post(started.url, body, { accept: 'application/graphql-response+json' })).status).toBe(400);
    expect(legacy.text.length).toBeLessThan(1_000);
  });

  test('just within the limits is answered', async () => {
    const bodies = [
      { query: `{${nested(5, 'id')}}`.replace('{nodes{id', '(first:1){nodes{id').replaceAll('cameras{', 'cameras(first:2){') },
      { query: `{ ${many(30, (at) => `a${at}:hello`)} }` },
      { query: '{ cameras(first: 500) { nodes { id cameras(first: 20) { nodes { id } } } } }' },
      { query: list, variables: { ids: Array.from({ length: 1_000 }, (_, at) => String(at)) } },
    ];
    for (const body of bodies) expect((await post(started.url, body)).json.errors).toBeUndefined();
  });

  test('fragments that spread themselves are refused', async () => {
    const reply = await post(started.url, { query: '{...A} fragment A on Query{...B} fragment B on Query{...A}' });
    expect(reply.json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('the alias and the variable __proto__ are refused', async () => {
    for (const query of ['{ __proto__: hello }', 'query($__proto__: String) { hello(name: $__proto__) }']) {
      expect((await post(started.url, { query })).json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  test('the standard introspection query passes', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const reply = await post(started.url, {
      query: getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true }),
    });
    expect(reply.json.errors).toBeUndefined();
  });

  test('circular introspection is refused', async () => {
    const query = '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }';
    expect((await post(started.url, { query })).json.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('error answers', () => {
  test.each([1_000, 10_000])('%i unknown input keys get a short answer', async (count) => {
    const f = Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, at]));
    const reply = await post(started.url, { query: list, variables: { f } });
    expect(reply.text.length).toBeLessThan(8 * 1024 + 100);
    expect(reply.json.errors?.length).toBeLessThanOrEqual(20);
    for (const error of reply.json.errors ?? []) expect(error.message.length).toBeLessThanOrEqual(200);
  });

  test('six hundred unknown fields get at most twenty errors', async () => {
    const reply = await post(started.url, { query: `{ ${many(600, (at) => `unknown${at}`)} }` });
    expect(reply.json.errors?.length).toBeLessThanOrEqual(20);
  });

  test('an unexpected error tells nothing and is logged with the request id', async () => {
    const reply = await post(started.url, { query: '{ broken driver }' }, { 'x-request-id': 'find-me' });
    expect(reply.text).not.toMatch(/hunter2|mysql|app\.js|ER_ACCESS|root|stack/);
    expect(reply.json.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL', retryable: false, requestId: 'find-me' });
    const line = started.lines.find((entry) => entry.level === 'error' && entry.facts.requestId === 'find-me');
    expect(String(line?.facts.error)).toContain('hunter2');
  });

  test("a source's failure has its own code beside the data of the others", async () => {
    const reply = await post(started.url, { query: '{ hello dead }' });
    expect(reply.json.data).toEqual({ hello: 'hello world', dead: null });
    expect(reply.json.errors?.[0]).toMatchObject({ path: ['dead'], extensions: { code: 'SOURCE_UNAVAILABLE', retryable: true } });
  });

  test('near names are told where the schema may be seen, and nowhere else', async () => {
    const closed = await start({ 'server.introspection': 'false' });
    const bodies = [
      { query: '{ helo }' },
      { query: '{ hello(nam: "x") }' },
      { query: '{ echo(colour: GREE) }' },
      { query: 'query($c: Colour) { echo(colour: $c) }', variables: { c: 'GREE' } },
      { query: 'query($f: CameraFilter) { cameras(filter: $f) { totalCount } }', variables: { f: { nam: 'x' } } },
      { query: 'query($f: CameraFilte) { cameras(filter: $f) { totalCount } }' },
      { query: '{ cameras { ... on Camer { id } } }' },
    ];
    for (const body of bodies) {
      expect((await post(closed.url, body)).text).not.toContain('Did you mean');
      expect((await post(started.url, body)).text).toContain('Did you mean');
    }
    const asked = await post(closed.url, { query: '{ __schema { types { name } } }' });
    expect(asked.json.data).toBeUndefined();
    expect((await fetch(closed.url.replace('/graphql', '/schema.graphql'))).status).toBe(400);
    await closed.server.close();
  });
});

describe('what is no GraphQL request', () => {
  const json = { 'content-type': 'application/json' };
  const good = JSON.stringify({ query: '{ hello }' });
  const utf16 = new Uint8Array(Buffer.from(`\ufeff${good}`, 'utf16le'));
  const wrong: readonly (readonly [name: string, status: number, init: RequestInit])[] = [
    ['malformed JSON', 400, { headers: json, body: '{"query": ' }],
    ['an empty body', 400, { headers: json, body: '' }],
    ['a list (batching)', 400, { headers: json, body: `[${good}]` }],
    ['a number', 400, { headers: json, body: '1' }],
    ['null', 400, { headers: json, body: 'null' }],
    ['no query', 400, { headers: json, body: '{}' }],
    ['an empty query', 400, { headers: json, body: '{"query":" "}' }],
    ['invalid UTF-8', 400, { headers: json, body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) }],
    ['UTF-16', 400, { headers: json, body: utf16 }],
    ['charset UTF-16', 415, { headers: { 'content-type': 'application/json; charset=utf-16' }, body: good }],
    ['charset UTF-7', 415, { headers: { 'content-type': 'application/json; charset=utf-7' }, body: good }],
    ['two charsets', 415, { headers: { 'content-type': 'application/json; charset=utf-8; charset=utf-7' }, body: good }],
    ['a urlencoded form', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query={hello}' }],
    ['a multipart form', 415, { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' }],
    ['plain text', 415, { headers: { 'content-type': 'text/plain' }, body: good }],
    ['application/graphql', 415, { headers: { 'content-type': 'application/graphql' }, body: '{ hello }' }],
    ['an accept header that nothing can satisfy', 406, { headers: { ...json, accept: 'image/png' }, body: good }],
    [
      'a body beyond the limit',
      413,
      { headers: json, body: JSON.stringify({ query: '{ hello }', extensions: { x: 'x'.repeat(1024 * 1024) } }) },
    ],
  ];

  test.each(wrong)('%s is answered with %i', async (_name, status, init) => {
    const reply = await read(await fetch(started.url, { method: 'POST', ...init }));
    expect(reply.status).toBe(status);
    expect(reply.json.errors?.[0]?.extensions.requestId).toBe(reply.headers.get('x-request-id'));
  });

  test('NUL in a document is a syntax error, in a variable a text like any other', async () => {
    expect((await post(started.url, { query: '{ hello \u0000 }' })).json.errors?.[0]?.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
    const reply = await post(started.url, { query: 'query($n: String) { hello(name: $n) }', variables: { n: '\u0000' } });
    expect(reply.json.data).toEqual({ hello: 'hello \u0000' });
  });

  test('keys named __proto__ in the body change nothing', async () => {
    const reply = await post(started.url, '{"query":"query($n:String){hello(name:$n)}","variables":{"__proto__":{"n":"poison"}}}');
    expect(reply.json.data).toEqual({ hello: 'hello world' });
    expect(({} as Record<string, unknown>).n).toBeUndefined();
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is answered with 405 and what is allowed', async (method) => {
    const response = await fetch(started.url, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
  });

  test('an unknown path is 404', async () => {
    expect((await fetch(`${started.url}/nothing`)).status).toBe(404);
  });
});

describe('GET', () => {
  const get = async (query: string, headers: Record<string, string> = {}, more = '') =>
    read(await fetch(`${started.url}?query=${encodeURIComponent(query)}${more}`, { headers }));

  test('runs queries with variables', async () => {
    const reply = await get('query($n: String) { hello(name: $n) }', {}, `&variables=${encodeURIComponent('{"n":"x"}')}`);
    expect(reply.json.data).toEqual({ hello: 'hello x' });
  });

  test('refuses mutations in both media types', async () => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const reply = await get('mutation { rename(name: "x") }', { accept });
      expect(reply.status).toBe(405);
      expect(reply.headers.get('allow')).toBe('POST');
    }
  });

  test('refuses a parameter that comes twice, and variables that are no JSON', async () => {
    expect((await get('{hello}', {}, '&query={hello}')).status).toBe(400);
    expect((await get('{hello}', {}, '&variables={x')).status).toBe(400);
  });

  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { referer: 'https://evil.example/' },
    { cookie: 'a=b' },
    { 'user-agent': 'Mozilla/5.0' },
  ])('a browser needs a preflight header: %j', async (headers) => {
    expect((await get('{hello}', { ...headers, accept: '*/*' })).status).toBe(400);
    expect((await get('{hello}', { ...headers, 'graphql-require-preflight': '1' })).json.data).toEqual({ hello: 'hello world' });
  });

  test('content types of messages are refused', async () => {
    expect((await get('{hello}', { 'content-type': 'message/http' })).status).toBe(415);
  });
});

describe('hosts', () => {
  test('a name that foreign pages could point here is refused, names of this machine are not', async () => {
    const { request } = await import('node:http');
    const ask = (host: string) =>
      new Promise<number>((resolve, reject) => {
        request({ port: started.port, host: '127.0.0.1', path: '/livez', headers: { host } }, (response) =>
          resolve(response.resume().statusCode ?? 0),
        )
          .on('error', reject)
          .end();
      });
    expect(await ask('evil.example')).toBe(403);
    expect(await ask('127.0.0.1.evil.example:4000')).toBe(403);
    for (const host of ['localhost', `127.0.0.1:${started.port}`, '[::1]:4000', 'city.localhost']) expect(await ask(host)).toBe(200);
  });
});
