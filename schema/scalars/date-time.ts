import { isDate, normaliseTime } from './calendar.ts';
import { textScalar } from './text-scalar.ts';

const FORM = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)([Zz]|[+-]\d{2}:\d{2})$/;
const CANONICAL_LENGTH = '2016-08-21T10:00:00.000Z'.length;

/** An instant: RFC 3339 text with an offset, kept and served in UTC with milliseconds. */
export const DateTimeScalar = textScalar({
  name: 'DateTime',
  description: 'An instant as RFC 3339 text. Input needs an offset; output is in UTC with milliseconds, `2016-08-21T10:00:00.000Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  expected: 'an RFC 3339 time with an offset, such as 2016-08-21T18:00:00+08:00',
  normalise: normaliseInstant,
  textOf: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined),
});

function normaliseInstant(text: string): string | undefined {
  const parts = FORM.exec(text);
  if (parts === null) return undefined;
  const [, date = '', clock = '', offset = ''] = parts;
  const time = normaliseTime(clock);
  if (time === undefined || !isDate(date)) return undefined;
  if (offset === 'Z' && text.length === CANONICAL_LENGTH && text[10] === 'T') return text;
  const utc = offset.toUpperCase();
  if (utc !== 'Z' && (Number(utc.slice(1, 3)) > 23 || Number(utc.slice(4)) > 59)) return undefined;
  const normal = new Date(`${date}T${time}${utc}`).toISOString();
  return normal.length === CANONICAL_LENGTH ? normal : undefined;
}
