import { DECIMAL, DURATION, WHOLE } from '../../../src/base/canonical-forms.ts';
import type { FieldType, Value } from '../../../src/contract/index.ts';
import { stepInto } from './path.ts';
import { readTime, type TimeForm } from './time-form.ts';

/** What JSON may stand for a type, for messages. */
export const JSON_FORM: Readonly<Record<FieldType, string>> = {
  text: 'a text',
  int: 'a whole number of 32 bits',
  bigint: 'a whole number, or one in text',
  decimal: 'a number, or one in text',
  float: 'a number',
  boolean: 'true or false',
  date: 'a date of the declared format',
  time: 'a time of the declared format',
  datetime: 'an instant of the declared format, with its offset',
  duration: 'an ISO 8601 duration',
  json: 'a JSON value',
  point: 'a point: {lon, lat}, [lon, lat] or GeoJSON',
  geometry: 'a GeoJSON geometry',
};

/** The contract's value of a JSON value other than null; undefined when it is not of the type. */
export type ReadValue = (value: unknown) => Value | undefined;

/** Chooses once how values of a type are read. */
export function valueReader(type: FieldType, form: TimeForm): ReadValue {
  switch (type) {
    case 'text':
      return (value) => (typeof value === 'string' ? value : undefined);
    case 'int':
      return (value) => (typeof value === 'number' && value === (value | 0) ? value | 0 : undefined);
    case 'bigint':
      return readBigint;
    case 'decimal':
      return readDecimal;
    case 'float':
      return readFloat;
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'date':
    case 'time':
    case 'datetime':
      return (value) => readTime(type, value, form);
    case 'duration':
      return (value) => (typeof value === 'string' && DURATION.test(value) ? value : undefined);
    case 'json':
      return (value) => value as Value;
    case 'point':
      return readPoint;
    case 'geometry':
      return (value) =>
        typeof stepInto(value, 'type') === 'string' && Array.isArray(stepInto(value, 'coordinates')) ? (value as Value) : undefined;
    default:
      return type satisfies never;
  }
}

function readBigint(value: unknown): string | undefined {
  if (typeof value === 'string') return WHOLE.test(value) ? value : undefined;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function readDecimal(value: unknown): string | undefined {
  if (typeof value === 'string') return DECIMAL.test(value) ? value : undefined;
  if (typeof value !== 'number') return undefined;
  const text = String(value);
  return DECIMAL.test(text) ? text : plainNotation(text);
}

/** "1e-7" as "0.0000001". */
function plainNotation(text: string): string {
  const [digits = '', exponent = '0'] = text.split('e');
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  const plain =
    point <= 0
      ? `0.${'0'.repeat(-point)}${all}`
      : `${all.padEnd(point, '0').slice(0, point)}${point < all.length ? `.${all.slice(point)}` : ''}`;
  return text.startsWith('-') ? `-${plain}` : plain;
}

/** Text too: numbers of many digits are kept as text while parsing. */
function readFloat(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !DECIMAL.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function readPoint(value: unknown): Value | undefined {
  if (Array.isArray(value)) return pointOf(value[0], value[1]);
  const coordinates = stepInto(value, 'type') === 'Point' ? stepInto(value, 'coordinates') : undefined;
  if (Array.isArray(coordinates)) return pointOf(coordinates[0], coordinates[1]);
  return pointOf(stepInto(value, 'lon'), stepInto(value, 'lat'));
}

/** A point of two numbers. */
export function pointOf(lon: unknown, lat: unknown): Value | undefined {
  const [x, y] = [readFloat(lon), readFloat(lat)];
  return x === undefined || y === undefined ? undefined : { lon: x, lat: y };
}
