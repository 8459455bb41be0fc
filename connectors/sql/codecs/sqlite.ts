import { WHOLE } from '../../../src/base/canonical-forms.ts';
import type { FieldType, Scalar } from '../../../src/contract/index.ts';
import type { Zone } from '../zone.ts';
import { type Codec, comparable, type ListOperand, NUMERIC_MEASURES, type Operand, opaque, plain } from './codec.ts';
import { decodeBigint, decodeBit, decodeDate, decodeFloat, decodeInt, decodeJson, decodeText, decodeTime, stampDecoder } from './decode.ts';

export interface SqliteColumn {
  /** As declared; SQLite keeps any text. */
  readonly declared: string;
  /** What the configuration says instead. */
  readonly type?: FieldType;
  /** True where an index on the column folds case or trailing spaces. */
  readonly foldingIndex: boolean;
}

export interface SqliteFile {
  readonly zone: Zone;
  /** The operator promises that times are stored in the contract's own form. */
  readonly canonicalTimes: boolean;
}

/** The codec of a column; undefined for binary data. */
export function sqliteCodec(column: SqliteColumn, file: SqliteFile): Codec | undefined {
  switch (column.type ?? typeOf(column.declared)) {
    case 'bigint':
      return BIGINT;
    case 'int':
      return INT;
    case 'boolean':
      return BOOLEAN;
    case 'float':
      return FLOAT;
    case 'date':
      return moment('date', '%Y-%m-%d', file);
    case 'datetime':
      return moment('datetime', '%Y-%m-%dT%H:%M:%fZ', file);
    case 'time':
      return moment('time', '%H:%M:%f', file);
    case 'json':
      return opaque('json', { decode: decodeJson, isNull: (name) => `(${name} is null or trim(${name}) = 'null')`, measures: [] });
    case 'text':
      return text(column);
    default:
      return undefined;
  }
}

/** Field type of a declared type: the usual names first, then SQLite's own rules of affinity. Undefined: binary. */
function typeOf(declared: string): FieldType | undefined {
  const name = declared
    .toUpperCase()
    .replace(/\(.*\)/, '')
    .trim();
  if (/^(BIGINT|INT8|UNSIGNED BIG INT|UNSIGNED INT(EGER)?|INT(EGER)? UNSIGNED|BIGINT UNSIGNED)$/.test(name)) return 'bigint';
  if (/^BOOL(EAN)?$/.test(name)) return 'boolean';
  if (name === 'DATE') return 'date';
  if (name === 'TIME') return 'time';
  if (/^(DATETIME|TIMESTAMP)/.test(name)) return 'datetime';
  if (/^JSONB?$/.test(name)) return 'json';
  if (/INT/.test(name)) return 'int';
  if (name === '' || /CHAR|CLOB|TEXT|UUID|ENUM|STRING/.test(name)) return 'text';
  if (/BLOB|BINARY/.test(name)) return undefined;
  return 'float';
}

const numbers = (encode: (value: Scalar) => unknown): { operand: Operand; list: ListOperand } => ({
  operand: { sql: '?', encode },
  list: jsonList((value) => String(value)),
});

/** One parameter for any number of keys. The numbers of a JSON text are read as exact integers. */
function jsonList(encode: (value: Scalar) => string): ListOperand {
  return { sql: 'in (select value from json_each(?))', encode: (values) => `[${values.map(encode).join(',')}]` };
}

const INT = comparable('int', { ...numbers(Number), decode: decodeInt, measures: NUMERIC_MEASURES });
const BOOLEAN = comparable('boolean', {
  operand: { sql: '?', encode: (value) => (value === true ? 1 : 0) },
  list: jsonList((value) => (value === true ? '1' : '0')),
  decode: decodeBit,
  measures: ['count', 'countDistinct'],
});
/** Decimals are doubles in SQLite, whatever the declaration says. */
const FLOAT = comparable('float', { operand: { sql: '?', encode: Number }, decode: decodeFloat, measures: NUMERIC_MEASURES });

const isInt64 = (value: Scalar) => WHOLE.test(String(value)) && BigInt.asIntN(64, BigInt(value)) === BigInt(value);

const BIGINT = comparable('bigint', {
  operand: { sql: '?', encode: BigInt },
  list: {
    ...jsonList(String),
    encode: (values) =>
      `[${values
        .filter(isInt64)
        .map((value) => BigInt(value))
        .join(',')}]`,
  },
  // SQLite compares a whole number with a double exactly, and every double out of range is out of range by far.
  wide: { fits: isInt64, left: plain, right: { sql: '?', encode: Number } },
  out: (expression) => `cast(${expression} as text)`,
  decode: decodeBigint,
  measures: NUMERIC_MEASURES,
});

function text({ declared, foldingIndex }: SqliteColumn): Codec {
  const own = declared.trim() === '' ? (name: string) => `cast(${name} as text)` : plain;
  const operand: Operand = { sql: '?', encode: String };
  const list = jsonList((value) => JSON.stringify(String(value)));
  return comparable('text', {
    read: own,
    exact: (name) => `${own(name)} collate binary`,
    operand,
    list,
    decode: decodeText,
    ...(foldingIndex ? { narrow: { left: plain, right: operand, list } } : {}),
  });
}

/** Dates and times have no type in SQLite: text in many forms, or milliseconds since 1970. One expression makes them all equal. */
function moment(type: 'date' | 'datetime' | 'time', format: string, { canonicalTimes, zone }: SqliteFile): Codec {
  const exact = canonicalTimes
    ? plain
    : (name: string) => momentSql(name, format, type === 'datetime' && zone.kind === 'fixed' ? zone.minutes : 0);
  const encode = type === 'time' && !canonicalTimes ? fullTime : String;
  const operand: Operand = { sql: '?', encode };
  const list = jsonList((value) => JSON.stringify(encode(value)));
  const decode = { date: decodeDate, time: decodeTime, datetime: decodeCanonical }[type];
  return comparable(type, { exact, operand, list, decode, ...(type === 'time' ? {} : { instant: exact }) });
}

/** "10:00:00" as strftime writes it. */
function fullTime(value: Scalar): string {
  const time = String(value);
  return time.length === 8 ? `${time}.000` : time;
}

const decodeStamp = stampDecoder({ kind: 'fixed', minutes: 0 });

function decodeCanonical(raw: unknown) {
  return decodeStamp(typeof raw === 'string' && raw.length === 24 && raw.endsWith('Z') ? raw.slice(0, -1) : undefined);
}

function momentSql(name: string, format: string, minutes: number): string {
  const zoned = `${name} glob '*[Zz]' or ${name} glob '*[+-][0-9][0-9]:[0-9][0-9]'`;
  const shift = minutes === 0 ? '' : `, '${-minutes} minutes'`;
  const local = `coalesce(strftime('${format}', ${name}${shift}), ${name})`;
  const any = minutes === 0 ? local : `case when ${zoned} then coalesce(strftime('${format}', ${name}), ${name}) else ${local} end`;
  // Other texts, which SQLite would read as Julian days, stay as they are and are refused when they are read.
  const looksRight = `${name} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' or ${name} glob '[0-9][0-9]:[0-9][0-9]*'`;
  return `(case when typeof(${name}) = 'integer' then strftime('${format}', ${name} / 1000.0, 'unixepoch') when ${looksRight} then ${any} else ${name} end)`;
}
