import booleanPointInPolygon from '@turf/boolean-point-in-polygon';
import Flatbush from 'flatbush';
import type { Box, Geometry, Point, Polygon, Position, Value } from '../contract/index.ts';

/** Mean radius of the Earth in metres (IUGG R1), the sphere of every distance. */
export const EARTH_RADIUS = 6_371_008.8;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in metres by the haversine formula. */
export function distanceInMetres(a: Point, b: Point): number {
  const dLat = radians(b.lat - a.lat);
  const dLon = radians(b.lon - a.lon);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** True when the point lies in one of the polygons; edges belong to them, holes do not. */
export function isInside(point: Point, polygons: readonly Polygon[]): boolean {
  // The library asks for mutable lists and changes none; copying them here would cost more than the test itself.
  const coordinates = polygons as unknown as number[][][][];
  return booleanPointInPolygon([point.lon, point.lat], { type: 'MultiPolygon', coordinates });
}

/** True when the point lies in the box, edges included. */
export function isInBox(point: Point, box: Box): boolean {
  if (point.lat < box.south || point.lat > box.north) return false;
  return box.west <= box.east ? point.lon >= box.west && point.lon <= box.east : point.lon >= box.west || point.lon <= box.east;
}

/** Reads a value as a point; null when it is none. GeoJSON points count. */
export function pointOf(value: Value | undefined): Point | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const candidate = value as { lon?: unknown; lat?: unknown; type?: unknown; coordinates?: unknown };
  if (typeof candidate.lon === 'number' && typeof candidate.lat === 'number') return { lon: candidate.lon, lat: candidate.lat };
  if (candidate.type === 'Point' && Array.isArray(candidate.coordinates)) {
    const [lon, lat] = candidate.coordinates as number[];
    if (typeof lon === 'number' && typeof lat === 'number') return { lon, lat };
  }
  return null;
}

/** The polygons of a value that is a Polygon or MultiPolygon; empty for anything else. */
export function polygonsOf(value: Value | undefined): readonly Polygon[] {
  const geometry = value as Geometry | null | undefined;
  if (geometry?.type === 'Polygon') return [geometry.coordinates];
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates;
  return [];
}

/** The box of a single point. */
export const pointBox = ({ lon, lat }: Point): Box => ({ west: lon, south: lat, east: lon, north: lat });

/** The smallest box around positions; undefined when there are none. */
export function boxOf(positions: Iterable<Position>): Box | undefined {
  let box: { west: number; south: number; east: number; north: number } | undefined;
  for (const [lon, lat] of positions) {
    if (lon === undefined || lat === undefined) continue;
    if (!box) box = { west: lon, south: lat, east: lon, north: lat };
    box.west = Math.min(box.west, lon);
    box.east = Math.max(box.east, lon);
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
  }
  return box;
}

/**
 * A box that holds every point within `metres` of the given one. The widest meridian difference of a circle of angular radius r
 * at latitude p is asin(sin r / cos p); around a pole, or over the 180th meridian, the box takes all longitudes.
 */
export function boxAround(point: Point, metres: number): Box {
  const r = (metres / EARTH_RADIUS) * (1 + 1e-9) + 1e-12;
  const dLat = (r * 180) / Math.PI;
  const ratio = Math.sin(Math.min(r, Math.PI / 2)) / Math.cos(radians(point.lat));
  const dLon = ratio >= 1 || r >= Math.PI / 2 ? 360 : (Math.asin(ratio) * 180) / Math.PI + 1e-9;
  const crosses = point.lon - dLon < -180 || point.lon + dLon > 180;
  return {
    west: crosses ? -180 : point.lon - dLon,
    east: crosses ? 180 : point.lon + dLon,
    south: Math.max(-90, point.lat - dLat),
    north: Math.min(90, point.lat + dLat),
  };
}

/** Finds the points near a point, or the areas around a point, without looking at all of them. */
export class PlaceIndex<T> {
  readonly #items: readonly T[];
  readonly #tree: Flatbush | undefined;

  private constructor(items: readonly T[], boxes: readonly Box[]) {
    this.#items = items;
    if (items.length === 0) return;
    const tree = new Flatbush(items.length);
    for (const box of boxes) tree.add(box.west, box.south, box.east, box.north);
    tree.finish();
    this.#tree = tree;
  }

  /** Indexes the items that have a box. */
  static of<T>(items: Iterable<T>, boxOfItem: (item: T) => Box | undefined): PlaceIndex<T> {
    const kept: T[] = [];
    const boxes: Box[] = [];
    for (const item of items) {
      const box = boxOfItem(item);
      if (!box) continue;
      kept.push(item);
      boxes.push(box);
    }
    return new PlaceIndex(kept, boxes);
  }

  /** Items whose box meets the given box, in the order in which they were indexed. */
  candidates(box: Box): readonly T[] {
    if (!this.#tree) return [];
    const found = this.#tree.search(box.west, box.south, box.east, box.north).sort((a, b) => a - b);
    return found.map((position) => this.#items[position] as T);
  }
}
