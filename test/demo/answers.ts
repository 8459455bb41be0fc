import gcoord from 'gcoord';
import type { City } from '../../demo/city/city.ts';
import type { NativeRow } from '../../demo/city/devices.ts';
import { FIGURES } from '../../demo/figures.ts';

// The package's types describe its other build.
const { transform, GCJ02, WGS84 } = gcoord as unknown as typeof gcoord.default;

/** The `data` that the example query of a name must give, computed from what was generated and by nothing of the product. */
export function expectedAnswers(city: City): Readonly<Record<string, unknown>> {
  return {
    cameras: { camerasAggregate: { ...count(FIGURES.cameras), ...complete } },
    'access-controllers': { accessControllersAggregate: { ...count(FIGURES.accessControllers), ...complete } },
    'vehicle-barriers': { vehicleBarriersAggregate: { ...count(FIGURES.barriers), ...complete } },
    elevators: { elevatorsAggregate: { ...count(FIGURES.elevatorSystems), ...complete } },
    'disputes-settled-in-grid': { all: { ...count(FIGURES.disputes), ...complete }, settledInGrid: count(FIGURES.disputesSettledInGrid) },
    mediations: { mediationsAggregate: { groups: mediations(), ...complete } },
    'grid-events': { gridEventsAggregate: { groups: gridEvents(), ...complete } },
    'arrival-within-eight-minutes': {
      attended: { ...count(FIGURES.callsAttended), ...complete },
      withinEightMinutes: count(FIGURES.callsWithinEightMinutes),
    },
    'grid-worker-reports': { gridWorkerReportsAggregate: { ...count(FIGURES.gridWorkerReports), ...complete } },
    'one-two-three-minutes': oneTwoThree(city),
    'missing-callbacks': { disputeCases: missingCallbacks(city) },
    ledgers: ledgers(city),
    'devices-by-kind-and-state': { devicesAggregate: { groups: devices(city) } },
    'cameras-near': { cameras: camerasNear(city, 116.259, 29.088, 200) },
    'requests-per-thousand-households': { gridCells: { nodes: requestsPerCell(city) } },
    'year-on-year': { indicators: { nodes: yearOnYear(city) } },
  };
}

const complete = { completeness: { status: 'COMPLETE' } };
const count = (number: number) => ({ groups: [{ count: number }] });
const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

function mediations() {
  return [
    { key: { outcome: 'FAILED' }, count: FIGURES.mediations - FIGURES.mediationsSettled },
    { key: { outcome: 'SETTLED' }, count: FIGURES.mediationsSettled },
  ];
}

function gridEvents() {
  return [
    { key: { direction: 'PUSHED' }, count: FIGURES.gridEventsPushed },
    { key: { direction: 'RECEIVED' }, count: FIGURES.gridEventsReceived },
  ];
}

/** Groups of rows by a list of key texts, in the order of the keys; "~" stands for null and comes last. */
function grouped<R>(rows: readonly R[], keyOf: (row: R) => readonly string[], names: readonly string[]) {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = keyOf(row).join('\n');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one], [other]) => byText(one, other))
    .map(([key, number]) => {
      const parts = key.split('\n');
      return { key: Object.fromEntries(names.map((name, index) => [name, parts[index] === '~' ? null : parts[index]])), count: number };
    });
}

function oneTwoThree({ calls }: City) {
  const rows = calls.filter((call) => call.isFirst === true && call.receivedAt >= '2025-10');
  // Midnight in UTC+8 is 16 h of the day before in UTC.
  const monthStart = (time: string) => new Date(Date.parse(`${time.slice(0, 7)}-01T00:00:00+08:00`)).toISOString();
  const within = (to: 'dispatchedAt' | 'supervisedAt' | 'toldAt', seconds: number) =>
    rows.filter((call) => call[to] !== null && elapsed(call.receivedAt, call[to] ?? '') <= seconds);
  const groups = (some: typeof rows) => ({
    groups: grouped(some, (call) => [call.zoneName, monthStart(call.receivedAt)], ['zoneName', 'receivedAt']),
  });
  return {
    calls: groups(rows),
    dispatched: groups(within('dispatchedAt', 60)),
    supervised: groups(within('supervisedAt', 120)),
    told: groups(within('toldAt', 180)),
  };
}

const elapsed = (from: string, to: string) => (Date.parse(`${to.replace(' ', 'T')}Z`) - Date.parse(`${from.replace(' ', 'T')}Z`)) / 1000;
const instant = (local: string) => new Date(Date.parse(`${local.replace(' ', 'T')}+08:00`)).toISOString();

function missingCallbacks({ disputes }: City) {
  const twice = new Set(disputes.callbacks.filter((row) => row.month === '2025-10-01' && row.turn === 2).map((row) => row.caseNo));
  const nodes = disputes.disputes
    .filter((row) => row.settledAt !== null && row.settledAt >= '2025-07' && row.settledAt < '2025-10' && !twice.has(row.caseNo))
    .map((row) => ({ code: row.caseNo, settledAt: instant(row.settledAt ?? '') }))
    .sort((one, other) => byText(one.code, other.code));
  return { totalCount: nodes.length, nodes };
}

function ledgers({ gridWork: { events } }: City) {
  const pushed = events.filter((row) => row.direction === 'PUSH');
  const received = events.filter((row) => row.direction === 'RECV');
  const without = (some: typeof events, others: typeof events) => {
    const known = new Set(others.map((row) => row.exchangeNo));
    const nodes = some.filter((row) => !known.has(row.exchangeNo)).map((row) => ({ code: row.eventNo }));
    return { totalCount: nodes.length, nodes: nodes.sort((one, other) => byText(one.code, other.code)) };
  };
  const toPolice = pushed.filter((row) => row.toUnit === '990181-GAJ');
  return { neverArrived: without(toPolice, received), fromNowhere: without(received, pushed) };
}

const KINDS: Readonly<Record<string, string>> = {
  t_camera: 'CAMERA',
  t_door_ctrl: 'ACCESS_CONTROLLER',
  t_barrier: 'VEHICLE_BARRIER',
  t_elevator: 'ELEVATOR',
  t_kiosk: 'KIOSK',
  t_speed_display: 'SPEED_DISPLAY',
  t_traffic_sensor: 'TRAFFIC_SENSOR',
};
const OTHER_KINDS: Readonly<Record<string, string>> = { SMOKE: 'SMOKE_DETECTOR', WATER: 'WATER_GAUGE' };
const STATES: Readonly<Record<string, string>> = {
  '1': 'ONLINE',
  '0': 'OFFLINE',
  '2': 'MAINTENANCE',
  在线: 'ONLINE',
  离线: 'OFFLINE',
  故障: 'FAULT',
};

function devices({ devices: { trafficCameras: _file, ...tables } }: City) {
  const rows = Object.entries(tables).flatMap(([table, list]: [string, readonly NativeRow[]]) =>
    list.map((row) => ({
      cell: String(row.grid_no ?? ''),
      kind: KINDS[table] ?? OTHER_KINDS[String(row.dev_kind)] ?? 'OTHER',
      state: row.state_code ?? row.term_state,
    })),
  );
  const state = (code: unknown) => (code === null || code === undefined || code === '' ? '~' : (STATES[String(code)] ?? 'UNKNOWN'));
  const there = rows.filter((row) => row.cell.startsWith('990181002'));
  return grouped(there, (row) => [row.cell, row.kind, state(row.state)], ['gridCellCode', 'kind', 'state']);
}

/** Great-circle distance in metres. */
function distance([lon, lat]: readonly number[], east: number, north: number): number {
  const radians = (degrees: number | undefined) => ((degrees ?? 0) * Math.PI) / 180;
  const half =
    Math.sin((radians(lat) - radians(north)) / 2) ** 2 +
    Math.cos(radians(lat)) * Math.cos(radians(north)) * Math.sin((radians(lon) - radians(east)) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(half));
}

function camerasNear({ devices: { t_camera } }: City, lon: number, lat: number, metres: number) {
  const nodes = t_camera
    .filter((row) => row.lng !== null && row.lng !== 0)
    .filter((row) => distance(transform([Number(row.lng), Number(row.lat)], GCJ02, WGS84), lon, lat) <= metres)
    .map((row) => ({ code: String(row.cam_code), name: String(row.cam_name).trim() }))
    .sort((one, other) => byText(one.code, other.code));
  return { totalCount: nodes.length, nodes };
}

function requestsPerCell({ places, housing, hotline }: City) {
  const households = new Map(housing.households.map((row) => [row.网格编码, Number(row.户数.replaceAll(',', ''))]));
  return places.basicCells
    .filter((cell) => cell.townshipCode === '990181001')
    .map((cell) => {
      const requests = hotline.orders.filter((order) => order.gridCode === cell.code && order.acceptTime >= '2025');
      return { code: cell.code, householdCount: households.get(cell.code), serviceRequests: { totalCount: requests.length } };
    })
    .sort((one, other) => byText(one.code, other.code));
}

function yearOnYear({ indicators }: City) {
  return indicators
    .filter((row) => row.code === 'CALLS' && row.period_start >= '2025-10-01')
    .map((row) => ({
      name: row.name,
      periodStart: row.period_start,
      value: Number(row.value),
      comparison: row.comparison,
      baseValue: Number(row.base_value),
      changePercent: Number(row.change_percent),
    }))
    .sort((one, other) => byText(one.periodStart + one.comparison, other.periodStart + other.comparison));
}
