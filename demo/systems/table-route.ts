import type { FastifyInstance } from 'fastify';

/** A filter of a list: does a row pass for the text of a query parameter? */
export type Filter<R> = (row: R, value: string) => boolean;

/** A list as the city's REST services offer it. Without `sortBy` it comes in the order of the key. */
export interface TableRoute<R> {
  readonly path: string;
  readonly rows: readonly R[];
  readonly key: keyof R & string;
  /** By query parameter. */
  readonly filters: Readonly<Record<string, Filter<R>>>;
  readonly sortable: readonly (keyof R & string)[];
}

const PAGE = { default: 20, most: 200 };
const KEYS = 100;
const PAGING = ['pageNum', 'pageSize', 'sortBy', 'sortOrder'];
type Query = Readonly<Record<string, string | string[] | undefined>>;

/** A refusal of the service: HTTP status, the envelope's own code, a message. */
class Refusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The filters of these services: one of several values joined by commas, not before, before. Null passes none of them. */
export const among =
  <R>(field: keyof R): Filter<R> =>
  (row, value) =>
    row[field] !== null && value.split(',').includes(String(row[field]));
export const from =
  <R>(field: keyof R): Filter<R> =>
  (row, value) =>
    compare(row[field], typed(row[field], value)) >= 0 && row[field] !== null;
export const before =
  <R>(field: keyof R): Filter<R> =>
  (row, value) =>
    compare(row[field], typed(row[field], value)) < 0 && row[field] !== null;

/** The answer of every REST service of the city: `code` 0 is success. */
export function envelope(data: unknown, code = 0, msg = 'success') {
  return { code, msg, data };
}

/** Adds `GET path` (filters, order, pages), `GET path/batch?keys=` and `GET path/:key`. */
export function addTable<R extends object>(app: FastifyInstance, route: TableRoute<R>): void {
  const table = { ...route, rows: route.rows.toSorted((one, other) => compare(one[route.key], other[route.key])) };
  const byKey = new Map(table.rows.map((row) => [String(row[table.key]), row]));
  app.get<{ Querystring: Query }>(table.path, (request) => answer(() => list(table, request.query)));
  app.get<{ Querystring: Query }>(`${table.path}/batch`, (request) =>
    answer(() => {
      const keys = [...new Set(text(request.query, 'keys').split(','))].filter((key) => key !== '');
      if (keys.length === 0 || keys.length > KEYS) throw new Refusal(40002, `keys: expected 1 to ${KEYS} values, got ${keys.length}`);
      const rows = keys.flatMap((key) => byKey.get(key) ?? []);
      return { total: rows.length, rows };
    }),
  );
  app.get<{ Params: { key: string } }>(`${table.path}/:key`, async (request, reply) => {
    const row = byKey.get(request.params.key);
    return row === undefined ? reply.code(404).send(envelope(null, 40400, 'no such record')) : envelope(row);
  });
}

/** Answers refusals, unknown paths and failures in the envelope too. */
export function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(envelope(null, 40400, 'no such path')));
  app.setErrorHandler((error, _request, reply) =>
    error instanceof Refusal
      ? reply.code(400).send(envelope(null, error.code, error.message))
      : reply.code(500).send(envelope(null, 50000, 'internal error')),
  );
}

async function answer(make: () => unknown) {
  return envelope(make());
}

function list<R extends object>(table: TableRoute<R>, query: Query) {
  const unknown = Object.keys(query).find((name) => !PAGING.includes(name) && !Object.hasOwn(table.filters, name));
  if (unknown !== undefined) throw new Refusal(40001, `unknown parameter ${unknown}`);
  const pageSize = whole(query, 'pageSize', PAGE.default, PAGE.most);
  const pageNum = whole(query, 'pageNum', 1, Number.MAX_SAFE_INTEGER);
  const given = Object.entries(table.filters).filter(([name]) => query[name] !== undefined);
  const rows = table.rows.filter((row) => given.every(([name, filter]) => filter(row, text(query, name))));
  const sorted = query.sortBy === undefined ? rows : sort(table, rows, text(query, 'sortBy'), query.sortOrder);
  return { total: rows.length, rows: sorted.slice((pageNum - 1) * pageSize, pageNum * pageSize) };
}

/** By one field, nulls last in both directions, then by the key. */
function sort<R extends object>(table: TableRoute<R>, rows: readonly R[], field: string, order: unknown): readonly R[] {
  if (!table.sortable.some((name) => name === field)) throw new Refusal(40003, `sortBy: expected one of ${table.sortable.join(', ')}`);
  if (order !== undefined && order !== 'asc' && order !== 'desc') throw new Refusal(40003, 'sortOrder: expected asc or desc');
  const sign = order === 'desc' ? -1 : 1;
  const value = (row: R) => row[field as keyof R];
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || compare(one[table.key], other[table.key]);
    return sign * compare(a, b) || compare(one[table.key], other[table.key]);
  });
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const typed = (sample: unknown, value: string) => (typeof sample === 'number' ? Number(value) : value);

function text(query: Query, name: string): string {
  const value = query[name];
  if (typeof value !== 'string') throw new Refusal(40001, `${name}: expected exactly one value`);
  return value;
}

function whole(query: Query, name: string, otherwise: number, most: number): number {
  if (query[name] === undefined) return otherwise;
  const value = Number(text(query, name));
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Refusal(40001, `${name}: expected a whole number from 1 to ${most}`);
  return value;
}
