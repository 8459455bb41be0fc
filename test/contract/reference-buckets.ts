import type { TimeBucket } from '../../src/contract/index.ts';

/** Start of the bucket that a date or instant lies in: local calendar arithmetic, then a search for the first instant of that local time. */
export function bucketStartOf(value: string, type: 'date' | 'datetime', bucket: TimeBucket, timeZone: string): string {
  if (type === 'date')
    return localStart(new Date(`${value}T00:00:00.000Z`), bucket)
      .toISOString()
      .slice(0, 10);
  const instant = Date.parse(value);
  const local = new Date(instant + aheadOfUtc(instant, timeZone));
  const start = localStart(local, bucket).getTime();
  if (bucket === 'HOUR') return new Date(start - aheadOfUtc(instant, timeZone)).toISOString();
  return new Date(firstInstantAt(start, timeZone)).toISOString();
}

/** The local time (carried in the UTC fields of a Date) cut down to the start of its bucket. */
function localStart(local: Date, bucket: TimeBucket): Date {
  const start = new Date(local);
  if (bucket === 'HOUR') start.setUTCMinutes(0, 0, 0);
  else start.setUTCHours(0, 0, 0, 0);
  if (bucket === 'WEEK') while (start.getUTCDay() !== 1) start.setUTCDate(start.getUTCDate() - 1);
  if (bucket === 'MONTH') start.setUTCDate(1);
  if (bucket === 'QUARTER') start.setUTCMonth(Math.floor(start.getUTCMonth() / 3) * 3, 1);
  if (bucket === 'YEAR') start.setUTCMonth(0, 1);
  return start;
}

/** The first instant at which the clocks of the zone show the local time or, when it is skipped, a later one. */
function firstInstantAt(local: number, timeZone: string): number {
  const shows = (instant: number) => instant + aheadOfUtc(instant, timeZone);
  const hour = 3_600_000;
  for (let instant = local - 15 * hour; instant <= local + 15 * hour; instant += hour / 4) {
    if (shows(instant) < local) continue;
    let early = instant - hour / 4;
    let late = instant;
    while (late - early > 1) {
      const middle = Math.floor((early + late) / 2);
      if (shows(middle) >= local) late = middle;
      else early = middle;
    }
    return late;
  }
  return local;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function aheadOfUtc(instant: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23', calendar: 'gregory' });
  formats.set(timeZone, format);
  const [, day = '', month = '', year = '', clock = ''] = /^(\d+)\/(\d+)\/(\d+), (.*)$/.exec(format.format(instant)) ?? [];
  const whole = Math.floor(instant / 1000) * 1000;
  return Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${clock}Z`) - whole;
}
