import type { TextOperator, TimeBucket } from '../../../src/contract/index.ts';
import { sqliteBuilder } from '../../kit/sqlite.ts';
import { type Dialect, rawText } from '../dialect.ts';

/** SQLite 3.38 and later. */
export function sqliteDialect(): Dialect {
  return {
    name: 'sqlite',
    builder: sqliteBuilder(),
    quote: (name) => rawText(`"${name.replaceAll('"', '""')}"`),
    nativeNulls: (direction) => (direction === 'asc' ? 'first' : 'last'),
    comparesRows: true,
    saysNulls: true,
    search: { operator: 'glob', placeholder: '?', pattern: globPattern },
    holdsNul: false,
    sum: (expression, type) => (type === 'bigint' ? halvedSum(expression) : `sum(${expression})`),
    average: (expression) => `avg(${expression})`,
    bucket: (expression, type, bucket) => bucketSql(expression, type, bucket),
    buckets: ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'],
    decodeSum: (raw, type) => (type === 'bigint' ? joinedSum(String(raw)) : String(raw)),
    decodeBucket: (raw, type) => (type === 'date' ? String(raw) : `${String(raw)}:00:00.000Z`),
    literalParameters: false,
  };
}

/** GLOB compares by code point, case-sensitively, and uses an index for a fixed beginning. */
function globPattern(operator: TextOperator, value: string): string {
  const literal = value.replace(/[*?[]/g, '[$&]');
  return `${operator === 'startsWith' ? '' : '*'}${literal}${operator === 'endsWith' ? '' : '*'}`;
}

/** SQLite's sum fails beyond 64 bits: the upper and lower 32 bits are added on their own. */
function halvedSum(expression: string): string {
  return `(sum((${expression}) >> 32) || ':' || sum((${expression}) & 4294967295))`;
}

function joinedSum(text: string): string {
  const [upper = '0', lower = '0'] = text.split(':');
  return String((BigInt(upper) << 32n) + BigInt(lower));
}

function bucketSql(expression: string, type: 'date' | 'datetime', bucket: TimeBucket): string {
  const start = (format: string, modifiers = '') =>
    `strftime('${type === 'date' ? format.slice(0, 8) : format}', ${expression}${modifiers})`;
  const midnight = '%Y-%m-%dT00';
  switch (bucket) {
    case 'HOUR':
      return start('%Y-%m-%dT%H');
    case 'DAY':
      return start(midnight);
    case 'WEEK':
      return start(midnight, ", 'weekday 0', '-6 days'");
    case 'MONTH':
      return start(midnight, ", 'start of month'");
    case 'QUARTER':
      return start(midnight, `, 'start of month', '-' || ((strftime('%m', ${expression}) - 1) % 3) || ' months'`);
    case 'YEAR':
      return start(midnight, ", 'start of year'");
    default:
      return bucket satisfies never;
  }
}
