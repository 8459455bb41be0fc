import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { City } from '../city/city.ts';
import { DATA_SOURCES } from '../city/data-sources.ts';
import type { LonLat } from '../city/lattice.ts';
import { encodeGb18030 } from './gb18030.ts';
import { writeWhole } from './replace-file.ts';

/** Writes the files that the city's offices hand around: GeoJSON of places, CSV and NDJSON of lists. */
export async function writeFiles(city: City, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const contents: Readonly<Record<string, string | Uint8Array>> = {
    'divisions.geojson': divisions(city),
    'communities.geojson': communities(city),
    'grid-cells.geojson': gridCells(city),
    'compounds.geojson': compounds(city),
    'buildings.geojson': buildings(city),
    'dwellings.csv': `\uFEFF${csv(city.housing.dwellings)}`,
    'households.csv': encodeGb18030(csv(city.housing.households)),
    'service-points.csv': csv(city.organisations.servicePoints),
    'traffic-cameras.csv': csv(city.devices.trafficCameras),
    'risks.csv': csv(city.risks),
    'inspections.csv': csv(city.inspections),
    'indicators.csv': csv(city.indicators),
    'data-sources.csv': csv(DATA_SOURCES),
    'grid-worker-reports.ndjson': city.gridWork.reports.map((row) => `${JSON.stringify(row)}\n`).join(''),
  };
  await Promise.all(Object.entries(contents).map(([name, content]) => writeWhole(join(folder, name), content)));
}

/** RFC 4180 with a heading line. */
function csv(rows: readonly object[]): string {
  const line = (cells: readonly unknown[]) => `${cells.map((cell) => quote(String(cell ?? ''))).join(',')}\r\n`;
  return line(Object.keys(rows[0] ?? {})) + rows.map((row) => line(Object.values(row))).join('');
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly LonLat[])[] }
  | { readonly type: 'Point'; readonly coordinates: LonLat };

const polygon = (ring: readonly LonLat[] | null): Geometry | null => (ring === null ? null : { type: 'Polygon', coordinates: [ring] });

function geojson(features: readonly { readonly properties: object; readonly geometry: Geometry | null }[]): string {
  const lines = features.map((feature) => JSON.stringify({ type: 'Feature', ...feature }));
  return `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`;
}

function divisions({ places }: City): string {
  return geojson(
    places.divisions.map(({ code, parentCode, level, name, ring }) => ({
      properties: { code, name: name.zh, name_en: name.en, level, parent_code: parentCode },
      geometry: polygon(ring),
    })),
  );
}

function communities({ places }: City): string {
  return geojson(
    places.communities.map(({ code, townshipCode, name, rural, ring }) => ({
      properties: { sq_code: code, sq_name: name.zh, sq_name_en: name.en, jd_code: townshipCode, sq_type: rural ? '村' : '社区' },
      geometry: polygon(ring),
    })),
  );
}

function gridCells({ places, organisations, housing }: City): string {
  const households = new Map(housing.households.map((row) => [row.网格编码, row]));
  const number = (text: string | undefined) => (text === undefined ? null : Number(text.replaceAll(',', '')));
  return geojson(
    places.cells.map(({ code, name, kind, communityCode, townshipCode, ring }) => ({
      properties: {
        wg_code: code,
        wg_name: name,
        wg_type: kind === 'basic' ? '1' : '2',
        sq_code: communityCode,
        jd_code: townshipCode,
        hu_num: number(households.get(code)?.户数),
        ren_num: number(households.get(code)?.人口数),
        zr_unit: organisations.unitFor('FWZ', communityCode),
      },
      geometry: polygon(ring),
    })),
  );
}

function compounds({ places, housing }: City): string {
  return geojson(
    places.compounds.map((compound) => ({
      properties: {
        xq_code: compound.code,
        xq_name: compound.name,
        wg_code: compound.cell.code,
        sq_code: compound.cell.communityCode,
        building_count: housing.buildings.filter((building) => building.compound === compound).length,
      },
      geometry: polygon(compound.ring),
    })),
  );
}

function buildings({ housing }: City): string {
  return geojson(
    housing.buildings.map(({ code, name, compound, floors, units, builtYear, point }) => ({
      properties: {
        ld_code: code,
        ld_name: name,
        xq_code: compound.code,
        wg_code: compound.cell.code,
        floors,
        units,
        built_year: builtYear,
      },
      geometry: { type: 'Point', coordinates: point },
    })),
  );
}
