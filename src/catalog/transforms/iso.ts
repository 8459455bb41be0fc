import { DateTime, IANAZone } from 'luxon';
import { isCalendarDay, isDate as isCanonicalDate } from '../../base/canonical-forms.ts';

/** The first instant that a four-digit year can name, in milliseconds. */
export const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
/** The last instant that a four-digit year can name, in milliseconds. */
export const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

const TIME = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?$/;
const STAMP =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?)? ?(Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?$/i;

/** A moment by calendar and clock, without zone. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** True when the calendar has this day, in the years that texts name. */
export function isDay(year: number, month: number, day: number): boolean {
  return year >= 1 && isCalendarDay(year, month, day);
}

/** True for "YYYY-MM-DD" of a day that the calendar has, from the year 1 on. */
export function isDate(text: string): boolean {
  return isCanonicalDate(text) && !text.startsWith('0000');
}

/** True for "HH:MM:SS[.fff]". */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

const two = (value: number) => String(value).padStart(2, '0');

/** "YYYY-MM-DD". */
export function dateText({ year, month, day }: Pick<LocalTime, 'year' | 'month' | 'day'>): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** "HH:MM:SS", with three decimals when there are any. */
export function timeText({ hour, minute, second, millisecond }: Omit<LocalTime, 'year' | 'month' | 'day'>): string {
  const fraction = millisecond === 0 ? '' : `.${String(millisecond).padStart(3, '0')}`;
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

/** RFC 3339 in UTC with three decimals; undefined outside the years 1 to 9999. */
export function instantText(milliseconds: number): string | undefined {
  if (!(milliseconds >= EARLIEST && milliseconds <= LATEST)) return undefined;
  return new Date(milliseconds).toISOString();
}

/**
 * The instant of a local time in a zone. A time that a clock change skips is moved on by the change; one that comes twice
 * is the first of the two. (Luxon decides such times by the season in which the program runs.)
 */
export function instantOf(local: LocalTime, zone: string): string | undefined {
  const time = utc(local);
  if (zone === 'UTC') return instantText(time);
  const [before, after] = offsetsAround(time, zone);
  if (before === after) return instantText(time - before);
  const iana = IANAZone.create(zone);
  const at = (milliseconds: number) => iana.offset(milliseconds) * MINUTE;
  const fits = [time - before, time - after].filter((instant) => instant + at(instant) === time);
  return instantText(fits.length === 0 ? time - before : Math.min(...fits));
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Zones are few and dates cluster; past this many days the offsets are looked up again. */
const MAX_DAYS = 20_000;
const offsets = new Map<string, Map<number, readonly [number, number]>>();

/** Offsets, in milliseconds, a day before and a day after the day of a local time. */
function offsetsAround(time: number, zone: string): readonly [number, number] {
  const days = offsets.get(zone) ?? new Map<number, readonly [number, number]>();
  const day = Math.floor(time / DAY);
  const known = days.get(day);
  if (known) return known;
  if (days.size >= MAX_DAYS) days.clear();
  const iana = IANAZone.create(zone);
  const around = [iana.offset((day - 1) * DAY) * MINUTE, iana.offset((day + 2) * DAY) * MINUTE] as const;
  offsets.set(zone, days.set(day, around));
  return around;
}

function utc({ year, month, day, hour, minute, second, millisecond }: LocalTime): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  return date.getTime();
}

/** The date of an instant in a zone. */
export function dateOfInstant(instant: string, zone: string): string {
  return zone === 'UTC' ? instant.slice(0, 10) : dateText(DateTime.fromISO(instant, { zone }));
}

/** True for names that the time zone database knows, and "UTC". */
export function isZone(name: string): boolean {
  return /^(?:UTC|[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2})$/.test(name) && DateTime.utc().setZone(name).isValid;
}

interface Stamp extends LocalTime {
  /** Minutes east of UTC; undefined when the text does not say. */
  readonly offset: number | undefined;
}

/** Reads "2016-08-21", "2016-08-21 10:00", "2016-08-21T10:00:00.5+08:00"; undefined when it is none of them. */
export function readStamp(text: string): Stamp | undefined {
  const match = STAMP.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (year === undefined || month === undefined || day === undefined || !isDay(year, month, day)) return undefined;
  const millisecond = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  return { year, month, day, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0, millisecond, offset: offsetOf(match[8]) };
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'Z' || text === 'z') return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith('-') ? -minutes : minutes;
}

/** Reads an ISO 8601 time as an instant. Without an offset in the text the zone decides; undefined when there is neither. */
export function readInstant(text: string, zone: string | undefined): string | undefined {
  if (text.length === 24 && text.endsWith('Z') && STAMP.test(text) && isDate(text.slice(0, 10)) && text[10] === 'T') return text;
  const stamp = readStamp(text);
  if (!stamp) return undefined;
  if (stamp.offset !== undefined) return instantText(utc(stamp) - stamp.offset * 60_000);
  return zone === undefined ? undefined : instantOf(stamp, zone);
}
