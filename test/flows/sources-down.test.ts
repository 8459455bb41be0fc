import { afterEach, describe, expect, test } from '@jest/globals';
import { SourceError, type SourceErrorOptions } from '../../src/contract/index.ts';
import { codesOf, plain, type TestEngine } from './engine-harness.ts';
import { smallCity, startCity, until } from './small-city.ts';

const LIST = `{ cameras(orderBy: [{ field: CODE }]) {
  nodes { code } totalCount
  completeness { status missing { name } }
  sources { source { name } state rows errorCode } } }`;

let engine: TestEngine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const failures: readonly (readonly [string, SourceError['kind'], SourceErrorOptions, string])[] = [
  ['refuses the connection', 'UNREACHABLE', {}, 'SOURCE_UNAVAILABLE'],
  ['does not answer in time', 'UNREACHABLE', { timeout: true }, 'SOURCE_TIMEOUT'],
  ['does not take the credentials', 'NEEDS_AUTH', {}, 'SOURCE_AUTH_FAILED'],
  ['sends nonsense', 'BAD_DATA', {}, 'SOURCE_BAD_DATA'],
];

describe('a source that fails costs only its own part', () => {
  test.each(failures)('a source that %s while it is read', async (_text, kind, options, code) => {
    const city = smallCity();
    engine = await startCity(city);
    city.east.trouble = new SourceError(kind, 'it failed', options);
    const result = await engine.run(LIST);
    expect(result.errors).toHaveLength(1);
    expect(result.errors?.[0]).toMatchObject({ path: ['cameras'], extensions: { code, source: 'east' } });
    expect(plain(result.data)).toEqual({
      cameras: {
        nodes: [{ code: 'C1' }, { code: 'C2' }, { code: 'C3' }, { code: 'C4' }],
        totalCount: null,
        completeness: { status: 'PARTIAL', missing: [{ name: 'east' }] },
        sources: [
          { source: { name: 'east' }, state: 'UNAVAILABLE', rows: null, errorCode: code },
          { source: { name: 'west' }, state: 'LIVE', rows: 4, errorCode: null },
        ],
      },
    });
  });

  test.each(failures)('a source that %s from the start, and comes back', async (_text, kind, options, code) => {
    const city = smallCity();
    city.east.trouble = new SourceError(kind, 'it failed', options);
    engine = await startCity(city);
    const before = await engine.run(LIST);
    expect(codesOf(before)).toEqual([code]);
    expect(before.data?.cameras).toMatchObject({ totalCount: null, completeness: { status: 'PARTIAL' } });
    city.east.trouble = undefined;
    const { catalog } = engine;
    await until(() => catalog.snapshot.source('east').state === 'LIVE');
    const { cameras } = await engine.data(LIST);
    expect(cameras).toMatchObject({ totalCount: 7, completeness: { status: 'COMPLETE', missing: [] } });
  });

  test('other root fields and other entities are not touched, and the failure is told once', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.east.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run(
      '{ a: cameras { totalCount } b: cameras { nodes { code } } c: camerasAggregate { groups { count } completeness { status } } gridCells { totalCount completeness { status } } }',
    );
    expect(codesOf(result)).toEqual(['SOURCE_UNAVAILABLE']);
    expect(plain(result.data)).toMatchObject({
      a: { totalCount: null },
      c: { groups: [{ count: 4 }], completeness: { status: 'PARTIAL' } },
      gridCells: { totalCount: 3, completeness: { status: 'COMPLETE' } },
    });
  });

  test('a list that only counts says that it is partial', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.east.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run('{ cameras { totalCount completeness { status } sources { state } } }');
    expect(plain(result.data)).toEqual({
      cameras: { totalCount: null, completeness: { status: 'PARTIAL' }, sources: [{ state: 'UNAVAILABLE' }, { state: 'LIVE' }] },
    });
  });

  test('a relation whose source is down is null or empty, and the list says so', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.grid.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run(
      '{ cameras(first: 1) { totalCount nodes { code gridCell { name } } completeness { status missing { name } } } }',
    );
    expect(result.errors?.[0]).toMatchObject({ path: ['cameras', 'gridCell'], extensions: { code: 'SOURCE_UNAVAILABLE', source: 'grid' } });
    expect(plain(result.data)).toEqual({
      cameras: {
        totalCount: 7,
        nodes: [{ code: 'C5', gridCell: null }],
        completeness: { status: 'PARTIAL', missing: [{ name: 'grid' }] },
      },
    });
  });

  test('a nested list whose source is down is empty and PARTIAL by itself', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.west.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run(
      '{ gridCells(orderBy: [{ field: CODE }]) { completeness { status } nodes { code cameras { totalCount completeness { status } nodes { code } } } } }',
    );
    expect(codesOf(result)).toEqual(['SOURCE_UNAVAILABLE']);
    expect(plain(result.data)).toMatchObject({
      gridCells: {
        completeness: { status: 'COMPLETE' },
        nodes: [
          { code: 'G1', cameras: { totalCount: null, completeness: { status: 'PARTIAL' }, nodes: [] } },
          { code: 'G2', cameras: { totalCount: null, completeness: { status: 'PARTIAL' }, nodes: [{ code: 'C5' }, { code: 'C6' }] } },
          { code: 'G3', cameras: { nodes: [] } },
        ],
      },
    });
  });

  test('a single record is null with the source named under the alias', async () => {
    const city = smallCity();
    engine = await startCity(city);
    const { cameras } = await engine.data('{ cameras(filter: { code: { eq: "C5" } }) { nodes { id } } }');
    city.east.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run(`{ mine: camera(id: "${cameras.nodes[0].id}") { code } }`);
    expect(plain(result.data)).toEqual({ mine: null });
    expect(result.errors?.[0]).toMatchObject({ path: ['mine'], extensions: { code: 'SOURCE_UNAVAILABLE' } });
  });
});

describe('what needs a source that is down is refused, never wrong', () => {
  test.each([
    ['a filter over a relation', '{ cameras(filter: { gridCell: { name: { eq: "Harbour" } } }) { nodes { code } } }', 'cameras'],
    ['its opposite', '{ cameras(filter: { not: { gridCell: { name: { eq: "Harbour" } } } }) { nodes { code } } }', 'cameras'],
    ['a filter by place', '{ cameras(filter: { gridCellAtLocation: { name: { eq: "Harbour" } } }) { nodes { code } } }', 'cameras'],
    ['an order by a relation', '{ cameras(orderBy: [{ field: GRID_CELL_NAME }]) { nodes { code } } }', 'cameras'],
    ['groups by a relation', '{ camerasAggregate(groupBy: [{ field: GRID_CELL_NAME }]) { groups { count } } }', 'camerasAggregate'],
    ['a count with a filter over a relation', '{ cameras(filter: { gridCell: { code: { eq: "G1" } } }) { totalCount } }', 'cameras'],
    [
      'a filter over a relation of a relation',
      '{ alarms(filter: { device: { gridCell: { name: { eq: "Harbour" } } } }) { totalCount } }',
      'alarms',
    ],
  ])('%s', async (_text, query, field) => {
    const city = smallCity();
    engine = await startCity(city);
    city.grid.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run(query);
    expect(plain(result.data)).toEqual({ [field]: null });
    expect(result.errors?.map(({ path, message, extensions }) => ({ path, message, extensions }))).toEqual([
      {
        path: [field],
        message: expect.stringMatching(/^(The filter on|Sorting and grouping by) "\w+" needs "grid", which cannot be read now: it failed$/),
        extensions: { code: 'SOURCE_UNAVAILABLE', source: 'grid', retryable: true },
      },
    ]);
  });
});

describe('a nested list that cannot be given', () => {
  test('is null by itself where its arguments need a source that is down', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.alarms.trouble = new SourceError('BAD_DATA', 'it failed');
    const nested = (demand: string) =>
      `{ gridCells${demand} { nodes { code cameras(filter: { alarms: { some: {} } }) { nodes { code } } } } }`;
    const result = await engine.run(nested(''));
    expect(plain(result.data)).toMatchObject({
      gridCells: { nodes: [{ code: 'G1', cameras: null }, { cameras: null }, { cameras: null }] },
    });
    expect(result.errors?.map(({ path }) => path)).toEqual([['gridCells', 'cameras']]);
    const demanded = await engine.run(nested('(requireComplete: true)'));
    expect(plain(demanded.data)).toEqual({ gridCells: null });
    expect(codesOf(demanded)).toContain('INCOMPLETE');
  });
});

describe('a client may demand everything', () => {
  const demanding = '{ cameras(requireComplete: true) { nodes { code } } gridCells(requireComplete: true) { totalCount } }';

  test('a partial answer becomes INCOMPLETE that names who is missing; others stay', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.east.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run(demanding);
    expect(plain(result.data)).toEqual({ cameras: null, gridCells: { totalCount: 3 } });
    expect(codesOf(result)).toEqual(['INCOMPLETE', 'SOURCE_UNAVAILABLE']);
    expect(result.errors?.find(({ extensions }) => extensions.code === 'INCOMPLETE')).toMatchObject({
      path: ['cameras'],
      extensions: { missing: ['east'] },
    });
  });

  test('a nested list that lacks a source counts', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.east.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run('{ gridCells(requireComplete: true) { nodes { cameras { nodes { code } } } } }');
    expect(plain(result.data)).toEqual({ gridCells: null });
    expect(codesOf(result)).toContain('INCOMPLETE');
  });

  test('a relation that lacks a source counts, and so does an aggregate', async () => {
    const city = smallCity();
    engine = await startCity(city);
    city.grid.trouble = new SourceError('NEEDS_AUTH', 'it failed');
    city.east.trouble = new SourceError('UNREACHABLE', 'it failed');
    const result = await engine.run(
      '{ lifts: elevators(requireComplete: true) { nodes { gridCell { name } } } camerasAggregate(requireComplete: true) { groups { count } } }',
    );
    expect(plain(result.data)).toEqual({ lifts: null, camerasAggregate: null });
    expect(codesOf(result)).toEqual(['INCOMPLETE', 'INCOMPLETE', 'SOURCE_AUTH_FAILED', 'SOURCE_UNAVAILABLE']);
  });

  test('a whole answer is given', async () => {
    engine = await startCity(smallCity());
    await expect(engine.data(demanding)).resolves.toMatchObject({ gridCells: { totalCount: 3 } });
  });
});

describe('rows that cannot be taken are counted and named', () => {
  const city = () => {
    const made = smallCity();
    made.lifts.replaceRows('rows', [
      { code: 'L1', cell: 'G1', state: 'ok', floors: 1 },
      { code: 'L2', cell: 'G1', state: 'what?', floors: 2 },
    ]);
    return made;
  };

  test('a value that breaks the promise of its mapping is null and makes the list PARTIAL', async () => {
    const own = city();
    engine = await startCity(own);
    own.lifts.replaceRows('rows', [
      { code: 'L1', cell: 'G1', state: 'ok', floors: 1 },
      { code: 'L2', cell: 'G1', state: 'secret value', floors: 2 },
    ]);
    const { elevators } = await engine.data(
      '{ elevators { nodes { code state } completeness { status missing { name } } sources { state invalidValues rejected issues { reason } } } }',
    );
    expect(elevators).toMatchObject({
      nodes: [
        { code: 'L1', state: 'ONLINE' },
        { code: 'L2', state: null },
      ],
      completeness: { status: 'PARTIAL', missing: [{ name: 'lifts' }] },
      sources: [{ state: 'PARTIAL', invalidValues: 1, rejected: 0 }],
    });
    expect(JSON.stringify(elevators)).not.toContain('secret value');
  });

  test('the same count comes from groups that the source made', async () => {
    const own = smallCity();
    engine = await startCity(own);
    own.lifts.replaceRows('rows', [
      { code: 'L1', cell: 'G1', state: 'x', floors: 1 },
      { code: 'L2', cell: 'G1', state: 'x', floors: 2 },
      { code: 'L3', cell: 'G1', state: 'ok', floors: 2 },
    ]);
    const { elevatorsAggregate } = await engine.data(
      '{ elevatorsAggregate(groupBy: [{ field: STATE }]) { groups { key { state } count } completeness { status } sources { rows invalidValues } } }',
    );
    expect(elevatorsAggregate).toEqual({
      groups: [
        { key: { state: 'ONLINE' }, count: 1 },
        { key: { state: null }, count: 2 },
      ],
      completeness: { status: 'PARTIAL' },
      sources: [{ rows: null, invalidValues: 2 }],
    });
  });
});
