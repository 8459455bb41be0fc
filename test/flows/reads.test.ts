import { afterEach, describe, expect, test } from '@jest/globals';
import { PublicError } from '../../src/contract/error-codes.ts';
import type { CollectionCapabilities, Row } from '../../src/contract/index.ts';
import { startEngine, type TestEngine, TestSource } from './engine-harness.ts';
import { smallCity, startCity, until } from './small-city.ts';

let engine: TestEngine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const without =
  (...names: (keyof CollectionCapabilities)[]) =>
  (all: CollectionCapabilities): CollectionCapabilities =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name as keyof CollectionCapabilities)));

describe('every edge is read once for all parents', () => {
  test('a to-one relation', async () => {
    const city = smallCity();
    engine = await startCity(city);
    const { cameras } = await engine.data('{ cameras { nodes { code gridCell { name } } } }');
    expect(cameras.nodes).toHaveLength(7);
    expect(city.grid.reads).toHaveLength(1);
    expect(city.grid.reads[0]).toMatchObject({
      predicate: { kind: 'in', field: 'code', values: expect.arrayContaining(['G1', 'G2', 'G9']) },
    });
  });

  test('a to-many relation, one read per collection', async () => {
    const city = smallCity();
    engine = await startCity(city);
    const { gridCells } = await engine.data(
      '{ gridCells(orderBy: [{ field: CODE }]) { nodes { cameras(orderBy: [{ field: CODE }]) { nodes { code } } } } }',
    );
    expect(gridCells.nodes.map(({ cameras }: { cameras: { nodes: { code: string }[] } }) => cameras.nodes.map(({ code }) => code))).toEqual(
      [['C1', 'C2'], ['C3', 'C5', 'C6'], []],
    );
    expect([city.west.reads.length, city.east.reads.length, city.grid.reads.length]).toEqual([1, 1, 1]);
  });

  test('as many reads as parts of the key list where a source takes few keys', async () => {
    const city = smallCity({ grid: (all) => ({ ...all, maxKeysPerRead: 2 }) });
    engine = await startCity(city);
    const { cameras } = await engine.data('{ cameras(orderBy: [{ field: CODE }]) { nodes { gridCell { name } } } }');
    expect(cameras.nodes.map(({ gridCell }: { gridCell: { name: string } | null }) => gridCell?.name ?? null)).toEqual([
      'Harbour',
      'Harbour',
      'Market',
      null,
      'Market',
      'Market',
      null,
    ]);
    expect(city.grid.reads).toHaveLength(2);
  });

  test('keys that a filter names twice bring no row twice', async () => {
    const city = smallCity({ grid: (all) => ({ ...all, maxKeysPerRead: 1 }) });
    engine = await startCity(city);
    const { gridCells } = await engine.data('{ gridCells(filter: { code: { in: ["G1", "G2", "G1"] } }) { totalCount nodes { code } } }');
    expect(gridCells).toEqual({ totalCount: 2, nodes: [{ code: 'G1' }, { code: 'G2' }] });
  });

  test.each([
    ['where the source can limit per key', undefined],
    ['where it cannot', without('limitPerKey')],
    ['where it can do nothing', 'none' as const],
  ])('the first n per parent, %s', async (_text, choice) => {
    const city = smallCity(choice === undefined ? {} : { west: choice, east: choice });
    engine = await startCity(city);
    const { gridCells } = await engine.data(
      '{ gridCells(orderBy: [{ field: CODE }]) { nodes { cameras(first: 1, orderBy: [{ field: CODE, direction: DESC }]) { totalCount nodes { code } pageInfo { hasNextPage } } } } }',
    );
    expect(gridCells.nodes.map(({ cameras }: { cameras: unknown }) => cameras)).toEqual([
      { totalCount: 2, nodes: [{ code: 'C2' }], pageInfo: { hasNextPage: true } },
      { totalCount: 3, nodes: [{ code: 'C6' }], pageInfo: { hasNextPage: true } },
      { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
    ]);
    const reads = city.west.reads.filter(({ kind }) => kind === 'read');
    expect(reads).toHaveLength(1);
    if (choice === undefined) expect(reads[0]).toMatchObject({ limitPerKey: { fields: ['cell'], count: 2 } });
    else expect(reads[0]).not.toHaveProperty('limitPerKey');
  });

  test('aliases of one relation with different arguments are different edges', async () => {
    engine = await startCity(smallCity());
    const { gridCells } = await engine.data(`{ gridCells(filter: { code: { eq: "G2" } }) { nodes {
      ok: cameras(filter: { state: { eq: ONLINE } }, orderBy: [{ field: CODE }]) { nodes { code } }
      broken: cameras(filter: { state: { eq: FAULT } }) { nodes { code state } }
      top: cameras(first: 1, orderBy: [{ field: CODE, direction: DESC }]) { nodes { code } } } } }`);
    expect(gridCells.nodes).toEqual([
      {
        ok: { nodes: [{ code: 'C3' }, { code: 'C5' }] },
        broken: { nodes: [{ code: 'C6', state: 'FAULT' }] },
        top: { nodes: [{ code: 'C6' }] },
      },
    ]);
  });

  test('one record by several paths has on each what is asked there', async () => {
    engine = await startCity(smallCity());
    const { gridCells } = await engine.data(`{ gridCells(filter: { code: { eq: "G1" } }) { nodes { code
      cameras(first: 1, orderBy: [{ field: CODE }]) { nodes { gridCell { name cameras(first: 1, orderBy: [{ field: CODE, direction: DESC }]) { nodes { code gridCell { workerCount } } } }
        gridCellAtLocation { kind } } }
      camerasInArea(orderBy: [{ field: CODE }]) { nodes { code } } } } }`);
    expect(gridCells.nodes).toEqual([
      {
        code: 'G1',
        cameras: {
          nodes: [
            {
              gridCell: { name: 'Harbour', cameras: { nodes: [{ code: 'C2', gridCell: { workerCount: 3 } }] } },
              gridCellAtLocation: { kind: 'DEDICATED' },
            },
          ],
        },
        camerasInArea: { nodes: [{ code: 'C2' }, { code: 'C4' }, { code: 'C6' }] },
      },
    ]);
  });

  test('nesting ten levels deep reads once per level', async () => {
    const rows = Array.from({ length: 12 }, (_, at): Row => ({ code: `G${at}`, parent: at === 0 ? null : `G${at - 1}` }));
    const source = new TestSource({ rows: { columns: { code: 'text', parent: 'text' }, key: ['code'], rows } });
    engine = await startEngine({
      sources: { grid: source },
      bindings: [{ source: 'grid', collection: 'rows', entity: 'GridCell', fields: { code: 'code', parentCode: 'parent' } }],
    });
    const nested = (depth: number): string => (depth === 0 ? 'code' : `code parent { ${nested(depth - 1)} }`);
    const { gridCells } = await engine.data(`{ gridCells(filter: { code: { eq: "G11" } }) { nodes { ${nested(10)} } } }`);
    let node = gridCells.nodes[0];
    for (let at = 11; at > 1; at -= 1) {
      expect(node.code).toBe(`G${at}`);
      node = node.parent;
    }
    expect(node.code).toBe('G1');
    expect(source.reads).toHaveLength(11);
  });
});

describe('identical questions at the same time are asked once', () => {
  test('of two requests', async () => {
    const city = smallCity();
    engine = await startCity(city);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    city.grid.onRead = () => held;
    const query = '{ gridCells(orderBy: [{ field: NAME }]) { nodes { name } } }';
    const both = Promise.all([engine.data(query), engine.data(query)]);
    await until(() => city.grid.reads.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    const [one, other] = await both;
    expect(one).toEqual(other);
    expect(city.grid.reads).toHaveLength(1);
  });
});

describe('an abort reaches the source', () => {
  test.each([
    ['when the client goes away', new Error('gone'), 'CANCELLED'],
    ['when the deadline passes', new PublicError('DEADLINE_EXCEEDED', 'The request took too long.'), 'DEADLINE_EXCEEDED'],
  ])('%s', async (_text, reason, code) => {
    const city = smallCity();
    engine = await startCity(city);
    city.grid.onRead = (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    const stop = new AbortController();
    const answer = engine.run('{ gridCells { nodes { name } } }', {}, stop.signal).then(
      (result) => result.errors?.map(({ extensions }) => extensions.code),
      (error: unknown) => [(error as PublicError).code],
    );
    await until(() => city.grid.signals.length > 0);
    expect(city.grid.signals[0]?.aborted).toBe(false);
    stop.abort(reason);
    expect(await answer).toEqual([code]);
    await until(() => city.grid.signals[0]?.aborted === true);
  });
});

describe('groups are the same whoever makes them', () => {
  const query = `{ camerasAggregate(groupBy: [{ field: STATE }, { field: LAST_SEEN_AT, bucket: MONTH, timeZone: "Asia/Shanghai" }], filter: { channelCount: { gte: 2 } }) {
    groupCount groups { count key { state lastSeenAt } sum { channelCount } avg { channelCount } min { code channelCount } max { code } countDistinct { gridCellCode } } } }`;

  test('the sources, or the engine', async () => {
    const [able, unable] = [smallCity(), smallCity({ west: 'none', east: without('aggregate') })];
    engine = await startCity(able);
    const pushed = await engine.data(query.replace('countDistinct { gridCellCode }', ''));
    expect(able.west.reads.map(({ kind }) => kind)).toEqual(['aggregate']);
    await engine.close();
    engine = await startCity(unable);
    const left = await engine.data(query.replace('countDistinct { gridCellCode }', ''));
    expect(unable.west.reads.map(({ kind }) => kind)).toEqual(['read']);
    expect(pushed).toEqual(left);
    const whole = await engine.data(query);
    expect(whole.camerasAggregate.groups[1]).toMatchObject({
      key: { state: 'ONLINE', lastSeenAt: '2025-12-31T16:00:00.000Z' },
      countDistinct: { gridCellCode: 2 },
    });
  });

  test('one source that cannot does not keep the others from it', async () => {
    const city = smallCity({ east: without('aggregate') });
    engine = await startCity(city);
    const { camerasAggregate } = await engine.data(
      '{ camerasAggregate(groupBy: [{ field: STATE }]) { groups { key { state } count avg { channelCount } } } }',
    );
    expect(camerasAggregate.groups).toEqual([
      { key: { state: 'FAULT' }, count: 2, avg: { channelCount: 4 } },
      { key: { state: 'ONLINE' }, count: 5, avg: { channelCount: 4 } },
    ]);
    expect([city.west.reads[0]?.kind, city.east.reads[0]?.kind]).toEqual(['aggregate', 'read']);
  });

  test('over nothing there is one group of zero, and with group terms none', async () => {
    engine = await startCity(smallCity());
    const data =
      await engine.data(`{ one: camerasAggregate(filter: { code: { eq: "none" } }) { groupCount groups { count sum { channelCount } avg { channelCount } max { code } } }
      none: camerasAggregate(filter: { code: { eq: "none" } }, groupBy: [{ field: STATE }]) { groupCount groups { count } }
      few: camerasAggregate(groupBy: [{ field: CODE }], first: 2) { groupCount groups { key { code } } } }`);
    expect(data).toEqual({
      one: { groupCount: 1, groups: [{ count: 0, sum: { channelCount: null }, avg: { channelCount: null }, max: { code: null } }] },
      none: { groupCount: 0, groups: [] },
      few: { groupCount: 7, groups: [{ key: { code: 'C1' } }, { key: { code: 'C2' } }] },
    });
  });
});

describe('EXPLAIN', () => {
  const query =
    '{ cameras(first: 3, filter: { name: { contains: "SECRET" }, gridCell: { name: { eq: "HIDDEN" } } }, orderBy: [{ field: CODE }]) { nodes { code alarms { nodes { code } } } } }';

  test('reads nothing and shows every read with what is pushed, and no values', async () => {
    const city = smallCity({ east: 'none' });
    engine = await startCity(city);
    const { text, plan } = await engine.explain(query);
    expect(Object.values(city).flatMap((source) => source.reads)).toEqual([]);
    expect(text).toMatch(/^cameras: read west\.rows \(Camera, live\)/m);
    expect(text).toMatch(/pushed {5}filter .*name contains \?/);
    expect(text).toMatch(/pushed {5}limit 4/);
    expect(text).toMatch(/left over {2}filter on name: the source has no "contains" for "name"/);
    expect(text).toMatch(/left over {2}limit: /);
    expect(text).toMatch(/^cameras\.alarms: read alarms\.rows/m);
    expect(text).toMatch(/^cameras\.filter\.gridCell: read grid\.rows/m);
    for (const secret of ['SECRET', 'HIDDEN']) expect(`${text}${JSON.stringify(plan)}`).not.toContain(secret);
    expect(plan).toMatchObject({ analyzed: false });
    expect(JSON.stringify(plan)).toContain('"actual":null');
  });

  test('with analyze shows what was', async () => {
    const city = smallCity();
    engine = await startCity(city);
    const { text, plan } = await engine.explain(
      '{ cameras(first: 3, orderBy: [{ field: CODE }]) { nodes { code gridCell { name } } } }',
      true,
    );
    const { steps, rows, reads } = plan as { rows: number; reads: number; steps: { path: string; source: string; actual: object }[] };
    expect(reads).toBe(3);
    expect(steps.find(({ source }) => source === 'grid')).toMatchObject({ path: 'cameras.gridCell', actual: { rows: 2, reads: 1 } });
    expect(rows).toBe(steps.reduce((sum, { actual }) => sum + (actual as { rows: number }).rows, 0));
    expect(text).toMatch(/was 2 rows in 1 reads/);
  });

  test('refuses what the operation itself would be refused for', async () => {
    engine = await startCity(smallCity());
    await expect(engine.explain('{ cameras(first: 501) { nodes { code } } }')).rejects.toThrow(/At first/);
  });
});
