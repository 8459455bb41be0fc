import knex from 'knex';
import { type Dialect, likePattern, rawText } from '../dialect.ts';

/** PostgreSQL. */
export function postgresDialect(): Dialect {
  return {
    name: 'postgres',
    builder: knex({ client: 'pg' }),
    quote: (name) => rawText(`"${name.replaceAll('"', '""')}"`),
    nativeNulls: (direction) => (direction === 'asc' ? 'last' : 'first'),
    comparesRows: true,
    saysNulls: true,
    search: { operator: 'like', placeholder: "?::text escape '!'", pattern: likePattern },
    holdsNul: false,
    sum: (expression) => `sum(${expression})::text`,
    average: (expression) => `avg(${expression})::float8`,
    percentile: (expression) => `percentile_cont(?::float8) within group (order by (${expression})::float8)`,
    bucket: (expression, type, bucket, zoned) => {
      const unit = bucket.toLowerCase();
      if (type === 'date') return `date_trunc('${unit}', ${expression})::date`;
      const start = zoned ? `date_trunc('${unit}', ${expression}, ?::text)` : `date_trunc('${unit}', ${expression}, 'UTC')`;
      return `(${start} at time zone 'UTC')`;
    },
    buckets: ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'],
    bucketZones: 'any',
    decodeSum: String,
    decodeBucket: (raw, type) => (type === 'date' ? String(raw) : `${String(raw).slice(0, 10)}T${String(raw).slice(11, 19)}.000Z`),
    literalParameters: false,
  };
}
