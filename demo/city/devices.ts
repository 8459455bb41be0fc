import { CITY_NOW, compactDate, DAY, local, localText, someTime } from '../clock.ts';
import { toBd09, toGcj02 } from '../datum.ts';
import { FIGURES } from '../figures.ts';
import { type Random, randomStream } from '../random.ts';
import { address, ROADS } from '../words.ts';
import { type Housing, inside } from './housing.ts';
import type { LonLat } from './lattice.ts';
import type { GridCell, Places } from './places.ts';

/** A cell of a registry table. */
export type Cell = string | number | null;
/** A row of a registry table by native column name. */
export type NativeRow = Readonly<Record<string, Cell>>;

/** The device registry: table name -> rows, as the registry stores them. */
export interface Devices {
  readonly t_camera: readonly NativeRow[];
  readonly t_door_ctrl: readonly NativeRow[];
  readonly t_door: readonly NativeRow[];
  readonly t_barrier: readonly NativeRow[];
  readonly t_elevator: readonly NativeRow[];
  readonly t_kiosk: readonly NativeRow[];
  readonly t_speed_display: readonly NativeRow[];
  readonly t_traffic_sensor: readonly NativeRow[];
  readonly t_other_device: readonly NativeRow[];
  /** Rows of the traffic police's own camera list, a file: all of them are in `t_camera` too. */
  readonly trafficCameras: readonly Readonly<Record<string, string>>[];
}

/** Digits 11 to 13 of a GB/T 28181 code. */
const TYPE = { camera: '131', ipCamera: '132', alarm: '134', other: '139' } as const;

export function makeDevices(seed: string, places: Places, housing: Housing): Devices {
  const cameras = makeCameras(seed, places);
  const { controllers, doors } = makeAccess(seed, housing);
  return {
    t_camera: cameras,
    t_door_ctrl: controllers,
    t_door: doors,
    t_barrier: makeBarriers(seed, places),
    t_elevator: makeElevators(seed, housing),
    t_kiosk: makeKiosks(seed, places),
    t_speed_display: onRoads(seed, places, 'speed displays', 9, (row, random) => ({
      ...row,
      disp_name: `${random.pick(ROADS)}测速屏`,
      limit_kmh: random.pick([40, 50, 60, null]),
    })),
    t_traffic_sensor: onRoads(seed, places, 'traffic sensors', 24, (row, random) => ({
      ...row,
      disp_name: `${random.pick(ROADS)}流量检测器`,
      lane_num: random.int(2, 6),
    })),
    t_other_device: onRoads(seed, places, 'other devices', 21, (row, random) => ({
      ...row,
      disp_name: `${random.pick(ROADS)}${random.pick(['烟感', '水位计', '广播', '井盖传感器'])}`,
      dev_kind: random.pick(['SMOKE', 'WATER', 'SPEAKER', 'MANHOLE', '']),
    })),
    trafficCameras: makeTrafficCameras(seed, cameras),
  };
}

/** 20 digits after GB/T 28181: 8 civil and access unit, 2 industry, 3 type, 1 network, 6 serial. */
function deviceCode(cell: GridCell, type: string, serial: number): string {
  const unit = `990181${cell.communityCode.slice(7, 9)}`;
  return `${unit}00${type}5${String(serial).padStart(6, '0')}`;
}

/** 1 on line, 0 off line, 2 under repair; 7 is in no code table; null was never reported. */
function state(random: Random): number | null {
  const drawn = random.weighted({ '1': 930, '0': 40, '2': 18, '7': 4, none: 8 });
  return drawn === 'none' ? null : Number(drawn);
}

const updated = (random: Random) => localText(someTime(random, CITY_NOW - 40 * DAY, CITY_NOW));

function cellsInTurn(places: Places, random: Random, count: number): GridCell[] {
  const rounds = Math.ceil(count / places.cells.length);
  return Array.from({ length: rounds }, () => random.shuffle(places.cells))
    .flat()
    .slice(0, count);
}

function makeCameras(seed: string, places: Places): NativeRow[] {
  const random = randomStream(seed, 'cameras');
  return cellsInTurn(places, random, FIGURES.cameras).map((cell, index) => {
    const point = somewhereIn(places, cell, random);
    const [lng, lat] = random.chance(0.012)
      ? random.pick([
          [null, null],
          [0, 0],
        ] as const)
      : toGcj02(point);
    const type = random.chance(0.03) ? '118' : random.pick([TYPE.camera, TYPE.ipCamera]);
    const road = random.pick(ROADS);
    return {
      cam_code: deviceCode(cell, type, index + 1),
      cam_name: `${road}${random.int(1, 99)}号${random.pick(['路口', '东侧', '西侧', '广场'])}${random.chance(0.05) ? '  ' : ''}`,
      cam_type: random.weighted({ '1': 38, '2': 45, '3': 15, '9': 2 }),
      state_code: state(random),
      lng,
      lat,
      grid_no: random.chance(0.02) ? random.pick(['', ' ', null]) : cell.code,
      street_code: cell.townshipCode,
      sq_code: cell.communityCode,
      dept_code: `${cell.townshipCode}-PCS`,
      vendor: random.pick(['云视', '澜科', '天目', ' ', null]),
      pixel_w: random.pick([1920, 2560, 3840, null]),
      install_date: random.chance(0.03) ? null : compactDate(someTime(random, local(2015, 1), local(2025, 10))),
      ip_addr: `10.${random.int(0, 60)}.${random.int(0, 255)}.${random.int(1, 254)}`,
      update_time: updated(random),
    };
  });
}

/** Inside a basic cell but outside its dedicated corner, or inside a dedicated one. */
function somewhereIn(places: Places, cell: GridCell, random: Random): LonLat {
  const [from, to] = cell.kind === 'basic' ? [0.05, 0.68] : [0.74, 0.9];
  const share = () => from + random.next() * (to - from);
  return places.lattice.pointIn(cell.column, cell.row, share(), share());
}

function makeAccess(seed: string, housing: Housing): { controllers: NativeRow[]; doors: NativeRow[] } {
  const random = randomStream(seed, 'access');
  const doors: NativeRow[] = [];
  const controllers = spread(housing.buildings, FIGURES.accessControllers).map((building, index) => {
    const code = deviceCode(building.compound.cell, TYPE.other, 100_001 + index);
    const count = random.int(2, 5);
    for (let door = 1; door <= count; door += 1) {
      doors.push({
        door_code: `${code}${String(door).padStart(2, '0')}`,
        ctrl_code: code,
        door_name: `${door}单元门`,
        bld_code: building.code,
        direction: random.pick(['IN', 'OUT', 'BOTH', null]),
        state_code: state(random),
      });
    }
    const [lng, lat] = toGcj02(building.point);
    return {
      ctrl_code: code,
      ctrl_name: `${building.name}门禁`,
      comp_code: building.compound.code,
      bld_code: building.code,
      grid_no: building.compound.cell.code,
      state_code: state(random),
      door_num: count,
      lng,
      lat,
      install_date: compactDate(someTime(random, local(2019, 1), local(2025, 6))),
      update_time: updated(random),
    };
  });
  return { controllers, doors };
}

function makeBarriers(seed: string, places: Places): NativeRow[] {
  const random = randomStream(seed, 'barriers');
  return spread(places.compounds, FIGURES.barriers).map((compound, index) => {
    const [lng, lat] = toGcj02(inside(compound, 0.5, 0.02));
    return {
      bar_code: deviceCode(compound.cell, TYPE.other, 200_001 + index),
      bar_name: `${compound.name}${random.pick(['东门', '南门', '西门', '北门'])}道闸`,
      comp_code: compound.code,
      grid_no: compound.cell.code,
      lane_num: random.int(1, 4),
      state_code: state(random),
      lng,
      lat,
      install_date: compactDate(someTime(random, local(2018, 1), local(2025, 6))),
      update_time: updated(random),
    };
  });
}

function makeElevators(seed: string, housing: Housing): NativeRow[] {
  const random = randomStream(seed, 'elevators');
  const tall = housing.buildings.filter((building) => building.floors >= 11);
  return spread(tall, FIGURES.elevatorSystems).map((building, index) => {
    const inspected = someTime(random, local(2025, 2), local(2025, 11));
    const [lng, lat] = toGcj02(building.point);
    return {
      lift_code: deviceCode(building.compound.cell, TYPE.alarm, 300_001 + index),
      lift_name: `${building.name}电梯系统`,
      reg_no: `梯11拟Z${random.int(10000, 99999)}`,
      bld_code: building.code,
      grid_no: building.compound.cell.code,
      car_num: random.int(2, 4),
      floors: building.floors,
      last_inspect: compactDate(inspected),
      next_inspect: compactDate(inspected + 365 * DAY),
      state_code: state(random),
      lng,
      lat,
      update_time: updated(random),
    };
  });
}

/** The kiosk maker keeps BD-09 coordinates and states in words. */
function makeKiosks(seed: string, places: Places): NativeRow[] {
  const random = randomStream(seed, 'kiosks');
  return spread(places.communities, 12).map((community, index) => {
    const cell = places.basicCells.find((candidate) => candidate.communityCode === community.code) as GridCell;
    const [bd_lng, bd_lat] = toBd09(places.lattice.pointIn(cell.column, cell.row, 0.31, 0.61));
    return {
      term_no: `YTJ${String(index + 1).padStart(4, '0')}`,
      gb_code: deviceCode(cell, TYPE.other, 400_001 + index),
      term_name: `${community.name.zh}政务服务一体机`,
      addr: address(random),
      grid_no: cell.code,
      term_state: random.pick(['在线', '在线', '在线', '离线', '故障', '']),
      bd_lng,
      bd_lat,
      update_time: updated(random),
    };
  });
}

function onRoads(
  seed: string,
  places: Places,
  stream: string,
  count: number,
  finish: (row: NativeRow, random: Random) => NativeRow,
): NativeRow[] {
  const random = randomStream(seed, stream);
  const first = { 'speed displays': 500_001, 'traffic sensors': 600_001, 'other devices': 700_001 }[stream] ?? 800_001;
  return spread(random.shuffle(places.basicCells), count).map((cell, index) => {
    const [lng, lat] = toGcj02(somewhereIn(places, cell, random));
    return finish(
      {
        dev_code: deviceCode(cell, TYPE.other, first + index),
        grid_no: cell.code,
        state_code: state(random),
        lng,
        lat,
        update_time: updated(random),
      },
      random,
    );
  });
}

/** `count` items of a list at even distances. */
function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length < count) throw new RangeError(`expected at least ${count} items to spread over, got ${list.length}`);
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)] as T);
}

function makeTrafficCameras(seed: string, cameras: readonly NativeRow[]): Record<string, string>[] {
  const random = randomStream(seed, 'traffic cameras');
  return spread(cameras, 46).map((camera, index) => ({
    序号: String(index + 1),
    设备国标编码: String(camera.cam_code),
    点位名称: `${String(camera.cam_name).trim()}(交警)`,
    状态: random.weighted({ 正常: 86, 离线: 8, 维修中: 4, '': 2 }),
    经度: camera.lng === null ? '' : String(camera.lng),
    纬度: camera.lat === null ? '' : String(camera.lat),
    更新时间: localText(someTime(random, CITY_NOW - 60 * DAY, CITY_NOW))
      .replaceAll('-', '/')
      .slice(0, 16),
  }));
}
