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
import { referenceRead, type Types } from '../../contract/reference.ts';
import { type Handler, text } from './test-server.ts';

export type PageStyle = 'offset' | 'page' | 'cursor' | 'link' | 'none';

/** Types of a fixture's fields. */
export function typesOf(fixture: Fixture): Types {
  return new Map(fixture.fields.map(({ name, type }) => [name, type]));
}

/** Rows as JSON whose bigint and decimal values are bare numbers of any length. */
export function rowsJson(rows: readonly Row[], types: Types): string {
  const rowJson = (row: Row) => {
    const members = Object.entries(row).map(([name, value]) => {
      const bare = typeof value === 'string' && (types.get(name) === 'bigint' || types.get(name) === 'decimal');
      return `${JSON.stringify(name)}:${bare ? value : JSON.stringify(value)}`;
    });
    return `{${members.join(',')}}`;
  };
  return `[${rows.map(rowJson).join(',')}]`;
}

/** A value out of a text of a URL. */
export function typed(type: FieldType | undefined, value: string): Scalar {
  if (type === 'int' || type === 'float') return Number(value);
  return type === 'boolean' ? value === 'true' : value;
}

/**
 * A small REST service over a fixture: filters as `field.operator=value`, orders as `sort=field:direction,...`, pages in every
 * style, one row by its key, several in a batch.
 */
export function fixtureService(fixture: Fixture, style: PageStyle, tieBreak: boolean): Handler {
  const types = typesOf(fixture);
  const [first = 'id'] = fixture.key;
  return ({ path, query }, response) => {
    const send = (body: string, status = 200, headers: Record<string, string> = {}) =>
      text(response, body, { 'content-type': 'application/json', ...headers }, status);
    const [, , ...pieces] = path.split('/').map(decodeURIComponent);
    if (pieces[0] === 'batch') {
      const named = new Set(query.getAll('key').map((value) => typed(types.get(first), value)));
      return send(
        rowsJson(
          fixture.rows.filter((row) => named.has(row[first] as Scalar)),
          types,
        ),
      );
    }
    if (pieces.length > 0) {
      const row = fixture.rows.find((each) =>
        fixture.key.every((name, place) => each[name] === typed(types.get(name), pieces[place] ?? '')),
      );
      return row ? send(`{"row":${rowsJson([row], types).slice(1, -1)}}`) : send('{"message":"no such row"}', 404);
    }
    const rows = referenceRead(fixture.rows, requestOf(fixture, query, types, tieBreak), types);
    const limit = Number(query.get('limit') ?? rows.length);
    const start = startOf(style, query, limit);
    const page = rowsJson(rows.slice(start, start + limit), types);
    const next = start + limit < rows.length ? start + limit : undefined;
    const link = new URLSearchParams(query);
    link.set('cursor', String(next));
    const headers = style === 'link' && next !== undefined ? { link: `<${path}?first>; rel="first", <?${link}>; rel="next"` } : {};
    send(
      `{"total":${rows.length},"next":${style === 'cursor' && next !== undefined ? `"${next}"` : 'null'},"data":{"items":${page}}}`,
      200,
      headers,
    );
  };
}

function startOf(style: PageStyle, query: URLSearchParams, limit: number): number {
  if (style === 'offset') return Number(query.get('offset') ?? 0);
  return style === 'page' ? (Number(query.get('page') ?? 1) - 1) * limit : Number(query.get('cursor') ?? 0);
}

function requestOf(fixture: Fixture, query: URLSearchParams, types: Types, tieBreak: boolean): ReadRequest {
  const of: Predicate[] = [];
  for (const name of new Set(query.keys())) {
    const [field = '', operator = ''] = name.split('.');
    const values = query.getAll(name).map((value) => typed(types.get(field), value));
    if (operator !== '') of.push(leafOf(field, operator, values));
  }
  const order = (query.get('sort') ?? '')
    .split(',')
    .filter((term) => term !== '')
    .map((term): OrderTerm => ({ field: term.split(':')[0] ?? '', direction: (term.split(':')[1] ?? 'asc') as Direction }));
  const said = order.map(({ field }) => field);
  if (tieBreak || order.length === 0) {
    for (const field of fixture.key) if (!said.includes(field)) order.push({ field, direction: 'asc' });
  }
  const fields = fixture.fields.map(({ name }) => name);
  return { kind: 'read', collection: fixture.collection, fields, predicate: { kind: 'and', of }, order };
}

function leafOf(field: string, operator: string, values: readonly Scalar[]): Predicate {
  const [value = ''] = values;
  switch (operator) {
    case 'in':
      return { kind: 'in', field, values };
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

export type Declares = 'all' | 'list';

/** The configuration of a rest source over the service: everything declared, or nothing but the list. */
export function fixtureConfig(fixture: Fixture, url: string, style: PageStyle, declares: Declares, tieBreak: boolean): unknown {
  const pages = {
    none: { style },
    offset: { style, size: 50 },
    page: { style, limit: 'limit', size: 50 },
    cursor: { style, limit: 'limit', next: '/next', size: 50 },
    link: { style, limit: 'limit', size: 50 },
  };
  const list = { path: `/${fixture.collection}`, rows: '/data/items', page: pages[style] };
  const scan = { fields: fixture.fields.map(({ name, type, nullable }) => ({ name, type, nullable })), key: fixture.key, list };
  if (declares === 'list') return { baseUrl: url, collections: { [fixture.collection]: scan } };
  const [first = 'id'] = fixture.key;
  const whole = {
    ...scan,
    list: {
      ...list,
      total: '/total',
      filters: filtersOf(fixture),
      order: orderOf(fixture, tieBreak),
      ownOrder: fixture.key.map((field) => ({ field, exact: true })),
    },
    byKey: { path: `/${fixture.collection}/${fixture.key.map((name) => `{${name}}`).join('/')}`, row: '/row' },
    ...(fixture.key.length === 1 ? { byKeys: { path: `/${fixture.collection}/batch`, param: 'key', field: first, max: 20 } } : {}),
  };
  return { baseUrl: url, collections: { [fixture.collection]: whole } };
}

function filtersOf(fixture: Fixture): unknown {
  const comparisons = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in'];
  const texts = ['contains', 'startsWith', 'endsWith'];
  const entries = fixture.fields.map(({ name, type }) => {
    const operators = ['isNull', ...(type === 'point' ? [] : comparisons), ...(type === 'text' ? texts : [])];
    return [
      name,
      Object.fromEntries(operators.map((operator) => [operator, { param: `${name}.${operator}`, exact: true, takesEmpty: true }])),
    ];
  });
  return Object.fromEntries(entries);
}

function orderOf(fixture: Fixture, tieBreak: boolean): unknown {
  const sortable = fixture.fields.filter(({ type }) => type !== 'point');
  return {
    param: 'sort',
    maxTerms: tieBreak ? 1 : 9,
    tieBreak: tieBreak ? 'asc' : 'none',
    fields: Object.fromEntries(sortable.map(({ name }) => [name, { exact: true, nulls: 'last' }])),
  };
}
