import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TimeBucket } from '../../src/contract/index.ts';
import { bucketStart, dateBucketStart } from '../../src/rows/index.ts';
import { bucketStartOf } from '../contract/reference-buckets.ts';

const BUCKETS: readonly TimeBucket[] = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/Sao_Paulo',
  'Africa/Monrovia',
];

describe('buckets of instants', () => {
  test('start where the local calendar says, in every zone', () => {
    const instant = fc.integer({ min: Date.UTC(1890, 0, 1), max: Date.UTC(2060, 0, 1) });
    fc.assert(
      fc.property(instant, fc.constantFrom(...BUCKETS), fc.constantFrom(...ZONES), (at, bucket, zone) => {
        const text = new Date(at).toISOString();
        expect(bucketStart(text, bucket, zone)).toBe(bucketStartOf(text, 'datetime', bucket, zone));
      }),
      { seed: 11, numRuns: 1500 },
    );
  });

  test.each([
    ['the hour that is left out', '2021-03-14T07:30:00.000Z', 'HOUR', 'America/New_York', '2021-03-14T07:00:00.000Z'],
    ['the day of 23 hours', '2021-03-15T03:59:59.999Z', 'DAY', 'America/New_York', '2021-03-14T05:00:00.000Z'],
    ['the day after it', '2021-03-15T04:00:00.000Z', 'DAY', 'America/New_York', '2021-03-15T04:00:00.000Z'],
    ['the first of two equal hours', '2021-11-07T05:30:00.000Z', 'HOUR', 'America/New_York', '2021-11-07T05:00:00.000Z'],
    ['the second of them', '2021-11-07T06:30:00.000Z', 'HOUR', 'America/New_York', '2021-11-07T06:00:00.000Z'],
    ['the day of 25 hours', '2021-11-08T04:59:00.000Z', 'DAY', 'America/New_York', '2021-11-07T04:00:00.000Z'],
    ['a midnight that does not exist', '2018-11-04T12:00:00.000Z', 'DAY', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['the day after a day that never was', '2011-12-30T11:00:00.000Z', 'DAY', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['an hour of a zone with half hours', '2021-01-01T00:15:00.000Z', 'HOUR', 'Asia/Kolkata', '2020-12-31T23:30:00.000Z'],
    ['a week over the turn of the year', '2021-01-03T23:00:00.000Z', 'WEEK', 'UTC', '2020-12-28T00:00:00.000Z'],
    ['a quarter in Shanghai', '2021-06-30T15:59:59.999Z', 'QUARTER', 'Asia/Shanghai', '2021-03-31T16:00:00.000Z'],
    ['the year in Shanghai', '2020-12-31T16:00:00.000Z', 'YEAR', 'Asia/Shanghai', '2020-12-31T16:00:00.000Z'],
    ['a day before 1900', '1899-12-31T23:59:59.999Z', 'DAY', 'UTC', '1899-12-31T00:00:00.000Z'],
    ['a day of the year 99', '0099-05-05T05:00:00.000Z', 'DAY', 'UTC', '0099-05-05T00:00:00.000Z'],
    ['a day of the year 99 elsewhere', '0099-05-05T05:00:00.000Z', 'MONTH', 'Etc/GMT-8', '0099-04-30T16:00:00.000Z'],
  ] as const)('%s', (_text, at, bucket, zone, start) => {
    expect(bucketStart(at, bucket, zone)).toBe(start);
  });

  test('the start of a bucket lies in its bucket', () => {
    const instant = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2037, 0, 1) });
    fc.assert(
      fc.property(instant, fc.constantFrom(...BUCKETS), fc.constantFrom(...ZONES), (at, bucket, zone) => {
        const start = bucketStart(new Date(at).toISOString(), bucket, zone);
        expect(Date.parse(start)).toBeLessThanOrEqual(at);
        expect(bucketStart(start, bucket, zone)).toBe(start);
      }),
      { seed: 12, numRuns: 1500 },
    );
  });
});

describe('buckets of dates', () => {
  test.each([
    ['2021-01-03', 'WEEK', '2020-12-28'],
    ['2020-02-29', 'MONTH', '2020-02-01'],
    ['2020-12-31', 'QUARTER', '2020-10-01'],
    ['2020-12-31', 'YEAR', '2020-01-01'],
    ['2020-12-31', 'DAY', '2020-12-31'],
    ['2020-12-31', 'HOUR', '2020-12-31'],
    ['1899-12-31', 'QUARTER', '1899-10-01'],
    ['0001-01-01', 'YEAR', '0001-01-01'],
  ] as const)('%s by %s', (date, bucket, start) => {
    expect(dateBucketStart(date, bucket)).toBe(start);
  });
});
