import { textScalar } from './text-scalar.ts';

const FORM = /^-?P(?=\d|T\d)(\d{1,9}Y)?(\d{1,9}M)?(\d{1,9}W)?(\d{1,9}D)?(T(?=\d)(\d{1,9}H)?(\d{1,9}M)?(\d{1,9}(\.\d{1,9})?S)?)?$/;

/** A length of time as ISO 8601 text. */
export const DurationScalar = textScalar({
  name: 'Duration',
  description: 'A length of time as ISO 8601 text, such as `PT8M` or `P1DT12H`; only seconds may have a fraction.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#appendix-A',
  expected: 'an ISO 8601 duration, such as PT8M',
  normalise: (text) => (FORM.test(text) ? text : undefined),
});
