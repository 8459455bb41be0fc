import { describe, expect, test } from '@jest/globals';
import { compileExpression } from '../../../src/catalog/transforms/index.ts';
import type { FieldType, Row } from '../../../src/contract/index.ts';
import { mapping, mapRow } from '../bindings/support.ts';

const COLUMNS: Readonly<Record<string, FieldType>> = {
  i: 'int',
  n: 'bigint',
  d: 'decimal',
  f: 'float',
  t: 'text',
  b: 'boolean',
  at: 'datetime',
  '名 称': 'text',
  j: 'json',
};
const ROW: Row = {
  i: 4,
  n: '9007199254740993',
  d: '1.50',
  f: 2.5,
  t: 'Abc',
  b: true,
  at: '2016-08-21T10:00:00.000Z',
  '名 称': '东',
  j: [1, 2],
};

const run = (expression: string, to: FieldType, row: Row = ROW) => mapRow(mapping({ columns: COLUMNS, field: { expression }, to }), row);

describe('expressions', () => {
  test.each([
    ["row.i > 3 ? 'A' : 'B'", 'text', 'A'],
    ['row.i + 1', 'int', 5],
    ['row.n + 1', 'bigint', '9007199254740994'],
    ['row.f * 2', 'float', 5],
    ['2 * row.d', 'float', 3],
    ['row.i / 8.0', 'float', 0.5],
    ["row.t.upperAscii() + row['名 称']", 'text', 'ABC东'],
    ['row.at.getFullYear()', 'int', 2016],
    ['row.b && row.i == 4', 'boolean', true],
    ['row.f == null ? dyn(null) : dyn(row.f)', 'float', 2.5],
    ["row.t in ['Abc', 'x']", 'boolean', true],
    ['row.at', 'datetime', '2016-08-21T10:00:00.000Z'],
    ["duration('90m')", 'duration', undefined],
    ['string(row.i)', 'text', '4'],
    ['size(row.j)', 'int', 2],
    ["row.t.split('b')[0]", 'text', 'A'],
    ['row.j', 'json', [1, 2]],
  ] as const)('%s gives a %s', (expression, to, result) => {
    if (result === undefined) {
      expect(() => run(expression, to)).toThrow('the expression names no column');
      return;
    }
    expect(run(expression, to)).toEqual(result);
  });

  test('a row that cannot be computed with is refused without its values', () => {
    expect(run("row.t == 'x' ? 1 : int(row.t)", 'int')).toBe(
      'refused: expected values that the expression can compute with (int_conversion_error)',
    );
    expect(run('row.i / (row.i - 4)', 'int')).toMatch(/^refused: expected values that the expression can compute with \(\w+\)$/);
    expect(run('row.f / 0.0', 'float')).toBe('refused: expected an expression with a finite result');
    expect(run('row.i * 1000000000', 'int')).toBe('refused: expected a whole number of 32 bits');
  });

  test.each([['12345678901234567.89'], ['0.12345678901234567890'], ['-9007199254740993'], [`1${'0'.repeat(400)}`]])(
    'a decimal that a floating point number would round is refused, not rounded: %s',
    (d) => {
      expect(run('row.d * 2', 'float', { ...ROW, d })).toMatch(/^refused: expected a decimal that a floating point number holds/);
      expect(run('row.d', 'decimal', { ...ROW, d })).toMatch(/^refused: expected a decimal that/);
    },
  );

  test.each([
    ['123456789012.345', 123456789012.345],
    ['0.30000000000000004', 0.30000000000000004],
    ['-9007199254740992.000', -9007199254740992],
    ['1000000000000000000000000', 1e24],
    ['0.0000000000000000000001', 1e-22],
  ])('a decimal that a floating point number holds is computed with: %s', (d, number) => {
    expect(run('row.d', 'float', { ...ROW, d })).toBe(number);
  });

  test.each([
    ['process.exit(1)', 'the function "exit" is not known'],
    ["row['constructor']['constructor']('return 1')()", 'the expression cannot be read'],
    ['row', '"row" must be followed by one column'],
    ['row[row.t]', 'a column must be named in quotes'],
    ["row.t.matches('(a+)+$')", 'regular expressions are not taken'],
    ['row.j.map(x, x * 2)', 'the function "map" is not known'],
    ['cel.bind(x, row.t, x + x)', 'the function "bind" is not known'],
    ['{1: row.t}', 'maps have no use here'],
    ["1 + 'a' == row.i", 'the expression is not sound'],
    ["row.i > 3 ? 1 : 'B'", 'the expression is not sound'],
    [`row.i + ${Array(300).fill('1').join(' + ')}`, 'the expression cannot be read: Exceeded'],
    [`${'('.repeat(200)}row.i${')'.repeat(200)}`, 'the expression cannot be read: Exceeded'],
    ['google.protobuf.Timestamp', '"google" is not known'],
  ])('%s is refused', (expression, message) => {
    const result = compileExpression(expression);
    expect(typeof result === 'string' ? result : 'compiled').toContain(message);
  });

  test('nothing of the prototypes can be read', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const expression = compileExpression(`row.t.${name}`);
      if (typeof expression === 'string') continue;
      const stage = expression.stage(() => 'text');
      expect(() => (typeof stage === 'string' ? stage : stage.map({ t: 'x' }))).toThrow(
        'expected values that the expression can compute with',
      );
    }
    const own = compileExpression('row.constructor');
    const stage = typeof own === 'string' ? own : own.stage(() => 'text');
    expect(typeof stage === 'string' ? stage : stage.map({ constructor: 'mine' })).toBe('mine');
  });
});
