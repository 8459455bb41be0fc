import { describe, expect, it } from '@jest/globals';
import { readTime, STANDARD, timeFormOf, writeTime } from '../../../connectors/kit/declared/time-form.ts';
import { parseExactJson } from '../../../connectors/kit/json-exact.ts';

describe('times of a service', () => {
  it.each([
    ['2024-02-29T08:00:00+08:00', '2024-02-29T00:00:00.000Z'],
    ['2024-02-29t00:00:00z', '2024-02-29T00:00:00.000Z'],
    ['1850-06-01 00:00:00.12345Z', '1850-06-01T00:00:00.123Z'],
    ['2016-08-21T10:00:00.000Z', '2016-08-21T10:00:00.000Z'],
    ['2000-02-29T10:00:00.000Z', '2000-02-29T10:00:00.000Z'],
    ['1900-02-29T10:00:00.000Z', undefined],
    ['2023-02-29T00:00:00Z', undefined],
    ['2023-04-31T00:00:00.000Z', undefined],
    ['2023-13-01T00:00:00.000Z', undefined],
    ['2023-01-00T00:00:00.000Z', undefined],
    ['2023-01-01T24:00:00.000Z', undefined],
    ['2023-01-01T00:60:00.000Z', undefined],
    ['2023-01-01T00:00:00', undefined],
    ['2023-01-01', undefined],
    ['soon', undefined],
  ])('%s reads as %s', (text, wanted) => {
    expect(readTime('datetime', text, STANDARD)).toBe(wanted);
  });

  it.each([
    ['epoch-seconds', undefined, 'datetime', 1_709_164_800, '2024-02-29T00:00:00.000Z'],
    ['epoch-milliseconds', undefined, 'datetime', '-1', '1969-12-31T23:59:59.999Z'],
    ['epoch-seconds', undefined, 'date', 1_709_164_800, '2024-02-29'],
    ['yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai', 'datetime', '2024-02-29 08:00:00', '2024-02-29T00:00:00.000Z'],
    ['yyyyMMdd', undefined, 'date', 20_240_229, '2024-02-29'],
    ['HH:mm', undefined, 'time', '09:30', '09:30:00'],
    ['HHmmss.SSS', undefined, 'time', '093000.250', '09:30:00.250'],
    ['yyyy-MM-dd', undefined, 'date', '2023-02-30', undefined],
    ['epoch-seconds', undefined, 'datetime', 1e18, undefined],
  ] as const)('%s in zone %s: %s %p reads as %s, and is written so that it reads the same', (format, zone, type, value, wanted) => {
    const form = timeFormOf(format, zone);
    expect(readTime(type, value, form)).toBe(wanted);
    if (wanted === undefined) return;
    expect(readTime(type, writeTime(type, wanted, form), form)).toBe(wanted);
  });

  it('that a form cannot say exactly are not written', () => {
    expect(writeTime('datetime', '2024-02-29T00:00:00.500Z', timeFormOf('epoch-seconds', undefined))).toBeUndefined();
    expect(writeTime('datetime', '2024-02-29T00:00:01.000Z', timeFormOf('yyyy-MM-dd HH:mm', undefined))).toBeUndefined();
  });
});

describe('numbers of a service', () => {
  it('of many digits come as text, shorter ones as numbers, and texts stay as they are', () => {
    const text =
      '{"a":9007199254740993,"b":-1.50,"c":"9007199254740993 \\" 12345678901234567890","9007199254740993":0.1234567890123456789,"d":1e300,"e":[12345678901234567890]}';
    expect(parseExactJson(text)).toEqual({
      a: '9007199254740993',
      b: -1.5,
      c: '9007199254740993 " 12345678901234567890',
      '9007199254740993': '0.1234567890123456789',
      d: 1e300,
      e: ['12345678901234567890'],
    });
  });

  it('in JSON that breaks off are refused', () => {
    expect(() => parseExactJson('{"a":9007199254740993')).toThrow(SyntaxError);
  });
});
