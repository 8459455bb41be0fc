import type { Box, Geometry, Point, Position, Predicate, Value } from '../../contract/index.ts';
import { allOf, pointOf } from '../../rows/index.ts';
import type { Datum } from './datum.ts';
import { refuse } from './fit.ts';
import { both, compare, either, isNull } from './inverse.ts';
import { type Inverse, noInverse, onlyNull, type Stage, then } from './stage.ts';

const LON = 180;
const LAT = 90;

function checked(lon: number, lat: number): Point {
  if (Math.abs(lon) <= LON && Math.abs(lat) <= LAT) return { lon, lat };
  return refuse('a longitude of -180 to 180 and a latitude of -90 to 90 degrees (are they swapped, or is the datum another one?)');
}

/** A point out of two number stages; null when one of them is null. */
export function pointStage(lon: Stage, lat: Stage, { convert }: Datum): Stage {
  const columns = [...new Set([...lon.columns, ...lat.columns])];
  const map = (row: Parameters<Stage['map']>[0]): Value => {
    const x = lon.map(row);
    const y = lat.map(row);
    if (x === null || y === null) return null;
    if (!convert) return { ...checked(Number(x), Number(y)) };
    const [east, north] = convert(Number(x), Number(y));
    return { ...checked(east, north) };
  };
  return { type: 'point', columns, map, inverse: convert ? nullPoint(lon, lat) : boxOnColumns(lon, lat) };
}

/** Exact only where every value of both columns is accepted; a stage that can be asked for order accepts every value. */
function nullPoint(lon: Stage, lat: Stage): Inverse {
  const order = compare('gte', 0);
  if (!lon.inverse(order) || !lat.inverse(order)) return noInverse;
  return (leaf) => (leaf.kind === 'isNull' ? either(lon.inverse(isNull), lat.inverse(isNull)) : undefined);
}

/** A box is four comparisons. The edges of the world are named too, so rows that the mapping refuses stay out. */
function boxOnColumns(lon: Stage, lat: Stage): Inverse {
  const nulls = nullPoint(lon, lat);
  return (leaf) => {
    if (leaf.kind !== 'withinBox') return nulls(leaf);
    const between = (stage: Stage, low: number, high: number) =>
      both(stage.inverse(compare('gte', low)), stage.inverse(compare('lte', high)));
    const { west, south, east, north }: Box = leaf.box;
    const latitude = between(lat, Math.max(south, -LAT), Math.min(north, LAT));
    const longitude: Predicate | undefined =
      west <= east
        ? between(lon, Math.max(west, -LON), Math.min(east, LON))
        : either(between(lon, Math.max(west, -LON), LON), between(lon, -LON, Math.min(east, LON)));
    return latitude && longitude && allOf([longitude, latitude]);
  };
}

/** Points and geometries of one column, moved to WGS 84; a text in place of the stage says why it cannot be. */
export function placeStage(stage: Stage, { convert }: Datum, target: 'point' | 'geometry'): Stage | string {
  const { type } = stage;
  if (type === target && !convert) return stage;
  if (type !== 'point' && type !== 'geometry' && type !== 'json' && type !== 'unknown') {
    return `a ${target} comes from a point or geometry column, or from two number columns with "point"; this column is ${type}`;
  }
  const move: (x: number, y: number) => Point = convert ? (x, y) => checked(...convert(x, y)) : checked;
  const apply = (value: Value): Value => {
    const point = pointOf(value);
    if (target === 'point') return point ? { ...move(point.lon, point.lat) } : refuse('a point');
    if (point) {
      const { lon, lat } = move(point.lon, point.lat);
      return { type: 'Point', coordinates: [lon, lat] };
    }
    return isGeometry(value) ? moved(value, move) : refuse('a GeoJSON geometry');
  };
  return then(stage, { type: target, apply, inverse: onlyNull });
}

const DEPTHS: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

function isGeometry(value: Value): value is Value & Geometry {
  const { type, coordinates } = (value ?? {}) as { readonly type?: unknown; readonly coordinates?: unknown };
  const depth = typeof type === 'string' && Object.hasOwn(DEPTHS, type) ? DEPTHS[type] : undefined;
  return depth !== undefined && hasDepth(coordinates, depth);
}

function hasDepth(value: unknown, depth: number): boolean {
  if (!Array.isArray(value)) return false;
  if (depth === 0) return value.length >= 2 && value.every((each) => Number.isFinite(each));
  return value.every((each) => hasDepth(each, depth - 1));
}

type Nested = Position | readonly Nested[];

function moved(geometry: Geometry, move: (x: number, y: number) => Point): Value {
  const walk = (value: Nested): Nested => {
    const [x, y] = value;
    if (typeof x !== 'number' || typeof y !== 'number') return (value as readonly Nested[]).map(walk);
    const { lon, lat } = move(x, y);
    return [lon, lat];
  };
  return { type: geometry.type, coordinates: walk(geometry.coordinates) as Value };
}
