import { DECIMAL, DURATION, isDate, isInstant, isTime, WHOLE } from '../../base/canonical-forms.ts';
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

/** Whether a value has the form in which values of the type travel. `null` has none. */
export function hasForm(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value) && Math.abs((value as number) + 0.5) < 2 ** 31;
    case 'bigint':
      return typeof value === 'string' && WHOLE.test(value);
    case 'decimal':
      return typeof value === 'string' && DECIMAL.test(value);
    case 'float':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDate(value);
    case 'time':
      return typeof value === 'string' && isTime(value);
    case 'datetime':
      return typeof value === 'string' && isInstant(value);
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
