import type { Point, Predicate } from '../../../src/contract/index.ts';

/** Metres on a plane with degrees of the equator's length, as a system without a sphere measures them. */
export function planarMetres(a: Point, b: Point): number {
  return Math.hypot(a.lon - b.lon, a.lat - b.lat) * 111_195;
}

/** The boxes around the polygons of a predicate. */
export function boxesOf({ field, polygons }: Predicate & { readonly kind: 'withinPolygon' }): readonly Predicate[] {
  return polygons.map(([ring = []]) => {
    const lons = ring.map(([lon = 0]) => lon);
    const lats = ring.map(([, lat = 0]) => lat);
    const box = { west: Math.min(...lons), east: Math.max(...lons), south: Math.min(...lats), north: Math.max(...lats) };
    return { kind: 'withinBox', field, box };
  });
}
