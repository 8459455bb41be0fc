import { DECIMAL, WHOLE } from '../../../src/base/canonical-forms.ts';
import type { Scalar, Value } from '../../../src/contract/index.ts';
import { instantOfLocal, type Zone } from '../zone.ts';
import { ValueError } from './codec.ts';

export function decodeBigint(raw: unknown): Value {
  const text = String(raw);
  if (!WHOLE.test(text)) throw new ValueError('expected a whole number');
  return text;
}

export function decodeDecimal(raw: unknown): Value {
  const text = String(raw);
  if (!DECIMAL.test(text)) throw new ValueError('expected a finite decimal number');
  return text;
}

export function decodeFloat(raw: unknown): Value {
  const number = Number(raw);
  if (!Number.isFinite(number)) throw new ValueError('expected a finite number');
  return number;
}

export function decodeInt(raw: unknown): Value {
  const number = Number(raw);
  if (!Number.isInteger(number) || number > 2_147_483_647 || number < -2_147_483_648)
    throw new ValueError('expected a whole number of 32 bits');
  return number;
}

/** Databases without a boolean type store 0 and 1. */
export function decodeBit(raw: unknown): Value {
  const number = Number(raw);
  if (number !== 0 && number !== 1) throw new ValueError('expected 0 or 1');
  return number === 1;
}

export function decodeText(raw: unknown): Value {
  if (typeof raw !== 'string') throw new ValueError('expected text');
  return raw;
}

export function decodeJson(raw: unknown): Value {
  if (typeof raw !== 'string') return raw as Value;
  try {
    return JSON.parse(raw) as Value;
  } catch {
    throw new ValueError('expected JSON');
  }
}

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

export function decodeDate(raw: unknown): Value {
  if (typeof raw !== 'string' || !DATE.test(raw)) throw new ValueError('expected a date of the years 0000 to 9999');
  return raw;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.(\d+))?$/;

/** "10:00:00.120000" becomes "10:00:00.120", whole seconds lose their fraction. */
export function decodeTime(raw: unknown): Value {
  const match = typeof raw === 'string' ? TIME.exec(raw) : null;
  if (!match) throw new ValueError('expected a time of day');
  const text = match[0];
  const fraction = (match[2] ?? '').slice(0, 3).padEnd(3, '0');
  return fraction === '000' ? text.slice(0, 8) : `${text.slice(0, 8)}.${fraction}`;
}

const STAMP = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?$/;

/** "2016-08-21 10:00:00.5" in a zone becomes an instant. */
export function stampDecoder(zone: Zone): (raw: unknown) => Value {
  if (zone.kind === 'fixed' && zone.minutes === 0) return utcStamp;
  return (raw) => isoOf(instantOfLocal(Date.parse(utcStamp(raw)), zone));
}

function utcStamp(raw: unknown): string {
  const match = typeof raw === 'string' ? STAMP.exec(raw) : null;
  if (!match) throw new ValueError('expected a date and time of the years 0000 to 9999');
  const fraction = match[3];
  const milliseconds = fraction === undefined ? '000' : fraction.length === 3 ? fraction : fraction.slice(0, 3).padEnd(3, '0');
  return `${match[1]}T${match[2]}.${milliseconds}Z`;
}

const ZERO = 48;
const SPACE = 32;

/** The same for a server that prints nothing but times: only its zero dates ("2016-00-00") and forms of other lengths need a closer look. */
export function serverStampDecoder(zone: Zone): (raw: unknown) => Value {
  const careful = stampDecoder(zone);
  if (careful !== utcStamp) return careful;
  return (raw) => {
    if (typeof raw !== 'string' || (raw.length !== 19 && raw.length !== 23) || raw.charCodeAt(10) !== SPACE) return careful(raw);
    const isZeroMonth = raw.charCodeAt(5) === ZERO && raw.charCodeAt(6) === ZERO;
    const isZeroDay = raw.charCodeAt(8) === ZERO && raw.charCodeAt(9) === ZERO;
    if (isZeroMonth || isZeroDay) return careful(raw);
    return `${raw.slice(0, 10)}T${raw.slice(11)}${raw.length === 19 ? '.000Z' : 'Z'}`;
  };
}

/** "2016-08-21T10:00:00.000Z" of milliseconds, for the years that the contract knows. */
export function isoOf(milliseconds: number): string {
  const text = Number.isFinite(milliseconds) ? new Date(milliseconds).toISOString() : '';
  if (text.length !== 24) throw new ValueError('expected a date and time of the years 0000 to 9999');
  return text;
}

/** The stored form "2016-08-21 10:00:00.000" of an instant that is given in milliseconds as local time. */
export function stampOf(local: number): string {
  const text = new Date(Math.min(Math.max(local, -62_167_219_200_000), 253_402_300_799_999)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)}`;
}

/** The next millisecond of a time of day; past midnight "24:00:00". */
export function nextTime(value: Scalar): string {
  const [whole = '', fraction = '0'] = String(value).split('.');
  const [hours = 0, minutes = 0, seconds = 0] = whole.split(':').map(Number);
  const next = ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number(fraction.padEnd(3, '0')) + 1;
  if (next >= 86_400_000) return '24:00:00';
  return new Date(next).toISOString().slice(11, 23);
}
