import type { Scalar } from '../../contract/index.ts';
import { refuse } from './fit.ts';
import { both, compare, equalityInverse, orderInverse } from './inverse.ts';
import { dateOfInstant, dateText, EARLIEST, instantOf, instantText, isDate, LATEST, readInstant, readStamp, timeText } from './iso.ts';
import { isInt } from './literal.ts';
import { compilePattern, type PatternReading, type TimePattern } from './pattern.ts';
import { type Inverse, onlyNull, type Stage, then } from './stage.ts';

/** How a binding says that times are written. Neither pattern nor epoch: ISO 8601. */
export interface DateForm {
  readonly pattern?: string | undefined;
  readonly epoch?: 'seconds' | 'milliseconds' | undefined;
  /** IANA zone; the binding's zone when absent. */
  readonly zone: string | undefined;
}

export type TimeType = 'date' | 'time' | 'datetime';

const NEEDS_ZONE = 'a time without offset needs a zone: set "zone" here or "timeZone" in the binding';

/** Reads dates, times of day and instants; a text in place of the stage says why it cannot. */
export function dateStage(stage: Stage, form: DateForm, target: TimeType): Stage | string {
  if (form.epoch) return epochStage(stage, form.epoch, form.zone, target);
  if (form.pattern === undefined) return isoStage(stage, form.zone, target);
  const pattern = compilePattern(form.pattern);
  if (typeof pattern === 'string') return pattern;
  if (target !== 'time' && !pattern.hasDate) return `the pattern "${form.pattern}" must name year, month and day for a ${target}`;
  if (target === 'time' && !pattern.hasTime) return `the pattern "${form.pattern}" must name the hour for a time`;
  if (target === 'datetime' && !pattern.hasOffset && form.zone === undefined) return NEEDS_ZONE;
  const text = asText(stage);
  return typeof text === 'string' ? text : patternStage(text, form.pattern, pattern, form.zone ?? 'UTC', target);
}

/** Dates are often kept as numbers: 20111110. */
function asText(stage: Stage): Stage | string {
  switch (stage.type) {
    case 'text':
    case 'unknown':
    case 'json':
      return stage;
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'float':
      return then(stage, {
        type: 'text',
        apply: String,
        inverse: (before) => {
          const unmap = (text: Scalar) => (/^[1-9]\d{0,8}$/.test(String(text)) && isInt(Number(text)) ? Number(text) : undefined);
          return stage.type === 'int' ? equalityInverse(before, { total: true, unmap }) : onlyNull(before);
        },
      });
    default:
      return `a date pattern reads text or digits, here it gets ${stage.type}; remove "pattern"`;
  }
}

function patternStage(stage: Stage, name: string, pattern: TimePattern, zone: string, target: TimeType): Stage {
  const expected = `a ${target === 'datetime' ? 'time' : target} of the form ${name}`;
  const { read, write } = pattern;
  const apply = (value: unknown) => {
    const found = read(String(value));
    if (!found) return refuse(expected);
    if (target === 'date') return dateText(found);
    if (target === 'time') return timeText(found);
    return instantOfReading(found, zone) ?? refuse(expected);
  };
  if (target !== 'date' || !write) return then(stage, { type: target, apply });
  const unmap = (value: Scalar) => (isDate(String(value)) ? write(String(value)) : undefined);
  return then(stage, { type: 'date', apply, inverse: (before) => equalityInverse(before, { total: false, unmap }) });
}

/** The instant that a reading means. */
export function instantOfReading(found: PatternReading, zone: string): string | undefined {
  if (found.offset === undefined) return instantOf(found, zone);
  const utc = instantOf(found, 'UTC');
  return utc === undefined ? undefined : instantText(Date.parse(utc) - found.offset * 60_000);
}

function isoStage(stage: Stage, zone: string | undefined, target: TimeType): Stage | string {
  if (stage.type !== 'text' && stage.type !== 'unknown' && stage.type !== 'json') {
    return `"date: iso" reads text, here it gets ${stage.type}; name a pattern or an epoch`;
  }
  const expected = `an ISO 8601 ${target === 'datetime' ? 'time' : target}`;
  const hint = zone === undefined ? ' (with an offset, or a zone in the binding)' : '';
  return then(stage, {
    type: target,
    apply: (value) => {
      const text = String(value);
      if (target === 'datetime') return readInstant(text, zone) ?? refuse(`${expected}${hint}`);
      const stamp = readStamp(target === 'time' && /^\d{2}:/.test(text) ? `1970-01-01T${text}` : text);
      if (!stamp) return refuse(expected);
      if (target === 'time') return timeText(stamp);
      if (stamp.offset === undefined) return dateText(stamp);
      const instant = readInstant(text, zone);
      return zone === undefined || instant === undefined
        ? refuse(`${expected} without offset, or a zone in the binding`)
        : dateOfInstant(instant, zone);
    },
  });
}

function epochStage(stage: Stage, unit: 'seconds' | 'milliseconds', zone: string | undefined, target: TimeType): Stage | string {
  if (target === 'time') return 'an epoch makes a date or an instant, not a time of day';
  if (target === 'date' && zone === undefined) return `a date from an epoch needs a zone: set "zone" here or "timeZone" in the binding`;
  const { type } = stage;
  if (!['text', 'int', 'bigint', 'decimal', 'float', 'unknown', 'json'].includes(type)) {
    return `an epoch is a number, here it gets ${type}; remove "epoch"`;
  }
  const factor = unit === 'seconds' ? 1_000 : 1;
  const instants = then(stage, {
    type: 'datetime',
    apply: (value) => {
      const number = typeof value === 'number' ? value : /^-?\d+(?:\.\d+)?$/.test(String(value)) ? Number(value) : Number.NaN;
      return instantText(Math.round(number * factor)) ?? refuse(`${unit} since 1970 of the years 1 to 9999`);
    },
    inverse: (before) =>
      orderInverse(type === 'bigint' ? inYears(before, factor) : before, (value) => {
        const milliseconds = Date.parse(String(value));
        const key = Math.floor(milliseconds / factor);
        if (type === 'int' && !isInt(key)) return undefined;
        if ((type !== 'int' && type !== 'bigint') || !Number.isSafeInteger(key)) return undefined;
        return { key: type === 'int' ? key : String(key), exact: milliseconds % factor === 0 };
      }),
  });
  if (target === 'datetime') return instants;
  return then(instants, { type: 'date', apply: (value) => dateOfInstant(String(value), zone ?? 'UTC') });
}

/** Rows beyond the years 1 to 9999 are refused, so no comparison may take them in. */
function inYears(before: Inverse, factor: number): Inverse {
  const first = before(compare('gte', String(EARLIEST / factor)));
  const last = before(compare('lte', String(Math.floor(LATEST / factor))));
  return (leaf) => {
    const exact = leaf.kind !== 'compare' || leaf.operator === 'eq';
    return exact ? before(leaf) : both(before(leaf), both(first, last));
  };
}
