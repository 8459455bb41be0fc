import { buildSchema, graphql as run } from 'graphql';
import type {
  CompareOperator,
  Direction,
  FieldType,
  OrderTerm,
  Predicate,
  ReadRequest,
  Row,
  Scalar,
  TextOperator,
} from '../../../src/contract/index.ts';
import type { Fixture } from '../../contract/fixture.ts';
import { referenceRead } from '../../contract/reference.ts';
import { typesOf } from '../rest/fixture-service.ts';
import { type Handler, json } from '../rest/test-server.ts';

export type ListShape = 'offset' | 'relay' | 'plain';
type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface ListArguments {
  readonly where?: Conditions;
  readonly orderBy?: readonly { readonly field: string; readonly direction: 'ASC' | 'DESC' }[];
  readonly offset?: number;
  readonly limit?: number;
  readonly after?: string;
  readonly first?: number;
}

const SCALARS: Readonly<Partial<Record<FieldType, string>>> = {
  int: 'Int',
  float: 'Float',
  boolean: 'Boolean',
  bigint: 'BigText',
  point: 'Place',
};
const scalarOf = (type: FieldType) => SCALARS[type] ?? 'String';

/** GraphQL names are narrower than those of a fixture only in the digits; those of the fixtures fit. */
function schemaText({ fields, key }: Fixture): string {
  const input = (type: FieldType) => (type === 'point' ? 'PlaceIs' : `${scalarOf(type)}Is`);
  const of = (type: string) =>
    `input ${type}Is { eq: ${type}, ne: ${type}, lt: ${type}, lte: ${type}, gt: ${type}, gte: ${type}, in: [${type}!], isNull: Boolean, contains: ${type}, startsWith: ${type}, endsWith: ${type} }`;
  const members = fields.map(({ name, type, nullable }) => `${name}: ${scalarOf(type)}${nullable ? '' : '!'}`).join('\n');
  const keyType = (name: string | undefined) => scalarOf(fields.find((field) => field.name === name)?.type ?? 'text');
  const keys = key.map((name) => `${name}: ${keyType(name)}!`).join(', ');
  return `
    scalar BigText
    type Place { lon: Float!, lat: Float! }
    enum Direction { ASC DESC }
    input Order { field: String!, direction: Direction! }
    input PlaceIs { isNull: Boolean }
    ${['Int', 'Float', 'Boolean', 'BigText', 'String'].map(of).join('\n')}
    input Where { ${fields.map(({ name, type }) => `${name}: ${input(type)}`).join('\n')} }
    type Thing { ${members} }
    type Page { total: Int!, items: [Thing!]! }
    type Edge { node: Thing! }
    type PageInfo { endCursor: String, hasNextPage: Boolean! }
    type Connection { totalCount: Int!, edges: [Edge!]!, pageInfo: PageInfo! }
    type Query {
      city: City!
      thing(${keys}): Thing
      thingsBy(keys: [${keyType(key[0])}!]!): [Thing]!
    }
    type City {
      page(where: Where, orderBy: [Order!], offset: Int! = 0, limit: Int! = 20): Page!
      connection(where: Where, orderBy: [Order!], after: String, first: Int): Connection!
      all: [Thing!]!
    }`;
}

/** A GraphQL endpoint over a fixture, with lists of three shapes, one row by its key and several in a batch. */
export function fixtureEndpoint(fixture: Fixture): Handler {
  const schema = buildSchema(schemaText(fixture));
  const types = typesOf(fixture);
  const [first = 'id'] = fixture.key;
  const select = ({ where = {}, orderBy = [] }: ListArguments) => referenceRead(fixture.rows, requestOf(fixture, where, orderBy), types);
  const city = {
    page: (args: ListArguments) => {
      const rows = select(args);
      return { total: rows.length, items: rows.slice(args.offset ?? 0, (args.offset ?? 0) + (args.limit ?? 20)) };
    },
    connection: (args: ListArguments) => {
      const rows = select(args);
      const start = Number(args.after ?? 0);
      const end = start + (args.first ?? 10);
      const edges = rows.slice(start, end).map((node) => ({ node }));
      return { totalCount: rows.length, edges, pageInfo: { endCursor: String(end), hasNextPage: end < rows.length } };
    },
    all: () => fixture.rows,
  };
  const byKey = (args: Row) => fixture.rows.find((row) => fixture.key.every((name) => row[name] === args[name])) ?? null;
  const rootValue = {
    city,
    thing: byKey,
    thingsBy: ({ keys }: { readonly keys: readonly Scalar[] }) => keys.map((key) => byKey({ [first]: key })),
  };
  return async ({ body }, response) => {
    const { query, variables } = JSON.parse(body) as { readonly query: string; readonly variables: Record<string, unknown> };
    json(response, await run({ schema, rootValue, source: query, variableValues: variables }));
  };
}

function requestOf(fixture: Fixture, where: Conditions, orderBy: NonNullable<ListArguments['orderBy']>): ReadRequest {
  const of = Object.entries(where).flatMap(([field, conditions]) =>
    Object.entries(conditions).map(([operator, value]) => leafOf(field, operator, value as Scalar)),
  );
  const order = orderBy.map(({ field, direction }): OrderTerm => ({ field, direction: direction.toLowerCase() as Direction }));
  const said = order.map(({ field }) => field);
  for (const field of fixture.key) if (!said.includes(field)) order.push({ field, direction: 'asc' });
  return { kind: 'read', collection: '', fields: fixture.fields.map(({ name }) => name), predicate: { kind: 'and', of }, order };
}

function leafOf(field: string, operator: string, value: Scalar): Predicate {
  switch (operator) {
    case 'in':
      return { kind: 'in', field, values: value as unknown as readonly Scalar[] };
    case 'isNull':
      return { kind: 'isNull', field };
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return { kind: 'text', field, operator: operator as TextOperator, value: String(value), ignoreCase: false };
    default:
      return { kind: 'compare', field, operator: operator as CompareOperator, value };
  }
}

/** The configuration of a graphql source over the endpoint. */
export function fixtureConfig(fixture: Fixture, url: string, shape: ListShape): unknown {
  const fields = fixture.fields.map(({ name, type, nullable }) => ({
    name,
    type,
    nullable,
    ...(type === 'point' ? { path: { lon: `${name}.lon`, lat: `${name}.lat` } } : {}),
  }));
  const scan = { fields, key: fixture.key };
  if (shape === 'plain')
    return { endpoint: url, introspection: false, collections: { [fixture.collection]: { ...scan, list: { field: 'city.all' } } } };
  const list =
    shape === 'offset'
      ? {
          field: 'city.page',
          rows: 'items',
          total: 'total',
          page: { style: 'offset', size: 50 },
          arguments: { where: 'Where', orderBy: '[Order!]', offset: 'Int!', limit: 'Int!' },
        }
      : { field: 'city.connection', rows: 'edges', item: 'node', total: 'totalCount', page: { style: 'cursor', size: 50 } };
  const sortable = fixture.fields.filter(({ type }) => type !== 'point');
  const order = {
    argument: 'orderBy',
    tieBreak: 'asc',
    maxTerms: 3,
    fields: Object.fromEntries(sortable.map(({ name }) => [name, { exact: true, nulls: 'last' }])),
  };
  const whole = {
    ...scan,
    list: { ...list, filters: filtersOf(fixture), order },
    byKey: { field: 'thing', by: Object.fromEntries(fixture.key.map((name) => [name, name])) },
    ...(fixture.key.length === 1 ? { byKeys: { field: 'thingsBy', argument: 'keys', max: 20 } } : {}),
  };
  return { endpoint: url, collections: { [fixture.collection]: whole } };
}

function filtersOf(fixture: Fixture): unknown {
  const comparisons = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in'];
  const texts = ['contains', 'startsWith', 'endsWith'];
  const entries = fixture.fields.map(({ name, type }) => {
    const operators = ['isNull', ...(type === 'point' ? [] : comparisons), ...(type === 'text' ? texts : [])];
    return [name, Object.fromEntries(operators.map((operator) => [operator, { argument: `where.${name}.${operator}`, exact: true }]))];
  });
  return Object.fromEntries(entries);
}
