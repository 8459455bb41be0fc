import { DateTime } from 'luxon';
import type { FieldType } from '../../../src/contract/index.ts';

/** How a service writes times: as the contract does, as a number since 1970, or by a pattern of luxon in a zone. */
export type TimeForm =
  | { readonly kind: 'standard' }
  | { readonly kind: 'epoch'; readonly unit: 1 | 1000 }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly zone: string };

export const STANDARD: TimeForm = { kind: 'standard' };

/** Reads the names that configurations use. */
export function timeFormOf(format: string | undefined, zone: string | undefined): TimeForm {
  if (format === undefined || format === 'rfc3339') return STANDARD;
  if (format === 'epoch-seconds') return { kind: 'epoch', unit: 1000 };
  if (format === 'epoch-milliseconds') return { kind: 'epoch', unit: 1 };
  return { kind: 'pattern', pattern: format, zone: zone ?? 'UTC' };
}

const INSTANT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?$/;

/** The contract's value of a time as a service wrote it; undefined when it is none. */
export function readTime(type: FieldType, value: unknown, form: TimeForm): string | undefined {
  switch (form.kind) {
    case 'epoch':
      return typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,15}$/.test(value))
        ? fromMilliseconds(type, Number(value) * form.unit)
        : undefined;
    case 'pattern':
      return typeof value === 'string' || typeof value === 'number' ? fromPattern(type, String(value), form) : undefined;
    default:
      return typeof value === 'string' ? fromStandard(type, value) : undefined;
  }
}

/** A contract value as the service writes it; undefined when its form cannot say it exactly. */
export function writeTime(type: FieldType, value: string, form: TimeForm): string | number | undefined {
  const written = form.kind === 'standard' ? value : form.kind === 'epoch' ? toEpoch(value, form.unit) : toPattern(type, value, form);
  return written !== undefined && readTime(type, written, form) === value ? written : undefined;
}

function fromStandard(type: FieldType, text: string): string | undefined {
  if (type === 'time') return TIME.test(text) ? text : undefined;
  if (type === 'date') return DATE.test(text) && isCalendarDay(text) ? text : undefined;
  if (INSTANT.test(text)) return isCalendarDay(text) ? text : undefined;
  const parts = RFC_3339.exec(text);
  if (!parts) return undefined;
  const [, day = '', time = '', fraction = '', offset = ''] = parts;
  if (!isCalendarDay(day)) return undefined;
  return fromMilliseconds('datetime', Date.parse(`${day}T${time}${fraction.slice(0, 4)}${offset.toUpperCase()}`));
}

function fromMilliseconds(type: FieldType, milliseconds: number): string | undefined {
  if (!Number.isInteger(milliseconds) || !(milliseconds >= -62_167_219_200_000 && milliseconds < 253_402_300_800_000)) return undefined;
  const text = new Date(milliseconds).toISOString();
  return type === 'date' ? text.slice(0, 10) : type === 'time' ? text.slice(11, 23).replace(/\.000$/, '') : text;
}

function fromPattern(type: FieldType, text: string, { pattern, zone }: Extract<TimeForm, { kind: 'pattern' }>): string | undefined {
  const time = DateTime.fromFormat(text, pattern, { zone: type === 'datetime' ? zone : 'UTC', locale: 'en' });
  return time.isValid ? fromMilliseconds(type, time.toMillis()) : undefined;
}

function toEpoch(value: string, unit: number): number | undefined {
  const seconds = Date.parse(DATE.test(value) ? `${value}T00:00:00.000Z` : value) / unit;
  return Number.isInteger(seconds) ? seconds : undefined;
}

function toPattern(type: FieldType, value: string, { pattern, zone }: Extract<TimeForm, { kind: 'pattern' }>): string | undefined {
  const instant = type === 'time' ? `1970-01-01T${value}Z` : type === 'date' ? `${value}T00:00:00Z` : value;
  const time = DateTime.fromISO(instant, { zone: 'UTC', locale: 'en' });
  return time.isValid ? time.setZone(type === 'datetime' ? zone : 'UTC').toFormat(pattern) : undefined;
}

/** `Date.parse` rolls the 31st of a short month over, and asking it is what reading a row would spend its time on. */
function isCalendarDay(text: string): boolean {
  const month = digitsAt(text, 5);
  const day = digitsAt(text, 8);
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month !== 2) return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
  const year = digitsAt(text, 0) * 100 + digitsAt(text, 2);
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The number of the two digits at a place. */
function digitsAt(text: string, place: number): number {
  return (text.charCodeAt(place) - 48) * 10 + text.charCodeAt(place + 1) - 48;
}
