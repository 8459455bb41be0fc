import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { rest } from '../../../connectors/rest/index.ts';
import type { OrderTerm, Predicate, Source } from '../../../src/contract/index.ts';
import { CANARY } from '../../contract/fixture.ts';
import { type DeviceOptions, device, failureOf, idsOf, openDevices, readOf } from './devices.ts';
import { json, TestServer, text, until } from './test-server.ts';
import { recordingTools } from './tools.ts';

let server: TestServer;
const opened: Source[] = [];
const open = (options?: DeviceOptions) => {
  const source = openDevices(server.url, options);
  opened.push(source);
  return source;
};
const urls = () => server.seen.map(({ url }) => url);
const signal = new AbortController().signal;
const eq = (field: string, value: string): Predicate => ({ kind: 'compare', field, operator: 'eq', value });
const within = (values: readonly string[]): Predicate => ({ kind: 'in', field: 'id', values });
const allOf = (...of: Predicate[]): Predicate => ({ kind: 'and', of });

beforeAll(async () => {
  server = await TestServer.start();
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
});
afterAll(() => server.close());

describe('filters', () => {
  const filters = {
    id: { in: { param: 'ids', style: 'comma', exact: true } },
    status: { eq: { param: 'status', exact: true }, in: { param: 'status[]', exact: true }, isNull: { param: 'status', value: 'none' } },
    seenAt: { gte: { param: 'from' }, lt: { param: 'to', format: 'epoch-milliseconds' } },
  };

  it('are spelled as declared', async () => {
    server.answer((_seen, response) => json(response, []));
    const source = open({ list: { filters, query: { include: 'all things' } } });
    const from: Predicate = { kind: 'compare', field: 'seenAt', operator: 'gte', value: '2020-01-01T00:00:00.000Z' };
    const to: Predicate = { kind: 'compare', field: 'seenAt', operator: 'lt', value: '2020-01-01T00:00:01.500Z' };
    await idsOf(source, readOf({ predicate: allOf(eq('status', 'a&b=ü'), from, to) }));
    await idsOf(source, readOf({ predicate: { kind: 'in', field: 'status', values: ['ON', 'OFF'] } }));
    await idsOf(source, readOf({ predicate: within(['d1', 'd 2']) }));
    await idsOf(source, readOf({ predicate: eq('id', 'd1') }));
    await idsOf(source, readOf({ predicate: { kind: 'isNull', field: 'status' } }));
    expect(urls()).toEqual([
      '/devices?include=all%20things&status=a%26b%3D%C3%BC&from=2020-01-01T00%3A00%3A00.000Z&to=1577836801500',
      '/devices?include=all%20things&status%5B%5D=ON&status%5B%5D=OFF',
      '/devices?include=all%20things&ids=d1,d%202',
      '/devices?include=all%20things&ids=d1',
      '/devices?include=all%20things&status=none',
    ]);
  });

  it.each<[string, Predicate, string[]]>([
    ['the separator of a list', within(['a,b', 'd1']), ['a,b', 'd1']],
    ['an empty text, which reads as "no condition"', eq('status', ''), ['e1']],
    ['U+0000', within(['d1\u0000', 'd1']), ['d1']],
    ['half a character', within(['\ud800', 'd1']), ['d1']],
    ['two conditions for one parameter', allOf(eq('status', 'ON'), eq('status', 'OFF')), []],
  ])('that cannot be said to the service are tested here instead: %s', async (_what, predicate, found) => {
    const rows = [device(1), { ...device(2), id: 'a,b' }, { ...device(3, ''), id: 'e1' }];
    server.answer(({ query }, response) =>
      json(
        response,
        rows.filter(({ status }) => !query.has('status') || status === query.get('status')),
      ),
    );
    expect((await idsOf(open({ list: { filters } }), readOf({ predicate }))).sort()).toEqual(found);
  });

  it('on text that are not promised to be exact are not offered', async () => {
    const source = open({ list: { filters: { status: { eq: { param: 'status' } }, seenAt: { eq: { param: 'at' } } } } });
    const { collections } = await source.describe(signal);
    expect(collections[0]?.capabilities.fields).toEqual({ seenAt: { operators: ['eq'] } });
  });

  it('that the service does not keep are BAD_DATA', async () => {
    server.answer((_seen, response) => json(response, [device(1, CANARY)]));
    const failure = await failureOf(open({ list: { filters } }), readOf({ predicate: eq('status', 'ON') }));
    expect(failure.kind).toBe('BAD_DATA');
    expect(failure.message).toContain('gives rows that a filter it was given leaves out');
    expect(failure.message).not.toContain(CANARY);
  });

  it('go in the body of a POST where declared', async () => {
    server.answer((_seen, response) => json(response, { items: [], total: 0 }));
    const list = {
      path: '/devices/search',
      method: 'POST',
      payload: { scope: 'all', where: { deleted: false } },
      rows: 'items',
      page: { style: 'offset', offset: '/page/skip', limit: '/page/take', size: 5 },
      filters: { status: { eq: { body: '/where/status', exact: true }, in: { body: '/where/statuses', exact: true } } },
      order: { body: '/sort', template: '{direction}{field}', asc: '+', desc: '-', fields: { id: { exact: true } } },
    };
    const source = open({ list });
    await idsOf(source, readOf({ predicate: eq('status', ''), order: [{ field: 'id', direction: 'desc' }] }));
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/devices/search' });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      scope: 'all',
      where: { deleted: false, status: '' },
      page: { skip: 0, take: 5 },
      sort: ['-id'],
    });
  });
});

describe('look-ups by key', () => {
  const byKey = { path: '/devices/{id}' };
  const byKeys = { path: '/devices', query: { view: 'full' }, param: 'ids', style: 'comma', max: 3 };

  it('ask for one row, and take 404 as none', async () => {
    server.answer(({ path }, response) =>
      path === '/devices/d%2F1' ? json(response, { ...device(1), id: 'd/1' }) : json(response, {}, 404),
    );
    const source = open({ collection: { byKey } });
    expect(await idsOf(source, readOf({ predicate: eq('id', 'd/1') }))).toEqual(['d/1']);
    expect(await idsOf(source, readOf({ predicate: eq('id', 'd9') }))).toEqual([]);
    expect(urls()).toEqual(['/devices/d%2F1', '/devices/d9']);
  });

  it('that find a web page with status 404 are BROKEN: the path is wrong', async () => {
    server.answer((_seen, response) => text(response, '<html>', { 'content-type': 'text/html' }, 404));
    expect((await failureOf(open({ collection: { byKey } }), readOf({ predicate: eq('id', 'd1') }))).kind).toBe('BROKEN');
    const lenient = open({ collection: { byKey: { ...byKey, absentMayBeHtml: true } } });
    expect(await idsOf(lenient, readOf({ predicate: eq('id', 'd1') }))).toEqual([]);
  });

  it('of several keys are one request each, side by side, where there is no batch', async () => {
    server.answer(({ path }, response) => json(response, { ...device(1), id: path.split('/')[2] }));
    expect(await idsOf(open({ collection: { byKey } }), readOf({ predicate: within(['a', 'b', 'a', 'c']) }))).toEqual(['a', 'b', 'c']);
    expect(server.seen).toHaveLength(3);
  });

  it('of several keys are one request for each full batch', async () => {
    server.answer(({ query }, response) =>
      json(
        response,
        (query.get('ids') ?? '').split(',').map((id) => ({ ...device(1), id })),
      ),
    );
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const source = open({ collection: { byKey, byKeys } });
    expect(await idsOf(source, readOf({ predicate: within(keys) }))).toEqual(keys);
    expect(urls().sort()).toEqual(['/devices?view=full&ids=a,b,c', '/devices?view=full&ids=d,e,f', '/devices?view=full&ids=g']);
    const { collections } = await source.describe(signal);
    expect(collections[0]?.capabilities.maxKeysPerRead).toBe(3);
  });

  it('by POST put the keys in the body', async () => {
    server.answer(({ body }, response) =>
      json(
        response,
        (JSON.parse(body) as { keys: string[] }).keys.map((id) => ({ ...device(1), id })),
      ),
    );
    const source = open({ collection: { byKeys: { path: '/lookup', method: 'POST', body: 'keys', max: 10 } } });
    expect(await idsOf(source, readOf({ predicate: within(['a,b', '']) }))).toEqual(['a,b', '']);
  });

  it('keep the rest of the request: filter, order and limit are worked out on the few rows that come', async () => {
    server.answer(({ query }, response) =>
      json(
        response,
        (query.get('ids') ?? '').split(',').map((id, place) => ({ id, status: place === 1 ? 'OFF' : 'ON' })),
      ),
    );
    const source = open({ collection: { byKeys } });
    const request = readOf({
      predicate: within(['a', 'b', 'c']),
      order: [{ field: 'id', direction: 'desc' }],
      limit: 2,
      fields: ['status'],
    });
    expect(await idsOf(source, { ...request, fields: ['id'] })).toEqual(['c', 'b']);
  });

  it('that answer with rows of other keys are BAD_DATA: the service did not understand', async () => {
    server.answer((_seen, response) => json(response, [device(1), device(2)]));
    expect((await failureOf(open({ collection: { byKeys } }), readOf({ predicate: within(['x']) }))).message).toContain(
      'rows of other keys',
    );
  });

  it('that fold case give only the rows that were named', async () => {
    server.answer((_seen, response) => json(response, [{ id: 'A' }, { id: 'a' }]));
    expect(await idsOf(open({ collection: { byKeys } }), readOf({ predicate: within(['a']) }))).toEqual(['a']);
  });

  it('of a key that no path can hold read the list', async () => {
    server.answer((_seen, response) => json(response, [{ id: '..' }, { id: 'd1' }]));
    expect(await idsOf(open({ collection: { byKey } }), readOf({ predicate: eq('id', '..') }))).toEqual(['..']);
    expect(urls()).toEqual(['/devices']);
  });

  it('stop together when one fails', async () => {
    let ended = 0;
    server.answer(({ path }, response) => {
      response.on('close', () => {
        if (!response.writableFinished) ended += 1;
      });
      if (path === '/devices/b') setTimeout(() => json(response, {}, 500), 30);
    });
    expect((await failureOf(open({ collection: { byKey } }), readOf({ predicate: within(['a', 'b', 'c']) }))).kind).toBe('UNREACHABLE');
    await until(() => ended === 2);
  });
});

describe('orders', () => {
  const byId: OrderTerm = { field: 'id', direction: 'asc' };
  const bySeen: OrderTerm = { field: 'seenAt', direction: 'desc' };
  const fields = { id: { exact: true }, seenAt: { name: 'seen', nulls: 'last', desc: '-seen' } };

  it.each<[string, object, OrderTerm[], string]>([
    ['by a template', { param: 'sort', maxTerms: 2, template: '{field} {direction}', asc: 'ASC' }, [byId], '/devices?sort=id%20ASC'],
    ['each its own way', { param: 'sort', maxTerms: 2 }, [bySeen, byId], '/devices?sort=-seen%2Cid%3Aasc'],
    ['repeated', { param: 'sort', maxTerms: 2, style: 'repeat' }, [bySeen, byId], '/devices?sort=-seen&sort=id%3Aasc'],
    ['without the key that the service adds', { param: 'sort', tieBreak: 'asc' }, [bySeen, byId], '/devices?sort=-seen'],
    ['in two parameters', { param: 'by', directionParam: 'dir', tieBreak: 'asc' }, [bySeen, byId], '/devices?by=seen&dir=desc'],
  ])('are spelled %s', async (_what, order, asked, url) => {
    server.answer((_seen, response) => json(response, []));
    await idsOf(open({ list: { order: { ...order, fields } } }), readOf({ order: asked }));
    expect(urls()).toEqual([url]);
  });

  it('that cannot be said are taken out of the capabilities of the request', async () => {
    const source = open({
      list: { order: { param: 'sort', tieBreak: 'asc', fields: { ...fields, seenAt: { nulls: 'last', directions: ['desc'] } } } },
    });
    const described = (await source.describe(signal)).collections[0]?.capabilities ?? {};
    expect(described.fields?.seenAt?.sortable).toBe(true);
    const ascending = source.negotiate?.(readOf({ order: [{ field: 'seenAt', direction: 'asc' }, byId] }), described);
    expect(ascending?.fields?.seenAt?.sortable).toBeUndefined();
    expect(source.negotiate?.(readOf({ order: [bySeen, byId] }), described)).toBe(described);
  });

  it('by text or by what may be null are not offered without the promise', async () => {
    const source = open({ list: { order: { param: 'sort', fields: { id: {}, seenAt: {}, status: { exact: true } } } } });
    expect((await source.describe(signal)).collections[0]?.capabilities.fields).toEqual({});
  });

  it('that the service does not keep are BAD_DATA', async () => {
    server.answer((_seen, response) => json(response, [device(2), device(1)]));
    const source = open({ list: { order: { param: 'sort', fields } } });
    expect((await failureOf(source, readOf({ order: [byId] }))).message).toContain('rows in another order');
  });

  it('go on after a position by a condition on the first term', async () => {
    server.answer((_seen, response) => json(response, [device(2), device(3)]));
    const source = open({ list: { order: { param: 'sort', fields }, filters: { id: { gte: { param: 'since', exact: true } } } } });
    expect(await idsOf(source, readOf({ order: [byId], after: { values: ['d2'], inclusive: false } }))).toEqual(['d3']);
    expect(urls()).toEqual(['/devices?since=d2&sort=id%3Aasc']);
  });
});

describe('values', () => {
  const fields = [
    { name: 'id', type: 'int' },
    { name: 'serial', type: 'bigint' },
    { name: 'price', type: 'decimal' },
    { name: 'local', type: 'datetime', format: 'yyyy-MM-dd HH:mm:ss', zone: 'Asia/Shanghai' },
    { name: 'seconds', type: 'datetime', format: 'epoch-seconds' },
    { name: 'day', type: 'date', format: 'yyyyMMdd' },
    { name: 'place', type: 'point', path: { lon: 'pos.lng', lat: '/pos/lat' } },
    { name: 'deep', type: 'text', path: '/a~1b/0' },
    { name: 'constructor', type: 'text' },
  ];

  it('lie where they are declared to lie, in the forms that are declared', async () => {
    const body =
      '[{"id":1,"serial":9007199254740993,"price":123456789012345678.10,"local":"2024-02-29 08:00:00","seconds":1709164800.0,"day":20240229,"pos":{"lng":122.1,"lat":37.5},"a/b":["x"]}]';
    server.answer((_seen, response) => text(response, body, { 'content-type': 'application/json' }));
    const source = rest.open(
      { baseUrl: `${server.url}/v1/`, collections: { devices: { fields, key: ['id'], list: { path: '/things' } } } },
      recordingTools().tools,
    );
    opened.push(source);
    const rows = [];
    for await (const batch of source.read(readOf({ fields: fields.map(({ name }) => name) }), signal)) rows.push(...batch.rows);
    expect(rows).toEqual([
      {
        id: 1,
        serial: '9007199254740993',
        price: '123456789012345678.10',
        local: '2024-02-29T00:00:00.000Z',
        seconds: '2024-02-29T00:00:00.000Z',
        day: '2024-02-29',
        place: { lon: 122.1, lat: 37.5 },
        deep: 'x',
        constructor: null,
      },
    ]);
    expect(urls()).toEqual(['/v1/things']);
  });

  it('are written in the same forms', async () => {
    server.answer((_seen, response) => json(response, []));
    const filters = {
      local: { gte: { param: 'from' } },
      seconds: { eq: { param: 's' } },
      day: { eq: { param: 'day' } },
      serial: { eq: { param: 'n' } },
    };
    const source = rest.open(
      { baseUrl: server.url, collections: { devices: { fields, key: ['id'], list: { path: '/things', filters } } } },
      recordingTools().tools,
    );
    opened.push(source);
    const of = (field: string, operator: 'eq' | 'gte', value: string): Predicate => ({ kind: 'compare', field, operator, value });
    const exact = [of('local', 'gte', '2024-02-29T00:00:00.000Z'), of('day', 'eq', '2024-02-29'), of('serial', 'eq', '9007199254740993')];
    await idsOf(source, readOf({ fields: ['id'], predicate: allOf(...exact) }));
    await idsOf(source, readOf({ fields: ['id'], predicate: of('seconds', 'eq', '2024-02-29T00:00:00.500Z') }));
    expect(urls()).toEqual(['/things?from=2024-02-29%2008%3A00%3A00&day=20240229&n=9007199254740993', '/things']);
  });
});

describe('preview', () => {
  it('names method, path and parameters and holds no value', () => {
    const source = open({
      list: {
        filters: { status: { eq: { param: 'status', exact: true } } },
        page: { style: 'offset' },
        order: { param: 'sort', fields: { id: { exact: true } } },
      },
      collection: { byKey: { path: '/devices/{id}' }, byKeys: { path: '/batch', param: 'ids', max: 2 } },
    });
    const order: OrderTerm[] = [{ field: 'id', direction: 'asc' }];
    expect(source.preview?.(readOf({ predicate: eq('status', CANARY), order }))).toBe(
      'GET /devices?status={status}&offset={offset}&limit={limit}&sort=id:asc',
    );
    expect(source.preview?.(readOf({ predicate: eq('id', CANARY) }))).toBe('GET /devices/{id}');
    expect(source.preview?.(readOf({ predicate: within(['a', 'b', CANARY]) }))).toBe('2 times GET /batch?ids={ids}');
  });
});

describe('a configuration that is wrong', () => {
  const list = { path: '/devices' };
  const fields = [{ name: 'id', type: 'text' }];
  it.each<[string, unknown, RegExp]>([
    ['is nothing', undefined, /expected object/],
    ['has no address', { collections: {} }, /"baseUrl"/],
    ['has credentials in the address', { baseUrl: `http://u:${CANARY}@h/`, collections: {} }, /credentials do not belong/],
    ['has another scheme', { baseUrl: 'file:///etc/passwd', collections: {} }, /"baseUrl"/],
    ['names an unknown option', { baseUrl: 'http://h', colour: 1, collections: {} }, /colour/],
    [
      'names an unknown field in a key',
      { baseUrl: 'http://h', collections: { a: { fields, key: ['no'], list } } },
      /"collections.a.key": no field "no"; the fields are id/,
    ],
    ['declares a field twice', { baseUrl: 'http://h', collections: { a: { fields: [...fields, ...fields], list } } }, /declared twice/],
    [
      'filters by an unknown field',
      { baseUrl: 'http://h', collections: { a: { fields, list: { ...list, filters: { no: {} } } } } },
      /no field "no"/,
    ],
    [
      'spells a filter in no place',
      { baseUrl: 'http://h', collections: { a: { fields, list: { ...list, filters: { id: { eq: { exact: true } } } } } } },
      /either "param" or "body"/,
    ],
    [
      'looks up by an unknown field',
      { baseUrl: 'http://h', collections: { a: { fields, list, byKey: { path: '/a/{no}' } } } },
      /no field "no"/,
    ],
    [
      'searches text in a number',
      {
        baseUrl: 'http://h',
        collections: { a: { fields: [{ name: 'n', type: 'int' }], list: { ...list, filters: { n: { contains: { param: 'n' } } } } } },
      },
      /type int/,
    ],
  ])('%s: BROKEN with the option', (_what, config, said) => {
    const attempt = () => rest.open(config, recordingTools().tools);
    expect(attempt).toThrow(said);
    expect(attempt).toThrow(expect.objectContaining({ kind: 'BROKEN' }));
    expect(attempt).not.toThrow(CANARY);
  });
});

describe('the schema of the configuration', () => {
  it('marks secrets and explains every option in both languages', () => {
    const texts = JSON.stringify(rest.configSchema);
    expect(texts).toContain('"x-secret":true');
    const missing: string[] = [];
    const visit = (schema: Readonly<Record<string, unknown>>, place: string) => {
      for (const [name, option] of Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>)) {
        const described = typeof option.description === 'string' && typeof option['x-description-zh'] === 'string';
        if (!described && option.const === undefined) missing.push(`${place}.${name}`);
        visit(option, `${place}.${name}`);
      }
      for (const group of ['anyOf', 'oneOf'] as const)
        for (const part of (schema[group] ?? []) as Record<string, unknown>[]) visit(part, place);
      for (const inner of ['items', 'additionalProperties'] as const)
        if (typeof schema[inner] === 'object') visit(schema[inner] as Record<string, unknown>, place);
    };
    visit(rest.configSchema, '');
    expect(missing).toEqual([]);
  });
});
