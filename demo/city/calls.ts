import { CITY_NOW, local, localText, someTime } from '../clock.ts';
import { toGcj02 } from '../datum.ts';
import { FIGURES } from '../figures.ts';
import { exactly, type Random, randomStream } from '../random.ts';
import { TOWNSHIPS } from '../words.ts';
import { CITY_CODE, type Places } from './places.ts';

/**
 * One unit's response to a call, as the command platform's feed gives it: local times, null where a step was not taken.
 * Responses to one call share `incidentNo`.
 */
export interface CallRow {
  readonly callNo: string;
  readonly incidentNo: string;
  readonly isFirst: boolean | null;
  readonly kind: string;
  readonly level: number | null;
  readonly status: string;
  readonly gridCode: string;
  readonly zoneCode: string;
  readonly zoneName: string;
  readonly lng: number;
  readonly lat: number;
  readonly receivedAt: string;
  readonly dispatchedAt: string | null;
  readonly supervisedAt: string | null;
  readonly toldAt: string | null;
  readonly enRouteAt: string | null;
  readonly arrivedAt: string | null;
  readonly closedAt: string | null;
  readonly unitCode: string;
}

const ON_THE_PHONE = 60;
const SECOND = 1000;

/** Seconds after the call came in. */
interface Steps {
  readonly dispatched: number;
  readonly arrived: number;
}

/** 2023 to 2025. `ON_THE_PHONE` calls were closed without a unit: nobody arrived, so they count in no share of arrivals. */
export function makeCalls(seed: string, places: Places): CallRow[] {
  const random = randomStream(seed, 'calls');
  const total = FIGURES.callsAttended + ON_THE_PHONE;
  const attended = exactly(random, total, FIGURES.callsAttended);
  const fast = exactly(random, FIGURES.callsAttended, FIGURES.callsWithinEightMinutes);
  const times = Array.from({ length: total }, () => someTime(random, local(2023, 1), CITY_NOW - 10_800 * SECOND)).sort((a, b) => a - b);
  let visits = 0;
  return times.flatMap((time, index) => {
    const first = attended[index] === true ? firstUnit(random, fast[visits++] === true) : null;
    const row = makeCall(random, places, time, index, first);
    return first !== null && random.chance(0.12) ? [row, secondUnit(random, row, time, first)] : [row];
  });
}

/** The rule counts from dispatch to arrival and allows 480 seconds. */
function firstUnit(random: Random, fast: boolean): Steps {
  const dispatched = random.chance(0.96) ? random.int(12, 60) : random.int(61, 140);
  const travel = fast ? Math.round(150 + 330 * Math.max(random.next(), random.next())) : 481 + Math.floor(900 * random.next() ** 2);
  return { dispatched, arrived: dispatched + travel };
}

const after = (time: number, seconds: number | null) => (seconds === null ? null : localText(time + seconds * SECOND));

/** One, two, three minutes: dispatched, supervised, duty head told. Most calls keep them; a few lack a step altogether. */
function makeCall(random: Random, places: Places, time: number, index: number, first: Steps | null): CallRow {
  const cell = random.pick(places.basicCells);
  const [lng, lat] = toGcj02(places.lattice.pointIn(cell.column, cell.row, 0.05 + random.next() * 0.9, 0.05 + random.next() * 0.9));
  const supervised = random.chance(0.02) ? null : random.chance(0.94) ? random.int(40, 120) : random.int(121, 260);
  const told = random.chance(0.03) ? null : random.chance(0.92) ? random.int(70, 180) : random.int(181, 400);
  const open = random.chance(0.01);
  const incidentNo = `JQ${localText(time).slice(0, 10).replaceAll('-', '')}${String(index + 1).padStart(5, '0')}`;
  return {
    callNo: `${incidentNo}01`,
    incidentNo,
    isFirst: first === null ? null : true,
    kind: random.weighted({ TRAFFIC: 34, DISPUTE: 22, NOISE: 14, HELP: 18, FRAUD: 6, THEFT: 4, Z9: 2 }),
    level: random.chance(0.02) ? null : random.int(1, 4),
    status: open ? 'HANDLING' : first === null ? 'BY_PHONE' : 'CLOSED',
    gridCode: cell.code,
    zoneCode: cell.townshipCode,
    zoneName: places.divisions.find((division) => division.code === cell.townshipCode)?.name.zh ?? '',
    lng,
    lat,
    receivedAt: localText(time),
    dispatchedAt: after(time, first?.dispatched ?? null),
    supervisedAt: after(time, supervised),
    toldAt: after(time, told),
    enRouteAt: first === null ? null : after(time, first.dispatched + random.int(5, 60)),
    arrivedAt: after(time, first?.arrived ?? null),
    closedAt: open ? null : after(time, (first?.arrived ?? 200) + random.int(900, 5400)),
    unitCode: `${cell.townshipCode}-PCS`,
  };
}

/** A unit of another station that came later to the same call. */
function secondUnit(random: Random, row: CallRow, time: number, first: Steps): CallRow {
  const others = TOWNSHIPS.map((township) => `${CITY_CODE}${township.serial}-PCS`).filter((code) => code !== row.unitCode);
  const dispatched = first.dispatched + random.int(10, 90);
  return {
    ...row,
    callNo: `${row.incidentNo}02`,
    isFirst: false,
    unitCode: random.pick(others),
    dispatchedAt: after(time, dispatched),
    enRouteAt: after(time, dispatched + random.int(5, 60)),
    arrivedAt: after(time, first.arrived + random.int(60, 800)),
  };
}
