import type { Random } from './random.ts';

/** The demo city's own zone is UTC+8 all year, as all of China's. */
const OFFSET = 8 * 3_600_000;
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The instant at which the demo city stands still: nothing in it is later. */
export const CITY_NOW = local(2026, 1, 1);

/** The instant of a local date (and hour) in milliseconds since 1970. Month 1 is January; month 13 is January of the next year. */
export function local(year: number, month: number, day = 1, hour = 0): number {
  return Date.UTC(year, month - 1, day, hour) - OFFSET;
}

/** "2025-03-04 09:05:00", the local time as most of the city's systems write it. */
export function localText(instant: number): string {
  return new Date(instant + OFFSET).toISOString().slice(0, 19).replace('T', ' ');
}

/** "2025-03-04", local. */
export function localDate(instant: number): string {
  return localText(instant).slice(0, 10);
}

/** "20250304", local. */
export function compactDate(instant: number): string {
  return localDate(instant).replaceAll('-', '');
}

/** An instant in the range at whole seconds; more of them by day than by night. */
export function someTime(random: Random, from: number, to: number): number {
  const day = from + Math.floor((random.next() * (to - from)) / DAY) * DAY;
  const hour = random.chance(0.85) ? random.int(7, 21) : random.int(0, 23);
  return Math.min(day + hour * HOUR + random.int(0, 3599) * 1000, to - 1000);
}

/** The first and the following instant of each local month from one year to another, both included. */
export function months(fromYear: number, toYear: number): readonly { readonly name: string; readonly from: number; readonly to: number }[] {
  return Array.from({ length: (toYear - fromYear + 1) * 12 }, (_, index) => {
    const from = local(fromYear, index + 1);
    return { name: localDate(from).slice(0, 7), from, to: local(fromYear, index + 2) };
  });
}
