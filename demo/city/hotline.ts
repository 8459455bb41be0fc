import { CITY_NOW, DAY, HOUR, local, localText, MINUTE, someTime } from '../clock.ts';
import { toGcj02 } from '../datum.ts';
import { type Random, randomStream } from '../random.ts';
import { address } from '../words.ts';
import { CITY_CODE, type Places } from './places.ts';

/** A work order of the 12345 hotline as its service gives it. */
export interface OrderRow {
  readonly orderNo: string;
  readonly title: string;
  readonly content: string;
  readonly categoryCode: string;
  readonly categoryName: string;
  readonly channel: string;
  readonly status: string;
  readonly urgent: 0 | 1;
  readonly streetCode: string;
  readonly communityCode: string;
  readonly gridCode: string | null;
  readonly address: string;
  readonly lng: number | null;
  readonly lat: number | null;
  readonly deptCode: string;
  readonly acceptTime: string;
  readonly deadline: string;
  readonly finishTime: string | null;
  readonly satisfaction: string;
  readonly updateTime: string;
  /** A contact number, invented; no binding maps it. */
  readonly callerTel: string;
}

export interface TransferRow {
  readonly transferId: string;
  readonly orderNo: string;
  readonly step: number;
  readonly fromDept: string;
  readonly toDept: string;
  readonly transferTime: string;
  readonly receiveTime: string | null;
  readonly remark: string;
}

export interface Hotline {
  readonly orders: readonly OrderRow[];
  readonly transfers: readonly TransferRow[];
}

const CATEGORIES = [
  ['0101', '噪声扰民', 'CGJ', '夜间施工噪声大'],
  ['0102', '占道经营', 'CGJ', '人行道被摊位占用'],
  ['0201', '供水', 'SLJ', '水压低，早晚高峰断水'],
  ['0202', '积水内涝', 'SLJ', '雨后路面积水不退'],
  ['0301', '路灯', 'CGJ', '路灯不亮'],
  ['0302', '道路破损', 'JTJ', '路面坑洼，影响通行'],
  ['0303', '公交', 'JTJ', '班次间隔长，希望加密'],
  ['0401', '物业服务', 'ZJJ', '电梯停用，物业未维修'],
  ['0402', '房屋渗漏', 'ZJJ', '楼顶渗水'],
  ['0501', '劳动报酬', 'RSJ', '工资未按时发放'],
  ['0601', '卫生防疫', 'WJJ', '垃圾清运不及时，蚊蝇多'],
] as const;
const ORDERS = 2950;

export function makeHotline(seed: string, places: Places): Hotline {
  const random = randomStream(seed, 'hotline');
  const times = Array.from({ length: ORDERS }, () => someTime(random, local(2023, 1), CITY_NOW)).sort((a, b) => a - b);
  const orders = times.map((time, index) => makeOrder(random, places, time, index));
  const transfers = orders
    .flatMap((order) => transfersOf(random, order))
    .map((row, index) => ({ transferId: `ZB${String(index + 1).padStart(6, '0')}`, ...row }));
  return { orders, transfers };
}

function makeOrder(random: Random, places: Places, time: number, index: number): OrderRow {
  const [categoryCode, categoryName, bureau, complaint] = random.pick(CATEGORIES);
  const cell = random.pick(places.basicCells);
  const [lng, lat] = random.chance(0.06)
    ? [null, null]
    : toGcj02(places.lattice.pointIn(cell.column, cell.row, 0.05 + random.next() * 0.9, 0.05 + random.next() * 0.9));
  const place = address(random);
  const finished = time + random.int(4, 15 * 24) * HOUR;
  const done = finished < CITY_NOW && random.chance(0.97);
  return {
    orderNo: `${localText(time).slice(0, 10).replaceAll('-', '')}${String(index + 1).padStart(6, '0')}`,
    title: `${place}${complaint}`,
    content: random.chance(0.03) ? '' : `来电人反映${place}${complaint}，请尽快处理。`,
    categoryCode: random.chance(0.01) ? '9999' : categoryCode,
    categoryName,
    channel: random.weighted({ PHONE: 70, WECHAT: 18, WEB: 6, APP: 5, '': 1 }),
    status: done ? random.pick(['04', '04', '05']) : random.pick(['01', '02', '03', '03', '88']),
    urgent: random.chance(0.05) ? 1 : 0,
    streetCode: random.chance(0.005) ? `${CITY_CODE.slice(0, 4)}82001` : cell.townshipCode,
    communityCode: cell.communityCode,
    gridCode: random.chance(0.03) ? null : cell.code,
    address: place,
    lng,
    lat,
    deptCode: `${CITY_CODE}-${bureau}`,
    acceptTime: localText(time),
    deadline: localText(time + 10 * DAY),
    finishTime: done ? localText(finished) : null,
    satisfaction: done ? random.weighted({ 满意: 70, 基本满意: 20, 不满意: 6, '': 4 }) : '',
    updateTime: localText(done ? finished : time),
    callerTel: `1900000${String(random.int(0, 9999)).padStart(4, '0')}`,
  };
}

/** Every order goes from the hotline to a bureau, some on to another one. */
function transfersOf(random: Random, order: OrderRow): Omit<TransferRow, 'transferId'>[] {
  const accepted = Date.parse(`${order.acceptTime.replace(' ', 'T')}+08:00`);
  const first = accepted + random.int(3, 240) * MINUTE;
  const handOn = (step: number, fromDept: string, toDept: string, at: number, remark: string) => ({
    orderNo: order.orderNo,
    step,
    fromDept,
    toDept,
    transferTime: localText(Math.min(at, CITY_NOW)),
    receiveTime: random.chance(0.95) ? localText(Math.min(at + random.int(5, 600) * MINUTE, CITY_NOW)) : null,
    remark,
  });
  const hotline = `${CITY_CODE}-12345`;
  if (order.status === '01') return [];
  if (random.chance(0.88)) return [handOn(1, hotline, order.deptCode, first, '')];
  const wrong = `${CITY_CODE}-${random.pick(CATEGORIES)[2]}`;
  return [handOn(1, hotline, wrong, first, ''), handOn(2, wrong, order.deptCode, first + random.int(2, 40) * HOUR, '不属于本单位职责')];
}
