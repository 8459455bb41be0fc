import { describe, expect, test } from '@jest/globals';
import type { AggregateRequest, Predicate, ReadRequest, Row } from '../../src/contract/index.ts';
import { answerAggregate, answerRead, compilePredicate, EVERYTHING, type FieldTypes, NOTHING } from '../../src/rows/index.ts';

const types: FieldTypes = new Map([
  ['k', 'int'],
  ['name', 'text'],
  ['price', 'decimal'],
  ['at', 'datetime'],
  ['place', 'point'],
  ['lit', 'boolean'],
]);
const rows: readonly Row[] = [
  { k: 1, name: 'b', price: '1.50', at: '2020-01-01T00:00:00.000Z', place: { lon: 1, lat: 1 }, lit: true },
  { k: 2, name: null, price: '1.5', at: null, place: null, lit: false },
  { k: 3, name: 'B ', price: null, at: '2020-01-01T08:00:00+08:00', place: { lon: 2, lat: 2 }, lit: null },
  { k: 4, name: 'a', price: '-2', at: '2021-01-01T00:00:00.000Z', place: { lon: 3, lat: 3 }, lit: true },
];
const keys = (found: readonly Row[]) => found.map(({ k }) => k);
const read = (request: Partial<ReadRequest>) =>
  keys(answerRead(rows, { kind: 'read', collection: 'rows', fields: ['k'], predicate: EVERYTHING, order: [], ...request }, types));
const where = (predicate: Predicate) => read({ predicate });

describe('predicates', () => {
  test.each<[string, Predicate, number[]]>([
    ['everything', EVERYTHING, [1, 2, 3, 4]],
    ['nothing', NOTHING, []],
    ['in nothing', { kind: 'in', field: 'k', values: [] }, []],
    ['equal decimals of two spellings', { kind: 'compare', field: 'price', operator: 'eq', value: '1.500' }, [1, 2]],
    ['one of decimals', { kind: 'in', field: 'price', values: ['1.5', '-2.0'] }, [1, 2, 4]],
    ['unequal leaves null out', { kind: 'compare', field: 'name', operator: 'ne', value: 'b' }, [3, 4]],
    ['not equal takes null in', { kind: 'not', of: { kind: 'compare', field: 'name', operator: 'eq', value: 'b' } }, [2, 3, 4]],
    ['one instant in two spellings', { kind: 'in', field: 'at', values: ['2020-01-01T00:00:00.000Z'] }, [1, 3]],
    ['case matters', { kind: 'text', field: 'name', operator: 'contains', value: 'b', ignoreCase: false }, [1]],
    ['unless it is ignored', { kind: 'text', field: 'name', operator: 'startsWith', value: 'B', ignoreCase: true }, [1, 3]],
    ['blanks at the end matter', { kind: 'compare', field: 'name', operator: 'eq', value: 'B' }, []],
    ['false before true', { kind: 'compare', field: 'lit', operator: 'lt', value: true }, [2]],
    [
      'null places lie nowhere',
      { kind: 'not', of: { kind: 'withinBox', field: 'place', box: { west: 0, south: 0, east: 2, north: 2 } } },
      [2, 4],
    ],
  ])('%s', (_text, predicate, found) => {
    expect(where(predicate)).toEqual(found);
    expect(where({ kind: 'not', of: predicate })).toEqual([1, 2, 3, 4].filter((k) => !found.includes(k)));
  });

  test.each<[string, Predicate]>([
    ['an unknown field', { kind: 'isNull', field: 'nobody' }],
    ['text in a number', { kind: 'text', field: 'k', operator: 'contains', value: '1', ignoreCase: false }],
    ['a place in a text', { kind: 'withinBox', field: 'name', box: { west: 0, south: 0, east: 0, north: 0 } }],
    ['an order of places', { kind: 'compare', field: 'place', operator: 'lt', value: 1 }],
  ])('%s is refused', (_text, predicate) => {
    expect(() => compilePredicate(predicate, types)).toThrow(RangeError);
  });
});

describe('reads', () => {
  const order = [
    { field: 'name', direction: 'asc' },
    { field: 'k', direction: 'asc' },
  ] as const;

  test('nulls come last both ways, or first where the term says so', () => {
    expect(read({ order })).toEqual([3, 4, 1, 2]);
    expect(read({ order: [{ field: 'name', direction: 'desc' }, order[1]] })).toEqual([1, 4, 3, 2]);
    expect(read({ order: [{ field: 'name', direction: 'desc', nulls: 'first' }, order[1]] })).toEqual([2, 1, 4, 3]);
  });

  test('a position is left out, or taken in where it is inclusive', () => {
    expect(read({ order, after: { values: ['a'], inclusive: false } })).toEqual([1, 2]);
    expect(read({ order, after: { values: ['a'], inclusive: true } })).toEqual([4, 1, 2]);
    expect(read({ order, after: { values: ['b', 1], inclusive: false } })).toEqual([2]);
    expect(read({ order, after: { values: [null], inclusive: false } })).toEqual([]);
    expect(read({ order, after: { values: [null, 1], inclusive: false } })).toEqual([2]);
  });

  test('a limit per key comes before offset and limit, and null is a key', () => {
    expect(read({ order: [{ field: 'k', direction: 'desc' }], limitPerKey: { fields: ['lit'], count: 1 } })).toEqual([4, 3, 2]);
    expect(read({ order: [{ field: 'k', direction: 'desc' }], limitPerKey: { fields: ['lit'], count: 1 }, offset: 1, limit: 1 })).toEqual([
      3,
    ]);
    expect(read({ limitPerKey: { fields: ['price'], count: 1 } })).toEqual([1, 3, 4]);
  });

  test('only the fields that are asked for come back', () => {
    const [first] = answerRead(
      [{ k: 1, name: 'x' }],
      { kind: 'read', collection: 'rows', fields: ['name', 'price'], predicate: EVERYTHING, order: [] },
      types,
    );
    expect(first).toEqual({ name: 'x', price: null });
  });
});

describe('aggregates', () => {
  const ask = (request: Partial<AggregateRequest>) =>
    answerAggregate(rows, { kind: 'aggregate', collection: 'rows', predicate: EVERYTHING, groupBy: [], measures: [], ...request }, types);

  test('equal values of two spellings are one group and one value', () => {
    const groups = ask({
      groupBy: [{ name: 'p', field: 'price' }],
      measures: [
        { name: 'n', function: 'count' },
        { name: 'd', function: 'countDistinct', field: 'at' },
      ],
    });
    expect(groups.map(({ n, d }) => [n, d])).toEqual([
      [2, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(groups.map(({ p }) => p)).toEqual([expect.stringMatching(/^1\.50?$/), null, '-2']);
  });

  test('of nothing', () => {
    const measures = (['count', 'countDistinct', 'sum', 'avg', 'min', 'max', 'percentile'] as const).map((name) => ({
      name,
      function: name,
      field: 'price',
      fraction: 0.5,
    }));
    expect(ask({ predicate: NOTHING, measures })).toEqual([
      { count: 0, countDistinct: 0, sum: null, avg: null, min: null, max: null, percentile: null },
    ]);
    expect(ask({ predicate: NOTHING, measures, groupBy: [{ name: 'k', field: 'k' }] })).toEqual([]);
  });

  test('sums are exact, percentiles interpolate, a measure may have its own condition', () => {
    expect(
      ask({
        measures: [
          { name: 'sum', function: 'sum', field: 'price' },
          { name: 'min', function: 'min', field: 'price' },
          { name: 'lit', function: 'count', predicate: { kind: 'compare', field: 'lit', operator: 'eq', value: true } },
          { name: 'named', function: 'count', field: 'name' },
          { name: 'p', function: 'percentile', field: 'k', fraction: 0.9 },
          { name: 'total', function: 'sum', field: 'k' },
        ],
      }),
    ).toEqual([{ sum: '1', min: '-2', lit: 2, named: 3, p: expect.closeTo(3.7, 9), total: '10' }]);
  });
});
