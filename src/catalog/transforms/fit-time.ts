import { DateTime } from 'luxon';
import type { FieldType, Scalar } from '../../contract/index.ts';
import { MappingError } from '../mapping.ts';
import { both, compare, either, equalityInverse, isNull, negate, orderInverse } from './inverse.ts';
import { dateOfInstant, instantOf, isDate, isTime, readInstant } from './iso.ts';
import type { Inverse, Step } from './stage.ts';

/** Steps into `date`, `time` and `datetime`; undefined when there is none. Dates and instants need a zone to become each other. */
export function fitTime(from: FieldType, to: 'date' | 'time' | 'datetime', zone: string | undefined): Step | undefined {
  if (from === 'text') return textToTime(to, zone);
  if (zone === undefined) return undefined;
  if (from === 'date' && to === 'datetime') return dateToInstant(zone);
  if (from === 'datetime' && to === 'date') return instantToDate(zone);
  return undefined;
}

function textToTime(to: 'date' | 'time' | 'datetime', zone: string | undefined): Step {
  const check = (ok: (text: string) => boolean, form: string): Step => ({
    type: to,
    apply: (value) => {
      if (ok(String(value))) return value;
      throw new MappingError(`expected ${form}; give other forms with "date"`);
    },
    inverse: (before) => equalityInverse(before, { total: false, unmap: (value) => (ok(String(value)) ? value : undefined) }),
  });
  if (to === 'date') return check(isDate, 'a date "YYYY-MM-DD"');
  if (to === 'time') return check(isTime, 'a time of day "HH:MM:SS"');
  return {
    type: 'datetime',
    apply: (value) => {
      const instant = readInstant(String(value), zone);
      if (instant !== undefined) return instant;
      throw new MappingError(`expected an ISO 8601 time${zone === undefined ? ' with offset (or a "timeZone" in the binding)' : ''}`);
    },
  };
}

const midnight = { hour: 0, minute: 0, second: 0, millisecond: 0 };

function startOfDay(date: string, zone: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const start = instantOf({ year, month, day, ...midnight }, zone);
  if (start === undefined) throw new MappingError('expected a date of the years 1 to 9999');
  return start;
}

function dayAfter(date: string): string | undefined {
  return DateTime.fromISO(date, { zone: 'UTC' }).plus({ days: 1 }).toISODate() ?? undefined;
}

/** An instant as a time zone other than the mapping's may write it, in canonical form; undefined when it is none. */
const canonical = (value: Scalar) => readInstant(String(value), undefined);

function dateToInstant(zone: string): Step {
  return {
    type: 'datetime',
    apply: (value) => startOfDay(String(value), zone),
    inverse: (before) =>
      orderInverse(before, (value) => {
        const instant = canonical(value);
        if (instant === undefined) return undefined;
        const key = dateOfInstant(instant, zone);
        return { key, exact: startOfDay(key, zone) === instant };
      }),
  };
}

function instantToDate(zone: string): Step {
  return {
    type: 'date',
    apply: (value) => dateOfInstant(String(value), zone),
    inverse: (before) => (leaf) => {
      if (leaf.kind === 'isNull') return before(leaf);
      if (leaf.kind === 'in') return anyDay(before, leaf.values, zone);
      if (leaf.kind !== 'compare' || !isDate(String(leaf.value))) return undefined;
      const date = String(leaf.value);
      const next = dayAfter(date);
      if (next === undefined || next.length !== 10) return undefined;
      const { operator } = leaf;
      switch (operator) {
        case 'lt':
          return before(compare('lt', startOfDay(date, zone)));
        case 'lte':
          return before(compare('lt', startOfDay(next, zone)));
        case 'gt':
          return before(compare('gte', startOfDay(next, zone)));
        case 'gte':
          return before(compare('gte', startOfDay(date, zone)));
        case 'eq':
          return onDay(before, date, zone);
        case 'ne':
          return both(negate(onDay(before, date, zone)), negate(before(isNull)));
        default:
          return operator satisfies never;
      }
    },
  };
}

function onDay(before: Inverse, date: string, zone: string) {
  const next = dayAfter(date);
  if (!isDate(date) || next === undefined || next.length !== 10) return undefined;
  return both(before(compare('gte', startOfDay(date, zone))), before(compare('lt', startOfDay(next, zone))));
}

/** Past a handful of days a source is better asked for more and filtered here. */
const MAX_DAYS = 20;

function anyDay(before: Inverse, dates: readonly Scalar[], zone: string) {
  if (dates.length === 0 || dates.length > MAX_DAYS) return undefined;
  return dates.map((date) => onDay(before, String(date), zone)).reduce(either);
}
