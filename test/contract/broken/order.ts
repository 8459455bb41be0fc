import type { OrderTerm, ReadRequest, Row } from '../../../src/contract/index.ts';
import { type BrokenSource, evaluatedAs, reads, typesIn } from './wrap.ts';

function orderBreak(what: string, change: (term: OrderTerm, place: number, request: ReadRequest) => OrderTerm): BrokenSource {
  return {
    what,
    caughtBy: 'order',
    make: () => reads((request) => ({ ...request, order: request.order.map((term, place) => change(term, place, request)) })),
  };
}

const withoutNulls = ({ field, direction }: OrderTerm): OrderTerm => ({ field, direction });
const collator = new Intl.Collator('en');

/** Sources that sort, page or batch otherwise than asked. */
export const brokenOrders: readonly BrokenSource[] = [
  { what: 'does not sort', caughtBy: 'order', make: () => reads((request) => ({ ...request, order: [] })) },
  orderBreak('puts nulls first', (term) => ({ ...withoutNulls(term), nulls: 'first' })),
  orderBreak('puts nulls first when descending', (term) => (term.direction === 'desc' ? { ...term, nulls: 'first' } : term)),
  orderBreak('puts nulls last even when told first', withoutNulls),
  orderBreak('sorts ascending only', (term) => ({ ...term, direction: 'asc' })),
  orderBreak('sorts the key ascending only', (term, place, { order }) =>
    place === order.length - 1 ? { ...term, direction: 'asc' } : term,
  ),
  {
    what: 'leaves ties in any order',
    caughtBy: 'order',
    make: ({ fixture }) => ({
      request: (request) =>
        request.kind === 'read' && request.order.length > fixture.key.length
          ? { ...request, order: request.order.slice(0, request.order.length - fixture.key.length) }
          : request,
    }),
  },
  sortingAs('sorts bigints as texts', 'bigint'),
  sortingAs('sorts texts by the rules of a language', 'text'),
  { what: 'ignores the limit', caughtBy: 'limit', make: () => reads(({ limit: _, ...request }) => request) },
  {
    what: 'takes limit 0 for no limit',
    caughtBy: 'limit',
    make: () => reads((request) => without(request, request.limit === 0 ? ['limit'] : [])),
  },
  {
    what: 'gives one row too many',
    caughtBy: 'limit',
    make: () => reads((request) => (request.limit === undefined ? request : { ...request, limit: request.limit + 1 })),
  },
  {
    what: 'caps limits at 120',
    caughtBy: 'limit',
    make: () => reads((request) => (request.limit === undefined ? request : { ...request, limit: Math.min(request.limit, 120) })),
  },
  { what: 'ignores the offset', caughtBy: 'offset-pages', make: () => reads((request) => without(request, ['offset'])) },
  {
    what: 'counts the offset from 1',
    caughtBy: 'offset-pages',
    make: () => reads((request) => (request.offset ? { ...request, offset: request.offset - 1 } : request)),
  },
  {
    what: 'offset in whole pages',
    caughtBy: 'read',
    make: () =>
      reads((request) =>
        request.offset && request.limit ? { ...request, offset: Math.floor(request.offset / request.limit) * request.limit } : request,
      ),
  },
  { what: 'ignores the seek position', caughtBy: 'seek-pages', make: () => reads((request) => without(request, ['after'])) },
  {
    what: 'always seeks with the position included',
    caughtBy: 'seek',
    make: () => reads((request) => (request.after ? { ...request, after: { ...request.after, inclusive: true } } : request)),
  },
  {
    what: 'never seeks with the position included',
    caughtBy: 'seek',
    make: () => reads((request) => (request.after ? { ...request, after: { ...request.after, inclusive: false } } : request)),
  },
  {
    what: 'seeks by the first term only',
    caughtBy: 'seek-pages',
    make: () =>
      reads((request) => (request.after ? { ...request, after: { ...request.after, values: request.after.values.slice(0, 1) } } : request)),
  },
  {
    what: 'loses rows with nulls when it seeks',
    caughtBy: 'seek',
    make: ({ fixture }) => ({
      answer: (request) => {
        const { order, after } = request;
        const [first] = order;
        const rows = after && first ? fixture.rows.filter((row) => row[first.field] !== null) : fixture.rows;
        return evaluatedAs({ ...fixture, rows }, (value) => value)(request);
      },
    }),
  },
  {
    what: 'seeks as if every term were ascending',
    caughtBy: 'seek',
    make: ({ sound }) => ({
      async *read(request, signal) {
        const backwards = request.order.map((term) => ({ ...term, direction: 'asc' as const }));
        if (!request.after) yield* sound.read(request, signal);
        else yield* sound.read({ ...request, order: backwards }, signal);
      },
    }),
  },
  { what: 'ignores the limit per key', caughtBy: 'limit-per-key', make: () => reads((request) => without(request, ['limitPerKey'])) },
  {
    what: 'takes the limit per key for a limit',
    caughtBy: 'limit-per-key',
    make: () =>
      reads((request) => (request.limitPerKey ? { ...without(request, ['limitPerKey']), limit: request.limitPerKey.count } : request)),
  },
  {
    what: 'drops rows without a key when it limits per key',
    caughtBy: 'limit-per-key',
    make: () =>
      reads((request) => {
        const fields = request.limitPerKey?.fields ?? [];
        const known = fields.map((field) => ({ kind: 'not', of: { kind: 'isNull', field } }) as const);
        return { ...request, predicate: { kind: 'and', of: [request.predicate, ...known] } };
      }),
  },
  {
    what: 'limits per first field of a key only',
    caughtBy: 'limit-per-key',
    make: () =>
      reads((request) =>
        request.limitPerKey
          ? { ...request, limitPerKey: { ...request.limitPerKey, fields: request.limitPerKey.fields.slice(0, 1) } }
          : request,
      ),
  },
  {
    what: 'swaps rows of a batch of keys',
    caughtBy: 'keys',
    make: () => ({ rows: (rows, { predicate }) => (predicate.kind === 'in' && predicate.values.length > 1 ? swapped(rows) : rows) }),
  },
  {
    what: 'loses the last key of a batch',
    caughtBy: 'keys',
    make: () =>
      reads((request) =>
        request.predicate.kind === 'in' && request.predicate.values.length > 5
          ? { ...request, predicate: { ...request.predicate, values: request.predicate.values.slice(0, -1) } }
          : request,
      ),
  },
  {
    what: 'gives a row once per naming of its key',
    caughtBy: 'keys',
    make: () => ({
      rows: (rows, { predicate }) =>
        predicate.kind === 'in' && new Set(predicate.values).size < predicate.values.length ? rows.flatMap((row) => [row, row]) : rows,
    }),
  },
];

/** The values of the last field go to the neighbour, as when answers are matched to questions by place. */
function swapped(rows: readonly Row[]): readonly Row[] {
  return rows.map((row, place) => {
    const last = Object.keys(row).at(-1) ?? '';
    return { ...row, [last]: rows[(place + 1) % rows.length]?.[last] ?? null };
  });
}

function sortingAs(what: string, type: 'bigint' | 'text'): BrokenSource {
  return {
    what,
    caughtBy: 'order',
    make: ({ fixture }) => {
      const types = typesIn(fixture);
      return {
        rows: (rows, { order }) => {
          const [first] = order;
          if (!first || types.get(first.field) !== type || order.length < 2) return rows;
          const sign = first.direction === 'asc' ? 1 : -1;
          return [...rows].sort((a, b) => {
            const [x, y] = [a[first.field] ?? null, b[first.field] ?? null];
            return x === null || y === null ? 0 : sign * collator.compare(String(x), String(y));
          });
        },
      };
    },
  };
}

function without(request: ReadRequest, names: readonly ('limit' | 'offset' | 'after' | 'limitPerKey')[]): ReadRequest {
  return Object.fromEntries(
    Object.entries(request).filter(([name]) => !(names as readonly string[]).includes(name)),
  ) as unknown as ReadRequest;
}
