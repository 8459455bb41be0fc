import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LeafPredicate } from '../../../src/catalog/mapping.ts';
import { MappingError } from '../../../src/catalog/mapping.ts';
import type { FieldType, Row, Scalar, Value } from '../../../src/contract/index.ts';
import { compilePredicate, fieldsOf } from '../../../src/rows/index.ts';
import { mapping, type OneField } from '../bindings/support.ts';

const VALUES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  text: fc.constantFrom(
    '',
    ' ',
    'a',
    'A',
    'b',
    'NULL',
    'N/A',
    '0',
    '1',
    '2',
    '7',
    '-3',
    '007',
    ' 1',
    '1.5',
    '2.50',
    'true',
    'false',
    '20111110',
    '20111111',
    '20110230',
    '2011-11-10',
    '2011-11-11',
    'a-b',
    'ä',
    '中文',
    '\u{1f600}',
    '！',
  ),
  int: fc.constantFrom(-2147483648, -60, -1, 0, 1, 2, 7, 59, 60, 61, 86399, 86400, 20111110, 20111111, 1320883200, 2147483647),
  bigint: fc.constantFrom(
    '-1',
    '0',
    '1',
    '2',
    '7',
    '60',
    '1320883200',
    '1320883201',
    '1320883200000',
    '1320883200500',
    '9007199254740993',
    '99999999999999999999',
  ),
  decimal: fc.constantFrom('-1.5', '0', '1', '1.50', '2', '7', '7.25', '9007199254740993.1'),
  float: fc.constantFrom(-180.5, -180, -122.4, -1, -0.5, 0, 0.5, 1, 1.5, 2, 7, 45, 89.5, 90, 91, 116.4, 179.9, 180, 1e21),
  boolean: fc.boolean(),
  date: fc.constantFrom('2011-11-05', '2011-11-06', '2011-11-07', '2011-11-10', '0099-03-01', '2011-03-13', '2011-03-14'),
  datetime: fc.constantFrom(
    '2011-11-05T15:59:59.999Z',
    '2011-11-05T16:00:00.000Z',
    '2011-11-06T04:00:00.000Z',
    '2011-11-06T05:00:00.000Z',
    '2011-11-06T12:00:00.000Z',
    '2011-11-10T00:00:00.000Z',
    '2011-11-10T00:00:00.500Z',
    '2011-11-10T00:00:01.000Z',
    '2011-03-13T07:30:00.000Z',
  ),
};
const EVERY_TYPE = Object.keys(VALUES) as FieldType[];

const scalars = (type: FieldType) => (VALUES[type] ?? VALUES.text) as fc.Arbitrary<Scalar>;

function leaves(type: FieldType): fc.Arbitrary<LeafPredicate> {
  const field = 'f';
  const nothing = fc.constant<LeafPredicate>({ kind: 'isNull', field });
  if (type === 'point') {
    const edge = fc.constantFrom(-180, -122.4, -1, 0, 1, 2, 45, 90, 116.4, 179.9, 180);
    const box = fc.record({ west: edge, south: edge, east: edge, north: edge });
    return fc.oneof(
      nothing,
      box.map((each): LeafPredicate => ({ kind: 'withinBox', field, box: each })),
    );
  }
  const operator = fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte');
  const compare = fc
    .tuple(operator, scalars(type))
    .map(([op, value]) => ({ kind: 'compare', field, operator: op, value }) as LeafPredicate);
  const list = fc.array(scalars(type), { maxLength: 4 }).map((values): LeafPredicate => ({ kind: 'in', field, values }));
  const text = fc
    .tuple(fc.constantFrom('contains', 'startsWith', 'endsWith'), fc.constantFrom('', 'a', 'N', '1'), fc.boolean())
    .map(([op, value, ignoreCase]) => ({ kind: 'text', field, operator: op, value, ignoreCase }) as LeafPredicate);
  return type === 'text' ? fc.oneof(nothing, compare, list, text) : fc.oneof(nothing, compare, list);
}

const state = { type: 'text', enumValues: ['A', 'B', 'UNKNOWN'] } as const;

/** Mapping, and the leaves that must reach the source: a mapping that never translates would pass every comparison. */
const CASES: readonly (OneField & { readonly pushes: readonly string[] })[] = [
  ...EVERY_TYPE.map((type) => ({ columns: { c: type }, field: 'c', to: type, pushes: ['isNull', 'in', 'eq', 'ne', 'lt', 'gte'] })),
  { columns: { c: 'text' }, field: 'c', to: state, pushes: ['isNull', 'in', 'eq', 'ne', 'lt', 'contains'] },
  {
    columns: { c: 'text' },
    field: { column: 'c', enum: { '1': 'A', '2': 'B', '0': 'A' }, otherwise: 'UNKNOWN' },
    to: state,
    pushes: ['isNull', 'in', 'eq', 'ne', 'lt'],
  },
  {
    columns: { c: 'text' },
    field: { column: 'c', enum: { '1': 'A', '2': null }, otherwise: null },
    to: state,
    pushes: ['isNull', 'in', 'eq', 'ne'],
  },
  {
    columns: { c: 'int' },
    field: { column: 'c', enum: { '1': 'A', '2': 'B', '7': null } },
    to: state,
    pushes: ['isNull', 'in', 'eq', 'ne'],
  },
  { columns: { c: 'boolean' }, field: { column: 'c', enum: { true: 'A', false: 'B' } }, to: state, pushes: ['isNull', 'in', 'eq', 'ne'] },
  {
    columns: { c: 'bigint' },
    field: { column: 'c', enum: { '1': 'A', '9007199254740993': 'B' }, otherwise: 'B' },
    to: state,
    pushes: ['isNull', 'eq', 'ne'],
  },
  {
    columns: { c: 'decimal' },
    field: { column: 'c', enum: { '1.5': 'A', '7': 'B' }, otherwise: 'B' },
    to: state,
    pushes: ['isNull', 'eq', 'ne'],
  },
  { columns: { c: 'float' }, field: { column: 'c', enum: { '1.5': 'A', '0': 'B' } }, to: state, pushes: ['isNull', 'eq', 'ne'] },
  {
    columns: { c: 'text' },
    field: { column: 'c', 'look-up': { table: { a: 7, b: 2 } }, otherwise: 60 },
    to: 'int',
    pushes: ['isNull', 'eq', 'ne', 'lt', 'gte'],
  },
  {
    columns: { c: 'text' },
    field: { column: 'c', transforms: ['blank-as-null'] },
    to: 'text',
    pushes: ['isNull', 'in', 'eq', 'ne', 'lt', 'contains'],
  },
  {
    columns: { c: 'text' },
    field: { column: 'c', transforms: ['blank-as-null', { 'null-words': ['NULL', 'N/A'] }] },
    to: 'text',
    pushes: ['isNull', 'in', 'eq', 'ne', 'gte', 'contains'],
  },
  {
    columns: { c: 'text' },
    field: { column: 'c', transforms: [{ 'null-words': ['0'] }], enum: { '1': 'A', '0': 'B' }, otherwise: 'UNKNOWN' },
    to: state,
    pushes: ['isNull', 'eq', 'ne'],
  },
  {
    columns: { c: 'int' },
    field: { column: 'c', transforms: [{ 'null-words': ['0', '-1', 'x'] }] },
    to: 'int',
    pushes: ['isNull', 'in', 'eq', 'ne', 'lt'],
  },
  {
    columns: { c: 'int' },
    field: { column: 'c', transforms: [{ 'null-words': ['0'] }] },
    to: 'float',
    pushes: ['isNull', 'in', 'eq', 'lt'],
  },
  { columns: { c: 'bigint' }, field: { column: 'c', transforms: [{ 'null-words': ['0'] }] }, to: 'bigint', pushes: [] },
  { columns: { c: 'text' }, field: { column: 'c', transforms: ['trim'] }, to: 'text', pushes: ['isNull'] },
  { columns: { c: 'text' }, field: { column: 'c', transforms: ['trim', 'blank-as-null'] }, to: 'text', pushes: [] },
  { columns: { c: 'text' }, field: { column: 'c', transforms: ['upper'] }, to: 'text', pushes: ['isNull'] },
  { columns: { c: 'text' }, field: { column: 'c', transforms: ['number'] }, to: 'float', pushes: ['isNull'] },
  { columns: { c: 'text' }, field: { column: 'c', split: { separator: '-', index: 1 } }, to: 'text', pushes: [] },
  { columns: { c: 'text', d: 'int' }, field: { concat: ['c', 'd'], separator: '/' }, to: 'text', pushes: ['isNull'] },
  ...(['int', 'bigint', 'decimal', 'float', 'boolean', 'date', 'datetime'] as const).map((to) => ({
    columns: { c: 'text' as const },
    field: 'c',
    to,
    pushes: ['isNull'],
    more: { timeZone: 'Asia/Shanghai' },
  })),
  { columns: { c: 'text' }, field: 'c', to: 'int', pushes: ['eq', 'in'] },
  { columns: { c: 'text' }, field: 'c', to: 'bigint', pushes: ['eq', 'in'] },
  { columns: { c: 'text' }, field: 'c', to: 'boolean', pushes: ['eq', 'in', 'ne'] },
  { columns: { c: 'text' }, field: 'c', to: 'date', pushes: ['eq', 'in'] },
  ...(['int', 'bigint', 'boolean', 'date'] as const).map((from) => ({
    columns: { c: from },
    field: 'c',
    to: 'text' as const,
    pushes: ['isNull', 'eq', 'in', 'ne'],
  })),
  ...(['decimal', 'float', 'datetime'] as const).map((from) => ({
    columns: { c: from },
    field: 'c',
    to: 'text' as const,
    pushes: ['isNull'],
  })),
  ...(['bigint', 'decimal', 'float'] as const).map((to) => ({
    columns: { c: 'int' as const },
    field: 'c',
    to,
    pushes: ['isNull', 'eq', 'in', 'ne', 'lt', 'gte'],
  })),
  { columns: { c: 'int' }, field: 'c', to: 'boolean', pushes: ['isNull', 'eq', 'ne'] },
  { columns: { c: 'float' }, field: 'c', to: 'int', pushes: ['isNull', 'eq', 'in'] },
  { columns: { c: 'bigint' }, field: 'c', to: 'int', pushes: ['isNull', 'eq', 'in'] },
  ...(['bigint', 'int'] as const).map((to) => ({ columns: { c: 'decimal' as const }, field: 'c', to, pushes: ['isNull'] })),
  {
    columns: { c: 'int' },
    field: { column: 'c', date: { epoch: 'seconds' } },
    to: 'datetime',
    pushes: ['isNull', 'eq', 'in', 'ne', 'lt', 'gte'],
  },
  {
    columns: { c: 'bigint' },
    field: { column: 'c', date: { epoch: 'milliseconds' } },
    to: 'datetime',
    pushes: ['isNull', 'eq', 'ne', 'lt', 'gte'],
  },
  { columns: { c: 'float' }, field: { column: 'c', date: { epoch: 'seconds' } }, to: 'datetime', pushes: ['isNull'] },
  { columns: { c: 'text' }, field: { column: 'c', date: { pattern: 'yyyyMMdd' } }, to: 'date', pushes: ['isNull', 'eq', 'in'] },
  { columns: { c: 'int' }, field: { column: 'c', date: { pattern: 'yyyyMMdd' } }, to: 'date', pushes: ['isNull', 'eq', 'in'] },
  {
    columns: { c: 'text' },
    field: { column: 'c', date: { pattern: 'yyyyMMdd', zone: 'America/New_York' } },
    to: 'datetime',
    pushes: ['isNull'],
  },
  ...(['Asia/Shanghai', 'America/New_York', 'UTC'] as const).flatMap((timeZone) => [
    {
      columns: { c: 'date' as const },
      field: 'c',
      to: 'datetime' as const,
      more: { timeZone },
      pushes: ['isNull', 'eq', 'ne', 'in', 'lt', 'lte', 'gt', 'gte'],
    },
    {
      columns: { c: 'datetime' as const },
      field: 'c',
      to: 'date' as const,
      more: { timeZone },
      pushes: ['isNull', 'eq', 'ne', 'lt', 'lte', 'gt', 'gte'],
    },
  ]),
  { columns: {}, field: { value: 'A' }, to: state, pushes: ['isNull', 'eq', 'ne', 'in', 'lt'] },
  ...(['float', 'int'] as const).map((type) => ({
    columns: { x: type, y: type },
    field: { point: { lon: 'x', lat: 'y' } },
    to: 'point' as const,
    more: { datum: 'CGCS2000' },
    pushes: ['isNull', 'withinBox'],
  })),
  {
    columns: { x: 'decimal', y: 'text' },
    field: { point: { lon: 'x', lat: 'y' } },
    to: 'point',
    more: { datum: 'WGS84' },
    pushes: [],
  },
  {
    columns: { x: 'float', y: 'float' },
    field: { point: { lon: 'x', lat: 'y' } },
    to: 'point',
    more: { datum: 'GCJ02' },
    pushes: ['isNull'],
  },
  { columns: { c: 'text' }, field: 'c', to: { type: 'text', mark: { freeText: true } }, pushes: ['isNull'] },
  { columns: { c: 'text' }, field: { expression: "row.c == null ? 'x' : row.c" }, to: 'text', pushes: [] },
];

const shape = (leaf: LeafPredicate) => (leaf.kind === 'compare' || leaf.kind === 'text' ? leaf.operator : leaf.kind);

describe('toSource', () => {
  test.each(CASES.map((each) => [JSON.stringify([each.columns, each.field, each.to, each.more]), each] as const))(
    '%s means the same on the columns',
    (_, one) => {
      const { type, map, toSource, columns } = mapping(one);
      const types = new Map(Object.entries(one.columns));
      const row = fc.record(
        Object.fromEntries(
          Object.entries(one.columns).map(([name, of]) => [name, fc.option(VALUES[of] ?? fc.constant(null), { nil: null })]),
        ),
      );
      const pushed = new Set<string>();
      const check = (rows: readonly Row[], leaf: LeafPredicate) => {
        const predicate = toSource?.(leaf);
        if (!predicate) return;
        pushed.add(shape(leaf));
        for (const field of fieldsOf(predicate)) expect(columns).toContain(field);
        const onColumns = compilePredicate(predicate, types);
        const onValue = compilePredicate(leaf, new Map([['f', type]]));
        for (const each of rows) expect({ each, leaf, is: onColumns(each) }).toEqual({ each, leaf, is: meets(map, each, onValue) });
      };
      fc.assert(fc.property(fc.array(row as fc.Arbitrary<Row>, { minLength: 1, maxLength: 30 }), leaves(type), check), {
        seed: 20_261_122,
        numRuns: 250,
      });
      expect([...pushed]).toEqual(expect.arrayContaining([...one.pushes]));
    },
  );
});

/** A row that the mapping refuses meets nothing. */
function meets(map: (row: Row) => Value, row: Row, test: (row: Row) => boolean): boolean {
  try {
    return test({ f: map(row) });
  } catch (error) {
    if (error instanceof MappingError) return false;
    throw error;
  }
}
