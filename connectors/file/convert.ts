import { DateTime } from 'luxon';
import { DECIMAL, isCalendarDay, isDate } from '../../src/base/canonical-forms.ts';
import { normalizeDecimal } from '../../src/base/decimal.ts';
import type { FieldType, Value } from '../../src/contract/index.ts';
import { geometryOf } from './formats/geojson.ts';
import { isRecord, plainJson } from './formats/json-values.ts';
import { ExactNumber } from './raw.ts';

/** Turns a cell into a value of a type; undefined when it is none. Null stays null. */
export type Convert = (cell: unknown) => Value | undefined;

export interface ConvertOptions {
  /** Zone of times without an offset; undefined: such a time is no `datetime`. */
  readonly timeZone: string | undefined;
  /** Texts of `json`, `point` and `geometry` fields are JSON documents (CSV, XLSX, Parquet), not JSON strings. */
  readonly textIsJson: boolean;
}

const INT_MIN = -2_147_483_648;
const INT_MAX = 2_147_483_647;
const DURATION =
  /^[+-]?P(?=.)(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?W)?(?:\d+(?:\.\d+)?D)?(?:T(?=.)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', '0'].map((word) => [word, false] as const),
]);

/** The conversion for a declared or inferred type. Blank cells of every type but `text` are null. */
export function converterFor(type: FieldType, options: ConvertOptions): Convert {
  const convert = strictConverter(type, options);
  return (cell) => {
    if (cell === null || cell === undefined) return null;
    if (type !== 'text' && typeof cell === 'string') {
      const trimmed = cell.trim();
      return trimmed === '' && (type !== 'json' || options.textIsJson) ? null : convert(type === 'json' ? cell : trimmed);
    }
    return convert(cell);
  };
}

function strictConverter(type: FieldType, options: ConvertOptions): Convert {
  switch (type) {
    case 'text':
      return textOf;
    case 'int':
      return intOf;
    case 'bigint':
      return bigintOf;
    case 'decimal':
      return decimalOf;
    case 'float':
      return floatOf;
    case 'boolean':
      return (cell) => (typeof cell === 'boolean' ? cell : BOOLEANS.get(String(cell).toLowerCase()));
    case 'date':
      return (cell) => dateOf(cell instanceof Date ? localText(cell) : cell);
    case 'time':
      return (cell) => timeOf(cell instanceof Date ? cell.toISOString().slice(11, 23) : cell);
    case 'datetime':
      return (cell) => instantOf(cell instanceof Date ? cell.toISOString().slice(0, -1) : cell, options.timeZone);
    case 'duration':
      return (cell) => (typeof cell === 'string' && DURATION.test(cell) ? cell : undefined);
    case 'json':
      return (cell) => jsonOf(cell, options.textIsJson);
    case 'point':
      return (cell) => pointOf(jsonOf(cell, true));
    case 'geometry':
      return (cell) => {
        const geometry = geometryOf(jsonOf(cell, true));
        return typeof geometry === 'string' ? undefined : (geometry as Value);
      };
    default:
      return type satisfies never;
  }
}

function textOf(cell: unknown): string | undefined {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'boolean' || typeof cell === 'bigint') return String(cell);
  if (cell instanceof ExactNumber) return cell.text;
  if (cell instanceof Date) return localText(cell);
  return undefined;
}

function intOf(cell: unknown): number | undefined {
  const number = typeof cell === 'string' && /^[+-]?\d+$/.test(cell) ? Number(cell) : typeof cell === 'bigint' ? Number(cell) : cell;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < INT_MIN || number > INT_MAX) return undefined;
  return number === 0 ? 0 : number;
}

function bigintOf(cell: unknown): string | undefined {
  if (typeof cell === 'bigint') return cell.toString();
  if (typeof cell === 'number') return Number.isSafeInteger(cell) ? String(cell === 0 ? 0 : cell) : undefined;
  const text = cell instanceof ExactNumber ? cell.text : cell;
  return typeof text === 'string' && /^[+-]?\d{1,1000}$/.test(text) ? BigInt(text.replace(/^\+/, '')).toString() : undefined;
}

function decimalOf(cell: unknown): string | undefined {
  const text = cell instanceof ExactNumber ? cell.text : typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : cell;
  if (typeof text !== 'string') return undefined;
  if (DECIMAL.test(text)) return text;
  // A short exponent only: 1e999999999 would be a gigabyte of digits.
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? normalizeDecimal(text) : undefined;
}

function floatOf(cell: unknown): number | undefined {
  const text = cell instanceof ExactNumber ? cell.text : cell;
  const isNumber = typeof text === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text);
  const number = typeof text === 'number' || typeof text === 'bigint' || isNumber ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function dateOf(cell: unknown): string | undefined {
  return typeof cell === 'string' && isDate(cell) ? cell : undefined;
}

function timeOf(cell: unknown): string | undefined {
  const match = typeof cell === 'string' ? /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/.exec(cell) : null;
  if (!match) return undefined;
  const [, hour, minute, second = '00', fraction = ''] = match;
  const millis = fraction.padEnd(3, '0').slice(0, 3);
  return `${hour}:${minute}:${second}${millis === '000' ? '' : `.${millis}`}`;
}

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?$/i;

function instantOf(cell: unknown, timeZone: string | undefined): string | undefined {
  const match = typeof cell === 'string' ? DATE_TIME.exec(cell) : null;
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '', offset] = match;
  if (!isCalendarDay(Number(year), Number(month), Number(day)) || Number(hour) > 23) return undefined;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  if (offset !== undefined) {
    const instant = new Date(`${local}${offset.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
    return Number.isNaN(instant.valueOf()) ? undefined : instant.toISOString();
  }
  if (timeZone === undefined) return undefined;
  const zoned = DateTime.fromISO(local, { zone: timeZone });
  return zoned.isValid ? new Date(zoned.toMillis()).toISOString() : undefined;
}

/** A spreadsheet's date or time, which has no zone, as text. */
function localText(date: Date): string {
  const text = date.toISOString().slice(0, 19);
  if (text.endsWith('T00:00:00')) return text.slice(0, 10);
  return text.startsWith('1899-12-30T') ? text.slice(11) : text;
}

function jsonOf(cell: unknown, textIsJson: boolean): Value | undefined {
  if (typeof cell === 'string' && textIsJson) {
    try {
      return JSON.parse(cell) as Value;
    } catch {
      return undefined;
    }
  }
  if (typeof cell === 'bigint') return cell.toString();
  if (cell instanceof Uint8Array) return undefined;
  if (cell instanceof Date) return localText(cell);
  return plainJson(cell) as Value;
}

function pointOf(value: unknown): Value | undefined {
  if (value === null || !isRecord(value)) return undefined;
  if (typeof value.lon === 'number' && typeof value.lat === 'number') return { lon: value.lon, lat: value.lat };
  const geometry = geometryOf(value);
  if (geometry === null || typeof geometry === 'string' || geometry.type !== 'Point') return undefined;
  const [lon, lat] = geometry.coordinates as readonly number[];
  return lon === undefined || lat === undefined ? undefined : { lon, lat };
}
