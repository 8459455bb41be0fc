import { IANAZone } from 'luxon';

/**
 * How times that are stored without a zone become instants. `fixed` zones shift every time alike, so order and groups stay the
 * same; `named` zones change their offset during the year.
 */
export type Zone = { readonly kind: 'fixed'; readonly minutes: number } | { readonly kind: 'named'; readonly name: string };

const MINUTE = 60_000;
const DAY = 86_400_000;
/** From here on a zone must keep its offset to count as fixed. */
const STEADY_SINCE = Date.UTC(1992, 0, 1);
const STEADY_UNTIL = Date.UTC(2038, 0, 1);

/**
 * Reads `UTC`, `+08:00` or an IANA name; undefined when it is none. A named zone that has kept its offset since 1992
 * (Asia/Shanghai, say) is taken as fixed at that offset for all times.
 */
export function parseZone(text: string): Zone | undefined {
  if (text === 'UTC' || text === 'Z') return { kind: 'fixed', minutes: 0 };
  const offset = /^([+-])(\d\d):([0-5]\d)$/.exec(text);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return minutes > 14 * 60 ? undefined : { kind: 'fixed', minutes: offset[1] === '-' ? -minutes : minutes };
  }
  if (!IANAZone.isValidZone(text)) return undefined;
  const zone = IANAZone.create(text);
  const steady = zone.offset(STEADY_SINCE);
  for (let instant = STEADY_SINCE; instant < STEADY_UNTIL; instant += 10 * DAY) {
    if (zone.offset(instant) !== steady) return { kind: 'named', name: text };
  }
  return { kind: 'fixed', minutes: steady };
}

/** The instant of a local time (both in milliseconds, the local one as if it were UTC). Of two possible instants the first one. */
export function instantOfLocal(local: number, zone: Zone): number {
  if (zone.kind === 'fixed') return local - zone.minutes * MINUTE;
  const iana = IANAZone.create(zone.name);
  const before = iana.offset(local - DAY) * MINUTE;
  const after = iana.offset(local + DAY) * MINUTE;
  const early = local - before;
  if (early + iana.offset(early) * MINUTE === local) return early;
  const late = local - after;
  if (late + iana.offset(late) * MINUTE === local) return late;
  return changeBetween(iana, Math.min(early, late), Math.max(early, late));
}

/** The smallest local time whose instant is at or after the given one. */
export function localAtOrAfter(instant: number, zone: Zone): number {
  if (zone.kind === 'fixed') return instant + zone.minutes * MINUTE;
  const iana = IANAZone.create(zone.name);
  const local = instant + iana.offset(instant) * MINUTE;
  const known = instantOfLocal(local, zone);
  if (known === instant) return firstOfGap(iana, instant) ?? local;
  // The second run of an hour that the clocks go through twice: its local times all mean the first run.
  const change = changeBetween(iana, instant - DAY, instant);
  return change + iana.offset(change - 1) * MINUTE;
}

/** When the clocks are put forward at this very instant: the local time that they skip to it from. */
function firstOfGap(iana: IANAZone, instant: number): number | undefined {
  const before = iana.offset(instant - 1);
  return iana.offset(instant) > before ? instant + before * MINUTE : undefined;
}

/** The first instant after `low` at which the offset is that of `high`. */
function changeBetween(iana: IANAZone, low: number, high: number): number {
  const target = iana.offset(high);
  let before = low;
  let at = high;
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (iana.offset(middle) === target) at = middle;
    else before = middle;
  }
  return at;
}
