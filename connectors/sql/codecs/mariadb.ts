import mysql from 'mysql2';
import { DECIMAL } from '../../../src/base/canonical-forms.ts';
import type { Scalar, Value } from '../../../src/contract/index.ts';
import { localAtOrAfter, type Zone } from '../zone.ts';
import { type Codec, comparable, type ListOperand, NUMERIC_MEASURES, type Operand, opaque, plain, ValueError } from './codec.ts';
import { decodeBit, decodeDate, decodeFloat, decodeJson, decodeTime, nextTime, serverStampDecoder, stampOf } from './decode.ts';

/** What information_schema says about a column. */
export interface MariaColumn {
  readonly dataType: string;
  readonly columnType: string;
  readonly charset: string | null;
  readonly collation: string | null;
  readonly maxBytes: number;
  readonly precision: number;
  /** Decimals of the seconds. */
  readonly fraction: number;
  readonly json: boolean;
}

/** What the codecs must know of the server. */
export interface MariaServer {
  readonly isMariaDb: boolean;
  /** Collation of code points without padding. */
  readonly binaryCollation: string;
  /** Collation whose lower case is Unicode's. */
  readonly foldCollation: string | undefined;
  readonly zone: Zone;
}

/**
 * Longest text that is sorted by all of its bytes; the session's max_sort_length is set to it. The server's default is 1,024;
 * much more than this would not fit its sort buffer.
 */
export const MAX_SORT_BYTES = 16_384;

/** The codec of a column; undefined for types that are not described (binary data). */
export function mariaCodec(column: MariaColumn, server: MariaServer): Codec | undefined {
  const unsigned = / unsigned/.test(column.columnType);
  switch (column.dataType) {
    case 'tinyint':
      if (/^tinyint\(1\)/.test(column.columnType) && !unsigned) return BOOLEAN;
      return INT;
    case 'smallint':
    case 'mediumint':
    case 'year':
      return INT;
    case 'int':
    case 'integer':
      return unsigned ? BIGINT : INT;
    case 'bigint':
      return BIGINT;
    case 'decimal':
    case 'numeric':
      return comparable('decimal', { operand: NUMBER, list: listOf(NUMBER), measures: NUMERIC_MEASURES });
    case 'float':
      return float((name) => `(${name} + 0e0)`);
    case 'double':
    case 'real':
      return float(plain);
    case 'bit':
      return bits(column.precision);
    case 'date':
      return comparable('date', { operand: DATE, list: listOf(DATE), decode: decodeDate, instant: plain });
    case 'time':
      return timeOfDay(column.fraction);
    case 'datetime':
      return stamp(server.zone, column.fraction);
    case 'timestamp':
      return stamp({ kind: 'fixed', minutes: 0 }, column.fraction);
    case 'json':
      return json();
    case 'char':
    case 'varchar':
    case 'tinytext':
    case 'text':
    case 'mediumtext':
    case 'longtext':
      return column.json ? json() : text(column, server);
    case 'enum':
    case 'set':
      return text(column, server);
    case 'uuid':
    case 'inet4':
    case 'inet6':
      return castText(server);
    case 'point':
      return server.isMariaDb ? POINT : undefined;
    case 'linestring':
    case 'polygon':
    case 'multipoint':
    case 'multilinestring':
    case 'multipolygon':
      return server.isMariaDb ? opaque('geometry', { read: (name) => `st_asgeojson(${name}, 15)`, decode: decodeJson }) : undefined;
    default:
      return undefined;
  }
}

/** A number as an SQL literal. The server compares a decimal with a quoted text as floating point, so it must not be quoted. */
const NUMBER: Operand = { sql: '?', encode: numberLiteral };
const FLOAT: Operand = { sql: '?', encode: floatLiteral };
const TRUTH: Operand = { sql: '?', encode: (value) => (value === true ? '1' : '0') };
const TEXT: Operand = { sql: '?', encode: (value) => mysql.escape(String(value)) };
const DATE: Operand = { sql: 'date ?', encode: TEXT.encode };
const TIME: Operand = { sql: 'time ?', encode: TEXT.encode };

const INT = comparable('int', { operand: NUMBER, list: listOf(NUMBER), measures: NUMERIC_MEASURES });
const BIGINT = comparable('bigint', { operand: NUMBER, list: listOf(NUMBER), measures: NUMERIC_MEASURES, decode: String });
const BOOLEAN = comparable('boolean', { operand: TRUTH, list: listOf(TRUTH), measures: ['count', 'countDistinct'], decode: decodeBit });
const POINT = opaque('point', {
  decode: decodePoint,
  place: { lon: (name) => `st_x(${name})`, lat: (name) => `st_y(${name})` },
});

function numberLiteral(value: Scalar): string {
  const number = String(value);
  if (DECIMAL.test(number)) return number;
  return floatLiteral(value);
}

function floatLiteral(value: Scalar): string {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new ValueError('expected a number');
  const literal = String(number);
  return literal.includes('e') ? literal : `${literal}e0`;
}

function listOf(operand: Operand): ListOperand {
  const separator = `, ${operand.sql.replace('?', '')}`;
  return { sql: `in (${operand.sql})`, encode: (values) => values.map(operand.encode).join(separator) };
}

/** Read as text, since mysql2 rounds some numbers of seventeen characters. */
function float(exact: (name: string) => string): Codec {
  const out = (expression: string) => `concat(${expression})`;
  return comparable('float', { exact, out, operand: FLOAT, list: listOf(FLOAT), measures: NUMERIC_MEASURES, decode: decodeFloat });
}

function bits(size: number): Codec {
  if (size === 1) return { ...BOOLEAN, read: (name) => `(${name} + 0)`, exact: (name) => `(${name} + 0)` };
  return comparable('text', { exact: (name) => `lpad(bin(${name}), ${size}, '0')`, operand: TEXT, list: listOf(TEXT) });
}

function json(): Codec {
  return opaque('json', { decode: decodeJson, isNull: (name) => `(${name} is null or trim(${name}) = 'null')`, measures: [] });
}

function text({ charset, collation, maxBytes }: MariaColumn, { binaryCollation, foldCollation }: MariaServer): Codec | undefined {
  if (charset === null || charset === 'binary') return undefined;
  const wide = charset === 'utf8mb4' ? plain : (name: string) => `convert(${name} using utf8mb4)`;
  const isExact = collation === binaryCollation;
  const fits = maxBytes <= MAX_SORT_BYTES;
  return comparable('text', {
    read: plain,
    exact: isExact ? plain : (name) => `${wide(name)} collate ${binaryCollation}`,
    operand: TEXT,
    list: listOf(TEXT),
    ...(isExact ? {} : { narrow: { left: plain, right: TEXT, list: listOf(TEXT) } }),
    ...(foldCollation ? { folded: (name) => `lower(${wide(name)} collate ${foldCollation}) collate ${binaryCollation}` } : {}),
    sortable: fits,
    groupable: fits,
  });
}

/** Types that show themselves as text but sort in their own way. */
function castText({ binaryCollation }: MariaServer): Codec {
  const exact = (name: string) => `cast(${name} as char) collate ${binaryCollation}`;
  return comparable('text', { read: plain, exact, operand: TEXT, list: listOf(TEXT) });
}

function timeOfDay(fraction: number): Codec {
  const codec = comparable('time', { operand: TIME, list: listOf(TIME), decode: decodeTime });
  if (fraction <= 3) return codec;
  const { list: _, ...rest } = codec;
  const next: Operand = { sql: 'time ?', encode: (value) => mysql.escape(nextTime(value)) };
  const exact = (name: string) => `sec_to_time(floor(time_to_sec(${name}) * 1000) / 1000)`;
  return { ...rest, exact, read: plain, bounds: { operand: TIME, next } };
}

function stamp(zone: Zone, fraction: number): Codec {
  const at = (milliseconds: number): Operand => ({
    sql: 'timestamp ?',
    encode: (value) => mysql.escape(stampOf(localAtOrAfter(Date.parse(String(value)) + milliseconds, zone))),
  });
  const codec = { read: plain, operand: at(0), decode: serverStampDecoder(zone) };
  const bounds = { operand: at(0), next: at(1) };
  if (zone.kind === 'named')
    return { ...comparable('datetime', { ...codec, bounds }), sortable: false, groupable: false, measures: ['count', 'min', 'max'] };
  const instant = zone.minutes === 0 ? plain : (name: string) => `(${name} - interval ${zone.minutes} minute)`;
  if (fraction <= 3) return comparable('datetime', { ...codec, instant, list: listOf(at(0)) });
  // A value has milliseconds; what is stored may have more, which must not tell equal values apart.
  const exact = (name: string) => `(${name} - interval (microsecond(${name}) mod 1000) microsecond)`;
  return comparable('datetime', { ...codec, exact, instant, bounds });
}

function decodePoint(raw: unknown): Value {
  const { x, y } = (raw ?? {}) as { x?: unknown; y?: unknown };
  if (typeof x !== 'number' || typeof y !== 'number') throw new ValueError('expected a point');
  return { lon: x, lat: y };
}
