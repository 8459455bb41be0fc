import type { Knex } from 'knex';
import type { Direction, FieldType, TextOperator, TimeBucket } from '../../src/contract/index.ts';

/** What the translator must know of a database: one row of the dialect table. */
export interface Dialect {
  readonly name: 'mariadb' | 'postgres' | 'sqlite';
  /** Builds SQL in the dialect's spelling; never connected. */
  readonly builder: Knex;
  /** Quotes a name that came from the database, for use in Knex's raw SQL. */
  readonly quote: (name: string) => string;
  /** Where nulls stand when nothing is said. */
  readonly nativeNulls: (direction: Direction) => 'first' | 'last';
  /** Whether `(a, b) > (?, ?)` finds its place by an index. */
  readonly comparesRows: boolean;
  /** True where `nulls last` is understood; else `x is null` is sorted by. */
  readonly saysNulls: boolean;
  /** How texts are searched: `<text> <operator> ?<suffix>` with a pattern. */
  readonly search: {
    readonly operator: string;
    readonly placeholder: string;
    readonly pattern: (operator: TextOperator, value: string) => unknown;
  };
  /** Characters that no value of a request may hold; texts with lone surrogates are refused everywhere. */
  readonly holdsNul: boolean;
  /** Exact sum as text of whole or decimal numbers. */
  readonly sum: (expression: string, type: FieldType) => string;
  /** Average as floating point. */
  readonly average: (expression: string) => string;
  /** `percentile_cont` over an expression; absent: cannot. The SQL holds one placeholder for the fraction. */
  readonly percentile?: (expression: string) => string;
  /** Start of a bucket as text that the column's decoder takes; the placeholder, if a zone is given, takes its name. */
  readonly bucket: (expression: string, type: 'date' | 'datetime', bucket: TimeBucket, zoned: boolean) => string;
  readonly buckets: readonly TimeBucket[];
  readonly bucketZones?: 'any';
  /** Decodes what `sum` gives. */
  readonly decodeSum: (raw: unknown, type: FieldType) => string;
  /** Decodes what `bucket` gives. */
  readonly decodeBucket: (raw: unknown, type: 'date' | 'datetime') => string;
  /** SQL literal parameters instead of placeholders that the server fills in. */
  readonly literalParameters: boolean;
}

/** Escapes what Knex would take for a placeholder. */
export function rawText(sql: string): string {
  return sql.replaceAll('?', '\\?');
}

const LIKE_SPECIAL = /[!%_]/g;

/** A LIKE pattern with `!` as its escape character. */
export function likePattern(operator: TextOperator, value: string): string {
  const literal = value.replace(LIKE_SPECIAL, '!$&');
  return `${operator === 'startsWith' ? '' : '%'}${literal}${operator === 'endsWith' ? '' : '%'}`;
}
