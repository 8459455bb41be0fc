import { describe, expect, test } from '@jest/globals';
import gcoord from 'gcoord';
import proj4 from 'proj4';
import { datumOf } from '../../../src/catalog/transforms/index.ts';
import { distanceInMetres } from '../../../src/rows/index.ts';
import { mapping, mapRow } from '../bindings/support.ts';

const china = gcoord as unknown as typeof gcoord.default;
const convert = (name: string, x: number, y: number) => {
  const datum = datumOf(name);
  if (typeof datum === 'string') throw new Error(datum);
  const [lon, lat] = datum.convert?.(x, y) ?? [x, y];
  return { lon, lat };
};

const PLACES = [
  { lon: 107.1505, lat: 34.3628 },
  { lon: 116.4074, lat: 39.9042 },
  { lon: 121.4737, lat: 31.2304 },
  { lon: 87.6168, lat: 43.8256 },
];

describe('datum', () => {
  test.each(['GCJ02', 'BD09'] as const)('%s goes there and back within a metre', (name) => {
    for (const place of PLACES) {
      const [x, y] = china.transform([place.lon, place.lat], china.WGS84, china[name]) as [number, number];
      expect(distanceInMetres({ lon: x, lat: y }, place)).toBeGreaterThan(100);
      expect(distanceInMetres(convert(name, x, y), place)).toBeLessThan(1);
    }
  });

  test.each([
    ['EPSG:4524', '+proj=tmerc +lon_0=108 +x_0=36500000 +ellps=GRS80', { lon: 107.1505, lat: 34.3628 }],
    ['EPSG:4545', '+proj=tmerc +lon_0=108 +x_0=500000 +ellps=GRS80', { lon: 107.1505, lat: 34.3628 }],
    ['EPSG:4496', '+proj=tmerc +lon_0=105 +x_0=18500000 +ellps=GRS80', { lon: 107.1505, lat: 34.3628 }],
    ['EPSG:4507', '+proj=tmerc +lon_0=105 +x_0=500000 +ellps=GRS80', { lon: 107.1505, lat: 34.3628 }],
    ['EPSG:4554', '+proj=tmerc +lon_0=135 +x_0=500000 +ellps=GRS80', { lon: 134.7, lat: 48.3 }],
    ['EPSG:32648', '+proj=utm +zone=48 +datum=WGS84', { lon: 107.1505, lat: 34.3628 }],
    ['EPSG:32756', '+proj=utm +zone=56 +south +datum=WGS84', { lon: 151.2, lat: -33.9 }],
    ['EPSG:26918', '+proj=utm +zone=18 +datum=NAD83', { lon: -77.03, lat: 38.9 }],
    ['EPSG:3857', '+proj=merc +a=6378137 +b=6378137', { lon: 107.1505, lat: 34.3628 }],
  ])('%s goes there and back within a metre', (name, definition, place) => {
    const [x, y] = proj4('WGS84', definition, [place.lon, place.lat]) as [number, number];
    expect(distanceInMetres(convert(name, x, y), place)).toBeLessThan(1);
  });

  test('EPSG:26985 and EPSG:2263 give the published positions of known points', () => {
    // Fire station of Engine 33 and a site of the same register with both pairs of coordinates.
    expect(distanceInMetres(convert('EPSG:26985', 401030.77, 136948.92), { lon: -76.98811702, lat: 38.90039266 })).toBeLessThan(1);
    const [x, y] = proj4(
      'WGS84',
      '+proj=lcc +lat_0=40.16666666666667 +lon_0=-74 +lat_1=41.03333333333333 +lat_2=40.66666666666667 +x_0=300000 +ellps=GRS80 +units=us-ft',
      [-73.98, 40.75],
    ) as [number, number];
    expect(x).toBeGreaterThan(980_000);
    expect(distanceInMetres(convert('EPSG:2263', x, y), { lon: -73.98, lat: 40.75 })).toBeLessThan(1);
  });

  test('longitudes and latitudes of CGCS2000, WGS 84 and NAD 83 stay as they are', () => {
    for (const name of ['WGS84', 'CGCS2000', 'EPSG:4326', 'EPSG:4490', 'EPSG:4269']) expect(datumOf(name)).toEqual({ name });
    expect(datumOf('EPSG:99999')).toContain('datum "EPSG:99999" is not known');
  });

  test('points of two columns are converted, checked and null together', () => {
    const one = mapping({
      columns: { x: 'text', y: 'text' },
      field: { point: { lon: 'x', lat: 'y' }, transforms: ['trim', 'blank-as-null'] },
      to: 'point',
      more: { datum: 'EPSG:26985' },
    });
    const point = mapRow(one, { x: '401030.77', y: '136948.92' }) as { lon: number; lat: number };
    expect(distanceInMetres(point, { lon: -76.98811702, lat: 38.90039266 })).toBeLessThan(1);
    expect(mapRow(one, { x: ' ', y: '5' })).toBeNull();
    const degrees = mapping({
      columns: { x: 'float', y: 'float' },
      field: { point: { lon: 'x', lat: 'y' } },
      to: 'point',
      more: { datum: 'WGS84' },
    });
    expect(mapRow(degrees, { x: 38.9, y: -177 })).toBe(
      'refused: expected a longitude of -180 to 180 and a latitude of -90 to 90 degrees (are they swapped, or is the datum another one?)',
    );
  });

  test('geometries are converted position by position', () => {
    const one = mapping({ columns: { g: 'geometry' }, field: 'g', to: 'geometry', more: { datum: 'EPSG:26985' } });
    const ring = [
      [401030, 136948],
      [401130, 136948],
      [401130, 137048],
      [401030, 136948],
    ];
    const polygon = mapRow(one, { g: { type: 'Polygon', coordinates: [ring] } }) as { coordinates: number[][][] };
    expect(polygon.coordinates[0]?.map(([lon = 0, lat = 0]) => [lon.toFixed(3), lat.toFixed(3)])).toEqual([
      ['-76.988', '38.900'],
      ['-76.987', '38.900'],
      ['-76.987', '38.901'],
      ['-76.988', '38.900'],
    ]);
    expect(mapRow(one, { g: { type: 'Polygon', coordinates: [['a']] } })).toBe('refused: expected a GeoJSON geometry');
    const point = mapping({ columns: { g: 'geometry' }, field: 'g', to: 'point', more: { datum: 'WGS84' } });
    expect(mapRow(point, { g: { type: 'Point', coordinates: [107, 34, 5] } })).toEqual({ lon: 107, lat: 34 });
    expect(mapRow(point, { g: { type: 'LineString', coordinates: [] } })).toBe('refused: expected a point');
  });
});
