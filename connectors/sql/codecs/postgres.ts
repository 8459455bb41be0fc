import type { Scalar, Value } from '../../../src/contract/index.ts';
import { localAtOrAfter, type Zone } from '../zone.ts';
import {
  type Codec,
  type Comparand,
  comparable,
  type ListOperand,
  NUMERIC_MEASURES,
  type Operand,
  opaque,
  plain,
  ValueError,
} from './codec.ts';
import { decodeDate, decodeDecimal, decodeFloat, decodeJson, decodeTime, nextTime, serverStampDecoder, stampOf } from './decode.ts';

/** What the catalogs say about a column. */
export interface PostgresColumn {
  /** Name of the base type in pg_type (domains resolved): `int4`, `timestamptz`. */
  readonly typeName: string;
  /** Type as it is written in SQL, quoted where needed: for casts. */
  readonly castName: string;
  /** One letter of pg_type.typtype and typcategory. */
  readonly kind: string;
  readonly category: string;
  /** Decimals of the seconds, scale of a numeric; -1: not declared. */
  readonly precision: number;
  /** True where the column's own collation compares by code point. */
  readonly binaryCollation: boolean;
  /** False where the collation lets different texts be equal. */
  readonly deterministic: boolean;
  readonly labels: readonly string[];
}

export interface PostgresServer {
  /** Collation whose lower case is Unicode's. */
  readonly foldCollation: string | undefined;
  readonly zone: Zone;
}

const PERCENTILE_MEASURES = [...NUMERIC_MEASURES, 'percentile'] as const;
const UTC: Zone = { kind: 'fixed', minutes: 0 };

/** The codec of a column; undefined for types that are not described (binary data). */
export function postgresCodec(column: PostgresColumn, server: PostgresServer): Codec | undefined {
  if (column.kind === 'e') return enumeration(column, server);
  switch (column.typeName) {
    case 'int2':
    case 'int4':
      return integer('int', 'int4', -2_147_483_648n, 2_147_483_647n);
    case 'int8':
      return integer('bigint', 'int8', -9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n);
    case 'numeric':
      return numeric(column.precision);
    case 'float4':
      return float((name) => `${name}::float8`);
    case 'float8':
      return float(plain);
    case 'bool':
      return comparable('boolean', {
        ...operands('bool', (value) => value),
        decode: (raw) => raw === 't',
        measures: ['count', 'countDistinct'],
      });
    case 'date':
      return comparable('date', { ...operands('date', String), decode: decodeDate, instant: (name) => `${name}::timestamp` });
    case 'time':
      return timeOfDay(column.precision);
    case 'timestamptz':
      return stamp('timestamptz', UTC, column.precision);
    case 'timestamp':
      return stamp('timestamp', server.zone, column.precision);
    case 'interval':
      return opaque('duration', { decode: decodeInterval });
    case 'json':
    case 'jsonb':
      return opaque('json', { decode: decodeJson, isNull: (name) => `(${name} is null or ${name}::text = 'null')`, measures: [] });
    case 'point':
      return opaque('point', { decode: decodePoint, place: { lon: (name) => `${name}[0]`, lat: (name) => `${name}[1]` } });
    case 'uuid':
      return uuid();
    case 'text':
    case 'varchar':
      return text(column, server);
    case 'bpchar':
    case 'citext':
      return castText(server, { left: plain, ...narrowing(column.typeName === 'bpchar' ? 'bpchar' : column.castName) });
    case 'bytea':
      return undefined;
    default:
      if (column.category === 'A') return opaque('json', { read: (name) => `to_json(${name})::text`, decode: decodeJson });
      return column.kind === 'b' ? castText(server) : undefined;
  }
}

function operands(cast: string, encode: (value: Scalar) => unknown) {
  const operand: Operand = { sql: `?::${cast}`, encode };
  const list: ListOperand = { sql: `= any(?::${cast}[])`, encode: (values) => values.map(encode) };
  return { operand, list };
}

function integer(type: 'int' | 'bigint', cast: string, least: bigint, most: bigint): Codec {
  const fits = (value: Scalar) => {
    if (!/^-?\d{1,19}$/.test(String(value))) return false;
    const number = BigInt(value);
    return number >= least && number <= most;
  };
  const { operand, list } = operands('numeric', String);
  return comparable(type, {
    ...operands(cast, String),
    wide: { fits, left: (name) => `${name}::numeric`, right: operand, list },
    decode: type === 'int' ? Number : String,
    measures: PERCENTILE_MEASURES,
  });
}

function numeric(scale: number): Codec {
  // Without a declared scale equal numbers come with any number of zeros.
  const out = scale < 0 ? { out: (expression: string) => `trim_scale(${expression})` } : {};
  return comparable('decimal', { ...operands('numeric', String), ...out, decode: decodeDecimal, measures: PERCENTILE_MEASURES });
}

function float(exact: (name: string) => string): Codec {
  return comparable('float', { exact, ...operands('float8', Number), decode: decodeFloat, measures: PERCENTILE_MEASURES });
}

function folding(foldCollation: string | undefined): Pick<Codec, 'folded'> {
  return foldCollation ? { folded: (name) => `lower(${name}::text collate ${foldCollation})` } : {};
}

function text({ binaryCollation, deterministic }: PostgresColumn, { foldCollation }: PostgresServer): Codec {
  const { operand, list } = operands('text', String);
  return comparable('text', {
    read: plain,
    exact: binaryCollation ? plain : (name) => `${name} collate "C"`,
    operand,
    list,
    ...folding(foldCollation),
    // Under any other collation equal texts are equal bytes too: an index of the column's own collation finds them.
    ...(binaryCollation || !deterministic ? {} : { narrow: { left: plain, right: operand, list } }),
  });
}

function narrowing(cast: string): Pick<Comparand, 'right'> & { readonly list: ListOperand } {
  const { operand, list } = operands(cast, String);
  return { right: operand, list };
}

/** Types that are asked for as text because their own order or equality is another one. */
function castText({ foldCollation }: PostgresServer, narrow?: Codec['narrow']): Codec {
  const exact = (name: string) => `${name}::text collate "C"`;
  return comparable('text', { exact, ...operands('text', String), ...folding(foldCollation), ...(narrow ? { narrow } : {}) });
}

/** Enumerations sort by declaration; equality can use the label itself, as long as it is one. */
function enumeration({ castName, labels }: PostgresColumn, server: PostgresServer): Codec {
  const known = new Set(labels);
  const { operand, list } = operands('text', String);
  const encode = (value: Scalar) => (known.has(String(value)) ? String(value) : null);
  const narrow = {
    left: plain,
    right: { sql: `?::${castName}`, encode },
    list: { sql: `= any(?::${castName}[])`, encode: (values: readonly Scalar[]) => values.map(String).filter((value) => known.has(value)) },
  };
  const exact = (name: string) => `${name}::text collate "C"`;
  return comparable('text', { exact, operand, list, narrow, ...folding(server.foldCollation) });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A uuid sorts as its lower-case text does; texts that are none are compared as text. */
function uuid(): Codec {
  const { operand, list } = operands('text', String);
  const left = (name: string) => `${name}::text collate "C"`;
  return comparable('text', {
    ...operands('uuid', String),
    wide: { fits: (value) => UUID.test(String(value)), left, right: operand, list },
    searched: left,
    measures: ['count', 'countDistinct'],
  });
}

function timeOfDay(precision: number): Codec {
  const { operand, list } = operands('time', String);
  const codec = { read: plain, decode: decodeTime, operand };
  if (precision >= 0 && precision <= 3) return comparable('time', { ...codec, list });
  const exact = (name: string) => `date_trunc('milliseconds', ${name}::interval)::time`;
  return comparable('time', { ...codec, exact, bounds: { operand, next: { sql: '?::time', encode: nextTime } } });
}

function stamp(cast: 'timestamp' | 'timestamptz', zone: Zone, precision: number): Codec {
  const suffix = cast === 'timestamptz' ? '+00' : '';
  const at = (milliseconds: number): Operand => ({
    sql: `?::${cast}`,
    encode: (value) => `${stampOf(localAtOrAfter(Date.parse(String(value)) + milliseconds, zone))}${suffix}`,
  });
  const decode = serverStampDecoder(zone);
  const codec = {
    read: plain,
    operand: at(0),
    decode:
      suffix === '' ? decode : (raw: unknown) => decode(typeof raw === 'string' && raw.endsWith('+00') ? raw.slice(0, -3) : undefined),
  };
  const bounds = { operand: at(0), next: at(1) };
  if (zone.kind === 'named')
    return { ...comparable('datetime', { ...codec, bounds }), sortable: false, groupable: false, measures: ['count', 'min', 'max'] };
  const local = (name: string) => (zone.minutes === 0 ? name : `(${name} - interval '${zone.minutes} minutes')`);
  const instant = cast === 'timestamptz' ? plain : (name: string) => `(${local(name)} at time zone 'UTC')`;
  if (precision >= 0 && precision <= 3) {
    const list: ListOperand = { sql: `= any(?::${cast}[])`, encode: (values) => values.map(at(0).encode) };
    return comparable('datetime', { ...codec, list, instant });
  }
  // A value has milliseconds; what is stored may have more, which must not tell equal values apart. An index on this expression serves the order.
  const utc = cast === 'timestamptz' ? (name: string) => `(${name} at time zone 'UTC')` : plain;
  const exact = (name: string) => `date_trunc('milliseconds', ${utc(name)})`;
  const out = cast === 'timestamptz' ? { out: (expression: string) => `(${expression} at time zone 'UTC')` } : {};
  return comparable('datetime', { ...codec, exact, ...out, instant, bounds });
}

/** The session prints intervals in ISO 8601; its fractions and signs are ISO 8601-2. */
function decodeInterval(raw: unknown): Value {
  if (typeof raw !== 'string' || !/^[+-]?P/.test(raw)) throw new ValueError('expected an interval');
  return raw;
}

function decodePoint(raw: unknown): Value {
  const match = typeof raw === 'string' ? /^\(([^,]+),([^)]+)\)$/.exec(raw) : null;
  const [lon, lat] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || !Number.isFinite(lon) || !Number.isFinite(lat)) throw new ValueError('expected a point');
  return { lon, lat };
}
