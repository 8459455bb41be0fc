import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GraphQLScalarType } from 'graphql';
import { GraphQLError, parseValue } from 'graphql';
import {
  BigIntScalar,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  DurationScalar,
  GeometryScalar,
  JsonScalar,
  LocaleScalar,
  MAX_INPUT_POSITIONS,
  MAX_JSON_DEPTH,
  TimeScalar,
} from '../../schema/index.ts';

type Case = readonly [input: unknown, output: unknown];

const taken: readonly (readonly [GraphQLScalarType, readonly Case[]])[] = [
  [
    DateTimeScalar,
    [
      ['2016-08-21T10:00:00Z', '2016-08-21T10:00:00.000Z'],
      ['2016-08-21T10:00:00.000Z', '2016-08-21T10:00:00.000Z'],
      ['2016-08-21T18:00:00+08:00', '2016-08-21T10:00:00.000Z'],
      ['2016-08-21t06:00:00.5-04:00', '2016-08-21T10:00:00.500Z'],
      ['2016-08-21T10:00:00.123999999Z', '2016-08-21T10:00:00.123Z'],
      ['1899-12-31T23:59:59-00:30', '1900-01-01T00:29:59.000Z'],
      ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
      ['2038-01-19T03:14:08z', '2038-01-19T03:14:08.000Z'],
      ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ],
  ],
  [
    DateScalar,
    [
      ['2016-08-21', '2016-08-21'],
      ['2000-02-29', '2000-02-29'],
      ['1850-01-01', '1850-01-01'],
    ],
  ],
  [
    TimeScalar,
    [
      ['06:51:33', '06:51:33'],
      ['23:59:59.999', '23:59:59.999'],
      ['10:00:00.000', '10:00:00'],
      ['10:00:00.5', '10:00:00.500'],
    ],
  ],
  [
    DurationScalar,
    [
      ['PT8M', 'PT8M'],
      ['P1DT12H', 'P1DT12H'],
      ['P3W', 'P3W'],
      ['-PT0.5S', '-PT0.5S'],
      ['P1Y2M3DT4H5M6S', 'P1Y2M3DT4H5M6S'],
    ],
  ],
  [
    DecimalScalar,
    [
      ['1234.50', '1234.50'],
      ['-0.10', '-0.10'],
      ['007', '7'],
      ['-0', '0'],
      ['-0.00', '0.00'],
      ['12345678901234567890.123456789', '12345678901234567890.123456789'],
      [3, '3'],
      [0.1, '0.1'],
      [5n, '5'],
    ],
  ],
  [
    BigIntScalar,
    [
      ['9007199254740993', '9007199254740993'],
      ['-007', '-7'],
      ['-0', '0'],
      [42, '42'],
      [10n ** 30n, `1${'0'.repeat(30)}`],
    ],
  ],
  [
    LocaleScalar,
    [
      ['zh', 'zh'],
      ['ZH-cn', 'zh-CN'],
      ['en-GB', 'en-GB'],
      ['zh-Hans-CN', 'zh-Hans-CN'],
    ],
  ],
];

const refused: readonly (readonly [GraphQLScalarType, readonly unknown[]])[] = [
  [
    DateTimeScalar,
    [
      ...[
        '',
        '2016-08-21',
        '2016-08-21T10:00:00',
        '2016-08-21 10:00:00Z',
        '2016-13-01T00:00:00Z',
        '2016-02-30T00:00:00Z',
        '2015-02-29T00:00:00Z',
      ],
      ...['2016-08-21T24:00:00Z', '2016-08-21T10:60:00Z', '2016-08-21T10:00:60Z', '2016-08-21T10:00:00+0800', '2016-08-21T10:00:00+24:00'],
      ...[
        '9999-12-31T23:59:59-01:00',
        '0000-01-01T00:00:00+01:00',
        '+012016-08-21T10:00:00Z',
        ' 2016-08-21T10:00:00Z',
        '２016-08-21T10:00:00Z',
      ],
      ...[1471773600000, null, true, {}, [], new Date(Number.NaN)],
    ],
  ],
  [
    DateScalar,
    ['', '2016-8-21', '20160821', '2016-02-30', '1900-02-29', '2016-00-10', '2016-08-21T00:00:00Z', 20160821, null, ['2016-08-21']],
  ],
  [TimeScalar, ['', '6:51:33', '24:00:00', '10:60:00', '10:00', '10:00:00Z', '10:00:00.', 100000, null]],
  [DurationScalar, ['', 'P', 'PT', 'P1', '8M', 'PT1.5M', 'P1DT', 'PT8M ', `PT${'9'.repeat(10)}S`, 480, null]],
  [
    DecimalScalar,
    ['', '.5', '5.', '1e3', '1,000', '+1', 'NaN', '0x10', '9'.repeat(201), Number.NaN, Number.POSITIVE_INFINITY, 1e21, null, {}],
  ],
  [BigIntScalar, ['', '1.0', '1e3', '+1', '0x10', ' 1', '9'.repeat(201), 1.5, 2 ** 53, Number.NaN, true, null, []]],
  [LocaleScalar, ['', 'z', 'zh_CN', 'not a locale', 'x'.repeat(36), 7, null]],
];

describe.each(taken)('%s', (scalar, cases) => {
  test.each(cases)('takes and gives %s in its one form', (input, output) => {
    expect(scalar.parseValue(input)).toBe(output);
    expect(scalar.serialize(input)).toBe(output);
    expect(scalar.parseValue(output)).toBe(output);
  });
});

describe.each(refused)('%s', (scalar, values) => {
  test.each(values.map((value) => [value]))('refuses %p without repeating it', (value) => {
    for (const read of [scalar.parseValue, scalar.serialize]) {
      const error = caught(() => read(value));
      expect(error).toBeInstanceOf(GraphQLError);
      expect(error?.message).toMatch(new RegExp(`^${scalar.name} expects .*; got .*\\.$`));
      if (typeof value === 'string' && value.length > 7) expect(error?.message.split('; got')[1]).not.toContain(value);
    }
  });
});

describe('literals of a document', () => {
  const literal = (scalar: GraphQLScalarType, text: string) => scalar.parseLiteral(parseValue(text), {});

  test('numbers are read digit by digit', () => {
    expect(literal(BigIntScalar, '9007199254740993')).toBe('9007199254740993');
    expect(literal(DecimalScalar, '0.1000000000000000055')).toBe('0.1000000000000000055');
    expect(literal(DecimalScalar, '"1.50"')).toBe('1.50');
  });

  test.each([
    [BigIntScalar, '1.5'],
    [BigIntScalar, 'true'],
    [DecimalScalar, '1e9'],
    [DecimalScalar, '{a: 1}'],
    [DateTimeScalar, '20160821'],
    [DateTimeScalar, 'NOW'],
    [DateScalar, 'null'],
    [LocaleScalar, 'zh'],
    [GeometryScalar, '"POLYGON((0 0))"'],
  ] as const)('%s refuses %s', (scalar, text) => {
    expect(() => literal(scalar, text)).toThrow(GraphQLError);
  });

  test('a geometry may hold variables', () => {
    const text = '{type: Polygon, coordinates: [[[0, 0], [1, 0], $corner, [0, 0]]]}'.replace('Polygon', '"Polygon"');
    expect(GeometryScalar.parseLiteral(parseValue(text), { corner: [1, 1] })).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    });
  });
});

describe('DateTime', () => {
  test('gives back every instant of the years 1 to 9999', () => {
    const instants = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (date) => DateTimeScalar.parseValue(date.toISOString()) === date.toISOString()),
      { seed: 20161101, numRuns: 300 },
    );
  });

  test('serialises a Date', () => {
    expect(DateTimeScalar.serialize(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('Geometry', () => {
  const square = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
  ];
  const polygon = (ring: unknown) => ({ type: 'Polygon', coordinates: [ring] });

  test('takes polygons with holes and multipolygons, and drops altitudes', () => {
    expect(GeometryScalar.parseValue({ ...polygon(square.map((each) => [...each, 12])), bbox: [0, 0, 1, 1] })).toEqual(polygon(square));
    expect(GeometryScalar.parseValue({ type: 'Polygon', coordinates: [square, square] })).toEqual({
      type: 'Polygon',
      coordinates: [square, square],
    });
    expect(GeometryScalar.parseValue({ type: 'MultiPolygon', coordinates: [[square], [square]] })).toEqual({
      type: 'MultiPolygon',
      coordinates: [[square], [square]],
    });
  });

  test.each<[string, unknown]>([
    [
      'an open ring',
      polygon([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ],
    [
      'a ring of three',
      polygon([
        [0, 0],
        [1, 0],
        [0, 0],
      ]),
    ],
    ['an empty ring', polygon([])],
    ['no rings', { type: 'Polygon', coordinates: [] }],
    ['no polygons', { type: 'MultiPolygon', coordinates: [] }],
    ['missing coordinates', { type: 'Polygon' }],
    [
      'a latitude beyond 90',
      polygon([
        [0, 0],
        [1, 91],
        [1, 1],
        [0, 0],
      ]),
    ],
    [
      'a longitude beyond 180',
      polygon([
        [0, 0],
        [181, 0],
        [1, 1],
        [0, 0],
      ]),
    ],
    [
      'NaN',
      polygon([
        [0, 0],
        [Number.NaN, 0],
        [1, 1],
        [0, 0],
      ]),
    ],
    [
      'Infinity',
      polygon([
        [0, 0],
        [Number.POSITIVE_INFINITY, 0],
        [1, 1],
        [0, 0],
      ]),
    ],
    [
      'texts for numbers',
      polygon([
        ['0', '0'],
        ['1', '0'],
        ['1', '1'],
        ['0', '0'],
      ]),
    ],
    ['a position of one', polygon([[0], [1], [1], [0]])],
    ['a position of four', polygon(square.map((each) => [...each, 1, 2]))],
    ['another coordinate system', { ...polygon(square), crs: { type: 'name' } }],
    ['a point', { type: 'Point', coordinates: [0, 0] }],
    ['a collection', { type: 'GeometryCollection', geometries: [] }],
    ['a feature', { type: 'Feature', geometry: polygon(square) }],
    ['too many positions', polygon([...Array.from({ length: MAX_INPUT_POSITIONS + 1 }, () => [0, 0])])],
    ['text', '{"type":"Polygon"}'],
    ['a list', [polygon(square)]],
    ['null', null],
  ])('refuses %s', (_, value) => {
    expect(caught(() => GeometryScalar.parseValue(value))?.message).toMatch(/^Geometry expects .*; got .*\.$/);
  });

  test('gives any geometry and nothing else', () => {
    const point = { type: 'Point', coordinates: [1, 2] };
    expect(GeometryScalar.serialize(point)).toBe(point);
    for (const value of ['x', null, { type: 'Circle', coordinates: [] }, { type: 'Point' }])
      expect(() => GeometryScalar.serialize(value)).toThrow(GraphQLError);
  });
});

describe('JSON', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

  test.each([{ a: [1, null, { b: 'x' }] }, [], 'text', 0.5, true, null])('takes and gives %j as it is', (value) => {
    expect(JsonScalar.serialize(value)).toEqual(value);
    expect(JsonScalar.parseValue(value)).toEqual(value);
    const literal = JSON.stringify(value).replace(/"(\w+)":/g, '$1:');
    expect(JsonScalar.parseLiteral(parseValue(literal), {})).toEqual(value);
  });

  test('takes enum names and variables in a literal', () => {
    expect(JsonScalar.parseLiteral(parseValue('{ state: ONLINE, first: $n, none: $m }'), { n: 3 })).toEqual({
      state: 'ONLINE',
      first: 3,
      none: null,
    });
  });

  test('keeps a name like __proto__ as a name', () => {
    const value = JsonScalar.parseValue(JSON.parse('{ "__proto__": { "polluted": true } }')) as { readonly polluted?: boolean };
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.polluted).toBeUndefined();
  });

  test(`refuses more than ${MAX_JSON_DEPTH} levels, and numbers that JSON has not`, () => {
    expect(JsonScalar.parseValue(nested(MAX_JSON_DEPTH))).toEqual(nested(MAX_JSON_DEPTH));
    const deep = nested(MAX_JSON_DEPTH + 1);
    for (const value of [deep, Number.NaN, Number.POSITIVE_INFINITY, undefined]) {
      expect(caught(() => JsonScalar.parseValue(value))).toBeInstanceOf(GraphQLError);
    }
    for (const literal of [JSON.stringify(deep), '1e999', '{ a: 1e999 }']) {
      expect(caught(() => JsonScalar.parseLiteral(parseValue(literal), {}))).toBeInstanceOf(GraphQLError);
    }
  });
});

function caught(run: () => unknown): GraphQLError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
  return undefined;
}
