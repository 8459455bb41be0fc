import knex from 'knex';
import mysql from 'mysql2';
import type { TimeBucket } from '../../../src/contract/index.ts';
import { type Dialect, likePattern, rawText } from '../dialect.ts';

/** MariaDB and MySQL. */
export function mariaDialect(): Dialect {
  return {
    name: 'mariadb',
    builder: knex({ client: 'mysql2' }),
    quote: (name) => rawText(`\`${name.replaceAll('`', '``')}\``),
    nativeNulls: (direction) => (direction === 'asc' ? 'first' : 'last'),
    comparesRows: false,
    saysNulls: false,
    search: {
      operator: 'like',
      placeholder: "? escape '!'",
      pattern: (operator, value) => mysql.escape(likePattern(operator, value)),
    },
    holdsNul: true,
    sum: (expression) => `sum(${expression})`,
    // The plain average of whole numbers has four decimals only.
    average: (expression) => `avg(${expression} + 0e0)`,
    bucket: (expression, type, bucket) => bucketSql(expression, type, bucket),
    buckets: ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'],
    decodeSum: String,
    decodeBucket: (raw, type) =>
      type === 'date' ? String(raw) : `${String(raw).slice(0, 10)}T${String(raw).slice(11, 13) || '00'}:00:00.000Z`,
    literalParameters: true,
  };
}

function bucketSql(expression: string, type: 'date' | 'datetime', bucket: TimeBucket): string {
  switch (bucket) {
    case 'HOUR':
      return type === 'date' ? `date_format(${expression}, '%Y-%m-%d')` : `date_format(${expression}, '%Y-%m-%d %H')`;
    case 'DAY':
      return `date_format(${expression}, '%Y-%m-%d')`;
    case 'WEEK':
      return `date_format(${expression} - interval weekday(${expression}) day, '%Y-%m-%d')`;
    case 'MONTH':
      return `date_format(${expression}, '%Y-%m-01')`;
    case 'QUARTER':
      return `concat(date_format(${expression}, '%Y-'), elt(quarter(${expression}), '01', '04', '07', '10'), '-01')`;
    case 'YEAR':
      return `date_format(${expression}, '%Y-01-01')`;
    default:
      return bucket satisfies never;
  }
}
