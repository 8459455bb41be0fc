import { toGcj02 } from '../datum.ts';
import { randomStream } from '../random.ts';
import { COMMUNITY_NAMES, PREFECTURE, TOWNSHIPS } from '../words.ts';
import { CITY_CODE, type Places } from './places.ts';

/** A row of the registry's table of organisations. */
export interface OrganisationRow {
  readonly org_code: string;
  readonly org_name: string;
  readonly org_type: string;
  readonly parent_code: string | null;
  readonly area_code: string;
  readonly duty_tel: string | null;
  readonly lng: number | null;
  readonly lat: number | null;
}

/** A row of the list of service counters, a CSV file. */
export interface ServicePointRow {
  readonly 编号: string;
  readonly 名称: string;
  readonly 类型: string;
  readonly 所属机构: string;
  readonly 行政区划代码: string;
  readonly 窗口数: string;
  readonly 经度: string;
  readonly 纬度: string;
  readonly 开始时间: string;
  readonly 结束时间: string;
}

export interface Organisations {
  readonly units: readonly OrganisationRow[];
  readonly servicePoints: readonly ServicePointRow[];
  /** Code of the unit of a kind for a township or community. */
  readonly unitFor: (kind: 'PCS' | 'TJS' | 'FWZ', areaCode: string) => string;
}

/** Bureaus of the city by code suffix. */
const BUREAUS: readonly (readonly [string, string, string])[] = [
  ['GAJ', '公安局', 'BUREAU'],
  ['ZHZ', '城市运行指挥中心', 'COMMAND'],
  ['CGJ', '城市管理局', 'BUREAU'],
  ['ZJJ', '住房和城乡建设局', 'BUREAU'],
  ['SLJ', '水利局', 'BUREAU'],
  ['JTJ', '交通运输局', 'BUREAU'],
  ['WJJ', '卫生健康局', 'BUREAU'],
  ['RSJ', '人力资源和社会保障局', 'BUREAU'],
  ['ZFW', '社会治安综合治理中心', 'CENTRE'],
  ['12345', '12345热线中心', 'CENTRE'],
];

export function makeOrganisations(seed: string, places: Places): Organisations {
  const random = randomStream(seed, 'organisations');
  const spot = (index: number) => {
    const cell = places.basicCells[(index * 7 + 3) % places.basicCells.length];
    return cell === undefined ? undefined : places.lattice.pointIn(cell.column, cell.row, 0.5, 0.6);
  };
  const unit = (kind: string, areaCode: string, name: string, type: string, parent: string | null, index: number): OrganisationRow => {
    const point = spot(index);
    const [lng, lat] = point === undefined || random.chance(0.05) ? [null, null] : toGcj02(point);
    const duty_tel = random.chance(0.8) ? `0990-12${String(random.int(10000, 99999))}` : null;
    return {
      org_code: `${areaCode}-${kind}`,
      org_name: name,
      org_type: type,
      parent_code: parent,
      area_code: areaCode,
      duty_tel,
      lng,
      lat,
    };
  };
  const bureaus = BUREAUS.map(([kind, name, type], index) => unit(kind, CITY_CODE, `云澜市${name}`, type, null, index));
  const stations = TOWNSHIPS.map((township, index) => {
    const area = `${CITY_CODE}${township.serial}`;
    return unit('PCS', area, `${township.zh}派出所`, 'STATION', `${CITY_CODE}-GAJ`, index + 10);
  });
  const centres = TOWNSHIPS.map((township, index) => {
    const area = `${CITY_CODE}${township.serial}`;
    return unit('TJS', area, `${township.zh}人民调解委员会`, 'MEDIATION', `${CITY_CODE}-ZFW`, index + 16);
  });
  const rooms = places.communities.map((community, index) =>
    unit(
      'FWZ',
      community.code,
      `${community.name.zh}党群服务站`,
      index % 3 === 0 ? 'POLICEROOM' : 'SERVICE',
      `${community.townshipCode}-TJS`,
      index + 22,
    ),
  );
  return {
    units: [...bureaus, ...stations, ...centres, ...rooms],
    servicePoints: makeServicePoints(seed, places),
    unitFor: (kind, areaCode) => `${areaCode}-${kind}`,
  };
}

function makeServicePoints(seed: string, places: Places): ServicePointRow[] {
  const random = randomStream(seed, 'service points');
  return places.communities.map((community, index) => {
    const cell = places.basicCells.find((candidate) => candidate.communityCode === community.code);
    const point = cell === undefined ? undefined : places.lattice.pointIn(cell.column, cell.row, 0.3, 0.6);
    return {
      编号: `FWD${String(index + 1).padStart(3, '0')}`,
      名称: `${COMMUNITY_NAMES[index]?.zh ?? PREFECTURE.zh}便民服务点`,
      类型: community.rural ? '村级' : '社区级',
      所属机构: `${community.code}-FWZ`,
      行政区划代码: community.code,
      窗口数: String(random.int(1, 6)),
      经度: point === undefined ? '' : String(point[0]),
      纬度: point === undefined ? '' : String(point[1]),
      开始时间: '08:30',
      结束时间: random.pick(['17:30', '18:00', '20:00']),
    };
  });
}
