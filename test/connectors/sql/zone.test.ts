import { describe, expect, it } from '@jest/globals';
import { instantOfLocal, localAtOrAfter, parseZone, type Zone } from '../../../connectors/sql/zone.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const zoneOf = (name: string): Zone => {
  const zone = parseZone(name);
  if (!zone) throw new Error(`no zone ${name}`);
  return zone;
};

describe('zones of times that are stored without one', () => {
  it.each([
    ['UTC', 0],
    ['+08:00', 480],
    ['-03:30', -210],
    ['Asia/Shanghai', 480],
    ['Asia/Kolkata', 330],
  ])('%s never changes its offset', (name, minutes) => {
    expect(parseZone(name)).toEqual({ kind: 'fixed', minutes });
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('%s changes its offset', (name) => {
    expect(parseZone(name)).toEqual({ kind: 'named', name });
  });

  it.each(['', 'Mars/Base', '+25:00', '8', '+8', 'GMT+99'])('"%s" is no zone', (name) => {
    expect(parseZone(name)).toBeUndefined();
  });

  it('takes the first of two instants when the clocks are put back', () => {
    const berlin = zoneOf('Europe/Berlin');
    expect(instantOfLocal(utc('2021-10-31T02:30:00'), berlin)).toBe(utc('2021-10-31T00:30:00'));
    expect(instantOfLocal(utc('2021-10-31T03:00:00'), berlin)).toBe(utc('2021-10-31T02:00:00'));
  });

  it('takes times that the clocks skip as the moment of the skip', () => {
    const berlin = zoneOf('Europe/Berlin');
    expect(instantOfLocal(utc('2021-03-28T02:30:00'), berlin)).toBe(utc('2021-03-28T01:00:00'));
    expect(instantOfLocal(utc('2021-03-28T03:00:00'), berlin)).toBe(utc('2021-03-28T01:00:00'));
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Shanghai'])(
    '%s: the first local time at or after an instant splits the local times exactly',
    (name) => {
      const zone = zoneOf(name);
      const around = [
        '2021-03-28T01:00:00',
        '2021-10-31T01:00:00',
        '2021-03-14T07:00:00',
        '2021-11-07T06:00:00',
        '2021-04-03T15:00:00',
        '1850-06-01T00:00:00',
      ];
      for (const center of around.map(utc)) {
        for (let instant = center - 5_400_000; instant <= center + 5_400_000; instant += 900_000) {
          const local = localAtOrAfter(instant, zone);
          expect(instantOfLocal(local, zone)).toBeGreaterThanOrEqual(instant);
          expect(instantOfLocal(local - 1, zone)).toBeLessThan(instant);
        }
      }
    },
  );
});
