import type { Piece } from '../raw.ts';
import { type RowShape, readJson } from './json.ts';
import { cellsOf } from './json-cells.ts';
import { isRecord, plainJson } from './json-values.ts';
import type { TextReaderInput } from './text-input.ts';

const GEOMETRY_TYPES = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const;
/** Nesting of `coordinates` by geometry type. */
const DEPTH: Readonly<Record<(typeof GEOMETRY_TYPES)[number], number>> = {
  Point: 1,
  MultiPoint: 2,
  LineString: 2,
  MultiLineString: 3,
  Polygon: 3,
  MultiPolygon: 4,
};

/**
 * Reads the features of a GeoJSON FeatureCollection (RFC 7946): properties become columns, beside them `geometry`, `point`
 * (of Point geometries) and the feature's own `id`. A property of one of these names becomes `properties.<name>`.
 */
export function readGeojson(input: TextReaderInput): AsyncGenerator<Piece> {
  return readJson(input, ['features'], featureShape(input));
}

function featureShape(input: TextReaderInput): RowShape {
  const { columns } = input;
  const members = cellsOf(input);
  return (feature) => {
    if (!isRecord(feature) || feature.type !== 'Feature') return { reason: 'the row is no GeoJSON feature' };
    const geometry = geometryOf(feature.geometry);
    if (typeof geometry === 'string') return { reason: geometry };
    const properties = feature.properties ?? {};
    if (!isRecord(properties)) return { reason: 'the properties of the feature are no JSON object' };
    const cells = members(renamed(properties, feature.id)) ?? [];
    cells[columns.position('geometry')] = geometry;
    if (isPoint(geometry)) cells[columns.position('point')] = pointOf(geometry);
    if (feature.id !== undefined && feature.id !== null) cells[columns.position('id')] = feature.id;
    return cells;
  };
}

function renamed(properties: Readonly<Record<string, unknown>>, id: unknown): Readonly<Record<string, unknown>> {
  const clashes = ['geometry', 'point'].filter((name) => Object.hasOwn(properties, name));
  if (id !== undefined && id !== null && Object.hasOwn(properties, 'id') && properties.id !== id) clashes.push('id');
  if (clashes.length === 0) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [clashes.includes(name) ? `properties.${name}` : name, value]),
  );
}

/** A geometry, null, or the reason why the value is none. */
export function geometryOf(value: unknown): { readonly type: string; readonly coordinates: unknown } | null | string {
  if (value === null || value === undefined) return null;
  if (!isRecord(value)) return 'the geometry is no JSON object';
  const type = GEOMETRY_TYPES.find((name) => name === value.type);
  if (type === undefined)
    return 'the geometry is of an unknown type or a collection, expected a point, line or polygon, or several of one kind';
  const coordinates = plainJson(value.coordinates);
  if (!hasDepth(coordinates, DEPTH[type])) return `the coordinates do not fit a ${type}`;
  return { type, coordinates };
}

function hasDepth(value: unknown, depth: number): boolean {
  if (!Array.isArray(value)) return false;
  if (depth > 1) return value.every((part) => hasDepth(part, depth - 1));
  return value.length >= 2 && value.every((part) => typeof part === 'number' && Number.isFinite(part));
}

function isPoint(
  geometry: { readonly type: string } | null,
): geometry is { readonly type: 'Point'; readonly coordinates: readonly number[] } {
  return geometry?.type === 'Point';
}

function pointOf({ coordinates }: { readonly coordinates: readonly number[] }): { readonly lon: number; readonly lat: number } | null {
  const [lon, lat] = coordinates;
  return lon === undefined || lat === undefined ? null : { lon, lat };
}
