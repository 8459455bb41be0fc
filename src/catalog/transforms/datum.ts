import gcoord from 'gcoord';
import proj4 from 'proj4';
import { nearest } from './nearest.ts';

/** The package is CommonJS: its types name `default` where Node already gives the object. */
const china = gcoord as unknown as typeof gcoord.default;

/** Turns source coordinates into WGS 84 longitude and latitude. */
export type Convert = (x: number, y: number) => readonly [lon: number, lat: number];

/** A datum that bindings may name. */
export interface Datum {
  readonly name: string;
  /** Absent: the coordinates are WGS 84 longitude and latitude already. */
  readonly convert?: Convert;
}

/**
 * Projections by EPSG code. Several are families: UTM on WGS 84 and NAD 83, and the Gauss-Krueger zones of CGCS2000.
 * CGCS2000 differs from WGS 84 by centimetres and NAD 83 by one to two metres: both are taken as equal, below what a
 * register's coordinates are good for. Of projected data the binding names the easting as `lon` and the northing as `lat`,
 * whatever the source calls X and Y.
 */
const PROJECTIONS: ReadonlyMap<string, string> = new Map([
  ...utm('326', 'WGS84', 60, ''),
  ...utm('327', 'WGS84', 60, '+south '),
  ...utm('269', 'NAD83', 23, ''),
  ...gaussKrueger(4491, 11, 6, 13),
  ...gaussKrueger(4502, 11, 6, undefined),
  ...gaussKrueger(4513, 21, 3, 25),
  ...gaussKrueger(4534, 21, 3, undefined),
  ['EPSG:3857', '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs'],
  [
    'EPSG:26985',
    '+proj=lcc +lat_0=37.6666666666667 +lon_0=-77 +lat_1=39.45 +lat_2=38.3 +x_0=400000 +y_0=0 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs',
  ],
  [
    'EPSG:2263',
    '+proj=lcc +lat_0=40.1666666666667 +lon_0=-74 +lat_1=41.0333333333333 +lat_2=40.6666666666667 +x_0=300000 +y_0=0 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=us-ft +no_defs',
  ],
]);

/** Longitude and latitude in degrees that equal WGS 84 at the accuracy said above. */
const GEOGRAPHIC = ['WGS84', 'CGCS2000', 'EPSG:4326', 'EPSG:4490', 'EPSG:4269'];
const CHINESE = ['GCJ02', 'BD09'] as const;

/** Names that messages show; every UTM and Gauss-Krueger zone works too. */
const SHOWN = [...GEOGRAPHIC, ...CHINESE, 'EPSG:3857', 'EPSG:26985', 'EPSG:2263'];

/** Finds a datum by its name; a text in its place says which are known. */
export function datumOf(name: string): Datum | string {
  if (GEOGRAPHIC.includes(name)) return { name };
  const chinese = CHINESE.find((each) => each === name);
  if (chinese) {
    const from = chinese === 'GCJ02' ? china.GCJ02 : china.BD09;
    return { name, convert: (x, y) => china.transform([x, y], from, china.WGS84) as [number, number] };
  }
  const definition = PROJECTIONS.get(name);
  if (definition !== undefined) {
    const projection = proj4(definition, 'WGS84');
    return { name, convert: (x, y) => projection.forward([x, y]) as [number, number] };
  }
  const known = `${SHOWN.join(', ')}, UTM zones (EPSG:32601-32660, 32701-32760, 26901-26923), CGCS2000 zones (EPSG:4491-4554)`;
  return `datum "${name}" is not known; known: ${known}${nearest(name, [...SHOWN, ...PROJECTIONS.keys()])}`;
}

function utm(prefix: string, datum: string, zones: number, south: string): (readonly [string, string])[] {
  return Array.from({ length: zones }, (_, index) => {
    const zone = index + 1;
    return [`EPSG:${prefix}${String(zone).padStart(2, '0')}`, `+proj=utm +zone=${zone} ${south}+datum=${datum} +units=m +no_defs`];
  });
}

/** Zones from 75 degrees east on; with a first zone number the easting carries the zone before its six digits. */
function gaussKrueger(first: number, zones: number, width: 3 | 6, zone: number | undefined): (readonly [string, string])[] {
  return Array.from({ length: zones }, (_, index) => {
    const easting = zone === undefined ? 500_000 : (zone + index) * 1_000_000 + 500_000;
    const meridian = 75 + index * width;
    return [
      `EPSG:${first + index}`,
      `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs`,
    ];
  });
}
