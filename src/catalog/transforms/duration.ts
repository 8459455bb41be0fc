import type { Row, Value } from '../../contract/index.ts';
import { instantOfReading } from './date.ts';
import { refuse } from './fit.ts';
import { readInstant, readStamp } from './iso.ts';
import { isInt, plainNumber } from './literal.ts';
import { compilePattern } from './pattern.ts';
import { noInverse, type Stage } from './stage.ts';

/** A length of time between two columns. */
export interface DurationForm {
  readonly unit: 'seconds' | 'minutes' | 'hours';
  /** How the times are written in text; ISO 8601 when absent. */
  readonly pattern: string | undefined;
  /** Times of day without a date: an end before the start is on the next day. */
  readonly midnight: boolean;
  /** A longer time is no measurement and becomes null. */
  readonly maxHours: number | undefined;
  readonly zone: string | undefined;
}

export type DurationType = 'int' | 'bigint' | 'decimal' | 'float' | 'duration';
const UNITS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 } as const;
const DAY = 86_400_000;

type Clock = (value: Value) => number;

/**
 * The time from one stage's value to the other's; null when one is null. Whole-number targets round to the nearest unit.
 * A text in place of the stage says why it cannot be made.
 */
export function durationStage(from: Stage, to: Stage, form: DurationForm, target: DurationType): Stage | string {
  const start = clockOf(from, form);
  const end = clockOf(to, form);
  if (typeof start === 'string') return start;
  if (typeof end === 'string') return end;
  const longest = form.maxHours === undefined ? Number.POSITIVE_INFINITY : form.maxHours * UNITS.hours;
  const write = writer(target, UNITS[form.unit]);
  return {
    type: target,
    columns: [...new Set([...from.columns, ...to.columns])],
    map: (row: Row) => {
      const a = from.map(row);
      const b = to.map(row);
      if (a === null || b === null) return null;
      let length = end(b) - start(a);
      if (length < 0) {
        if (!form.midnight) return refuse('an end that is not before its start (for times of day over midnight set "midnight: true")');
        length += DAY;
      }
      return length < 0 || length > longest ? null : write(length);
    },
    inverse: noInverse,
  };
}

/** Reads a value as milliseconds: of the day for times of day, since 1970 for instants. */
function clockOf(stage: Stage, form: DurationForm): Clock | string {
  if (stage.type === 'datetime')
    return form.midnight ? '"midnight" is for times of day, here are instants; remove it' : (value) => Date.parse(String(value));
  if (stage.type !== 'text' && stage.type !== 'time' && stage.type !== 'unknown' && stage.type !== 'json') {
    return `a duration lies between times or texts, here it gets ${stage.type}`;
  }
  if (form.pattern === undefined || stage.type === 'time') return isoClock(form.zone);
  const pattern = compilePattern(form.pattern);
  if (typeof pattern === 'string') return pattern;
  if (!pattern.hasTime) return `the pattern "${form.pattern}" must name the hour`;
  if (pattern.hasDate && form.midnight) return '"midnight" is for times of day, the pattern names a date; remove it';
  return (value) => {
    const found = pattern.read(String(value));
    const instant = found && instantOfReading(found, pattern.hasDate ? (form.zone ?? 'UTC') : 'UTC');
    return instant === undefined ? refuse(`a time of the form ${form.pattern}`) : Date.parse(instant);
  };
}

function isoClock(zone: string | undefined): Clock {
  return (value) => {
    const text = String(value);
    const instant = /^\d{2}:/.test(text) && readStamp(`1970-01-01T${text}`) ? `1970-01-01T${text}` : text;
    const read = readInstant(instant, instant === text ? (zone ?? 'UTC') : 'UTC');
    return read === undefined ? refuse('a time of day "HH:MM:SS" or an ISO 8601 time') : Date.parse(read);
  };
}

function writer(target: DurationType, unit: number): (milliseconds: number) => Value {
  switch (target) {
    case 'int':
      return (length) => (isInt(Math.round(length / unit)) ? Math.round(length / unit) : refuse('a length of 32 bits'));
    case 'bigint':
      return (length) => String(Math.round(length / unit));
    case 'float':
      return (length) => length / unit;
    case 'decimal':
      return (length) => plainNumber(length / unit);
    case 'duration':
      return isoDuration;
    default:
      return target satisfies never;
  }
}

/** "PT7M30S"; hours are not turned into days, so equal lengths have equal texts. */
export function isoDuration(milliseconds: number): string {
  const hours = Math.floor(milliseconds / UNITS.hours);
  const minutes = Math.floor(milliseconds / UNITS.minutes) % 60;
  const seconds = (milliseconds % UNITS.minutes) / 1_000;
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${plainNumber(seconds)}S` : ''}`;
  return `PT${text === '' ? '0S' : text}`;
}
