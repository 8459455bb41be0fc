import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeId } from '../../src/model/ids.ts';
import { codesOf, plain, type TestEngine } from './engine-harness.ts';
import { smallCity, startCity } from './small-city.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startCity(smallCity());
});
afterAll(() => engine.close());

describe('an operand that is null or empty is refused with its path and never widens a result', () => {
  test.each([
    ['filter: null', 'filter'],
    ['filter: {}', 'filter'],
    ['filter: { code: null }', 'filter.code'],
    ['filter: { code: {} }', 'filter.code'],
    ['filter: { code: { eq: null } }', 'filter.code.eq'],
    ['filter: { code: { in: null } }', 'filter.code.in'],
    ['filter: { code: { notIn: [] } }', 'filter.code.notIn'],
    ['filter: { code: { contains: "" } }', 'filter.code.contains'],
    ['filter: { code: { isNull: null } }', 'filter.code.isNull'],
    ['filter: { code: { ignoreCase: true } }', 'filter.code'],
    ['filter: { code: { eq: "a", ignoreCase: true } }', 'filter.code.ignoreCase'],
    ['filter: { and: [] }', 'filter.and'],
    ['filter: { or: [] }', 'filter.or'],
    ['filter: { or: [{ code: { eq: "a" } }, {}] }', 'filter.or.1'],
    ['filter: { not: {} }', 'filter.not'],
    ['filter: { id: { eq: null } }', 'filter.id.eq'],
    ['filter: { id: {} }', 'filter.id'],
    ['filter: { gridCell: {} }', 'filter.gridCell'],
    ['filter: { gridCell: null }', 'filter.gridCell'],
    ['filter: { gridCell: { code: { eq: null } } }', 'filter.gridCell.code.eq'],
    ['filter: { alarms: {} }', 'filter.alarms'],
    ['filter: { alarms: { some: null } }', 'filter.alarms.some'],
    ['filter: { alarms: { every: {} } }', 'filter.alarms.every'],
    ['filter: { camerasNearby: { metres: null, some: {} } }', 'filter.camerasNearby.metres'],
    ['filter: { camerasNearby: { metres: -1, some: {} } }', 'filter.camerasNearby.metres'],
    ['filter: { location: { withinBox: { west: 1, south: 2, east: 3, north: 1 } } }', 'filter.location.withinBox'],
    ['filter: { location: { withinBox: { west: 181, south: 0, east: 3, north: 1 } } }', 'filter.location.withinBox.west'],
    ['filter: { location: { near: { point: { lon: 0, lat: 91 }, metres: 1 } } }', 'filter.location.near.point.lat'],
    ['filter: { location: { near: { point: { lon: 0, lat: 0 }, metres: -1 } } }', 'filter.location.near.metres'],
  ])('%s', async (args, path) => {
    for (const field of [`cameras(${args}) { nodes { code } }`, `camerasAggregate(${args}) { groups { count } }`]) {
      const result = await engine.run(`{ it: ${field} }`);
      expect(plain(result.data)).toEqual({ it: null });
      expect(result.errors).toHaveLength(1);
      expect(result.errors?.[0]).toMatchObject({ path: ['it'], extensions: { code: 'BAD_USER_INPUT', argument: path } });
    }
  });

  test('an empty `in` finds nothing', async () => {
    const { cameras } = await engine.data('{ cameras(filter: { code: { in: [] } }) { totalCount nodes { code } sources { state } } }');
    expect(cameras).toEqual({ totalCount: 0, nodes: [], sources: [{ state: 'SKIPPED' }, { state: 'SKIPPED' }] });
  });

  test('`not` of an empty `in` finds everything that is there, as it says', async () => {
    const { cameras } = await engine.data('{ cameras(filter: { not: { code: { in: [] } } }) { totalCount } }');
    expect(cameras.totalCount).toBe(7);
  });

  test('a null variable in a place that takes none fails its own field only', async () => {
    const result = await engine.run('query($c: Boolean = true) { cameras(requireComplete: $c) { totalCount } gridCells { totalCount } }', {
      c: null,
    });
    expect(plain(result.data)).toEqual({ cameras: null, gridCells: { totalCount: 3 } });
    expect(codesOf(result)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('group keys that make no sense are refused', () => {
  test.each([
    ['groupBy: null', 'groupBy'],
    ['groupBy: [{ field: CODE }, { field: CODE }]', 'groupBy'],
    ['groupBy: [{ field: CODE, bucket: DAY }]', 'groupBy.bucket'],
    ['groupBy: [{ field: LAST_SEEN_AT, timeZone: "UTC" }]', 'groupBy.timeZone'],
    ['groupBy: [{ field: LAST_SEEN_AT, bucket: DAY, timeZone: "Mars/Olympus" }]', 'groupBy.timeZone'],
    ['first: -1', 'first'],
    ['first: 10001', 'first'],
  ])('%s', async (args, argument) => {
    const result = await engine.run(`{ camerasAggregate(${args}) { groups { count } } }`);
    expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });
});

describe('ids', () => {
  const idOf = async (plural: string) => {
    const data = await engine.data(`{ ${plural}(first: 1) { nodes { id } } }`);
    return data[plural].nodes[0].id as string;
  };

  test.each([
    ['cameras', 'Camera', 'camera'],
    ['elevators', 'Elevator', 'elevator'],
    ['gridCells', 'GridCell', 'gridCell'],
    ['alarms', 'Alarm', 'alarm'],
  ])('node(id) and the own field find a record of %s', async (plural, type, one) => {
    const id = await idOf(plural);
    const data = await engine.data(`{ node(id: "${id}") { __typename id } own: ${one}(id: "${id}") { id } }`);
    expect(data).toEqual({ node: { __typename: type, id }, own: { id } });
  });

  test('an id of another entity finds nothing, and an interface finds its members', async () => {
    const [camera, cell] = [await idOf('cameras'), await idOf('gridCells')];
    const data =
      await engine.data(`{ a: gridCell(id: "${camera}") { id } b: camera(id: "${cell}") { id } c: device(id: "${camera}") { __typename }
      d: cameras(filter: { id: { eq: "${cell}" } }) { totalCount } e: device(id: "${cell}") { id } }`);
    expect(data).toEqual({ a: null, b: null, c: { __typename: 'Camera' }, d: { totalCount: 0 }, e: null });
  });

  test('an id of a shape that no record has finds nothing and troubles no source', async () => {
    const strange = [
      encodeId('Camera', 'west.rows.Camera', ['1']),
      encodeId('Camera', 'west.rows.Camera', [1.5]),
      encodeId('Camera', 'west.rows.Camera', [1, 2]),
      encodeId('Camera', 'west.rows.Camera', [true]),
      encodeId('Camera', 'nowhere', ['1']),
      encodeId('Camera', '=', ['C1']),
      encodeId('Nothing', 'west.rows.Camera', [1]),
      encodeId('Camera', 'west.rows.Camera', [99]),
    ];
    for (const id of strange) {
      const result = await engine.run(
        `{ camera(id: "${id}") { id } node(id: "${id}") { id } cameras(filter: { id: { in: ["${id}"] } }) { totalCount } }`,
      );
      expect(result.errors).toBeUndefined();
      expect(plain(result.data)).toEqual({ camera: null, node: null, cameras: { totalCount: 0 } });
    }
  });

  test('a text that is no id is refused at its place', async () => {
    const result = await engine.run(
      '{ a: camera(id: "???") { id } b: cameras(filter: { id: { eq: "???" } }) { totalCount } c: node(id: "") { id } }',
    );
    expect(plain(result.data)).toEqual({ a: null, b: null, c: null });
    expect(codesOf(result)).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT', 'BAD_USER_INPUT']);
    expect(result.errors?.map(({ path }) => path?.[0]).sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('names that mean something to JavaScript are aliases like any other', () => {
  test.each(['constructor', 'then', 'toString', 'hasOwnProperty', 'prototype', 'length'])('%s', async (alias) => {
    const query = `{ ${alias}: cameras(first: 1, orderBy: [{ field: CODE }]) { ${alias}: nodes { ${alias}: code valueOf: gridCell { ${alias}: name } alarms { ${alias}: totalCount } } } }`;
    const result = await engine.run(query);
    expect(result.errors).toBeUndefined();
    const own = (value: unknown, name: string) => Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
    const node = (own(own(JSON.parse(JSON.stringify(result.data)), alias), alias) as unknown[])[0];
    expect(own(node, alias)).toBe('C1');
    expect(own(own(node, 'alarms'), alias)).toBe(2);
  });

  test('but for `__proto__`, which is refused', async () => {
    const { data, errors } = await engine.run('{ cameras(first: 1) { __proto__: nodes { code } } gridCells { totalCount } }');
    expect(plain(data)).toEqual({ cameras: null, gridCells: { totalCount: 3 } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  test('groups take them too', async () => {
    const data = await engine.data(
      '{ then: camerasAggregate(groupBy: [{ field: STATE }]) { constructor: groups { count toString: key { constructor: state } valueOf: max { channelCount } } } }',
    );
    expect(data.then.constructor).toEqual([
      { count: 2, toString: { constructor: 'FAULT' }, valueOf: { channelCount: 6 } },
      { count: 5, toString: { constructor: 'ONLINE' }, valueOf: { channelCount: 7 } },
    ]);
  });
});

describe('the row budget', () => {
  test('refuses a read that needs more rows, names the field that no source can take, and touches nothing else', async () => {
    const small = await startCity(smallCity({ west: 'none', east: 'none' }), { rowBudget: 5 });
    try {
      const result = await small.run('{ cameras(filter: { code: { eq: "C1" } }) { nodes { code } } }');
      expect(plain(result.data)).toEqual({ cameras: null });
      expect(result.errors?.[0]).toMatchObject({ path: ['cameras'], extensions: { code: 'ROW_BUDGET_EXCEEDED', rowBudget: 5 } });
      expect(result.errors?.[0]?.message).toMatch(/filter on code: the source has no "eq" for "code"/);
      await expect(small.data('{ gridCells { totalCount } }')).resolves.toEqual({ gridCells: { totalCount: 3 } });
    } finally {
      await small.close();
    }
  });
});
