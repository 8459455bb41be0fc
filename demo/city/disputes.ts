import { CITY_NOW, DAY, HOUR, local, localDate, localText, someTime } from '../clock.ts';
import { FIGURES } from '../figures.ts';
import { type Random, randomStream } from '../random.ts';
import type { Places } from './places.ts';

export interface DisputeRow {
  readonly caseNo: string;
  readonly kind: string;
  readonly gridCode: string;
  readonly communityCode: string;
  readonly source: string;
  readonly status: string;
  /** The level at which it was settled: GRID, COMMUNITY, TOWNSHIP, CITY. */
  readonly settledLevel: string | null;
  readonly riskLevel: string | null;
  readonly partyCount: number;
  readonly summary: string;
  readonly registeredAt: string;
  readonly settledAt: string | null;
  readonly officeCode: string;
}

export interface MediationRow {
  readonly mediationNo: string;
  readonly caseNo: string;
  readonly gridCode: string;
  readonly officeCode: string;
  readonly manner: string;
  readonly heldAt: string;
  readonly endedAt: string | null;
  readonly outcome: string;
}

export interface CallbackRow {
  readonly visitNo: string;
  readonly caseNo: string;
  readonly gridCode: string;
  /** First day of the month that the visit counts for, and which of that month's visits to the case it is. */
  readonly month: string;
  readonly turn: number;
  readonly visitedAt: string;
  readonly manner: string;
  readonly result: string | null;
}

export interface Disputes {
  readonly disputes: readonly DisputeRow[];
  readonly mediations: readonly MediationRow[];
  readonly callbacks: readonly CallbackRow[];
}

/** How a dispute ended, and how many of each there were: 2023 to 2025 as published, and 2022 so that a query must name its years. */
type Fate = 'grid, mediated' | 'grid, at once' | 'above, mediated' | 'above, at once' | 'open, mediated' | 'open' | 'court';
const SETTLED_ABOVE = 48;
const MEDIATED_ABOVE = 45;
const MEDIATED_IN_GRID = FIGURES.mediationsSettled - MEDIATED_ABOVE;
const FAILED = FIGURES.mediations - FIGURES.mediationsSettled;
const THREE_YEARS: Readonly<Record<Fate, number>> = {
  'grid, mediated': MEDIATED_IN_GRID,
  'grid, at once': FIGURES.disputesSettledInGrid - MEDIATED_IN_GRID,
  'above, mediated': MEDIATED_ABOVE,
  'above, at once': SETTLED_ABOVE - MEDIATED_ABOVE,
  'open, mediated': FAILED,
  open: 9,
  court: FIGURES.disputes - FIGURES.disputesSettledInGrid - SETTLED_ABOVE - FAILED - 9,
};
const YEAR_BEFORE: Readonly<Record<Fate, number>> = {
  'grid, mediated': 25,
  'grid, at once': 4,
  'above, mediated': 3,
  'above, at once': 1,
  'open, mediated': 2,
  open: 0,
  court: 2,
};

export function makeDisputes(seed: string, places: Places): Disputes {
  const random = randomStream(seed, 'disputes');
  // Disputes end some weeks before the city stands still, so that their mediation lies in the same years.
  const cases = [
    ...fates(random, YEAR_BEFORE, local(2022, 1), local(2022, 11)),
    ...fates(random, THREE_YEARS, local(2023, 1), local(2025, 11, 20)),
  ];
  const disputes: DisputeRow[] = [];
  const mediations: Omit<MediationRow, 'mediationNo'>[] = [];
  for (const [index, { fate, time }] of cases.entries()) {
    const dispute = makeDispute(random, places, fate, time, index);
    disputes.push(dispute);
    if (fate.endsWith('mediated')) mediations.push(mediationOf(random, dispute, fate, time));
  }
  const callbacks = disputes.flatMap((dispute) => callbacksOf(random, dispute));
  return {
    disputes,
    mediations: mediations.map((row, index) => ({ mediationNo: `TJ${String(index + 1).padStart(5, '0')}`, ...row })),
    callbacks: callbacks.map((row, index) => ({ visitNo: `HF${String(index + 1).padStart(6, '0')}`, ...row })),
  };
}

function fates(random: Random, counts: Readonly<Record<Fate, number>>, from: number, to: number): { fate: Fate; time: number }[] {
  const all = (Object.entries(counts) as [Fate, number][]).flatMap(([fate, count]) => Array.from({ length: count }, () => fate));
  return random
    .shuffle(all)
    .map((fate) => ({ fate, time: someTime(random, from, to) }))
    .sort((one, other) => one.time - other.time);
}

function makeDispute(random: Random, places: Places, fate: Fate, time: number, index: number): DisputeRow {
  const cell = random.pick(places.basicCells);
  const settledLevel = fate.startsWith('grid')
    ? 'GRID'
    : fate.startsWith('above')
      ? random.pick(['COMMUNITY', 'COMMUNITY', 'TOWNSHIP', 'CITY'])
      : null;
  const days = settledLevel === 'GRID' ? random.int(1, 12) : random.int(8, 38);
  return {
    caseNo: `JF${localDate(time).slice(0, 4)}${String(index + 1).padStart(5, '0')}`,
    kind: random.weighted({ NEIGHBOUR: 30, FAMILY: 22, LABOUR: 14, PROPERTY: 16, LAND: 9, CONTRACT: 7, QT: 2 }),
    gridCode: cell.code,
    communityCode: cell.communityCode,
    source: random.pick(['GRID_WORKER', 'HOTLINE', 'CALL', 'VISIT', '']),
    status: settledLevel !== null ? 'SETTLED' : fate === 'court' ? 'COURT' : 'OPEN',
    settledLevel,
    riskLevel: random.weighted({ '1': 3, '2': 9, '3': 30, '4': 50, none: 8 }).replace('none', '') || null,
    partyCount: random.int(2, 5),
    summary: `${random.pick(['邻里噪声', '停车占位', '滴水', '欠薪', '宅基地边界', '物业费', '赡养'])}纠纷`,
    registeredAt: localText(time),
    settledAt: settledLevel === null ? null : localText(time + days * DAY),
    officeCode: `${cell.townshipCode}-TJS`,
  };
}

function mediationOf(random: Random, dispute: DisputeRow, fate: Fate, time: number): Omit<MediationRow, 'mediationNo'> {
  const end = dispute.settledAt === null ? time + random.int(5, 38) * DAY : Date.parse(`${dispute.settledAt.replace(' ', 'T')}+08:00`);
  const held = end - random.int(1, 3) * HOUR;
  return {
    caseNo: dispute.caseNo,
    gridCode: dispute.gridCode,
    officeCode: dispute.officeCode,
    manner: random.weighted({ PEOPLES: 80, ADMIN: 10, JOINT: 8, X: 2 }),
    heldAt: localText(Math.max(held, time)),
    endedAt: random.chance(0.01) ? null : localText(end),
    outcome: fate === 'open, mediated' ? 'FAILED' : 'SETTLED',
  };
}

/** A settled dispute is called back twice in each of the three months after; one visit in eighteen is missed. */
function callbacksOf(random: Random, dispute: DisputeRow): Omit<CallbackRow, 'visitNo'>[] {
  if (dispute.settledAt === null) return [];
  const [year = 0, month = 1] = dispute.settledAt.split('-').map(Number);
  return [1, 2, 3].flatMap((later) => {
    const start = local(year, month + later, 1, 9);
    const days = [random.int(0, 12), random.int(14, 26)].filter(() => !random.chance(1 / 18));
    const visits = days.map((day) => start + day * DAY + random.int(0, 28_000) * 1000).filter((visited) => visited < CITY_NOW);
    return visits.map((visited, index) => ({
      caseNo: dispute.caseNo,
      gridCode: dispute.gridCode,
      month: localDate(start),
      turn: index + 1,
      visitedAt: localText(visited),
      manner: random.pick(['VISIT', 'PHONE', 'PHONE']),
      result: random.weighted({ STABLE: 90, RELAPSED: 4, NO_ANSWER: 5, '': 1 }) || null,
    }));
  });
}
