import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareCodePoints } from '../../src/base/code-point.ts';
import { addDecimals, compareDecimals, normalizeDecimal } from '../../src/base/decimal.ts';
import { compareValues, equalityKey } from '../../src/rows/index.ts';

const digits = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
const scale = fc.integer({ min: 0, max: 25 });

/** A plain decimal text of digits over a power of ten. */
function textOf(value: bigint, places: number): string {
  const text = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const part = places === 0 ? '' : `.${text.slice(-places)}`;
  return `${value < 0n ? '-' : ''}${places === 0 ? text : text.slice(0, -places)}${part}`;
}

describe('decimals', () => {
  test('sums are exact whatever the sizes', () => {
    fc.assert(
      fc.property(digits, scale, digits, scale, (a, x, b, y) => {
        const most = Math.max(x, y);
        const exact = a * 10n ** BigInt(most - x) + b * 10n ** BigInt(most - y);
        expect(compareDecimals(addDecimals(textOf(a, x), textOf(b, y)), textOf(exact, most))).toBe(0);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('compare by number, and equal ones have one key', () => {
    fc.assert(
      fc.property(digits, scale, digits, scale, (a, x, b, y) => {
        const [left, right] = [a * 10n ** BigInt(25 - x), b * 10n ** BigInt(25 - y)];
        const step = left < right ? -1 : left > right ? 1 : 0;
        expect(Math.sign(compareDecimals(textOf(a, x), textOf(b, y)))).toBe(step);
        expect(equalityKey('decimal', textOf(a, x)) === equalityKey('decimal', textOf(b, y))).toBe(step === 0);
        expect(equalityKey('decimal', `${textOf(a, x)}${x > 0 ? '00' : '.0'}`)).toBe(equalityKey('decimal', textOf(a, x)));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test.each([
    ['1.50', '1.5'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['+01.500', '1.5'],
    ['1e3', '1000'],
    ['12.5E-4', '0.00125'],
    ['.5', '0.5'],
    ['7.', '7'],
    ['100', '100'],
    ['-99999999999999999999.010', '-99999999999999999999.01'],
  ])('%s is %s', (text, normal) => {
    expect(normalizeDecimal(text)).toBe(normal);
    expect(equalityKey('decimal', normal)).toBe(equalityKey('decimal', normal === '0' ? '-0' : normal));
  });

  test.each(['', '.', '-', 'NaN', 'Infinity', '1,5', '0x10', '1 000', '--1', '١'])('"%s" is no number', (text) => {
    expect(() => normalizeDecimal(text)).toThrow(RangeError);
  });

  test('whole numbers past 2^53 differ by one', () => {
    expect(compareValues('bigint', '9007199254740993', '9007199254740992')).toBeGreaterThan(0);
    expect(equalityKey('bigint', '9007199254740993')).not.toBe(equalityKey('bigint', '9007199254740992'));
    expect(equalityKey('bigint', '007')).toBe(equalityKey('bigint', '7'));
    expect(equalityKey('bigint', '-0')).toBe(equalityKey('bigint', '0'));
  });
});

describe('code points', () => {
  test('order texts as their code points do, surrogates after all others', () => {
    const compare = (a: string, b: string) => {
      const [x, y] = [[...a].map((one) => one.codePointAt(0) ?? 0), [...b].map((one) => one.codePointAt(0) ?? 0)];
      for (let at = 0; at < Math.min(x.length, y.length); at += 1) if (x[at] !== y[at]) return (x[at] ?? 0) - (y[at] ?? 0);
      return x.length - y.length;
    };
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', 'é', '灯', '\uffff', '\ue000', '\u{10000}', '😀', '\u{10ffff}'),
      maxLength: 5,
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(compare(a, b)));
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  test.each([
    ['', 'a'],
    ['a', 'a '],
    ['Z', 'a'],
    ['\uff01', '😀'],
    ['e\u0301', 'é'],
  ])('%j comes before %j', (a, b) => {
    expect(compareCodePoints(a, b)).toBeLessThan(0);
    expect(compareCodePoints(b, a)).toBeGreaterThan(0);
    expect(compareCodePoints(a, a)).toBe(0);
  });
});
