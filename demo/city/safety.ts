import { CITY_NOW, compactDate, DAY, local, localDate, months, someTime } from '../clock.ts';
import { toGcj02 } from '../datum.ts';
import { randomStream } from '../random.ts';
import { address } from '../words.ts';
import type { CallRow } from './calls.ts';
import type { DisputeRow } from './disputes.ts';
import type { OrderRow } from './hotline.ts';
import type { Places } from './places.ts';

/** A row of the risk ledger (a CSV file): places and issues in four colours, never persons. */
export interface RiskRow {
  readonly 编号: string;
  readonly 类别: string;
  readonly 等级: string;
  readonly 网格编码: string;
  readonly 位置: string;
  readonly 经度: string;
  readonly 纬度: string;
  readonly 状态: string;
  readonly 责任单位编码: string;
  readonly 描述: string;
  readonly 发现日期: string;
  readonly 整改期限: string;
  readonly 销号日期: string;
}

/** A row of the inspection ledger (a CSV file). */
export interface InspectionRow {
  readonly 检查编号: string;
  readonly 检查类型: string;
  readonly 对象名称: string;
  readonly 网格编码: string;
  readonly 检查机构: string;
  readonly 检查时间: string;
  readonly 结果: string;
  readonly 问题数: string;
}

/** A row of the published indicators (a CSV file). */
export interface IndicatorRow {
  readonly code: string;
  readonly name: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly value: string;
  readonly base_value: string;
  readonly unit: string;
  readonly comparison: string;
  readonly change_percent: string;
}

export function makeRisks(seed: string, places: Places): RiskRow[] {
  const random = randomStream(seed, 'risks');
  return Array.from({ length: 140 }, (_, index) => {
    const found = someTime(random, local(2025, 1), CITY_NOW);
    const closed = found + random.int(2, 60) * DAY;
    const cell = random.pick(places.cells);
    const [lng, lat] = toGcj02(places.lattice.pointIn(cell.column, cell.row, 0.75 + random.next() * 0.1, 0.75 + random.next() * 0.1));
    return {
      编号: `FX${String(index + 1).padStart(4, '0')}`,
      类别: random.pick(['消防', '水域', '建筑', '道路', '燃气', '地质']),
      等级: random.weighted({ 红: 6, 橙: 18, 黄: 40, 蓝: 34, '': 2 }),
      网格编码: cell.code,
      位置: address(random),
      经度: String(lng),
      纬度: String(lat),
      状态: closed < CITY_NOW ? '已销号' : random.pick(['待整改', '整改中', '']),
      责任单位编码: `${cell.communityCode}-FWZ`,
      描述: random.pick(['电动车飞线充电', '护栏缺失', '外墙脱落', '视线遮挡', '燃气管线老化', '边坡松动']),
      发现日期: compactDate(found),
      整改期限: compactDate(found + 30 * DAY),
      销号日期: closed < CITY_NOW ? compactDate(closed) : '',
    };
  });
}

export function makeInspections(seed: string, places: Places): InspectionRow[] {
  const random = randomStream(seed, 'inspections');
  return Array.from({ length: 320 }, (_, index) => {
    const cell = random.pick(places.cells);
    const problems = random.chance(0.6) ? 0 : random.int(1, 6);
    return {
      检查编号: `JC${String(index + 1).padStart(5, '0')}`,
      检查类型: random.pick(['消防检查', '食品安全', '燃气安全', '校园周边', '工地巡查']),
      对象名称: random.pick(['农贸市场', '餐饮店', '商场', '学校', '在建工地', '居民小区']),
      网格编码: cell.code,
      检查机构: `${cell.townshipCode}-PCS`,
      检查时间: `${localDate(someTime(random, local(2025, 1), CITY_NOW)).replaceAll('-', '/')} ${random.int(8, 17)}:${String(random.int(0, 59)).padStart(2, '0')}`,
      结果: problems === 0 ? '合格' : random.pick(['限期整改', '限期整改', '当场改正', '立案']),
      问题数: random.chance(0.02) ? 'NULL' : String(problems),
    };
  });
}

/** Monthly counts of the city's work with the change against the same month of the year before (同比) and the month before (环比). */
export function makeIndicators(work: {
  calls: readonly CallRow[];
  orders: readonly OrderRow[];
  disputes: readonly DisputeRow[];
}): IndicatorRow[] {
  const series: readonly (readonly [string, string, readonly string[]])[] = [
    ['CALLS', '警情数', work.calls.map((row) => row.receivedAt)],
    ['REQUESTS', '12345诉求数', work.orders.map((row) => row.acceptTime)],
    ['DISPUTES', '矛盾纠纷数', work.disputes.map((row) => row.registeredAt)],
  ];
  return series.flatMap(([code, name, times]) => {
    const counts = new Map<string, number>();
    for (const time of times) counts.set(time.slice(0, 7), (counts.get(time.slice(0, 7)) ?? 0) + 1);
    const all = months(2023, 2025).map((month) => ({ ...month, count: counts.get(month.name) ?? 0 }));
    return all.flatMap((month, index) => {
      const row = (comparison: string, base: number | undefined) => ({
        code,
        name,
        period_start: localDate(month.from),
        period_end: localDate(month.to - DAY),
        value: String(month.count),
        base_value: String(base ?? ''),
        unit: '件',
        comparison,
        change_percent: change(month.count, base),
      });
      return index < 12 ? [] : [row('YOY', all[index - 12]?.count), row('MOM', all[index - 1]?.count)];
    });
  });
}

function change(value: number, before: number | undefined): string {
  return before === undefined || before === 0 ? '' : (((value - before) / before) * 100).toFixed(1);
}
