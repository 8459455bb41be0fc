import { describe, expect, it } from '@jest/globals';
import { hasForm, refusalOf } from '../../../src/catalog/runtime/index.ts';
import type { AggregateRequest, CollectionDescription, FieldType, Predicate, ReadRequest } from '../../../src/contract/index.ts';

const DESCRIPTION: CollectionDescription = {
  name: 'things',
  key: ['a', 'b'],
  fields: [
    { name: 'a', type: 'int', nullable: false },
    { name: 'b', type: 'text', nullable: false },
    { name: 'at', type: 'datetime', nullable: true },
    { name: 'place', type: 'point', nullable: true },
  ],
  capabilities: {
    fields: {
      a: { operators: ['in'], sortable: true, groupable: true, measures: ['sum', 'percentile'] },
      b: { operators: ['eq', 'contains'], sortable: true },
      at: { buckets: ['DAY'] },
      place: { operators: ['withinBox', 'withinPolygon', 'withinDistance'] },
    },
    order: { maxTerms: 2 },
    seek: true,
    limitPerKey: true,
    maxKeysPerRead: 2,
    aggregate: { count: true },
  },
};
const READ: ReadRequest = { kind: 'read', collection: 'things', fields: ['a'], predicate: { kind: 'and', of: [] }, order: [] };
const GROUPS: AggregateRequest = { kind: 'aggregate', collection: 'things', predicate: READ.predicate, groupBy: [], measures: [] };
const KEY = [
  { field: 'b', direction: 'asc' },
  { field: 'a', direction: 'desc' },
] as const;
const ring = (...positions: readonly (readonly [number, number])[]) =>
  ({ kind: 'withinPolygon', field: 'place', polygons: [[positions]] }) as const;

describe('refusalOf', () => {
  it.each<[string, Partial<ReadRequest>]>([
    ['everything', {}],
    ['an order of the key in any sequence', { order: KEY }],
    ['a seek by a part of the order', { order: KEY, after: { values: ['x'], inclusive: true } }],
    ['as many keys as declared', { predicate: { kind: 'in', field: 'a', values: [1, 2] } }],
    ['a closed ring', { predicate: ring([0, 0], [1, 0], [1, 1], [0, 0]) }],
    ['a limit per key', { order: KEY, limitPerKey: { fields: ['b'], count: 1 } }],
  ])('accepts %s', (_, change) => {
    expect(refusalOf({ ...READ, ...change }, DESCRIPTION)).toBeUndefined();
  });

  it.each<[string, Partial<ReadRequest>, string]>([
    ['a field named twice', { fields: ['a', 'a'] }, 'twice'],
    ['half of the key', { order: [KEY[0]] }, 'key field "a"'],
    ['too many terms', { order: [...KEY, { field: 'at', direction: 'asc' }] }, 'not sortable'],
    ['nulls first', { order: [{ ...KEY[0], nulls: 'first' }, KEY[1]] }, 'nulls first'],
    ['a limit', { limit: 1 }, 'limit is not declared'],
    ['a seek longer than the order', { order: KEY, after: { values: ['x', 1, 2], inclusive: false } }, 'seek position'],
    ['a seek value of another type', { order: KEY, after: { values: [1], inclusive: false } }, 'must be a text'],
    ['too many keys', { predicate: { kind: 'in', field: 'a', values: [1, 2, 3] } }, '2 values at most'],
    ['and', { predicate: { kind: 'and', of: [{ kind: 'in', field: 'a', values: [] }] } }, '"and" is not declared'],
    ['ignoreCase', { predicate: { kind: 'text', field: 'b', operator: 'contains', value: 'x', ignoreCase: true } }, 'textIgnoreCase'],
    ['a distance below zero', { predicate: { kind: 'withinDistance', field: 'place', point: { lon: 0, lat: 0 }, metres: -1 } }, 'metres'],
    [
      'a box upside down',
      { predicate: { kind: 'withinBox', field: 'place', box: { west: 0, east: 1, south: 2, north: 1 } } },
      'south not above north',
    ],
    ['an open ring', { predicate: ring([0, 0], [1, 0], [1, 1], [0, 1]) }, 'closed rings'],
    ['a limit per key of nothing', { limitPerKey: { fields: [], count: 1 } }, 'at least one field'],
    ['a limit per key of zero', { limitPerKey: { fields: ['a'], count: 0 } }, 'at least 1'],
  ])('refuses %s', (_, change, said) => {
    expect(refusalOf({ ...READ, ...change }, DESCRIPTION)).toContain(said);
  });

  it.each<[string, Partial<AggregateRequest>, string | undefined]>([
    ['a count of rows', { measures: [{ name: 'n', function: 'count' }] }, undefined],
    ['a bucket', { groupBy: [{ name: 'd', field: 'at', bucket: 'DAY' }] }, undefined],
    ['a bucket that is not declared', { groupBy: [{ name: 'd', field: 'at', bucket: 'HOUR' }] }, 'HOUR'],
    ['a zone', { groupBy: [{ name: 'd', field: 'at', bucket: 'DAY', timeZone: 'Asia/Shanghai' }] }, 'UTC only'],
    ['a field that is not groupable', { groupBy: [{ name: 'd', field: 'b' }] }, 'not groupable'],
    ['two names that are equal', { groupBy: [{ name: 'n', field: 'a' }], measures: [{ name: 'n', function: 'count' }] }, 'same name'],
    ['a percentile without its fraction', { measures: [{ name: 'p', function: 'percentile', field: 'a' }] }, 'between 0 and 1'],
    ['a sum of nothing named', { measures: [{ name: 's', function: 'sum' }] }, 'needs a field'],
    ['a measure with a predicate', { measures: [{ name: 'n', function: 'count', predicate: READ.predicate }] }, 'own predicate'],
    ['no group at all', { maxGroups: 0 }, 'maxGroups'],
  ])('judges %s', (_, change, said) => {
    const refusal = refusalOf({ ...GROUPS, ...change }, DESCRIPTION);
    if (said === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(said);
  });

  it('holds a request against narrowed capabilities', () => {
    const predicate: Predicate = { kind: 'compare', field: 'b', operator: 'eq', value: 'x' };
    expect(refusalOf({ ...READ, predicate }, DESCRIPTION)).toBeUndefined();
    expect(refusalOf({ ...READ, predicate }, DESCRIPTION, {})).toContain('not declared');
  });
});

describe('hasForm', () => {
  it.each<[FieldType, readonly unknown[], readonly unknown[]]>([
    ['text', ['', 'x'], [1, null, undefined]],
    ['int', [0, -2_147_483_648, 2_147_483_647], [2_147_483_648, -2_147_483_649, 1.5, '1', Number.NaN]],
    ['bigint', ['0', '-9223372036854775808'], [1, '1.0', '1e3', '']],
    ['decimal', ['0', '-1.50'], [1.5, '.5', '1e3', '1.', '']],
    ['float', [0, -1.5, 1e300], [Number.NaN, Number.POSITIVE_INFINITY, '1']],
    ['boolean', [true, false], [0, 'true']],
    ['date', ['1850-01-01', '2000-02-29'], ['2001-02-29', '2000-1-1', '2000-01-01T00:00:00.000Z']],
    ['time', ['00:00:00', '23:59:59.999'], ['24:00:00', '9:00:00', '09:00', '09:00:00.5']],
    [
      'datetime',
      ['2016-08-21T10:00:00.000Z'],
      ['2016-08-21T10:00:00Z', '2016-08-21 10:00:00.000', '2016-02-30T10:00:00.000Z', '2016-08-21T10:00:00.000+08:00'],
    ],
    ['duration', ['PT5M', 'P1DT2H'], ['P', 'PT', '5 minutes']],
    ['point', [{ lon: 1, lat: 2 }], [[1, 2], { lon: '1', lat: 2 }, 'POINT(1 2)']],
    ['geometry', [{ type: 'Point', coordinates: [1, 2] }], [{ lon: 1, lat: 2 }]],
    ['json', [{}, 0, ''], [null, undefined]],
  ])('knows the values of %s', (type, good, bad) => {
    for (const value of good) expect([type, value, hasForm(type, value)]).toEqual([type, value, true]);
    for (const value of bad) expect([type, value, hasForm(type, value)]).toEqual([type, value, false]);
  });
});
