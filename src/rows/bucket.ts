import type { TimeBucket } from '../contract/index.ts';

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(instant: number, timeZone: string): Parts {
  const date = new Date(instant);
  if (timeZone === 'UTC') {
    return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), hour: date.getUTCHours() };
  }
  const parts = Object.fromEntries(
    formatFor(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0 } = parts as Record<string, number>;
  return { year, month: month - 1, day, hour };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = 'numeric' as const;
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(timeZone, format);
  }
  return format;
}

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Milliseconds that local time is ahead of UTC at an instant. */
function offsetAt(instant: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const parts = formatFor(timeZone).formatToParts(new Date(instant));
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  // Not Date.UTC: it takes the years 0 to 99 for those of the last century.
  const local = new Date(0);
  local.setUTCFullYear(value('year'), value('month') - 1, value('day'));
  local.setUTCHours(value('hour'), value('minute'), value('second'));
  return local.getTime() - Math.floor(instant / 1000) * 1000;
}

/** The first instant whose local date and time is at or after the given one (it may fall into a gap of a clock change). */
function instantOf(local: number, timeZone: string): number {
  if (timeZone === 'UTC') return local;
  const candidates = [offsetAt(local - DAY, timeZone), offsetAt(local + DAY, timeZone)].map((offset) => local - offset);
  const fitting = candidates.filter((instant) => instant + offsetAt(instant, timeZone) === local);
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...candidates);
}

function startOfDay(bucket: Exclude<TimeBucket, 'HOUR'>, { year, month, day }: Parts): number {
  const at = (y: number, m: number, d: number) => {
    const date = new Date(0);
    date.setUTCFullYear(y, m, d);
    return date.getTime();
  };
  switch (bucket) {
    case 'DAY':
      return at(year, month, day);
    case 'WEEK': {
      const midnight = at(year, month, day);
      const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
      return midnight - sinceMonday * DAY;
    }
    case 'MONTH':
      return at(year, month, 1);
    case 'QUARTER':
      return at(year, month - (month % 3), 1);
    case 'YEAR':
      return at(year, 0, 1);
    default:
      return bucket satisfies never;
  }
}

/** The start of the bucket that an instant lies in, as a canonical instant. */
export function bucketStart(datetime: string, bucket: TimeBucket, timeZone = 'UTC'): string {
  const instant = Date.parse(datetime);
  if (bucket === 'HOUR') {
    const offset = offsetAt(instant, timeZone) % HOUR;
    return new Date(Math.floor((instant + offset) / HOUR) * HOUR - offset).toISOString();
  }
  return new Date(instantOf(startOfDay(bucket, partsIn(instant, timeZone)), timeZone)).toISOString();
}

/** The first date of the bucket that a date lies in. An hour of a date is the date. */
export function dateBucketStart(date: string, bucket: TimeBucket): string {
  if (bucket === 'HOUR') return date;
  return bucketStart(`${date}T00:00:00.000Z`, bucket).slice(0, 10);
}
