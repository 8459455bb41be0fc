import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { FieldType, Row, Value } from '../../../src/contract/index.ts';
import { distanceInMetres } from '../../../src/rows/index.ts';
import { mapping, mapRow } from './support.ts';

const DATA = process.env.CIVIGRAPH_DATA ?? new URL('../../../../shared/data', import.meta.url).pathname;
const withData = existsSync(DATA) ? describe : describe.skip;

interface Answer {
  readonly id: string;
  readonly answer: Readonly<Record<string, number>>;
}

/** Rows of a file without quotes inside its cells. */
function rowsOf(file: string, separator: string): Row[] {
  const [header = '', ...lines] = readFileSync(join(DATA, file), 'utf8').trim().split(/\r?\n/);
  const cells = (line: string) => line.split(separator).map((cell) => cell.replace(/^"|"$/g, ''));
  const names = cells(header);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, index) => [names[index], cell])));
}

function features(file: string): Row[] {
  const { features: list = [] } = JSON.parse(readFileSync(join(DATA, file), 'utf8')) as {
    features?: { properties: Record<string, Value> }[];
  };
  return list.map(({ properties }) => properties);
}

const text = (...names: readonly string[]): Record<string, FieldType> => Object.fromEntries(names.map((name) => [name, 'text']));

withData('bindings over real data (skipped where ../shared/data is absent)', () => {
  test('P07: 12,022 unit responses have a time, 3,258 of them within 8 minutes', () => {
    const minutes = mapping({
      columns: text('dispatch_time', 'arrive_time'),
      field: {
        duration: { from: 'dispatch_time', to: 'arrive_time', unit: 'minutes', pattern: 'HH:mm:ss', midnight: true, maxHours: 12 },
        transforms: ['trim', 'blank-as-null', { 'null-words': ['NA'] }],
      },
      to: 'float',
    });
    const rows = rowsOf('ems/unit_responses_2010_2015.csv', ',');
    const timed = rows.map((row) => minutes.map(row)).filter((value) => value !== null);
    const within = timed.filter((value) => Number(value) <= 8);
    const examples = JSON.parse(readFileSync(join(DATA, 'examples/examples.json'), 'utf8')) as Answer[];
    const answer = examples.find(({ id }) => id === 'P07')?.answer;
    expect([rows.length, timed.length, within.length]).toEqual([answer?.rows, answer?.timed, answer?.within_8_min]);
    expect([timed.length, within.length]).toEqual([12_022, 3_258]);
  });

  test('division codes of GB/T 2260 keep their spelling; a parent code is cut out of them', () => {
    const rows = rowsOf('cn/gb2260-200712.tsv', '\t');
    const columns = text('Code', 'Name', 'Revision');
    const code = mapping({ columns, field: 'Code', to: 'text' });
    const name = mapping({ columns, field: { column: 'Name', transforms: ['trim'] }, to: 'text' });
    const parent = mapping({
      columns,
      field: {
        expression:
          "row.Code.endsWith('0000') ? dyn(null) : row.Code.endsWith('00') ? dyn(row.Code.substring(0, 2) + '0000') : dyn(row.Code.substring(0, 4) + '00')",
      },
      to: 'text',
    });
    const year = mapping({ columns, field: { column: 'Revision', date: { pattern: 'yyyyMMdd' }, transforms: [] }, to: 'date' });
    expect(rows.length).toBeGreaterThan(3_000);
    expect(rows.slice(0, 3).map((row) => [code.map(row), name.map(row), parent.map(row)])).toEqual([
      ['110000', '北京市', null],
      ['110100', '市辖区', '110000'],
      ['110101', '东城区', '110100'],
    ]);
    expect(mapRow(year, rows[0] ?? {})).toBe('refused: expected a date of the form yyyyMMdd');
  });

  test('wards of the service requests: "NULL" and " 1" become null and 1, no row is refused', () => {
    const rows = readdirSync(join(DATA, 'dc/311')).flatMap((file) => features(join('dc/311', file)));
    const ward = mapping({
      columns: text('WARD'),
      field: { column: 'WARD', transforms: ['trim', 'blank-as-null', { 'null-words': ['NULL'] }] },
      to: 'int',
    });
    const seen = new Set(rows.map((row) => mapRow(ward, row)));
    expect(rows.some(({ WARD }) => WARD === 'NULL')).toBe(true);
    expect([...seen].filter((value) => value !== null).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('projected metres of the service requests lie within ten metres of their degrees', () => {
    const rows = features('dc/311/pothole-last-30-days.geojson').filter(
      ({ XCOORD, LATITUDE }) => typeof XCOORD === 'number' && typeof LATITUDE === 'number',
    );
    const columns = { XCOORD: 'float', YCOORD: 'float', LATITUDE: 'float', LONGITUDE: 'float' } as const;
    const metres = mapping({ columns, field: { point: { lon: 'XCOORD', lat: 'YCOORD' } }, to: 'point', more: { datum: 'EPSG:26985' } });
    const degrees = mapping({ columns, field: { point: { lon: 'LONGITUDE', lat: 'LATITUDE' } }, to: 'point', more: { datum: 'WGS84' } });
    const far = rows.map((row) => distanceInMetres(metres.map(row) as never, degrees.map(row) as never)).sort((a, b) => a - b);
    expect(rows.length).toBeGreaterThan(100);
    expect(far[Math.floor(far.length / 2)]).toBeLessThan(1);
  });

  test('dates of the elevator register written as 20111110 are read, device numbers stay text', () => {
    const rows = rowsOf('nyc/elevators_bronx_statenisland.csv', ',').filter((row) => Object.keys(row).length === 28);
    const columns = text('DV_LASTPER_INSP_DATE', 'DV_DEVICE_NUMBER', 'ZIP_CODE');
    const inspected = mapping({
      columns,
      field: { column: 'DV_LASTPER_INSP_DATE', transforms: ['trim', 'blank-as-null'], date: { pattern: 'yyyyMMdd' } },
      to: 'date',
    });
    const device = mapping({ columns, field: 'DV_DEVICE_NUMBER', to: 'text' });
    expect([inspected.map(rows[0] ?? {}), device.map(rows[0] ?? {})]).toEqual(['2011-11-10', '2D1']);
    const dates = rows.map((row) => mapRow(inspected, row)).filter((value) => /^\d{4}-\d{2}-\d{2}$/.test(String(value)));
    expect(dates.length).toBeGreaterThan(7_000);
    expect(rows.some((row) => device.map(row) === '1E217')).toBe(rows.some(({ DV_DEVICE_NUMBER }) => DV_DEVICE_NUMBER === '1E217'));
  });

  test('installation years " " are null and camera positions are copied', () => {
    const rows = features('dc/cctv-street-cameras.geojson');
    const year = mapping({
      columns: text('INSTALL_YEAR'),
      field: { column: 'INSTALL_YEAR', transforms: ['trim', 'blank-as-null'] },
      to: 'int',
    });
    expect(mapRow(year, rows[0] ?? {})).toBeNull();
  });
});
