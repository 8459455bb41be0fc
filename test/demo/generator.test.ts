import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import inPolygon from '@turf/boolean-point-in-polygon';
import gcoord from 'gcoord';

import { generateCity } from '../../demo/city/city.ts';
import { FIGURES } from '../../demo/figures.ts';
import { startDemoCity } from '../../demo/index.ts';
import { writeFiles } from '../../demo/systems/files.ts';
import { writeRegistry } from '../../demo/systems/registry.ts';

// The package's types describe its other build.
const { transform, GCJ02, WGS84 } = gcoord as unknown as typeof gcoord.default;
const city = generateCity('yunlan');

describe('the same seed gives the same city', () => {
  test('byte by byte in memory', () => {
    expect(JSON.stringify(generateCity('yunlan'))).toBe(JSON.stringify(city));
  });

  test('another seed gives another city', () => {
    expect(JSON.stringify(generateCity('other').devices)).not.toBe(JSON.stringify(city.devices));
  });

  test('every seed gives the published figures', () => {
    for (const seed of ['', 'a', '云澜', '2']) {
      const { devices, disputes, gridWork, calls } = generateCity(seed);
      expect({
        cameras: new Set(devices.t_camera.map((row) => row.cam_code)).size,
        accessControllers: devices.t_door_ctrl.length,
        barriers: devices.t_barrier.length,
        elevatorSystems: devices.t_elevator.length,
        disputes: disputes.disputes.filter((row) => row.registeredAt >= '2023').length,
        disputesSettledInGrid: disputes.disputes.filter((row) => row.registeredAt >= '2023' && row.settledLevel === 'GRID').length,
        mediations: disputes.mediations.filter((row) => row.heldAt >= '2023').length,
        mediationsSettled: disputes.mediations.filter((row) => row.heldAt >= '2023' && row.outcome === 'SETTLED').length,
        gridEventsPushed: gridWork.events.filter((row) => row.direction === 'PUSH').length,
        gridEventsReceived: gridWork.events.filter((row) => row.direction === 'RECV').length,
        callsAttended: calls.filter((row) => row.isFirst === true).length,
        callsWithinEightMinutes: calls.filter((row) => row.isFirst === true && seconds(row.dispatchedAt, row.arrivedAt) <= 480).length,
        gridWorkerReports: gridWork.reports.length,
      }).toEqual(FIGURES);
    }
  });
});

test('the shares round to the published ones', () => {
  const percent = (part: number, whole: number) => Math.round((part / whole) * 1000) / 10;
  expect(percent(FIGURES.disputesSettledInGrid, FIGURES.disputes)).toBe(85);
  expect(percent(FIGURES.mediationsSettled, FIGURES.mediations)).toBe(96.6);
  expect(percent(FIGURES.callsWithinEightMinutes, FIGURES.callsAttended)).toBe(82.9);
});

describe('the city holds together', () => {
  test('every camera with coordinates lies, after conversion from GCJ-02, in the grid cell that the registry names', () => {
    const rings = new Map(city.places.cells.map((cell) => [cell.code, cell.ring]));
    const placed = city.devices.t_camera.filter((row) => Number(row.lng) > 0 && String(row.grid_no ?? '').trim() !== '');
    expect(placed.length).toBeGreaterThan(540);
    for (const row of placed) {
      const point = transform([Number(row.lng), Number(row.lat)], GCJ02, WGS84);
      const ring = (rings.get(String(row.grid_no)) ?? []).map((corner) => [...corner]);
      expect(inPolygon(point, { type: 'Polygon', coordinates: [ring] })).toBe(true);
    }
  });

  test('the basic grid cells tile the city: every other point of it lies in exactly one', () => {
    for (const order of city.hotline.orders.filter((row) => row.lng !== null).slice(0, 200)) {
      const point = transform([Number(order.lng), Number(order.lat)], GCJ02, WGS84);
      const homes = city.places.basicCells.filter((cell) =>
        inPolygon(point, { type: 'Polygon', coordinates: [cell.ring.map((corner) => [...corner])] }),
      );
      expect(homes).toHaveLength(1);
      if (order.gridCode !== null) expect(homes[0]?.code).toBe(order.gridCode);
    }
  });

  test('mediations, call-backs, transfers and device states name records that exist', () => {
    const cases = new Set(city.disputes.disputes.map((row) => row.caseNo));
    const orders = new Set(city.hotline.orders.map((row) => row.orderNo));
    const units = new Set(city.organisations.units.map((row) => row.org_code));
    expect(city.disputes.mediations.every((row) => cases.has(row.caseNo) && units.has(row.officeCode))).toBe(true);
    expect(city.disputes.callbacks.every((row) => cases.has(row.caseNo))).toBe(true);
    expect(city.hotline.transfers.every((row) => orders.has(row.orderNo) && units.has(row.toDept))).toBe(true);
    expect(city.calls.every((row) => units.has(row.unitCode))).toBe(true);
    expect(city.devices.t_camera.every((row) => units.has(String(row.dept_code)))).toBe(true);
  });

  test('the two ledgers of grid events do not agree: some pushed events never arrived, some entries were never pushed', () => {
    const { events } = city.gridWork;
    const pushed = events.filter((row) => row.direction === 'PUSH' && row.toUnit === '990181-GAJ').map((row) => row.exchangeNo);
    const received = events.filter((row) => row.direction === 'RECV').map((row) => row.exchangeNo);
    expect(pushed.filter((number) => !received.includes(number))).toHaveLength(23);
    expect(received.filter((number) => !pushed.includes(number))).toHaveLength(7);
    expect(new Set(received).size).toBe(received.length);
  });

  test('the steps of a call are in order', () => {
    for (const call of city.calls) {
      const steps = [call.receivedAt, call.enRouteAt, call.arrivedAt, call.closedAt].filter((step) => step !== null);
      expect([...steps].sort()).toEqual(steps);
      if (call.dispatchedAt !== null) expect(call.dispatchedAt > call.receivedAt).toBe(true);
    }
  });

  test('device codes have 20 digits and are unique over all registries', () => {
    const { devices } = city;
    const codes = [
      ...devices.t_camera.map((row) => row.cam_code),
      ...devices.t_door_ctrl.map((row) => row.ctrl_code),
      ...devices.t_barrier.map((row) => row.bar_code),
      ...devices.t_elevator.map((row) => row.lift_code),
      ...devices.t_kiosk.map((row) => row.gb_code),
      ...[...devices.t_speed_display, ...devices.t_traffic_sensor, ...devices.t_other_device].map((row) => row.dev_code),
    ].map(String);
    expect(codes.filter((code) => !/^\d{20}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('it has the warts of real registries', () => {
    const cameras = city.devices.t_camera;
    expect(cameras.some((row) => row.state_code === null)).toBe(true);
    expect(cameras.some((row) => row.state_code === 7)).toBe(true);
    expect(cameras.some((row) => row.lng === 0)).toBe(true);
    expect(cameras.some((row) => row.lng === null)).toBe(true);
    expect(cameras.some((row) => row.grid_no === ' ' || row.grid_no === '')).toBe(true);
    expect(cameras.some((row) => String(row.cam_name).endsWith(' '))).toBe(true);
    expect(cameras.some((row) => String(row.cam_code).slice(10, 13) === '118')).toBe(true);
    const codes = new Set(cameras.map((row) => row.cam_code));
    expect(city.devices.trafficCameras.every((row) => codes.has(row.设备国标编码 ?? ''))).toBe(true);
    expect(city.hotline.orders.some((row) => row.streetCode.startsWith('990182'))).toBe(true);
  });
});

describe('written to a folder', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'civigraph-demo-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const hashes = async (root: string) => {
    const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const pairs = names.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return [
        path.slice(root.length),
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ];
    });
    return Object.fromEntries(await Promise.all(pairs)) as Record<string, string>;
  };

  test('two folders of one seed hold the same bytes, and writing again leaves the files untouched', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    for (const root of [one, two]) {
      await writeFiles(city, join(root, 'files'));
      await writeRegistry(city, join(root, 'registry.sqlite'));
    }
    expect(await hashes(one)).toEqual(await hashes(two));
    expect(Object.keys(await hashes(one))).toHaveLength(15);
    const before = await stat(join(one, 'registry.sqlite'));
    await writeRegistry(city, join(one, 'registry.sqlite'));
    expect((await stat(join(one, 'registry.sqlite'))).ino).toBe(before.ino);
  });

  test('a changed file is put right at the next start', async () => {
    await writeFiles(city, join(folder, 'three'));
    const first = await hashes(join(folder, 'three'));
    await rm(join(folder, 'three', 'risks.csv'));
    await writeFiles(city, join(folder, 'three'));
    expect(await hashes(join(folder, 'three'))).toEqual(first);
  });

  test('the whole city stands after less than two seconds of work', async () => {
    // Time of the processor: other work on the machine does not count.
    const started = process.cpuUsage();
    const running = await startDemoCity({ folder: join(folder, 'timed') });
    const { user, system } = process.cpuUsage(started);
    await running.close();
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});

function seconds(from: string | null, to: string | null): number {
  if (from === null || to === null) return Number.POSITIVE_INFINITY;
  return (Date.parse(`${to.replace(' ', 'T')}Z`) - Date.parse(`${from.replace(' ', 'T')}Z`)) / 1000;
}
