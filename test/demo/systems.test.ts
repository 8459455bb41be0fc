import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import Database from 'libsql';
import { FIGURES } from '../../demo/figures.ts';
import { ask, startTestCity, type TestCity } from './helpers.ts';

let city: TestCity;
beforeAll(async () => {
  city = await startTestCity();
});
afterAll(() => city.end());

const variable = (name: string) => city.environment[`CIVIGRAPH_DEMO_${name}`] ?? '';

describe('the registry, asked in SQL', () => {
  const count = (sql: string) => {
    const database = new Database(variable('REGISTRY'), { readonly: true });
    try {
      return (database.prepare(sql).get() as { n: number }).n;
    } finally {
      database.close();
    }
  };

  test('has the published numbers of devices', () => {
    expect(count('SELECT count(*) AS n FROM t_camera')).toBe(FIGURES.cameras);
    expect(count('SELECT count(*) AS n FROM t_door_ctrl')).toBe(FIGURES.accessControllers);
    expect(count('SELECT count(*) AS n FROM t_barrier')).toBe(FIGURES.barriers);
    expect(count('SELECT count(*) AS n FROM t_elevator')).toBe(FIGURES.elevatorSystems);
  });

  test('links every door to its controller', () => {
    expect(count('SELECT count(*) AS n FROM t_door WHERE ctrl_code NOT IN (SELECT ctrl_code FROM t_door_ctrl)')).toBe(0);
    expect(count('SELECT sum(door_num) AS n FROM t_door_ctrl')).toBe(count('SELECT count(*) AS n FROM t_door'));
  });

  test('explains its columns in Chinese', () => {
    expect(count("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND sql LIKE '%-- %编%'")).toBe(10);
  });
});

describe('the files', () => {
  const read = (name: string) => readFile(join(variable('FILES'), name));
  const rows = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true });

  test('the household count is GB18030 and has one row per year and basic grid cell', async () => {
    const bytes = await read('households.csv');
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow('not valid for encoding utf-8');
    const households = rows(new TextDecoder('gb18030', { fatal: true }).decode(bytes));
    expect(households).toHaveLength(192);
    expect(households[0]?.网格名称).toMatch(/网格$/);
    expect(households.every((row) => /^[\d,]+$/.test(row.户数 ?? ''))).toBe(true);
  });

  test('grid cells are closed counter-clockwise polygons with codes of 15 digits', async () => {
    const { features } = JSON.parse((await read('grid-cells.geojson')).toString()) as { features: Feature[] };
    expect(features).toHaveLength(104);
    for (const { properties, geometry } of features) {
      const ring = geometry.coordinates[0] ?? [];
      expect(String(properties.wg_code)).toMatch(/^990181\d{9}$/);
      expect(ring.at(-1)).toEqual(ring[0]);
      expect(area(ring)).toBeGreaterThan(0);
    }
  });

  test('every dwelling stands in a building of the building file', async () => {
    const { features } = JSON.parse((await read('buildings.geojson')).toString()) as { features: Feature[] };
    const buildings = new Set(features.map((feature) => feature.properties.ld_code));
    const dwellings = rows((await read('dwellings.csv')).toString());
    expect(dwellings.length).toBeGreaterThan(5000);
    expect(dwellings.every((row) => buildings.has(row.bld_code))).toBe(true);
    expect(new Set(dwellings.map((row) => row.house_code)).size).toBe(dwellings.length);
  });

  test('grid workers sent the published number of reports', async () => {
    const lines = (await read('grid-worker-reports.ndjson')).toString().trimEnd().split('\n');
    expect(lines).toHaveLength(FIGURES.gridWorkerReports);
    expect(() => lines.map((line) => JSON.parse(line))).not.toThrow();
  });
});

describe('the hotline service', () => {
  const orders = (query = '', token = variable('HOTLINE_TOKEN')) =>
    ask(`${variable('HOTLINE_URL')}/v1/orders${query}`, { headers: { 'x-access-token': token } });

  test('lets nobody in without its token', async () => {
    expect(await orders('', 'guess')).toMatchObject({ status: 401, body: { code: 40100 } });
  });

  test('its pages put together are the whole list, each row once', async () => {
    const seen: unknown[] = [];
    for (let page = 1; ; page += 1) {
      const { body } = await orders(`?pageNum=${page}&pageSize=200&sortBy=finishTime&sortOrder=desc`);
      if (body.data?.rows.length === 0) break;
      seen.push(...(body.data?.rows.map((row) => row.orderNo) ?? []));
      expect(body.data?.total).toBe(2950);
    }
    expect(seen).toHaveLength(2950);
    expect(new Set(seen).size).toBe(2950);
  });

  test('sorts with nulls last in both directions', async () => {
    for (const order of ['asc', 'desc']) {
      const { body } = await orders(`?status=01,88&pageSize=200&sortBy=finishTime&sortOrder=${order}`);
      expect(body.data?.rows.every((row) => row.finishTime === null)).toBe(true);
      const last = await orders(`?pageNum=15&pageSize=200&sortBy=finishTime&sortOrder=${order}`);
      expect(last.body.data?.rows.at(-1)?.finishTime).toBeNull();
    }
  });

  test('filters by status, area and time', async () => {
    const { body } = await orders('?status=04,05&acceptFrom=2025-03-01 00:00:00&acceptBefore=2025-04-01 00:00:00&pageSize=200');
    expect(body.data?.total).toBeGreaterThan(20);
    expect(body.data?.rows.every((row) => String(row.acceptTime).startsWith('2025-03') && ['04', '05'].includes(String(row.status)))).toBe(
      true,
    );
  });

  test('gives one by key, several by keys, and says when there is none', async () => {
    const { body } = await orders('?pageSize=3');
    const keys = body.data?.rows.map((row) => String(row.orderNo)) ?? [];
    expect((await orders(`/${keys[0]}`)).body.data).toMatchObject({ orderNo: keys[0] });
    expect((await orders(`/batch?keys=${keys.join(',')},none,${keys[0]}`)).body.data).toMatchObject({ total: 3 });
    expect(await orders('/none')).toMatchObject({ status: 404, body: { code: 40400 } });
  });

  test.each([
    '?pageSize=201',
    '?pageSize=0',
    '?pageNum=x',
    '?sortBy=callerTel',
    '?sortBy=orderNo&sortOrder=up',
    '?colour=red',
    '?status=01&status=02',
    '/batch?keys=',
    `/batch?keys=${Array.from({ length: 101 }, (_, key) => key)}`,
  ])('refuses %s', async (query) => {
    const { status, body } = await orders(query);
    expect(status).toBe(400);
    expect(body.code).toBeGreaterThan(40000);
    expect(body.data).toBeNull();
  });
});

describe('the device platform', () => {
  const signIn = (form: Record<string, string>) =>
    ask(`${variable('DEVICE_URL')}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const credentials = () => ({ client_id: variable('DEVICE_CLIENT'), client_secret: variable('DEVICE_SECRET') });
  const device = async (path: string) => {
    const token = (await signIn({ grant_type: 'client_credentials', ...credentials() })).body.access_token;
    return ask(`${variable('DEVICE_URL')}/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
  };

  test('signs in by client credentials in the form or in the header', async () => {
    const basic = Buffer.from(`${variable('DEVICE_CLIENT')}:${variable('DEVICE_SECRET')}`).toString('base64');
    const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
    const byHeader = await ask(`${variable('DEVICE_URL')}/oauth/token`, { method: 'POST', headers, body: 'grant_type=client_credentials' });
    expect(byHeader.body.access_token).toEqual(expect.any(String));
    expect(await signIn({ grant_type: 'client_credentials', client_id: 'civigraph', client_secret: 'guess' })).toMatchObject({
      status: 401,
    });
    expect(await signIn({ grant_type: 'password', ...credentials() })).toMatchObject({ status: 400 });
    expect(await ask(`${variable('DEVICE_URL')}/v1/states`)).toMatchObject({ status: 401, body: { code: 40101 } });
  });

  test('knows the state of nearly all devices, by key and by keys too', async () => {
    const cameras = await device('/states?deviceKind=CAMERA&pageSize=200');
    expect(cameras.body.data?.total).toBeGreaterThan(550);
    expect(cameras.body.data?.total).toBeLessThan(FIGURES.cameras);
    const keys = cameras.body.data?.rows.slice(0, 50).map((row) => String(row.deviceCode)) ?? [];
    expect((await device(`/states/batch?keys=${keys.join(',')}`)).body.data?.total).toBe(50);
    expect((await device(`/states/${keys[0]}`)).body.data).toMatchObject({ deviceKind: 'CAMERA' });
  });

  test('gives the events of several devices in a span of time', async () => {
    const [one, two] = ((await device('/states?pageSize=2')).body.data?.rows ?? []).map((row) => String(row.deviceCode));
    const from = Date.UTC(2025, 5, 1);
    const { body } = await device(`/events?deviceCodes=${one},${two}&timeFrom=${from}&sortBy=eventTime`);
    expect(body.data?.rows.length).toBeGreaterThan(0);
    expect(body.data?.rows.every((row) => [one, two].includes(String(row.deviceCode)) && Number(row.eventTime) >= from)).toBe(true);
  });
});

describe('the platform feed', () => {
  const feed = (query: string, token = variable('PLATFORM_TOKEN')) =>
    ask(variable('PLATFORM_URL'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });

  test('has the published numbers of events, disputes, mediations and calls', async () => {
    const { body } = await feed(`{
      pushed: gridEvents(where: { direction: { eq: "PUSH" } }, limit: 0) { total }
      received: gridEvents(where: { direction: { eq: "RECV" } }, limit: 0) { total }
      disputes(where: { registeredAt: { gte: "2023-01-01", lt: "2026-01-01" } }, limit: 0) { total }
      inGrid: disputes(where: { registeredAt: { gte: "2023-01-01" }, settledLevel: { eq: "GRID" } }, limit: 0) { total }
      mediations(where: { heldAt: { gte: "2023-01-01" } }, limit: 0) { total }
      settled: mediations(where: { heldAt: { gte: "2023-01-01" }, outcome: { in: ["SETTLED"] } }, limit: 0) { total }
      attended: calls(where: { isFirst: { eq: true } }, limit: 0) { total }
      all: disputes(limit: 0) { total }
    }`);
    expect(body.data).toEqual({
      pushed: { total: FIGURES.gridEventsPushed },
      received: { total: FIGURES.gridEventsReceived },
      disputes: { total: FIGURES.disputes },
      inGrid: { total: FIGURES.disputesSettledInGrid },
      mediations: { total: FIGURES.mediations },
      settled: { total: FIGURES.mediationsSettled },
      attended: { total: FIGURES.callsAttended },
      all: { total: 639 },
    });
  });

  test('orders by several fields with nulls last, and pages', async () => {
    const attended = await feed('{ calls(where: { arrivedAt: { isNull: false } }, limit: 0) { total } }');
    const { total } = (attended.body.data as unknown as { calls: { total: number } }).calls;
    const { body } = await feed(
      `{ calls(orderBy: [{ field: arrivedAt, direction: DESC }], offset: ${total - 1}, limit: 2) { items { arrivedAt callNo } } }`,
    );
    const items = (body.data as unknown as { calls: { items: { arrivedAt: string | null }[] } }).calls.items;
    expect(items[0]?.arrivedAt).toMatch(/^2023-01/);
    expect(items[1]?.arrivedAt).toBeNull();
  });

  test('gives one record by its number, null for an unknown one', async () => {
    const { body } = await feed('{ mediation(mediationNo: "TJ00001") { caseNo } none: mediation(mediationNo: "?") { caseNo } }');
    expect(body.data).toMatchObject({ mediation: { caseNo: expect.any(String) }, none: null });
  });

  test('refuses a wrong token, a page too large, a text that is no query', async () => {
    expect((await feed('{ alive }', 'guess')).status).toBe(401);
    expect((await feed('{ calls(limit: 501) { total } }')).body.errors).toHaveLength(1);
    expect((await feed('{ calls(')).status).toBe(400);
    expect((await feed('{ persons { name } }')).status).toBe(400);
  });
});

describe('life of the services', () => {
  test('closing ends them at once and may be repeated; the patrol system never lived', async () => {
    const short = await startTestCity('short');
    const url = short.environment.CIVIGRAPH_DEMO_PLATFORM_URL ?? '';
    expect((await fetch(url, { method: 'POST' })).status).toBe(401);
    await Promise.all([short.end(), short.end()]);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    await expect(answers(short.environment.CIVIGRAPH_DEMO_PATROL_URL ?? '')).resolves.toBe(false);
  });

  test('two cities run side by side', async () => {
    const other = await startTestCity('other');
    expect(other.environment.CIVIGRAPH_DEMO_HOTLINE_URL).not.toBe(variable('HOTLINE_URL'));
    await other.end();
  });
});

/** Does anybody listen there? */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

interface Feature {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] };
}

/** Twice the signed area; positive when counter-clockwise. */
function area(ring: readonly (readonly [number, number])[]): number {
  return ring.slice(1).reduce((sum, [x, y], index) => sum + (ring[index]?.[0] ?? 0) * y - x * (ring[index]?.[1] ?? 0), 0);
}
