import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, graphql as run } from 'graphql';
import { graphql } from '../../../connectors/graphql/index.ts';
import type { Predicate, Source } from '../../../src/contract/index.ts';
import { CANARY } from '../../contract/fixture.ts';
import { batchesOf, failureOf, readOf } from '../rest/devices.ts';
import { type Handler, json, TestServer, text } from '../rest/test-server.ts';
import { recordingTools } from '../rest/tools.ts';

let server: TestServer;
const opened: Source[] = [];
const fields = [
  { name: 'id', type: 'text', nullable: false },
  { name: 'status', type: 'text' },
  { name: 'place', type: 'point', path: { lon: 'pos.lng', lat: 'pos.lat' } },
];

interface Options {
  readonly list?: object;
  readonly collection?: object;
  readonly source?: object;
}

function open({ list = {}, collection = {}, source = {} }: Options = {}): Source {
  const devices = { fields, key: ['id'], list: { field: 'devices', ...list }, ...collection };
  const made = graphql.open(
    { endpoint: `${server.url}/graphql?v=1`, ...source, collections: { devices } },
    recordingTools({ KEY: 'k' }).tools,
  );
  opened.push(made);
  return made;
}

const asked = () =>
  server.seen.map(({ body }) => JSON.parse(body) as { readonly query: string; readonly variables: Record<string, unknown> });
const eq = (field: string, value: string): Predicate => ({ kind: 'compare', field, operator: 'eq', value });
const rowsOf = async (source: Source, request = readOf()) => (await batchesOf(source, request)).flatMap(({ rows }) => rows);
const data =
  (value: unknown): Handler =>
  (_seen, response) =>
    json(response, { data: value });

beforeAll(async () => {
  server = await TestServer.start();
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
});
afterAll(() => server.close());

describe('questions', () => {
  it('select only the fields that are asked for and the key, at the paths where they lie', async () => {
    server.answer(data({ devices: [{ id: 'd1', pos: { lng: 122, lat: 37 } }] }));
    expect(await rowsOf(open(), readOf({ fields: ['place'] }))).toEqual([{ place: { lon: 122, lat: 37 } }]);
    expect(asked()[0]?.query).toBe('query Civigraph { devices { pos { lng lat } id } }');
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/graphql?v=1' });
  });

  it('carry every value as a variable of its declared type, whatever it holds', async () => {
    server.answer(data({ platform: { devices: { edges: [], totalCount: 0, pageInfo: { endCursor: null, hasNextPage: false } } } }));
    const list = {
      field: 'platform.devices',
      rows: 'edges',
      item: 'node',
      total: 'totalCount',
      page: { style: 'cursor' },
      arguments: { where: 'DeviceFilter', first: 'Int!', scope: 'Scope', sort: '[Sort!]' },
      constants: { scope: 'ALL' },
      filters: { status: { eq: { argument: 'where.status.eq', exact: true }, in: { argument: 'where.status.in', exact: true } } },
      order: { argument: 'sort', shape: 'map', tieBreak: 'asc', fields: { id: { exact: true } } },
    };
    const hostile = '"}) { id } } #';
    await rowsOf(open({ list }), readOf({ predicate: eq('status', hostile), order: [{ field: 'id', direction: 'desc' }], limit: 5 }));
    expect(asked()).toEqual([
      {
        query:
          'query Civigraph($scope: Scope, $where: DeviceFilter, $first: Int!, $sort: [Sort!]) { platform { devices(scope: $scope, where: $where, first: $first, sort: $sort) { edges { node { id status } } totalCount pageInfo { endCursor hasNextPage } } } }',
        variables: { scope: 'ALL', where: { status: { eq: hostile } }, first: 5, sort: [{ id: 'DESC' }] },
      },
    ]);
  });

  it.each<[string, object, unknown]>([
    ['a pair', {}, [{ field: 'ID', direction: 'ASC' }]],
    ['a pair of other names, not in a list', { fieldName: 'by', directionName: 'dir', list: false }, { by: 'ID', dir: 'ASC' }],
    ['one enum value', { shape: 'text' }, ['ID_ASC']],
  ])('spell an order as %s', async (_what, order, spelled) => {
    server.answer(data({ devices: [] }));
    const rules = { fields: { id: { name: 'ID', exact: true } }, ...order };
    await rowsOf(open({ list: { arguments: { orderBy: 'X' }, order: rules } }), readOf({ order: [{ field: 'id', direction: 'asc' }] }));
    expect(asked()[0]?.variables).toEqual({ orderBy: spelled });
  });

  it('ask the service once for the types of arguments that are not declared', async () => {
    const schema = buildSchema(
      'type Device { id: ID! } type Shelf { devices(ids: [ID!], limit: Int! = 5, offset: Int): [Device!]! } type Query { shelf: Shelf! }',
    );
    const devices = ({ limit }: { readonly limit: number }) =>
      Array.from({ length: Math.min(2, limit) }, (_, place) => ({ id: `d${place}` }));
    server.answer(async ({ body }, response) => {
      const { query, variables } = JSON.parse(body) as { readonly query: string; readonly variables: Record<string, unknown> };
      json(response, await run({ schema, rootValue: { shelf: { devices } }, source: query, variableValues: variables }));
    });
    const list = { field: 'shelf.devices', page: { style: 'offset' }, filters: { id: { in: { argument: 'ids', exact: true } } } };
    const source = open({ list });
    const request = readOf({ fields: ['id'], predicate: { kind: 'in', field: 'id', values: ['d0', 'd1'] } });
    await rowsOf(source, request);
    await rowsOf(source, request);
    expect(asked().map(({ query }) => query.slice(0, 80))).toEqual([
      'query CivigraphArguments { __schema { queryType { name } types { name fields(inc',
      'query Civigraph($ids: [ID!], $offset: Int, $limit: Int!) { shelf { devices(ids: ',
      'query Civigraph($ids: [ID!], $offset: Int, $limit: Int!) { shelf { devices(ids: ',
    ]);
    const wrong = open({ list: { ...list, field: 'shelf.gadgets' } });
    expect((await failureOf(wrong, request)).message).toContain('the service has no field "shelf.gadgets"');
  });

  it('are BROKEN where types are not declared and introspection is off', async () => {
    server.answer(data({ devices: [] }));
    const failure = await failureOf(open({ list: { page: { style: 'offset' } }, source: { introspection: false } }));
    expect(failure.kind).toBe('BROKEN');
    expect(server.seen).toEqual([]);
  });

  it('look up one row by its key, null being none, and several in one request', async () => {
    const collection = {
      byKey: { field: 'device', by: { id: 'id' }, arguments: { id: 'ID!' } },
      byKeys: { field: 'nodes', argument: 'ids', arguments: { ids: '[ID!]!' } },
    };
    server.answer((seen, response) => {
      const { variables } = JSON.parse(seen.body) as { readonly variables: { readonly id?: string; readonly ids?: readonly string[] } };
      const device = (id: string) => (id === 'gone' ? null : { id, status: 'ON' });
      json(response, { data: variables.id === undefined ? { nodes: variables.ids?.map(device) } : { device: device(variables.id) } });
    });
    const source = open({ collection });
    expect(await rowsOf(source, readOf({ predicate: eq('id', 'd1') }))).toEqual([{ id: 'd1', status: 'ON' }]);
    expect(await rowsOf(source, readOf({ predicate: eq('id', 'gone') }))).toEqual([]);
    expect(await rowsOf(source, readOf({ fields: ['id'], predicate: { kind: 'in', field: 'id', values: ['a', 'gone', 'b'] } }))).toEqual([
      { id: 'a' },
      { id: 'b' },
    ]);
    expect(asked().map(({ variables }) => variables)).toEqual([{ id: 'd1' }, { id: 'gone' }, { ids: ['a', 'gone', 'b'] }]);
  });

  it('sign in like every HTTP source', async () => {
    server.answer(data({ devices: [] }));
    await rowsOf(open({ source: { auth: { type: 'bearer', token: 'env:KEY' } } }));
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer k',
      accept: 'application/graphql-response+json, application/json',
    });
  });

  it('are shown without values', () => {
    const source = open({ list: { arguments: { where: 'W' }, filters: { status: { eq: { argument: 'where.status', exact: true } } } } });
    expect(source.preview?.(readOf({ predicate: eq('status', CANARY) }))).toBe(
      'query Civigraph($where: W) { devices(where: $where) { id status } }',
    );
  });
});

describe('errors', () => {
  const errorsOf = (code: string | undefined, rest: object = {}) => ({
    errors: [{ message: CANARY, ...(code ? { extensions: { code } } : {}) }],
    ...rest,
  });

  it.each([
    ['UNAUTHENTICATED', { data: null }, 'NEEDS_AUTH'],
    ['FORBIDDEN', { data: { devices: null } }, 'NEEDS_AUTH'],
    ['INTERNAL_SERVER_ERROR', { data: null }, 'UNREACHABLE'],
    ['GRAPHQL_VALIDATION_FAILED', {}, 'BAD_DATA'],
    [undefined, { data: null }, 'BAD_DATA'],
    [undefined, { data: { devices: [{ id: 'd1', status: null }] } }, 'BAD_DATA'],
  ])('with code %s in a 200 body with %j are %s, and their text is not told', async (code, rest, kind) => {
    server.answer((_seen, response) => json(response, errorsOf(code, rest)));
    const failure = await failureOf(open());
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toContain(CANARY);
  });

  it('in a body of status 400 tell more than the status', async () => {
    server.answer((_seen, response) => json(response, errorsOf('UNAUTHENTICATED'), 400));
    expect((await failureOf(open())).kind).toBe('NEEDS_AUTH');
    server.answer((_seen, response) => text(response, 'no', { 'content-type': 'text/plain' }, 400));
    expect((await failureOf(open())).message).toContain('answered status 400');
  });

  it.each<[string, unknown]>([
    ['no data', {}],
    ['data that is null', { data: null }],
    ['a list that is null', { data: { devices: null } }],
    ['a list that is missing', { data: {} }],
    ['rows that are null', { data: { devices: [null] } }],
  ])('%s without errors is BAD_DATA', async (_what, body) => {
    server.answer((_seen, response) => json(response, body));
    expect((await failureOf(open())).kind).toBe('BAD_DATA');
  });

  it('a web page is BAD_DATA', async () => {
    server.answer((_seen, response) => text(response, '<html>', { 'content-type': 'text/html' }));
    expect((await failureOf(open())).kind).toBe('BAD_DATA');
  });
});

describe('a configuration that is wrong', () => {
  it.each<[string, Options, RegExp]>([
    ['a path that is no selection', { collection: { fields: [{ name: 'id', type: 'text', path: 'a.0' }] } }, /fields.id.path/],
    ['a list below no name', { list: { rows: 'a b' } }, /list.rows/],
    ['a field that is none', { list: { field: 'devices { x }' } }, /"collections.devices.list.field"/],
    ['a type that is none', { list: { arguments: { where: 'X) { y' } } }, /arguments.where/],
    ['a look-up without arguments', { collection: { byKey: { field: 'device', by: {} } } }, /byKey.by/],
  ])('%s is BROKEN with the option', (_what, options, said) => {
    expect(() => open(options)).toThrow(said);
    expect(() => open(options)).toThrow(expect.objectContaining({ kind: 'BROKEN' }));
  });
});
