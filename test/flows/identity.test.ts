import { afterEach, describe, expect, test } from '@jest/globals';
import type { Row } from '../../src/contract/index.ts';
import { startEngine, type TestEngine, TestSource } from './engine-harness.ts';

let engine: TestEngine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const columns = { k: 'text', code: 'text', name: 'text', channels: 'int', changed: 'datetime' } as const;
const source = (rows: readonly Row[]) => new TestSource({ rows: { columns, key: ['k'], rows } });
const row = (k: string, code: string | null, name: string | null, channels: number | null, changed: string | null): Row => ({
  k,
  code,
  name,
  channels,
  changed,
});

interface Bound {
  readonly wins: unknown;
  readonly fields?: object;
  readonly entity?: string;
}

const binding = (
  name: string,
  { wins, fields = { code: 'code', name: 'name', channelCount: 'channels', updatedAt: 'changed' }, entity = 'Camera' }: Bound,
) => ({
  source: name,
  collection: 'rows',
  entity,
  identity: { field: 'code', wins },
  updatedAt: 'changed',
  fields,
});

const PROVENANCE = `provenance { source { name } externalId sourceUpdatedAt others { source { name } externalId others { externalId } }
  fields { field source { name } externalId } }`;

describe('records that several collections hold are one', () => {
  const registry = () => source([row('r1', 'C1', 'Registry 1', null, '2026-01-02T00:00:00.000Z'), row('r2', 'C2', null, 2, null)]);
  const platform = () =>
    source([
      row('p1', 'C1', 'Platform 1', 11, '2026-01-03T00:00:00.000Z'),
      row('p3', 'C3', 'Platform 3', 3, null),
      row('p4', null, 'Nameless', 4, null),
    ]);

  test('by order: the values of the lowest rank stand, also where they are null', async () => {
    const sources = { registry: registry(), platform: platform() };
    engine = await startEngine({
      sources,
      bindings: [binding('registry', { wins: { order: 1 } }), binding('platform', { wins: { order: 2 } })],
    });
    const { cameras } = await engine.data(
      `{ cameras(orderBy: [{ field: CODE }]) { totalCount nodes { code name channelCount ${PROVENANCE} } } }`,
    );
    expect(cameras.totalCount).toBe(4);
    expect(cameras.nodes.map(({ code, name, channelCount }: Record<string, unknown>) => [code, name, channelCount])).toEqual([
      ['C1', 'Registry 1', null],
      ['C2', null, 2],
      ['C3', 'Platform 3', 3],
      [null, 'Nameless', 4],
    ]);
    expect(cameras.nodes[0].provenance).toMatchObject({
      source: { name: 'registry' },
      externalId: 'r1',
      sourceUpdatedAt: '2026-01-02T00:00:00.000Z',
      others: [{ source: { name: 'platform' }, externalId: 'p1', others: [] }],
    });
    expect(cameras.nodes[1].provenance.others).toEqual([]);
  });

  test('a field that the winner does not map comes from the next, and its provenance says so', async () => {
    const sources = { registry: registry(), platform: platform() };
    engine = await startEngine({
      sources,
      bindings: [
        binding('registry', { wins: { order: 1 }, fields: { code: 'code', name: 'name' } }),
        binding('platform', { wins: { order: 2 } }),
      ],
    });
    const { cameras } = await engine.data(`{ cameras(filter: { code: { eq: "C1" } }) { nodes { name channelCount ${PROVENANCE} } } }`);
    expect(cameras.nodes).toHaveLength(1);
    expect(cameras.nodes[0]).toMatchObject({ name: 'Registry 1', channelCount: 11 });
    expect(cameras.nodes[0].provenance.fields).toEqual(
      expect.arrayContaining([
        { field: 'name', source: { name: 'registry' }, externalId: 'r1' },
        { field: 'channelCount', source: { name: 'platform' }, externalId: 'p1' },
      ]),
    );
  });

  test('by the newest: the latest value wins, none at all loses, a tie falls to the binding', async () => {
    const sources = {
      alpha: source([
        row('a1', 'C1', 'old', 1, '2026-01-01T00:00:00.000Z'),
        row('a2', 'C2', 'tie a', 1, '2026-01-01T00:00:00.000Z'),
        row('a3', 'C3', 'never', 1, null),
      ]),
      beta: source([
        row('b1', 'C1', 'new', 1, '2026-02-01T00:00:00.000Z'),
        row('b2', 'C2', 'tie b', 1, '2026-01-01T00:00:00.000Z'),
        row('b3', 'C3', 'once', 1, '1999-01-01T00:00:00.000Z'),
      ]),
    };
    const wins = { newest: 'updatedAt' };
    engine = await startEngine({ sources, bindings: [binding('beta', { wins }), binding('alpha', { wins })] });
    const { cameras } = await engine.data(
      '{ cameras(orderBy: [{ field: CODE }]) { nodes { name provenance { others { externalId } } } } }',
    );
    expect(cameras.nodes).toEqual([
      { name: 'new', provenance: { others: [{ externalId: 'a1' }] } },
      { name: 'tie a', provenance: { others: [{ externalId: 'b2' }] } },
      { name: 'once', provenance: { others: [{ externalId: 'a3' }] } },
    ]);
  });

  test('a filter sees the merged record, not a row that lost', async () => {
    const sources = { registry: registry(), platform: platform() };
    engine = await startEngine({
      sources,
      bindings: [binding('registry', { wins: { order: 1 } }), binding('platform', { wins: { order: 2 } })],
    });
    const data = await engine.data(`{ lost: cameras(filter: { name: { eq: "Platform 1" } }) { totalCount nodes { code } }
      won: cameras(filter: { name: { eq: "Registry 1" } }) { totalCount }
      all: camerasAggregate { groups { count sum { channelCount } } } }`);
    expect(data).toEqual({
      lost: { totalCount: 0, nodes: [] },
      won: { totalCount: 1 },
      all: { groups: [{ count: 4, sum: { channelCount: '9' } }] },
    });
  });

  test.each(['', '(filter: { name: { eq: "x" } })', '(filter: { code: { eq: "C1" } })', '(first: 1, orderBy: [{ field: CODE }])'])(
    'the plan of a list%s says that records are merged first',
    async (asked) => {
      const sources = { registry: registry(), platform: platform() };
      engine = await startEngine({
        sources,
        bindings: [binding('registry', { wins: { order: 1 } }), binding('platform', { wins: { order: 2 } })],
      });
      const { plan } = await engine.explain(`{ cameras${asked} { nodes { code } } }`);
      const { steps } = plan as { readonly steps: readonly { readonly leftOver: readonly string[] }[] };
      expect(steps.map(({ leftOver }) => leftOver)).toEqual([
        [expect.stringMatching(/^merge: records with one identity are one record/)],
        [expect.stringMatching(/^merge: records with one identity are one record/)],
      ]);
    },
  );

  test('the id stays whoever wins, and finds the record', async () => {
    const sources = { registry: registry(), platform: platform() };
    engine = await startEngine({
      sources,
      bindings: [binding('registry', { wins: { order: 1 } }), binding('platform', { wins: { order: 2 } })],
    });
    const before = await engine.data('{ cameras(filter: { code: { eq: "C1" } }) { nodes { id } } }');
    const { id } = before.cameras.nodes[0];
    sources.registry.replaceRows('rows', []);
    const after = await engine.data(
      `{ camera(id: "${id}") { name } node(id: "${id}") { id } cameras(filter: { id: { eq: "${id}" } }) { totalCount } }`,
    );
    expect(after).toEqual({ camera: { name: 'Platform 1' }, node: { id }, cameras: { totalCount: 1 } });
  });

  test('records of two entities with the same identity stay two', async () => {
    const sources = { registry: registry(), platform: platform() };
    engine = await startEngine({
      sources,
      bindings: [
        binding('registry', { wins: { order: 1 }, fields: { code: 'code', name: 'name' } }),
        binding('platform', { wins: { order: 1 }, entity: 'Elevator', fields: { code: 'code', name: 'name' } }),
      ],
    });
    const { devices } = await engine.data(
      '{ devices(orderBy: [{ field: CODE }, { field: NAME }]) { totalCount nodes { __typename name } } }',
    );
    expect(devices).toEqual({
      totalCount: 5,
      nodes: [
        { __typename: 'Elevator', name: 'Platform 1' },
        { __typename: 'Camera', name: 'Registry 1' },
        { __typename: 'Camera', name: null },
        { __typename: 'Elevator', name: 'Platform 3' },
        { __typename: 'Elevator', name: 'Nameless' },
      ],
    });
    const { elevators } = await engine.data('{ elevators(filter: { code: { eq: "C1" } }) { nodes { id } } }');
    const own = await engine.data(
      `{ cameras(filter: { id: { eq: "${elevators.nodes[0].id}" } }) { totalCount } devices(filter: { id: { eq: "${elevators.nodes[0].id}" } }) { nodes { __typename } } }`,
    );
    expect(own).toEqual({ cameras: { totalCount: 0 }, devices: { nodes: [{ __typename: 'Elevator' }] } });
  });
});
