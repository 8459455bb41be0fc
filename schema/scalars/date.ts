import { isDate } from './calendar.ts';
import { textScalar } from './text-scalar.ts';

/** A calendar day without time and zone. */
export const DateScalar = textScalar({
  name: 'Date',
  description: 'A calendar day without time and zone, `YYYY-MM-DD`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  expected: 'a calendar day, such as 2016-08-21',
  normalise: (text) => (isDate(text) ? text : undefined),
});
