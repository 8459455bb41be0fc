import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { compileBinding, isProblems } from '../../../src/catalog/bindings/index.ts';
import type { FieldType, Value } from '../../../src/contract/index.ts';
import { collectionOf, definitionOf, entityOf, type FieldShape, mapping, mapRow } from '../bindings/support.ts';

interface Case {
  readonly from: FieldType;
  readonly to: FieldType | FieldShape;
  readonly field?: Readonly<Record<string, unknown>>;
  readonly timeZone?: string;
  /** Value in, value out; a text that begins with "refused" is the whole reason. */
  readonly values: readonly (readonly [Value, unknown])[];
}
const state = { type: 'text', enumValues: ['ONLINE', 'OFFLINE', 'UNKNOWN'] } as const;

const CASES: Readonly<Record<string, Case>> = {
  trim: {
    from: 'text',
    to: 'text',
    field: { transforms: ['trim'] },
    values: [
      [' a ', 'a'],
      ['\u3000中 ', '中'],
      [null, null],
      ['', ''],
    ],
  },
  'blank-as-null': {
    from: 'text',
    to: 'text',
    field: { transforms: ['blank-as-null'] },
    values: [
      ['', null],
      [' ', ' '],
      ['a', 'a'],
    ],
  },
  'trim, then blank-as-null, then null words': {
    from: 'text',
    to: 'text',
    field: { transforms: ['trim', 'blank-as-null', { 'null-words': ['NULL', 'N/A'] }] },
    values: [
      [' ', null],
      ['NULL', null],
      [' N/A', null],
      ['null', 'null'],
      [' 1', '1'],
    ],
  },
  'a ward as text to a number': {
    from: 'text',
    to: 'int',
    field: { transforms: ['trim', { 'null-words': ['NULL'] }] },
    values: [
      [' 1', 1],
      ['8', 8],
      ['NULL', null],
      [null, null],
      ['Ward 8', 'refused: expected a whole number such as "42"'],
      ['08', 'refused: expected a whole number such as "42"'],
    ],
  },
  'null words of numbers': {
    from: 'float',
    to: 'float',
    field: { transforms: [{ 'null-words': ['0', '-99.5'] }] },
    values: [
      [0, null],
      [-99.5, null],
      [1, 1],
    ],
  },
  'null words of exact numbers': {
    from: 'decimal',
    to: 'decimal',
    field: { transforms: [{ 'null-words': ['0', '-1.5'] }] },
    values: [
      ['0.00', null],
      ['-1.50', null],
      ['2', '2'],
    ],
  },
  upper: { from: 'text', to: 'text', field: { transforms: ['upper'] }, values: [['aß1', 'ASS1']] },
  lower: { from: 'text', to: 'text', field: { transforms: ['lower'] }, values: [['ABÄ', 'abä']] },
  'a number with thousands signs': {
    from: 'text',
    to: 'decimal',
    field: { transforms: ['number'] },
    values: [
      ['1,234,567.50', '1234567.5'],
      ['0012', '12'],
      ['-5', '-5'],
      ['+1,000', '1000'],
      ['1,23', 'refused: expected a number such as "1,234.5"'],
      ['', 'refused: expected a number such as "1,234.5"'],
      ['1.2.3', 'refused: expected a number such as "1,234.5"'],
    ],
  },
  'a number with a point between groups': {
    from: 'text',
    to: 'float',
    field: { transforms: [{ number: { thousands: '.', decimal: ',' } }] },
    values: [
      ['1.234,5', 1234.5],
      ['1,234.5', 'refused: expected a number such as "1.234,5"'],
    ],
  },
  'a number with blanks between groups': {
    from: 'text',
    to: 'int',
    field: { transforms: [{ number: { thousands: ' ' } }] },
    values: [
      ['12 345', 12345],
      ['12\u00a0345', 12345],
    ],
  },
  'an enum map that rejects': {
    from: 'text',
    to: state,
    field: { enum: { '1': 'ONLINE', '0': 'OFFLINE' } },
    values: [
      ['1', 'ONLINE'],
      [null, null],
      ['2', `refused: expected a value that the binding's table lists (2 entries); add it, or say "otherwise"`],
    ],
  },
  'an enum map with another value': {
    from: 'int',
    to: state,
    field: { enum: { '1': 'ONLINE', '0': 'OFFLINE' }, otherwise: 'UNKNOWN' },
    values: [
      [1, 'ONLINE'],
      [9, 'UNKNOWN'],
      [null, null],
    ],
  },
  'an enum map with null': {
    from: 'boolean',
    to: state,
    field: { enum: { true: 'ONLINE' }, otherwise: null },
    values: [
      [true, 'ONLINE'],
      [false, null],
    ],
  },
  'names of a prototype are no keys': {
    from: 'text',
    to: state,
    field: { enum: { a: 'ONLINE' }, otherwise: 'UNKNOWN' },
    values: [
      ['constructor', 'UNKNOWN'],
      ['toString', 'UNKNOWN'],
    ],
  },
  'an enum without a map': {
    from: 'text',
    to: state,
    values: [
      ['ONLINE', 'ONLINE'],
      ['online', `refused: expected a value that the binding's table lists (3 entries); add it, or say "otherwise"`],
    ],
  },
  'a look-up': {
    from: 'text',
    to: 'text',
    field: { 'look-up': { table: { a: 'first', b: 'second' } }, otherwise: 'other' },
    values: [
      ['a', 'first'],
      ['z', 'other'],
    ],
  },
  split: {
    from: 'text',
    to: 'text',
    field: { split: { separator: '-', index: 1 } },
    values: [
      ['a-b-c', 'b'],
      ['a', null],
      ['a-', ''],
    ],
  },
  'split from the end, then a table': {
    from: 'text',
    to: state,
    field: { split: { separator: '/', index: -1 }, enum: { on: 'ONLINE' }, otherwise: null },
    values: [
      ['x/on', 'ONLINE'],
      ['x/off', null],
    ],
  },
  'a date pattern': {
    from: 'text',
    to: 'date',
    field: { date: { pattern: 'yyyyMMdd' } },
    values: [
      ['20111110', '2011-11-10'],
      ['20110230', 'refused: expected a date of the form yyyyMMdd'],
      ['2011111', 'refused: expected a date of the form yyyyMMdd'],
      ['18650105', '1865-01-05'],
      ['20240229', '2024-02-29'],
      ['19000229', 'refused: expected a date of the form yyyyMMdd'],
    ],
  },
  'a date as a number': {
    from: 'int',
    to: 'date',
    field: { date: { pattern: 'yyyyMMdd' } },
    values: [
      [20111110, '2011-11-10'],
      [0, 'refused: expected a date of the form yyyyMMdd'],
    ],
  },
  'a date pattern in Chinese': {
    from: 'text',
    to: 'date',
    field: { date: { pattern: 'yyyy年M月d日' } },
    values: [
      ['2026年1月5日', '2026-01-05'],
      ['2026-01-05', 'refused: expected a date of the form yyyy年M月d日'],
    ],
  },
  'a time pattern in a zone': {
    from: 'text',
    to: 'datetime',
    field: { date: { pattern: 'yyyy-MM-dd HH:mm:ss', zone: 'America/New_York' } },
    values: [
      ['2016-08-21 10:00:00', '2016-08-21T14:00:00.000Z'],
      ['2016-01-21 10:00:00', '2016-01-21T15:00:00.000Z'],
      // Skipped by the change to summer time, and twice by the change back.
      ['2016-03-13 02:30:00', '2016-03-13T07:30:00.000Z'],
      ['2016-11-06 01:30:00', '2016-11-06T05:30:00.000Z'],
      ['2016-08-21 24:00:00', 'refused: expected a time of the form yyyy-MM-dd HH:mm:ss'],
    ],
  },
  'the zone of the binding': {
    from: 'text',
    to: 'datetime',
    timeZone: 'Asia/Shanghai',
    field: { date: { pattern: 'yyyy/MM/dd HH:mm' } },
    values: [
      ['2026/01/02 08:00', '2026-01-02T00:00:00.000Z'],
      ['1940/06/05 00:00', '1940-06-04T15:00:00.000Z'],
    ],
  },
  'a pattern with month names, am and pm': {
    from: 'text',
    to: 'datetime',
    timeZone: 'UTC',
    field: { date: { pattern: 'dd MMM yyyy h:mm a' } },
    values: [
      ['05 Mar 2020 1:05 PM', '2020-03-05T13:05:00.000Z'],
      ['05 Mrz 2020 1:05 PM', 'refused: expected a time of the form dd MMM yyyy h:mm a'],
    ],
  },
  'a pattern with an offset': {
    from: 'text',
    to: 'datetime',
    field: { date: { pattern: 'yyyy-MM-dd HH:mm ZZ' } },
    values: [['2020-03-05 13:05 +08:00', '2020-03-05T05:05:00.000Z']],
  },
  'a time of day': {
    from: 'text',
    to: 'time',
    field: { date: { pattern: 'HHmm' } },
    values: [
      ['0815', '08:15:00'],
      ['2460', 'refused: expected a time of the form HHmm'],
    ],
  },
  'ISO instants': {
    from: 'text',
    to: 'datetime',
    field: { date: 'iso' },
    values: [
      ['2016-08-10T22:28:54.000Z', '2016-08-10T22:28:54.000Z'],
      ['2016-08-10 22:28:54+0800', '2016-08-10T14:28:54.000Z'],
      ['2016-08-10T22:28:54', 'refused: expected an ISO 8601 time (with an offset, or a zone in the binding)'],
      ['2016-02-30T00:00:00Z', 'refused: expected an ISO 8601 time (with an offset, or a zone in the binding)'],
    ],
  },
  'ISO instants in the short form': {
    from: 'text',
    to: 'datetime',
    timeZone: 'Asia/Shanghai',
    values: [
      ['2016-08-10T22:28:54', '2016-08-10T14:28:54.000Z'],
      ['2016-08-10', '2016-08-09T16:00:00.000Z'],
      ['yesterday', 'refused: expected an ISO 8601 time'],
    ],
  },
  'ISO dates out of instants': {
    from: 'text',
    to: 'date',
    timeZone: 'Asia/Shanghai',
    field: { date: 'iso' },
    values: [
      ['2016-08-10T22:00:00Z', '2016-08-11'],
      ['2016-08-10', '2016-08-10'],
      ['2016-08-10 23:00', '2016-08-10'],
    ],
  },
  'epoch seconds': {
    from: 'bigint',
    to: 'datetime',
    field: { date: { epoch: 'seconds' } },
    values: [
      ['1471737600', '2016-08-21T00:00:00.000Z'],
      ['-2208988800', '1900-01-01T00:00:00.000Z'],
      ['99999999999999', 'refused: expected seconds since 1970 of the years 1 to 9999'],
    ],
  },
  'epoch milliseconds as a date': {
    from: 'text',
    to: 'date',
    field: { date: { epoch: 'milliseconds', zone: 'Asia/Shanghai' } },
    values: [
      ['1471795200000', '2016-08-22'],
      ['soon', 'refused: expected milliseconds since 1970 of the years 1 to 9999'],
    ],
  },
  'an exact text of a float': {
    from: 'float',
    to: 'text',
    values: [
      [1e21, '1000000000000000000000'],
      [0.1, '0.1'],
      [-1e-7, '-0.0000001'],
    ],
  },
  'an exact text of a whole number': { from: 'bigint', to: 'text', values: [['9007199254740993', '9007199254740993']] },
  'a float to a whole number': {
    from: 'float',
    to: 'int',
    values: [
      [5, 5],
      [5.5, 'refused: expected a whole number of 32 bits'],
      [4e9, 'refused: expected a whole number of 32 bits'],
    ],
  },
  'a text to a whole number past 2^53': {
    from: 'text',
    to: 'bigint',
    values: [
      ['9007199254740993', '9007199254740993'],
      ['1e3', 'refused: expected a whole number such as "42"'],
    ],
  },
  'a text to a float': {
    from: 'text',
    to: 'float',
    values: [
      ['40.79', 40.79],
      ['1e400', 'refused: expected a number such as "12.5"'],
      ['0x10', 'refused: expected a number such as "12.5"'],
      ['', 'refused: expected a number such as "12.5"'],
      ['12abc', 'refused: expected a number such as "12.5"'],
    ],
  },
  'a text to a boolean': {
    from: 'text',
    to: 'boolean',
    values: [
      ['true', true],
      ['yes', 'refused: expected true or false; map other values with "enum"'],
    ],
  },
  'JSON to a text': {
    from: 'json',
    to: 'text',
    values: [
      ['a', 'a'],
      [5, '5'],
      [{ a: 1 }, 'refused: expected a value of type text'],
    ],
  },
  'an expression': {
    from: 'int',
    to: state,
    field: { column: undefined, expression: "row.c > 3 ? 'ONLINE' : 'OFFLINE'" },
    values: [
      [4, 'ONLINE'],
      [3, 'OFFLINE'],
      [null, 'refused: expected values that the expression can compute with (no_such_overload)'],
    ],
  },
};

describe('transforms', () => {
  test.each(Object.entries(CASES))('%s', (_, { from, to, field, timeZone, values }) => {
    const data = field ? { column: 'c', ...field } : 'c';
    const one = mapping({ columns: { c: from }, field: data, to, ...(timeZone && { more: { timeZone } }) });
    expect(values.map(([value]) => mapRow(one, { c: value }))).toEqual(values.map(([, result]) => result));
  });

  test('a pure copy is the column itself', () => {
    for (const type of ['text', 'int', 'bigint', 'decimal', 'float', 'boolean', 'date', 'time', 'datetime', 'duration', 'json'] as const) {
      expect(mapping({ columns: { c: type }, field: 'c', to: type }).column).toBe('c');
    }
    expect(mapping({ columns: { c: 'point' }, field: 'c', to: 'point', more: { datum: 'CGCS2000' } }).column).toBe('c');
    expect(mapping({ columns: { c: 'point' }, field: 'c', to: 'point', more: { datum: 'GCJ02' } }).column).toBeUndefined();
    expect(mapping({ columns: { c: 'text' }, field: { column: 'c', transforms: ['trim'] }, to: 'text' }).column).toBeUndefined();
  });

  test('concat leaves out what is not there', () => {
    const one = mapping({
      columns: { a: 'text', b: 'int', c: 'text' },
      field: { concat: ['a', 'b', 'c'], separator: ' ', transforms: [{ 'null-words': ['-'] }] },
      to: 'text',
    });
    expect([
      mapRow(one, { a: 'x', b: 5, c: 'y' }),
      mapRow(one, { a: 'x', b: null, c: '-' }),
      mapRow(one, { a: null, b: null, c: null }),
    ]).toEqual(['x 5 y', 'x', null]);
    expect(one.columns).toEqual(['a', 'b', 'c']);
  });

  test('a date and a time column together make an instant', () => {
    const one = mapping({
      columns: { d: 'text', t: 'text' },
      field: { concat: ['d', 't'], separator: ' ', date: { pattern: 'yyyy-MM-dd HH:mm:ss', zone: 'Asia/Shanghai' } },
      to: 'datetime',
    });
    expect(mapRow(one, { d: '2026-01-02', t: '08:00:00' })).toBe('2026-01-02T00:00:00.000Z');
  });

  test('no reason of a refusal holds the value', () => {
    const secret = 'S3CR3T-13812340000';
    for (const { from, to, field, timeZone } of Object.values(CASES)) {
      if (from !== 'text') continue;
      const one = mapping({
        columns: { c: from },
        field: field ? { column: 'c', ...field } : 'c',
        to,
        ...(timeZone && { more: { timeZone } }),
      });
      const result = mapRow(one, { c: secret });
      if (String(result).startsWith('refused')) expect(result).not.toContain('S3CR3T');
    }
  });

  test('look-up tables come from files beside the binding', () => {
    const folder = mkdtempSync(join(tmpdir(), 'civigraph-look-up-'));
    try {
      writeFileSync(join(folder, 't.csv'), '\ufeffcode,name,rank\r\n01,"a ""b"", c",5\r\n02,第二,6\r\n');
      writeFileSync(join(folder, 't.tsv'), 'code\tname\n01\tone\n');
      writeFileSync(join(folder, 't.json'), '{"01": 7}');
      writeFileSync(join(folder, 'twice.csv'), 'code,name\n01,a\n01,b\n');
      const compile = (lookUp: unknown, to: FieldType) => {
        const definition = definitionOf({ key: 'c', fields: { f: { column: 'c', 'look-up': lookUp, otherwise: null } } });
        const binding = compileBinding(definition, entityOf({ f: to }), collectionOf({ c: 'text' }), { baseDir: folder });
        return isProblems(binding)
          ? binding.map(({ message }) => message)
          : ['01', '02', 'x'].map((c) => binding.fields.get('f')?.map({ c }));
      };
      expect(compile({ file: 't.csv' }, 'text')).toEqual(['a "b", c', '第二', null]);
      expect(compile({ file: 't.csv', key: 'code', value: 'rank' }, 'int')).toEqual([5, 6, null]);
      expect(compile({ file: 't.tsv' }, 'text')).toEqual(['one', null, null]);
      expect(compile({ file: 't.json' }, 'int')).toEqual([7, null, null]);
      expect(compile({ file: 't.csv', value: 'nmae' }, 'text')).toEqual(['the look-up file has no column "nmae"; did you mean "name"?']);
      expect(compile({ file: 't.csv', value: 'name' }, 'int')).toEqual(['expected a whole number of 32 bits']);
      expect(compile({ file: 'twice.csv' }, 'text')).toEqual(['the look-up file has two values for the key of record 3']);
      expect(compile({ file: 't.xml' }, 'text')).toEqual(['the look-up file "t.xml" cannot be read']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('duration', () => {
  const between = (form: Readonly<Record<string, unknown>>, to: FieldType = 'float', columns: FieldType = 'text') =>
    mapping({
      columns: { a: columns, b: columns },
      field: { duration: { from: 'a', to: 'b', ...form }, transforms: columns === 'text' ? ['trim', 'blank-as-null'] : [] },
      to,
    });

  test('times of day go over midnight, and too long a time is none', () => {
    const one = between({ unit: 'minutes', pattern: 'HH:mm:ss', midnight: true, maxHours: 12 });
    const rows = [
      ['23:58:00', '00:04:30'],
      ['06:51:33', '07:06:23'],
      ['08:00:00', '07:59:00'],
      ['08:00:00', '20:00:00'],
      ['', '08:00:00'],
      [null, '08:00:00'],
      ['8 am', '09:00:00'],
      ['08:00:00', '08:00:00'],
    ] as const;
    expect(rows.map(([a, b]) => mapRow(one, { a, b }))).toEqual([
      6.5,
      14 + 50 / 60,
      null,
      720,
      null,
      null,
      'refused: expected a time of the form HH:mm:ss',
      0,
    ]);
  });

  test('without the midnight rule an end before its start is refused', () => {
    expect(mapRow(between({ unit: 'hours' }), { a: '10:00:00', b: '09:00:00' })).toBe(
      'refused: expected an end that is not before its start (for times of day over midnight set "midnight: true")',
    );
  });

  test('instants, times and every target type', () => {
    const row = { a: '2016-08-21T10:00:00.000Z', b: '2016-08-21T11:30:20.500Z' };
    expect(mapRow(between({ unit: 'seconds' }, 'int', 'datetime'), row)).toBe(5421);
    expect(mapRow(between({ unit: 'seconds' }, 'decimal', 'datetime'), row)).toBe('5420.5');
    expect(mapRow(between({}, 'duration', 'datetime'), row)).toBe('PT1H30M20.5S');
    expect(mapRow(between({ unit: 'minutes' }, 'bigint', 'time'), { a: '10:00:00', b: '10:02:30.000' })).toBe('3');
    expect(mapRow(between({ unit: 'minutes' }), { a: '2016-08-21T10:00:00Z', b: '2016-08-21T18:01:00+08:00' })).toBe(1);
  });
});
