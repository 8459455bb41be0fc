import type { FieldType } from '../../contract/index.ts';

/** What a value of a type looks like, for messages. */
export const FORM: Readonly<Record<FieldType, string>> = {
  text: 'a text',
  int: 'a whole number of 32 bits',
  bigint: 'a whole number in text',
  decimal: 'a decimal number in text',
  float: 'a finite number',
  boolean: 'true or false',
  date: 'a date as YYYY-MM-DD',
  time: 'a time as HH:MM:SS or HH:MM:SS.fff',
  datetime: 'an instant as YYYY-MM-DDTHH:MM:SS.fffZ',
  duration: 'an ISO 8601 duration',
  json: 'a JSON value',
  point: 'a point {lon, lat}',
  geometry: 'an RFC 7946 geometry',
};

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DURATION = /^[+-]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?$/;

/** Whether a value has the form in which values of the type travel. `null` has none. */
export function hasForm(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value) && Math.abs((value as number) + 0.5) < 2 ** 31;
    case 'bigint':
      return typeof value === 'string' && /^-?\d+$/.test(value);
    case 'decimal':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
    case 'float':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && DATE.test(value) && isCalendarTime(`${value}T00:00:00.000Z`);
    case 'time':
      return typeof value === 'string' && TIME.test(value);
    case 'datetime':
      return typeof value === 'string' && INSTANT.test(value) && isCalendarTime(value);
    case 'duration':
      return typeof value === 'string' && DURATION.test(value);
    case 'json':
      return value !== null && value !== undefined;
    case 'point':
      return isRecord(value) && Number.isFinite(value.lon) && Number.isFinite(value.lat);
    case 'geometry':
      return isRecord(value) && typeof value.type === 'string' && Array.isArray(value.coordinates);
    default:
      return type satisfies never;
  }
}

/** The JavaScript kind of a value, for messages that must not hold the value itself. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text of another form';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** `Date.parse` rolls the 31st of a short month over; a calendar time survives the round trip. */
function isCalendarTime(text: string): boolean {
  const instant = Date.parse(text);
  return !Number.isNaN(instant) && new Date(instant).toISOString() === text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
