import type { Row } from '../../src/contract/index.ts';
import { type EngineOptions, startEngine, type TestCollection, type TestEngine, TestSource } from './engine-harness.ts';

/** Sources of a small city: cells, two camera registers, elevators, alarms. */
export interface SmallCity {
  readonly grid: TestSource;
  readonly west: TestSource;
  readonly east: TestSource;
  readonly lifts: TestSource;
  readonly alarms: TestSource;
}

export type Choice = TestCollection['capabilities'];

const SQUARE = (west: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 31],
      [west + 0.1, 31],
      [west + 0.1, 31.1],
      [west, 31.1],
      [west, 31],
    ],
  ],
});

const cells = [
  { code: 'G1', name: 'Harbour', kind: 'BASIC', workers: 3, area: SQUARE(121) },
  { code: 'G2', name: 'Market', kind: 'DEDICATED', workers: 1, area: SQUARE(121.1) },
  { code: 'G3', name: 'Empty', kind: 'BASIC', workers: null, area: SQUARE(121.2) },
] as unknown as readonly Row[];

function camera(at: number, cell: string | null, state: string): Row {
  return {
    no: at,
    code: `C${at}`,
    name: `Camera ${at}`,
    cell,
    state,
    channels: at,
    at: { lon: 121.05 + (at % 2) / 10, lat: 31.05 },
    seen: `2026-01-0${(at % 9) + 1}T00:00:00.000Z`,
  };
}

const cameraColumns = {
  no: 'int',
  code: 'text',
  name: 'text',
  cell: 'text',
  state: 'text',
  channels: 'int',
  at: 'point',
  seen: 'datetime',
} as const;

/** Fresh sources; `choices` are capabilities by source. */
export function smallCity(choices: Partial<Record<keyof SmallCity, Choice>> = {}): SmallCity {
  const one = (name: keyof SmallCity, collection: TestCollection) => {
    const capabilities = choices[name];
    return new TestSource({ rows: capabilities === undefined ? collection : { ...collection, capabilities } });
  };
  return {
    grid: one('grid', {
      columns: { code: 'text', name: 'text', kind: 'text', workers: 'int', area: 'geometry' },
      key: ['code'],
      rows: cells,
    }),
    west: one('west', {
      columns: cameraColumns,
      key: ['no'],
      rows: [camera(1, 'G1', 'ok'), camera(2, 'G1', 'broken'), camera(3, 'G2', 'ok'), camera(4, null, 'ok')],
    }),
    east: one('east', {
      columns: cameraColumns,
      key: ['no'],
      rows: [camera(5, 'G2', 'ok'), camera(6, 'G2', 'broken'), camera(7, 'G9', 'ok')],
    }),
    lifts: one('lifts', {
      columns: { code: 'text', cell: 'text', state: 'text', floors: 'int' },
      key: ['code'],
      rows: [
        { code: 'L1', cell: 'G1', state: 'ok', floors: 9 },
        { code: 'L2', cell: 'G3', state: 'broken', floors: 30 },
      ],
    }),
    alarms: one('alarms', {
      columns: { no: 'text', device: 'text', severity: 'text', raised: 'datetime' },
      key: ['no'],
      rows: [
        { no: 'A1', device: 'C1', severity: 'HIGH', raised: '2026-03-01T10:00:00.000Z' },
        { no: 'A2', device: 'L1', severity: 'LOW', raised: '2026-03-01T11:00:00.000Z' },
        { no: 'A3', device: 'C1', severity: 'LOW', raised: '2026-03-02T10:00:00.000Z' },
        { no: 'A4', device: 'nobody', severity: null, raised: null },
      ],
    }),
  };
}

const state = { column: 'state', enum: { ok: 'ONLINE', broken: 'FAULT' } };

/** What the sources are bound to. */
export const cityBindings: readonly Readonly<Record<string, unknown>>[] = [
  {
    source: 'grid',
    collection: 'rows',
    entity: 'GridCell',
    datum: 'WGS84',
    fields: { code: 'code', name: 'name', kind: 'kind', workerCount: 'workers', area: 'area' },
  },
  ...['west', 'east'].map((source) => ({
    source,
    collection: 'rows',
    entity: 'Camera',
    datum: 'WGS84',
    fields: {
      code: 'code',
      name: 'name',
      kind: { value: 'CAMERA' },
      gridCellCode: 'cell',
      state,
      channelCount: 'channels',
      location: 'at',
      lastSeenAt: 'seen',
    },
  })),
  {
    source: 'lifts',
    collection: 'rows',
    entity: 'Elevator',
    fields: { code: 'code', kind: { value: 'ELEVATOR' }, gridCellCode: 'cell', state },
  },
  {
    source: 'alarms',
    collection: 'rows',
    entity: 'Alarm',
    fields: { code: 'no', deviceCode: 'device', severity: 'severity', raisedAt: 'raised' },
  },
];

/** An engine over the small city. */
export function startCity(city: SmallCity, options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  return startEngine({ sources: { ...city }, bindings: cityBindings, ...options });
}

/** Waits until something holds, for at most two seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come to hold within two seconds');
}
