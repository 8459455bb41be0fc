import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSqlite } from '../../connectors/kit/sqlite.ts';
import { sql } from '../../connectors/sql/index.ts';
import { guardSource } from '../../src/catalog/runtime/index.ts';
import { type Row, SourceError } from '../../src/contract/index.ts';
import { ReplicaStore } from '../../src/store/replica-store.ts';
import { ReplicaSync } from '../../src/sync/replica-sync.ts';
import { noLog, plain, startEngine, type TestEngine, TestSource } from './engine-harness.ts';
import { until } from './small-city.ts';

let folder: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'civigraph-replica-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

const columns = {
  no: 'int',
  code: 'text',
  state: 'text',
  price: 'decimal',
  at: 'point',
  cell: 'text',
  seen: 'datetime',
  changed: 'datetime',
} as const;
const rows: readonly Row[] = [
  {
    no: 1,
    code: 'C1',
    state: 'ok',
    price: '1.50',
    at: { lon: 121, lat: 31 },
    cell: 'G1',
    seen: '1899-12-31T23:59:59.999Z',
    changed: '2026-01-01T00:00:00.000Z',
  },
  { no: 2, code: 'C2', state: 'what?', price: '10', at: null, cell: 'G1', seen: '2040-01-01T00:00:00.000Z', changed: null },
  { no: 3, code: '灯😀', state: null, price: null, at: { lon: -179.9, lat: -89 }, cell: null, seen: null, changed: null },
];

function cameras(own: readonly Row[] = rows): TestSource {
  return new TestSource({ rows: { columns, key: ['no'], rows: own } });
}

const binding = (more: object = {}) => ({
  source: 'register',
  collection: 'rows',
  entity: 'Camera',
  mode: 'replica',
  sync: { every: 'PT1H', staleAfter: 'PT2H' },
  datum: 'WGS84',
  updatedAt: 'changed',
  fields: { code: 'code', state: { column: 'state', enum: { ok: 'ONLINE' } }, location: 'at', gridCellCode: 'cell', lastSeenAt: 'seen' },
  ...more,
});

/** An engine whose copies lie in the folder of the test. */
async function start(source: TestSource, more: object = {}): Promise<{ engine: TestEngine; sync: ReplicaSync; stop: () => Promise<void> }> {
  const engine = await startEngine({ sources: { register: source }, bindings: [binding(more)] });
  const file = join(folder, 'store.sqlite');
  const knex = openSqlite(file);
  const store = new ReplicaStore(knex);
  await store.prepare();
  const opened = sql.open(
    { dialect: 'sqlite', file, canonicalTimes: true },
    { name: 'store', log: noLog, baseDir: folder, secret: (text) => text },
  );
  const reader = guardSource(opened, { name: 'store', log: noLog });
  const sync = new ReplicaSync({ catalog: engine.catalog, model: engine.model, store, reader, log: noLog });
  await sync.start();
  const stop = async () => {
    await sync.close();
    await engine.close();
    await reader.close();
    await knex.destroy();
  };
  closing.push(stop);
  return { engine, sync, stop };
}

const LIST = `{ cameras(orderBy: [{ field: CODE }]) { totalCount nodes { id code state location { lon lat } lastSeenAt provenance { externalId sourceUpdatedAt stale } }
  completeness { status asOf } sources { state invalidValues } } }`;

describe('a binding in mode replica', () => {
  test('answers from its copy what its source would answer, and does not ask the source again', async () => {
    const live = cameras();
    const liveEngine = await startEngine({ sources: { register: live }, bindings: [{ ...binding(), mode: 'live', sync: undefined }] });
    closing.push(() => liveEngine.close());
    const source = cameras();
    const { engine } = await start(source);
    const [copied, asked] = [await engine.data(LIST), await liveEngine.data(LIST)];
    expect(copied.cameras.nodes).toEqual(asked.cameras.nodes);
    expect(copied.cameras).toMatchObject({
      totalCount: null,
      completeness: { status: 'PARTIAL', asOf: expect.any(String) },
      sources: [{ state: 'PARTIAL', invalidValues: 1 }],
    });
    expect(source.reads).toHaveLength(1);
    const filters = [
      // A value that no mapping took is null in a copy, while its own source is never asked for it as null.
      'state: { eq: ONLINE }',
      'gridCellCode: { isNull: true }',
      'lastSeenAt: { lt: "1900-01-01T00:00:00Z" }',
      'code: { contains: "😀" }',
      'location: { isNull: false }',
      'location: { withinBox: { west: 179, south: -90, east: 122, north: 90 } }',
    ];
    for (const filter of filters) {
      const query = `{ cameras(filter: { ${filter} }) { nodes { code } } }`;
      expect(await engine.data(query)).toEqual(await liveEngine.data(query));
    }
  });

  test('answers while its source is down, and after a restart with the source down', async () => {
    const source = cameras();
    const first = await start(source);
    source.trouble = new SourceError('UNREACHABLE', 'it is down');
    const before = await first.engine.data(LIST);
    expect(before.cameras.nodes).toHaveLength(3);
    await first.stop();
    closing.splice(0);
    const second = await start(source);
    expect(second.engine.catalog.snapshot.source('register').state).toBe('RETRYING');
    const after = await second.engine.data(LIST);
    expect(after.cameras.nodes).toEqual(before.cameras.nodes);
    source.trouble = undefined;
    source.replaceRows('rows', [{ no: 9, code: 'C9', state: 'ok', price: null, at: null, cell: null, seen: null, changed: null }]);
    await until(() => source.reads.length > 1);
    let codes: string[] = [];
    for (let turn = 0; turn < 100 && codes.join() !== 'C9'; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      codes = (await second.engine.data(LIST)).cameras.nodes.map(({ code }: { code: string }) => code);
    }
    expect(codes).toEqual(['C9']);
  });

  test('is STALE after a restart with the source down, once the copy is older than allowed', async () => {
    const source = cameras(rows.slice(0, 1));
    const sync = { every: 'PT1H', staleAfter: 'PT0.05S' };
    await (await start(source, { sync })).stop();
    closing.splice(0);
    source.trouble = new SourceError('UNREACHABLE', 'it is down');
    await new Promise((resolve) => setTimeout(resolve, 80));
    const { engine } = await start(source, { sync });
    const { cameras: list } = await engine.data('{ cameras { nodes { code } completeness { status asOf } sources { state } } }');
    expect(list).toEqual({
      nodes: [{ code: 'C1' }],
      completeness: { status: 'STALE', asOf: expect.any(String) },
      sources: [{ state: 'STALE' }],
    });
  });

  const { fields } = binding();
  const changes: readonly (readonly [string, object])[] = [
    ['enum table', { fields: { ...fields, state: { column: 'state', enum: { ok: 'OFFLINE' } } } }],
    ['transforms', { fields: { ...fields, code: { column: 'code', transforms: ['upper'] } } }],
    ['datum', { datum: 'GCJ02' }],
    ['where', { where: { code: 'C1' } }],
    ['key', { key: 'code' }],
    ['stamp', { updatedAt: 'seen' }],
  ];

  test.each(changes)('does not use a copy that was made with another %s', async (_, more) => {
    const source = cameras();
    await (await start(source)).stop();
    closing.splice(0);
    source.trouble = new SourceError('UNREACHABLE', 'it is down');
    const { engine } = await start(source, more);
    const result = await engine.run('{ cameras { nodes { state } completeness { status } } }');
    expect(plain(result.data)).toEqual({ cameras: { nodes: [], completeness: { status: 'PARTIAL' } } });
    expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'SOURCE_UNAVAILABLE', source: 'register' });
  });

  test('is STALE when its copy is older than allowed, which a client may refuse', async () => {
    const source = cameras(rows.slice(0, 1));
    const { engine, sync } = await start(source, { sync: { every: 'PT1H', staleAfter: 'PT0.05S' } });
    const fresh = await engine.data('{ cameras { completeness { status } nodes { provenance { stale } } } }');
    expect(fresh.cameras).toEqual({ completeness: { status: 'COMPLETE' }, nodes: [{ provenance: { stale: false } }] });
    await new Promise((resolve) => setTimeout(resolve, 80));
    const stale = await engine.data(
      '{ cameras { totalCount completeness { status } sources { state } nodes { code provenance { stale } } } }',
    );
    expect(stale.cameras).toEqual({
      totalCount: 1,
      completeness: { status: 'STALE' },
      sources: [{ state: 'STALE' }],
      nodes: [{ code: 'C1', provenance: { stale: true } }],
    });
    const refused = await engine.run('{ cameras(requireComplete: true) { totalCount } }');
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'INCOMPLETE' });
    await sync.sync('register.rows.Camera');
    expect((await engine.data('{ cameras { completeness { status } } }')).cameras.completeness.status).toBe('COMPLETE');
  });

  test('keeps its last copy when a new one fails half way', async () => {
    const source = cameras();
    const { engine, sync } = await start(source);
    source.trouble = new SourceError('BAD_DATA', 'it talks nonsense');
    await sync.sync('register.rows.Camera');
    expect((await engine.data(LIST)).cameras.nodes).toHaveLength(3);
  });

  test('without a copy yet says who is missing', async () => {
    const source = cameras();
    source.trouble = new SourceError('UNREACHABLE', 'it is down');
    const { engine } = await start(source);
    const result = await engine.run('{ cameras { totalCount nodes { code } completeness { status missing { name } } } }');
    expect(plain(result.data)).toEqual({
      cameras: { totalCount: null, nodes: [], completeness: { status: 'PARTIAL', missing: [{ name: 'register' }] } },
    });
  });
});
