import { normaliseTime } from './calendar.ts';
import { textScalar } from './text-scalar.ts';

/** A time of day without day and zone. */
export const TimeScalar = textScalar({
  name: 'Time',
  description: 'A time of day without day and zone, `HH:MM:SS` or `HH:MM:SS.fff`, 00:00:00 to 23:59:59.999.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  expected: 'a time of day, such as 18:05:00',
  normalise: normaliseTime,
});
