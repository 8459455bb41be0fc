import type { AggregateRequest, FieldType, Measure, Row, Value } from '../../../src/contract/index.ts';
import { answerAggregate, compilePredicate } from '../../../src/rows/index.ts';
import { type Break, type BrokenSource, typesIn } from './wrap.ts';

type Types = ReadonlyMap<string, FieldType>;

/** Aggregates over rows that were changed before. */
function over(change: (rows: readonly Row[], request: AggregateRequest) => readonly Row[]): BrokenSource['make'] {
  return ({ fixture }) => ({ aggregate: (request) => answerAggregate(change(fixture.rows, request), request, typesIn(fixture)) });
}

/** Aggregates as another request. */
function asking(change: (request: AggregateRequest) => AggregateRequest): Break {
  return { request: (request) => (request.kind === 'aggregate' ? (change(request) as typeof request) : request) };
}

/** Measures of one function made anew from the values of the group, which is all rows that match. */
function measuring(
  name: Measure['function'],
  make: (values: readonly Value[], type: FieldType, measure: Measure) => Value,
): BrokenSource['make'] {
  return ({ fixture }) => {
    const types: Types = typesIn(fixture);
    return {
      groups: (groups, request) => {
        if (request.groupBy.length > 0) return groups;
        const rows = fixture.rows.filter(compilePredicate(request.predicate, types));
        const wrong = request.measures.filter((measure) => measure.function === name && measure.field !== undefined && !measure.predicate);
        const made = wrong.map((measure) => {
          const { name: as, field = '' } = measure;
          const values = rows.map((row) => row[field] ?? null);
          return [as, make(values, types.get(field) ?? 'text', measure)];
        });
        return groups.map((group) => ({ ...group, ...Object.fromEntries(made) }));
      },
    };
  };
}

const known = (values: readonly Value[]) => values.filter((value) => value !== null);

/** Sources that count and measure otherwise than asked. */
export const brokenAggregates: readonly BrokenSource[] = [
  { what: 'aggregates over a page', caughtBy: 'measures', make: over((rows) => rows.slice(0, 100)) },
  {
    what: 'ignores the predicate of an aggregate',
    caughtBy: 'aggregate',
    make: () => asking((request) => ({ ...request, predicate: { kind: 'and', of: [] } })),
  },
  {
    what: 'ignores predicates of measures',
    caughtBy: 'aggregate',
    make: () => asking((request) => ({ ...request, measures: request.measures.map(({ predicate: _, ...measure }) => measure) })),
  },
  {
    what: 'says that the sum of nothing is 0',
    caughtBy: 'nothing',
    make: measuring('sum', (values, type) => (known(values).length > 0 ? exactSum(known(values), type) : '0')),
  },
  { what: 'says that the average of nothing is 0', caughtBy: 'nothing', make: measuring('avg', (values) => average(known(values)) ?? 0) },
  {
    what: 'says that the count of nothing is null',
    caughtBy: 'nothing',
    make: measuring('count', (values) => known(values).length || null),
  },
  {
    what: 'gives no group for nothing',
    caughtBy: 'nothing',
    make: ({ fixture }) => ({
      groups: (groups, request) => (fixture.rows.some(compilePredicate(request.predicate, typesIn(fixture))) ? groups : []),
    }),
  },
  { what: 'counts nulls of a field', caughtBy: 'measures', make: measuring('count', (values) => values.length) },
  {
    what: 'counts null as a distinct value',
    caughtBy: 'measures',
    make: measuring('countDistinct', (values) => new Set(values.map(String)).size),
  },
  {
    what: 'counts distinct texts without case',
    caughtBy: 'measures',
    make: measuring('countDistinct', (values) => new Set(known(values).map((value) => String(value).toLowerCase())).size),
  },
  {
    what: 'sums through floats',
    caughtBy: 'measures',
    make: measuring('sum', (values) => String(known(values).reduce((sum: number, value) => sum + Number(value), 0))),
  },
  {
    what: 'gives sums as numbers',
    caughtBy: 'measures',
    make: measuring('sum', (values) =>
      known(values).length > 0 ? known(values).reduce((sum: number, value) => sum + Number(value), 0) : null,
    ),
  },
  {
    what: 'takes null for 0 in an average',
    caughtBy: 'measures',
    make: measuring('avg', (values) => average(values.map((value) => value ?? 0))),
  },
  {
    what: 'rounds averages to four decimals',
    caughtBy: 'measures',
    make: measuring('avg', (values) => (known(values).length > 0 ? Math.round((average(known(values)) ?? 0) * 10_000) / 10_000 : null)),
  },
  {
    what: 'takes the nearest value for a percentile',
    caughtBy: 'measures',
    make: measuring('percentile', (values, _type, { fraction = 0.5 }) => {
      const sorted = known(values)
        .map(Number)
        .sort((a, b) => a - b);
      return sorted[Math.round((sorted.length - 1) * fraction)] ?? null;
    }),
  },
  {
    what: 'compares numbers as text for min',
    caughtBy: 'measures',
    make: measuring('min', (values) => [...known(values)].sort((a, b) => (String(a) < String(b) ? -1 : 1))[0] ?? null),
  },
  { what: 'drops the group of null', caughtBy: 'groups', make: () => ({ groups: (groups) => groups.filter((group) => group.d !== null) }) },
  {
    what: 'groups texts without case',
    caughtBy: 'groups',
    make: over((rows) => rows.map((row) => ({ ...row, Grade: typeof row.Grade === 'string' ? row.Grade.toLowerCase() : null }))),
  },
  {
    what: 'cuts groups at the first ten',
    caughtBy: 'partition',
    make: () => ({ groups: (groups) => groups.slice(0, 10) }),
  },
  {
    what: 'cuts buckets in UTC whatever the zone',
    caughtBy: 'buckets',
    make: () => asking((request) => ({ ...request, groupBy: request.groupBy.map(({ timeZone: _, ...by }) => by) })),
  },
  {
    what: 'cuts buckets at the offset of today',
    caughtBy: 'buckets',
    make: over((rows, request) => {
      const shifted = request.groupBy.filter(({ timeZone }) => timeZone === 'America/New_York').map(({ field }) => field);
      return rows.map((row) => ({ ...row, ...Object.fromEntries(shifted.map((field) => [field, hoursLater(row[field] ?? null, 1)])) }));
    }),
  },
  {
    what: 'starts weeks on Sunday',
    caughtBy: 'buckets',
    make: () => ({
      groups: (groups, { groupBy }) =>
        groupBy[0]?.bucket === 'WEEK' ? groups.map((group) => ({ ...group, d: hoursLater(group.d ?? null, -24) })) : groups,
    }),
  },
  {
    what: 'starts quarters in February',
    caughtBy: 'buckets',
    make: () =>
      asking((request) => ({
        ...request,
        groupBy: request.groupBy.map((by) => (by.bucket === 'QUARTER' ? { ...by, bucket: 'MONTH' } : by)),
      })),
  },
  {
    what: 'cuts groups at maxGroups',
    caughtBy: 'max-groups',
    make: cutting,
  },
];

function cutting(): Break {
  let most: number | undefined;
  return {
    request: (request) => {
      if (request.kind !== 'aggregate') return request;
      most = request.maxGroups;
      const { maxGroups: _, ...rest } = request;
      return rest as typeof request;
    },
    groups: (groups) => groups.slice(0, most),
  };
}

function average(values: readonly Value[]): number | null {
  return values.length === 0 ? null : values.reduce((sum: number, value) => sum + Number(value), 0) / values.length;
}

function exactSum(values: readonly Value[], type: FieldType): Value {
  const [group] = answerAggregate(
    values.map((value) => ({ v: value })),
    {
      kind: 'aggregate',
      collection: '',
      predicate: { kind: 'and', of: [] },
      groupBy: [],
      measures: [{ name: 's', function: 'sum', field: 'v' }],
    },
    new Map([['v', type]]),
  );
  return group?.s ?? null;
}

function hoursLater(value: Value, hours: number): Value {
  if (typeof value !== 'string' || value === '') return value;
  const later = new Date(Date.parse(value) + hours * 3_600_000).toISOString();
  return value.length === 10 ? later.slice(0, 10) : later;
}
