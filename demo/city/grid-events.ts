import { CITY_NOW, DAY, HOUR, local, localText, MINUTE, someTime } from '../clock.ts';
import { toGcj02 } from '../datum.ts';
import { FIGURES } from '../figures.ts';
import { exactly, type Random, randomStream } from '../random.ts';
import { address } from '../words.ts';
import { CITY_CODE, type Places } from './places.ts';

/**
 * An entry of one of two ledgers that the platform keeps: what the command centre pushed to the bureaus, and what the public security
 * bureau received. Entries about one event share `exchangeNo`.
 */
export interface GridEventRow {
  readonly eventNo: string;
  readonly exchangeNo: string;
  readonly direction: 'PUSH' | 'RECV';
  readonly kindCode: string;
  readonly kindName: string;
  readonly title: string;
  readonly gridCode: string;
  readonly lng: number | null;
  readonly lat: number | null;
  readonly fromUnit: string;
  readonly toUnit: string;
  readonly occurredAt: string;
  readonly sentAt: string;
  readonly acceptedAt: string | null;
  readonly status: string;
  readonly finishedAt: string | null;
}

/** A report of a grid worker, a line of a file. */
export interface ReportRow {
  readonly report_no: string;
  readonly grid_code: string;
  readonly kind: string;
  readonly note: string;
  readonly on_spot: 'Y' | 'N' | null;
  readonly unit_code: string;
  readonly event_no: string | null;
  readonly report_time: string;
  readonly state: string | null;
  readonly location: { readonly lng: number; readonly lat: number } | null;
}

export interface GridWork {
  readonly events: readonly GridEventRow[];
  readonly reports: readonly ReportRow[];
}

const KINDS = [
  ['0101', '公共设施'],
  ['0201', '市容环境'],
  ['0301', '安全隐患'],
  ['0401', '矛盾纠纷'],
  ['0501', '民生服务'],
  ['9901', '其他'],
] as const;
const COMMAND_CENTRE = `${CITY_CODE}-ZHZ`;
const POLICE = `${CITY_CODE}-GAJ`;
const BUREAUS = ['CGJ', 'ZJJ', 'SLJ', 'JTJ', 'WJJ'].map((bureau) => `${CITY_CODE}-${bureau}`);
/** Of the events pushed to the police this many never arrived, and this many entries there have no pushed one: the ledgers do not agree. */
const NEVER_ARRIVED = 23;
const FROM_NOWHERE = 7;
const PUSHED_TO_POLICE = FIGURES.gridEventsReceived - FROM_NOWHERE + NEVER_ARRIVED;

/** Events of the year 2025 and reports of its last three months. */
export function makeGridWork(seed: string, places: Places): GridWork {
  const random = randomStream(seed, 'grid events');
  const total = FIGURES.gridEventsPushed;
  const toPolice = exactly(random, total, PUSHED_TO_POLICE);
  const times = Array.from({ length: total }, () => someTime(random, local(2025, 1), CITY_NOW - HOUR)).sort((a, b) => a - b);
  const pushed = times.map((time, index) =>
    makeEvent(random, places, time, index, toPolice[index] === true ? POLICE : random.pick(BUREAUS)),
  );
  const forPolice = pushed.filter((event) => event.toUnit === POLICE);
  const arrived = exactly(random, forPolice.length, FIGURES.gridEventsReceived - FROM_NOWHERE);
  const strays = Array.from({ length: FROM_NOWHERE }, (_, index) => ({
    ...random.pick(forPolice),
    exchangeNo: `JH2025X${String(index + 1).padStart(5, '0')}`,
  }));
  const received = [...forPolice.filter((_, index) => arrived[index] === true), ...strays].map((event, index) =>
    receive(random, event, index),
  );
  return { events: [...pushed, ...received], reports: makeReports(randomStream(seed, 'reports'), places, pushed) };
}

function makeEvent(random: Random, places: Places, time: number, index: number, toUnit: string): GridEventRow {
  const cell = random.pick(places.basicCells);
  const place = places.lattice.pointIn(cell.column, cell.row, 0.05 + random.next() * 0.9, 0.05 + random.next() * 0.9);
  const [lng, lat] = random.chance(0.05) ? [null, null] : toGcj02(place);
  const [kindCode, kindName] = random.pick(KINDS);
  const sent = Math.min(time + random.int(1, 50) * MINUTE, CITY_NOW - 5 * MINUTE);
  const finished = sent + random.int(1, 120) * HOUR;
  const done = finished < CITY_NOW && random.chance(0.96);
  return {
    eventNo: `SJ2025${String(index + 1).padStart(6, '0')}`,
    exchangeNo: `JH2025${String(index + 1).padStart(6, '0')}`,
    direction: 'PUSH',
    kindCode: random.chance(0.01) ? '' : kindCode,
    kindName,
    title: `${address(random)}${random.pick(['井盖松动', '垃圾堆积', '消防通道被占', '树木倒伏', '线缆垂落', '积水', '路牌损坏'])}`,
    gridCode: cell.code,
    lng,
    lat,
    fromUnit: COMMAND_CENTRE,
    toUnit,
    occurredAt: localText(time),
    sentAt: localText(sent),
    acceptedAt: null,
    status: done ? 'DONE' : random.pick(['NEW', 'DOING', 'DOING', 'RETURNED', 'S7']),
    finishedAt: done ? localText(finished) : null,
  };
}

/** The entry that the receiving side keeps about an event. */
function receive(random: Random, event: GridEventRow, index: number): GridEventRow {
  const sent = Date.parse(`${event.sentAt.replace(' ', 'T')}+08:00`);
  return {
    ...event,
    eventNo: `GA2025${String(index + 1).padStart(6, '0')}`,
    direction: 'RECV',
    acceptedAt: localText(sent + random.int(2, 280) * 1000),
  };
}

function makeReports(random: Random, places: Places, events: readonly GridEventRow[]): ReportRow[] {
  const recent = events.filter((event) => event.occurredAt >= '2025-10-01');
  return Array.from({ length: FIGURES.gridWorkerReports }, (_, index) => {
    const event = random.chance(0.4) ? random.pick(recent) : undefined;
    const cell = places.basicCells.find((candidate) => candidate.code === event?.gridCode) ?? random.pick(places.basicCells);
    const time =
      event === undefined ? someTime(random, local(2025, 10), CITY_NOW) : Date.parse(`${event.occurredAt.replace(' ', 'T')}+08:00`);
    const [lng, lat] = toGcj02(places.lattice.pointIn(cell.column, cell.row, 0.5 + random.next() * 0.2, 0.5 + random.next() * 0.2));
    return {
      report_no: `WG${String(index + 1).padStart(6, '0')}`,
      grid_code: cell.code,
      kind: random.pick(['隐患排查', '走访慰问', '环境卫生', '民情收集', ' ']),
      note: random.pick(['已现场处理', '已上报平台', '需要部门协助', '']),
      on_spot: random.pick(['Y', 'Y', 'N', null]),
      unit_code: `${cell.communityCode}-FWZ`,
      event_no: event?.eventNo ?? null,
      report_time: new Date(Math.min(time + random.int(0, 20) * MINUTE, CITY_NOW - DAY / 24)).toISOString(),
      state: random.weighted({ 已办结: 80, 处理中: 15, 已退回: 3, none: 2 }).replace('none', '') || null,
      location: random.chance(0.08) ? null : { lng, lat },
    };
  });
}
