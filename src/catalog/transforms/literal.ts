import { normalizeDecimal } from '../../base/decimal.ts';
import type { FieldType, Scalar } from '../../contract/index.ts';
import { isDate, isTime, readInstant } from './iso.ts';

const INT_LIMIT = 2 ** 31;

/** True for whole numbers of 32 bits. */
export function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= -INT_LIMIT && value < INT_LIMIT;
}

/** Whole numbers in text without sign, blanks or zeros that carry nothing, so each number has one spelling. */
export const CANONICAL_INTEGER = /^(?:0|-?[1-9]\d*)$/;

/** A finite number as plain decimal text, "1e21" written out. */
export function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? normalizeDecimal(text) : text;
}

/** What a literal of a type looks like, for messages. */
export const LITERAL_FORMS: Readonly<Record<FieldType, string>> = {
  text: 'text (put numbers in quotes)',
  int: 'a whole number of 32 bits',
  bigint: 'a whole number',
  decimal: 'a number',
  float: 'a number',
  boolean: 'true or false',
  date: 'a date "YYYY-MM-DD"',
  time: 'a time of day "HH:MM:SS"',
  datetime: 'a time "YYYY-MM-DDTHH:MM:SSZ"',
  duration: 'an ISO 8601 duration such as "PT5M"',
  json: 'no literal: JSON columns cannot be compared',
  point: 'no literal: points cannot be compared',
  geometry: 'no literal: geometries cannot be compared',
};

/** Reads a literal of a configuration file as a value of a type; undefined when it is none. */
export function literalOf(value: unknown, type: FieldType): Scalar | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'int':
      return typeof value === 'number' && isInt(value) ? value : undefined;
    case 'bigint': {
      const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
      return typeof text === 'string' && CANONICAL_INTEGER.test(text) ? text : undefined;
    }
    case 'decimal': {
      if (typeof value === 'number') return Number.isFinite(value) ? plainNumber(value) : undefined;
      return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? normalizeDecimal(value) : undefined;
    }
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      return typeof value === 'string' && isDate(value) ? value : undefined;
    case 'time':
      return typeof value === 'string' && isTime(value) ? value : undefined;
    case 'datetime':
      return typeof value === 'string' ? readInstant(value, undefined) : undefined;
    case 'duration':
      return typeof value === 'string' && isDuration(value) ? value : undefined;
    default:
      return undefined;
  }
}

/** True for ISO 8601 durations. */
export function isDuration(text: string): boolean {
  return /^-?P(?=\d|T\d)(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?W)?(?:\d+(?:\.\d+)?D)?(?:T(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?$/.test(
    text,
  );
}

/** Reads a key of a table ("1", "true", "-5.50") as a value of the column's type; undefined when no such value can come. */
export function keyOf(key: string, type: FieldType): Scalar | undefined {
  switch (type) {
    case 'int':
    case 'float':
      return /^-?\d+(?:\.\d+)?$/.test(key) ? literalOf(Number(key), type) : undefined;
    case 'boolean':
      return key === 'true' ? true : key === 'false' ? false : undefined;
    default:
      return literalOf(key, type);
  }
}
