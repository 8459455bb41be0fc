import { textScalar } from './text-scalar.ts';

const FORM = /^-?\d{1,200}(\.\d{1,200})?$/;

/** An exact decimal number as text in plain notation. */
export const DecimalScalar = textScalar({
  name: 'Decimal',
  description: 'An exact decimal number as text in plain notation, such as `"1234.50"`. Number literals are taken as they are written.',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
  expected: 'a decimal number in plain notation, such as "1234.50"',
  normalise: (text) => (FORM.test(text) ? withoutLeadingZeros(text) : undefined),
  textOf: (value) => (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)) ? String(value) : undefined),
  numberLiterals: 'int and float',
});

function withoutLeadingZeros(text: string): string {
  const bare = text.replace(/^(-?)0+(?=\d)/, '$1');
  return /^-0(\.0+)?$/.test(bare) ? bare.slice(1) : bare;
}
