import { Agent } from 'node:http';
import axios, { type AxiosInstance } from 'axios';
import knexFactory, { type Knex } from 'knex';
import {
  type AccessController,
  type Building,
  type Camera,
  type CameraAggregate,
  CameraField,
  type CameraFilter,
  type CameraGroupBy,
  type CameraOrder,
  DeviceState,
  type DeviceStatus,
  type GridCell,
  GridCellKind,
  type PageInfo,
  type ResidentialCompound,
  SortDirection,
} from './types.ts';

const STATES: Readonly<Record<string, DeviceState>> = {
  '1': DeviceState.ONLINE,
  '0': DeviceState.OFFLINE,
  '2': DeviceState.MAINTENANCE,
  '9': DeviceState.DISMANTLED,
};
const STATE_CODES = new Map(Object.entries(STATES).map(([code, state]) => [state, code]));
const CELL_KINDS: Readonly<Record<string, GridCellKind>> = {
  '1': GridCellKind.BASIC,
  '2': GridCellKind.DEDICATED,
  '3': GridCellKind.MICRO,
};
const COLUMNS = { INSTALLED_ON: 'install_date', DIVISION_CODE: 'street_code', STATE_RAW: 'state_code' } as const;

interface ControllerRow {
  readonly ctrlCode: string;
  readonly ctrlName: string;
  readonly stateCode: string;
  readonly streetCode: string;
  readonly buildingCode: string;
  readonly compoundCode: string;
  readonly doorNum: number;
  readonly installDate: string;
}

interface BuildingRow {
  readonly code: string;
  readonly name: string;
  readonly floors: number;
  readonly dwellings: number;
  readonly builtYear: number;
}

interface CompoundRow {
  readonly code: string;
  readonly name: string;
  readonly buildings: number;
  readonly dwellings: number;
  readonly gates: number;
}

interface StateRow {
  readonly deviceCode: string;
  readonly status: string;
  readonly reportTime: string;
  readonly signal: number;
}

interface CameraRow {
  readonly id: number;
  readonly cam_code: string;
  readonly cam_name: string;
  readonly state_code: string;
  readonly install_date: string;
  readonly lng: number;
  readonly lat: number;
  readonly grid_no: string;
}

interface CellRow {
  readonly grid_no: string;
  readonly grid_name: string;
  readonly kind_code: string;
  readonly worker_num: number;
  readonly house_num: number;
  readonly person_num: number;
}

interface GroupRow {
  readonly street_code?: string;
  readonly state_code?: string;
  readonly count: number;
}

interface Cursor {
  readonly value: string;
  readonly id: number;
}

/** What a list of cameras is asked for. */
export interface CameraList {
  readonly filter: CameraFilter | undefined;
  readonly orderBy: CameraOrder | undefined;
  readonly first: number;
  readonly after: string | undefined;
}

export interface CameraPage {
  readonly nodes: readonly Camera[];
  readonly pageInfo: PageInfo;
}

/** The platform's REST interface. */
export class PlatformApi {
  readonly #http: AxiosInstance;

  constructor(baseURL: string) {
    this.#http = axios.create({ baseURL, timeout: 10_000, httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }) });
  }

  async controllers(division: string | undefined, first: number): Promise<AccessController[]> {
    const params = { streetCode: division, sort: 'ctrlCode', offset: 0, limit: first };
    const { data } = await this.#http.get<{ rows: ControllerRow[] }>('/controllers', { params });
    return data.rows.map((row) => ({
      code: row.ctrlCode,
      name: row.ctrlName,
      state: STATES[row.stateCode] ?? DeviceState.UNKNOWN,
      stateRaw: row.stateCode,
      doorCount: row.doorNum,
      installedOn: row.installDate,
      divisionCode: row.streetCode,
      buildingCode: row.buildingCode,
      compoundCode: row.compoundCode,
    }));
  }

  async building(code: string): Promise<Building> {
    const { data } = await this.#http.get<BuildingRow>(`/buildings/${encodeURIComponent(code)}`);
    return { code: data.code, name: data.name, floorCount: data.floors, dwellingCount: data.dwellings, builtYear: data.builtYear };
  }

  async compounds(codes: readonly string[]): Promise<(ResidentialCompound | null)[]> {
    const { data } = await this.#http.get<{ rows: CompoundRow[] }>('/compounds', { params: { codes: codes.join(',') } });
    const byCode = new Map(data.rows.map((row) => [row.code, row]));
    return codes.map((code) => {
      const row = byCode.get(code);
      if (!row) return null;
      return { code, name: row.name, buildingCount: row.buildings, dwellingCount: row.dwellings, gateCount: row.gates };
    });
  }

  async states(codes: readonly string[]): Promise<(DeviceStatus | null)[]> {
    const { data } = await this.#http.get<{ rows: StateRow[] }>('/states', { params: { codes: codes.join(',') } });
    const byCode = new Map(data.rows.map((row) => [row.deviceCode, row]));
    return codes.map((code) => {
      const row = byCode.get(code);
      return row ? { state: STATES[row.status] ?? DeviceState.UNKNOWN, reportedAt: row.reportTime, signal: row.signal } : null;
    });
  }
}

/** The register of cameras. */
export class Registry {
  readonly #db: Knex;

  constructor(connection: Knex.MySql2ConnectionConfig) {
    this.#db = knexFactory({
      client: 'mysql2',
      connection: { ...connection, charset: 'utf8mb4', dateStrings: true },
      pool: { min: 2, max: 16 },
    });
  }

  async cameras({ filter, orderBy, first, after }: CameraList): Promise<CameraPage> {
    const column = orderBy ? COLUMNS[orderBy.field] : 'id';
    const direction = orderBy?.direction === SortDirection.DESC ? 'desc' : 'asc';
    const query = this.#filtered(filter)
      .select<CameraRow[]>('id', 'cam_code', 'cam_name', 'state_code', 'install_date', 'lng', 'lat', 'grid_no')
      .orderBy([
        { column, order: direction },
        { column: 'id', order: 'asc' },
      ])
      .limit(first + 1);
    if (after) {
      const { value, id } = JSON.parse(Buffer.from(after, 'base64url').toString()) as Cursor;
      const past = direction === 'desc' ? '<' : '>';
      query
        .where(column, `${past}=`, value)
        .where((either) => either.where(column, past, value).orWhere((same) => same.where(column, value).where('id', '>', id)));
    }
    const found = await query;
    const rows = found.slice(0, first);
    const last = rows.at(-1);
    const cursor = last && Buffer.from(JSON.stringify({ value: last[column as keyof CameraRow], id: last.id })).toString('base64url');
    return { nodes: rows.map(cameraOf), pageInfo: { hasNextPage: found.length > first, endCursor: cursor ?? null } };
  }

  async gridCells(codes: readonly string[]): Promise<(GridCell | null)[]> {
    const rows = await this.#db<CellRow>('t_grid')
      .select('grid_no', 'grid_name', 'kind_code', 'worker_num', 'house_num', 'person_num')
      .whereIn('grid_no', codes);
    const byCode = new Map(rows.map((row) => [row.grid_no, row]));
    return codes.map((code) => {
      const row = byCode.get(code);
      if (!row) return null;
      const kind = CELL_KINDS[row.kind_code] ?? GridCellKind.OTHER;
      return { code, name: row.grid_name, kind, workerCount: row.worker_num, householdCount: row.house_num, residentCount: row.person_num };
    });
  }

  async cameraGroups(filter: CameraFilter | undefined, groupBy: readonly CameraGroupBy[]): Promise<CameraAggregate> {
    const columns = groupBy.map(({ field }) => COLUMNS[field]);
    const rows = await this.#filtered(filter)
      .select<GroupRow[]>(...columns)
      .count({ count: '*' })
      .groupBy(columns)
      .orderBy(columns);
    const asked = new Set(groupBy.map(({ field }) => field));
    const groups = rows.map(({ street_code, state_code, count }) => ({
      key: {
        ...(asked.has(CameraField.DIVISION_CODE) && street_code !== undefined ? { divisionCode: street_code } : {}),
        ...(asked.has(CameraField.STATE_RAW) && state_code !== undefined ? { stateRaw: state_code } : {}),
      },
      count,
    }));
    return { groups };
  }

  #filtered(filter: CameraFilter | undefined): Knex.QueryBuilder {
    const query = this.#db('t_camera');
    if (filter?.divisionCode?.eq) query.where('street_code', filter.divisionCode.eq);
    if (filter?.state?.eq) query.where('state_code', STATE_CODES.get(filter.state.eq) ?? '');
    if (filter?.installedOn?.gte) query.where('install_date', '>=', filter.installedOn.gte);
    return query;
  }
}

function cameraOf(row: CameraRow): Camera {
  return {
    code: row.cam_code,
    name: row.cam_name,
    state: STATES[row.state_code] ?? DeviceState.UNKNOWN,
    installedOn: row.install_date,
    location: { lon: row.lng, lat: row.lat },
    gridCellCode: row.grid_no,
  };
}
