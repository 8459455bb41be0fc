import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Source } from '../../../src/contract/index.ts';
import { DATA, described, failure, fieldTypes, never, readAll, TestFolder } from './helpers.ts';

const folder = new TestFolder();
const open = (config: Readonly<Record<string, unknown>>): Source => folder.open(config, DATA ?? '.');
const titled = DATA ? describe : describe.skip;

titled(`real open data${DATA ? '' : ' (skipped: set CIVIGRAPH_DATA to its folder)'}`, () => {
  afterEach(async () => await folder.remove());

  it('reads 5,842 service requests, and one row without a number, out of 12 feeds and refuses the two error bodies, each on its own', async () => {
    const source = open({ path: 'dc/311', fields: [{ name: 'SERVICEREQUESTID', type: 'text' }] });
    const { collections } = await source.describe(never());
    expect(collections).toHaveLength(14);
    const failed: string[] = [];
    const ids: unknown[] = [];
    for (const { name } of collections) {
      try {
        const { rows } = await readAll(source, { collection: name, fields: ['SERVICEREQUESTID'] });
        ids.push(...rows.map(({ SERVICEREQUESTID }) => SERVICEREQUESTID));
      } catch (error) {
        expect(error).toMatchObject({ kind: 'BAD_DATA', message: expect.stringContaining('has no list "features"') });
        failed.push(name);
      }
    }
    expect(failed).toEqual(['leaf-collection-last-30-days', 'snow-last-30-days']);
    expect(ids.filter((id) => id !== null)).toHaveLength(5842);
    expect(ids.filter((id) => id === null)).toHaveLength(1);
    expect(new Set(ids.filter((id) => id !== null)).size).toBe(5524);
  });

  it('keeps ward, zip code and identifiers as they are written, and the geometry beside its point', async () => {
    const source = open({ collections: [{ name: 'potholes', path: 'dc/311/pothole-last-30-days.geojson' }] });
    expect(await fieldTypes(source, 'potholes')).toMatchObject({
      SERVICEREQUESTID: 'text',
      WARD: 'text',
      OBJECTID: 'int',
      XCOORD: 'float',
      ADDDATE: 'text',
      geometry: 'geometry',
      point: 'point',
    });
    const { rows } = await readAll(source, { collection: 'potholes', fields: ['SERVICEREQUESTID', 'point', 'geometry'], limit: 1 });
    expect(rows[0]).toEqual({
      SERVICEREQUESTID: '16-00596165',
      point: { lon: -77.0686757202, lat: 38.9404430046 },
      geometry: { type: 'Point', coordinates: [-77.0686757202, 38.9404430046] },
    });
  });

  it('reads a pattern of feeds as one collection that names the file of each row', async () => {
    const source = open({ collections: [{ name: 'r', path: 'dc/311/{pothole,graffiti}*.geojson', fileField: 'feed' }] });
    const { rows } = await readAll(source, { collection: 'r', fields: ['feed'] });
    const feeds = new Set(rows.map(({ feed }) => feed));
    expect(feeds).toEqual(new Set(['dc/311/graffiti-removal-last-30-days.geojson', 'dc/311/pothole-last-30-days.geojson']));
  });

  it('reads polygons of wards and finds cameras within a distance of a point', async () => {
    const source = open({
      path: 'dc',
      collections: [
        { name: 'wards', path: 'ward-2012.geojson', key: ['WARD_ID'] },
        { name: 'cctv', path: 'cctv-street-cameras.geojson' },
      ],
    });
    expect(await fieldTypes(source, 'wards')).toMatchObject({ WARD_ID: 'text', geometry: 'geometry' });
    expect((await readAll(source, { collection: 'wards', fields: ['WARD_ID'] })).rows).toHaveLength(8);
    const near = { kind: 'withinDistance', field: 'point', point: { lon: -77.0091, lat: 38.9057 }, metres: 400 } as const;
    const { rows } = await readAll(source, { collection: 'cctv', fields: ['ID', 'ADDRESS'], predicate: near });
    expect(rows.length).toBeGreaterThan(0);
  });

  it('reads the elevator register as text: 1E217 and ZIP 104650000 stay as they are, and its totals are right', async () => {
    const source = open({ collections: [{ name: 'elevators', path: 'nyc/elevators_bronx_statenisland.csv', key: ['DV_DEVICE_NUMBER'] }] });
    const description = await described(source, 'elevators');
    expect(new Set(description.fields.map(({ type }) => type))).toEqual(new Set(['text']));
    expect(description.estimatedRows).toBe(8802);
    const { groups, malformed } = (await source.aggregate?.(
      {
        kind: 'aggregate',
        collection: 'elevators',
        predicate: { kind: 'and', of: [] },
        groupBy: [
          { name: 'borough', field: 'Borough' },
          { name: 'status', field: 'DV_DEVICE_STATUS_DESCRIPTION' },
        ],
        measures: [{ name: 'count', function: 'count' }],
      },
      never(),
    )) ?? { groups: [] };
    expect(malformed).toBeUndefined();
    const counts = Object.fromEntries(groups.map(({ borough, status, count }) => [`${borough} ${status}`, count]));
    expect(counts).toEqual({
      'Bronx ACTIVE': 6575,
      'Bronx DISMANTLED': 86,
      'Bronx NO JURIST': 49,
      'Bronx NYCHA': 738,
      'Bronx WK IN PROG': 127,
      'Staten Island ACTIVE': 909,
      'Staten Island DISMANTLED': 35,
      'Staten Island NO JURIST': 141,
      'Staten Island NYCHA': 102,
      'Staten Island WK IN PROG': 40,
    });
    const one = await readAll(source, {
      collection: 'elevators',
      fields: ['DV_DEVICE_NUMBER', 'ZIP_CODE'],
      predicate: { kind: 'compare', field: 'DV_DEVICE_NUMBER', operator: 'eq', value: '2D1' },
    });
    expect(one.rows).toEqual([{ DV_DEVICE_NUMBER: '2D1', ZIP_CODE: '104650000' }]);
  });

  it('refuses the camera list once a raw line break stands in a text, and reads it when lenient', async () => {
    const text = await readFile(join(DATA ?? '.', 'nyc/dot_cameras_markers.json'), 'utf8');
    const broken = text.replace('1 Ave @ 124 St', '1 Ave @\n124 St');
    await folder.write('cameras.json', broken);
    const strict = folder.open({ collections: [{ name: 'things', path: 'cameras.json', rows: 'markers' }] });
    const error = await failure(readAll(strict, { fields: ['id'] }));
    expect(error.kind).toBe('BAD_DATA');
    expect(error.message).toContain('"cameras.json": line 11: the row that starts here holds a raw line break');
    expect(error.message).not.toContain('Ave');
    expect(error.advice).toContain('lenient');
    const lenient = folder.open({ collections: [{ name: 'things', path: 'cameras.json', rows: 'markers', lenient: true }] });
    const { rows, malformed } = await readAll(lenient, { fields: ['id', 'content'] });
    expect(malformed).toBe(0);
    expect(rows).toHaveLength((JSON.parse(text) as { markers: unknown[] }).markers.length);
    expect(rows[1]).toEqual({ id: '360', content: '1 Ave @\n124 St' });
    expect(folder.logged.join('\n')).toContain('"rows":1,"firstLine":11');
  });

  it('reads division codes from TSV and CSV as text', async () => {
    const source = open({
      path: 'cn',
      collections: [
        { name: 'gb', path: 'gb2260-200712.tsv', key: ['Code'] },
        { name: 'areas', path: 'areas.csv', key: ['code'] },
      ],
    });
    const { rows } = await readAll(source, {
      collection: 'gb',
      predicate: { kind: 'compare', field: 'Code', operator: 'eq', value: '110101' },
    });
    expect(rows).toEqual([{ Source: 'gb', Revision: '200712', Code: '110101', Name: '东城区' }]);
    const area = await readAll(source, { collection: 'areas', predicate: { kind: 'in', field: 'code', values: ['110102', '110101'] } });
    expect(area.rows.map(({ name }) => name)).toEqual(['东城区', '西城区']);
  });

  it('reads 12,065 unit responses with declared dates and times of day', async () => {
    const times = ['dispatch_time', 'enroute_time', 'arrive_time'].map((name) => ({ name, type: 'time' }));
    const source = open({
      collections: [
        {
          name: 'ems',
          path: 'ems/unit_responses_2010_2015.csv',
          fields: [{ name: 'incident_date', type: 'date' }, ...times],
          nullWords: ['', 'NA'],
        },
      ],
    });
    const { rows, malformed, issues } = await readAll(source, { collection: 'ems' });
    expect({ total: rows.length + malformed, issues }).toEqual({ total: 12065, issues: [] });
    expect(rows[0]).toMatchObject({ incident_date: '2010-01-01', response_unit: 'WAVE12', dispatch_time: '06:51:33' });
  });

  it('describes every file of a folder as a collection of its own', async () => {
    const source = open({ path: 'cn' });
    const { collections } = await source.describe(never());
    expect(collections.map(({ name }) => name)).toEqual([
      'areas',
      'cities',
      'gb2260-200712',
      'gb2260-revisions',
      'gb2260-stats-201810',
      'provinces',
      'streets_seed_provinces',
    ]);
    expect(collections.find(({ name }) => name === 'streets_seed_provinces')?.estimatedRows).toBeGreaterThan(4000);
  });
});
