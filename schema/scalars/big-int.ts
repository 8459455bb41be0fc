import { textScalar } from './text-scalar.ts';

const FORM = /^-?\d{1,200}$/;

/** An exact whole number of any size as text. */
export const BigIntScalar = textScalar({
  name: 'BigInt',
  description:
    'An exact whole number of any size, as text so that nothing beyond 2^53 is rounded. Whole-number literals are taken as they are written.',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#integer',
  expected: 'a whole number; give numbers beyond 2^53 as text, such as "9007199254740993"',
  normalise: (text) => (FORM.test(text) ? BigInt(text).toString() : undefined),
  textOf: (value) => (typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined),
  numberLiterals: 'int',
});
