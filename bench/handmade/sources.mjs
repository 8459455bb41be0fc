// The fastest way to the sources that we would still write by hand: a pool of kept-alive connections for HTTP, plain SQL with rows
// as arrays. The peers use the same functions, so that only their engines differ.
import { createPool } from 'mysql2';
import { Pool } from 'undici';
import { CELL_KINDS, STATES } from '../lib/data.mjs';
import { databaseOptions } from '../lib/database.mjs';

const http = new Pool(process.env.UPSTREAM, { connections: 32, pipelining: 1 });
const sql = createPool({ ...databaseOptions(), charset: 'utf8mb4', connectionLimit: 16, dateStrings: true, rowsAsArray: true });

async function get(path) {
  const { statusCode, body } = await http.request({ method: 'GET', path });
  const data = await body.json();
  if (statusCode !== 200) throw new Error(`the upstream answered ${statusCode}`);
  return data;
}

function rows(text, values) {
  return new Promise((resolve, reject) => {
    sql.query(text, values, (error, found) => (error ? reject(error) : resolve(found)));
  });
}

const byKey = (list, key) => new Map(list.map((item) => [item[key], item]));

/** 100 sets of access control of a division, by code. */
export async function controllersOf(division) {
  const { rows: found } = await get(`/controllers?streetCode=${division}&sort=ctrlCode&offset=0&limit=100`);
  return found.map((row) => ({
    code: row.ctrlCode,
    name: row.ctrlName,
    state: STATES[row.stateCode] ?? 'UNKNOWN',
    stateRaw: row.stateCode,
    doorCount: row.doorNum,
    installedOn: row.installDate,
    divisionCode: row.streetCode,
    buildingCode: row.buildingCode,
    compoundCode: row.compoundCode,
  }));
}

/** One building. */
export async function buildingOf(code) {
  const row = await get(`/buildings/${code}`);
  return { code: row.code, name: row.name, floorCount: row.floors, dwellingCount: row.dwellings, builtYear: row.builtYear };
}

/** Compounds in the order of their codes. */
export async function compoundsOf(codes) {
  const { rows: found } = await get(`/compounds?codes=${codes.join(',')}`);
  const known = byKey(found, 'code');
  return codes.map((code) => {
    const row = known.get(code);
    if (!row) return null;
    return { code: row.code, name: row.name, buildingCount: row.buildings, dwellingCount: row.dwellings, gateCount: row.gates };
  });
}

/** What the platform says of devices, in the order of their codes. */
export async function statesOf(codes) {
  const { rows: found } = await get(`/states?codes=${codes.join(',')}`);
  const known = byKey(found, 'deviceCode');
  return codes.map((code) => {
    const row = known.get(code);
    return row ? { state: STATES[row.status] ?? 'UNKNOWN', reportedAt: row.reportTime, signal: row.signal } : null;
  });
}

const stateCodes = Object.fromEntries(Object.entries(STATES).map(([code, name]) => [name, code]));

/** A page of 100 cameras and whether there are more. The cursor is `date,id`. */
export async function camerasOf({ division, state, after }) {
  const [date, id] = after?.split(',') ?? [];
  const seek = after ? 'and install_date <= ? and (install_date < ? or id > ?)' : '';
  const found = await rows(
    `select id, cam_code, cam_name, state_code, install_date, lng, lat, grid_no from t_camera
     where street_code = ? and state_code = ? ${seek} order by install_date desc, id limit 101`,
    after ? [division, stateCodes[state], date, date, id] : [division, stateCodes[state]],
  );
  const page = found.length > 100 ? found.slice(0, 100) : found;
  const last = page.at(-1);
  const nodes = page.map(([, code, name, raw, installedOn, lon, lat, gridCellCode]) => ({
    code,
    name,
    state: STATES[raw] ?? 'UNKNOWN',
    installedOn,
    location: { lon, lat },
    gridCellCode,
  }));
  return { nodes, pageInfo: { hasNextPage: found.length > 100, endCursor: last ? `${last[4]},${last[0]}` : null } };
}

/** Grid cells in the order of their codes. */
export async function gridCellsOf(codes) {
  const found = await rows('select grid_no, grid_name, kind_code, worker_num, house_num, person_num from t_grid where grid_no in (?)', [
    [...new Set(codes)],
  ]);
  const known = new Map(found.map((row) => [row[0], row]));
  return codes.map((wanted) => {
    const row = known.get(wanted);
    if (!row) return null;
    const [code, name, kind, workerCount, householdCount, residentCount] = row;
    return { code, name, kind: CELL_KINDS[kind] ?? 'OTHER', workerCount, householdCount, residentCount };
  });
}

/** Cameras counted by division and state. */
export async function groupsOf(since) {
  const found = await rows(
    `select street_code, state_code, count(*) from t_camera where install_date >= ?
     group by street_code, state_code order by street_code, state_code`,
    [since],
  );
  return found.map(([divisionCode, stateRaw, count]) => ({ key: { divisionCode, stateRaw }, count }));
}
