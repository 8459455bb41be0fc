import { DateTime } from 'luxon';
import { dateText, isDay, type LocalTime } from './iso.ts';

/** What a pattern reads; parts that it does not name are at their start. */
export interface PatternReading extends LocalTime {
  /** Minutes east of UTC when the pattern has an offset token. */
  readonly offset?: number;
}

/** A compiled date or time pattern. */
export interface TimePattern {
  readonly read: (text: string) => PatternReading | undefined;
  /** True when the pattern names year, month and day. */
  readonly hasDate: boolean;
  /** True when the pattern names the hour. */
  readonly hasTime: boolean;
  /** True when the pattern names an offset from UTC. */
  readonly hasOffset: boolean;
  /** The one text of a date; undefined when several texts can mean the same date. */
  readonly write?: (date: string) => string;
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';
const TOKENS: Readonly<Record<string, readonly [Part, string]>> = {
  yyyy: ['year', '\\d{4}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  m: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{2}'],
  s: ['second', '\\d{1,2}'],
  SSS: ['millisecond', '\\d{3}'],
};

/** Tokens that Luxon reads besides; its others depend on the place where the program runs. */
const WORD_TOKENS = ['yy', 'MMM', 'MMMM', 'EEE', 'EEEE', 'h', 'hh', 'a', 'S', 'u', 'Z', 'ZZ', 'ZZZ', 'z'];

/** The end of messages about patterns. */
export const PATTERN_HELP = `tokens are yyyy MM dd HH mm ss SSS, M d H m s without leading zeros, and ${WORD_TOKENS.join(' ')}; other letters stand in single quotes`;

/**
 * Compiles a pattern. Patterns of digits alone are read by one regular expression; names of months, am/pm and offsets by
 * Luxon, in English. A text in place of the pattern says what is wrong with it.
 */
export function compilePattern(pattern: string): TimePattern | string {
  const pieces = pattern.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? [];
  if (pieces.join('') !== pattern) return `the pattern has an open quote; ${PATTERN_HELP}`;
  const tokens = pieces.filter((piece) => /^[A-Za-z]/.test(piece));
  if (tokens.length === 0) return `the pattern has no token; ${PATTERN_HELP}`;
  const unknown = tokens.find((token) => !Object.hasOwn(TOKENS, token) && !WORD_TOKENS.includes(token));
  if (unknown !== undefined) return `the pattern has the unknown token "${unknown}"; ${PATTERN_HELP}`;
  return tokens.every((token) => Object.hasOwn(TOKENS, token)) ? digitPattern(pieces) : luxonPattern(pattern);
}

function digitPattern(pieces: readonly string[]): TimePattern | string {
  const parts: Part[] = [];
  let source = '';
  for (const piece of pieces) {
    const token = TOKENS[piece];
    if (token && parts.includes(token[0])) return `the pattern names the ${token[0]} twice`;
    if (token) parts.push(token[0]);
    source += token ? `(${token[1]})` : piece.replaceAll("'", '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  const form = new RegExp(`^${source}$`, 'u');
  const read = (text: string) => {
    const match = form.exec(text);
    if (!match) return undefined;
    const found = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 };
    parts.forEach((part, position) => {
      found[part] = Number(match[position + 1]);
    });
    const onClock = found.hour < 24 && found.minute < 60 && found.second < 60;
    return onClock && isDay(found.year, found.month, found.day) ? found : undefined;
  };
  const has = (...wanted: Part[]) => wanted.every((part) => parts.includes(part));
  const fixed = has('year', 'month', 'day') && parts.length === 3 && pieces.includes('MM') && pieces.includes('dd');
  const write = (date: string) => {
    const values: Readonly<Record<string, string>> = { yyyy: date.slice(0, 4), MM: date.slice(5, 7), dd: date.slice(8, 10) };
    return pieces.map((piece) => values[piece] ?? piece.replaceAll("'", '')).join('');
  };
  return { read, hasDate: has('year', 'month', 'day'), hasTime: has('hour'), hasOffset: false, ...(fixed && { write }) };
}

function luxonPattern(pattern: string): TimePattern | string {
  const options = { zone: 'UTC', setZone: true, locale: 'en-US' } as const;
  const sample = DateTime.fromObject(
    { year: 2011, month: 11, day: 23, hour: 14, minute: 15, second: 16 },
    { zone: 'UTC+3', locale: 'en-US' },
  );
  const back = DateTime.fromFormat(sample.toFormat(pattern), pattern, options);
  if (!back.isValid) return `the pattern cannot be read; ${PATTERN_HELP}`;
  const hasDate = dateText(back) === dateText(sample) || dateText(back.setZone('UTC+3')) === dateText(sample);
  const hasOffset = back.offset === 180;
  const hasTime = back.hour === 14;
  if (!hasDate && !hasTime) return `the pattern names neither a date nor a time; ${PATTERN_HELP}`;
  const read = (text: string): PatternReading | undefined => {
    const time = DateTime.fromFormat(text, pattern, options);
    if (!time.isValid) return undefined;
    const { year, month, day, hour, minute, second, millisecond } = time;
    return { year, month, day, hour, minute, second, millisecond, ...(hasOffset && { offset: time.offset }) };
  };
  return { read, hasDate, hasTime, hasOffset };
}
