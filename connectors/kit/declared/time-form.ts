import { DateTime } from 'luxon';
import { isDate, isInstant, isTime } from '../../../src/base/canonical-forms.ts';
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

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
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
  if (type === 'time') return isTime(text) ? text : undefined;
  if (type === 'date') return isDate(text) ? text : undefined;
  if (isInstant(text)) return text;
  const parts = RFC_3339.exec(text);
  if (!parts) return undefined;
  const [, day = '', time = '', fraction = '', offset = ''] = parts;
  if (!isDate(day)) return undefined;
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
  const seconds = Date.parse(isDate(value) ? `${value}T00:00:00.000Z` : value) / unit;
  return Number.isInteger(seconds) ? seconds : undefined;
}

function toPattern(type: FieldType, value: string, { pattern, zone }: Extract<TimeForm, { kind: 'pattern' }>): string | undefined {
  const instant = type === 'time' ? `1970-01-01T${value}Z` : type === 'date' ? `${value}T00:00:00Z` : value;
  const time = DateTime.fromISO(instant, { zone: 'UTC', locale: 'en' });
  return time.isValid ? time.setZone(type === 'datetime' ? zone : 'UTC').toFormat(pattern) : undefined;
}
