import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Point } from '../../src/contract/index.ts';
import { boxAround, boxOf, distanceInMetres, isInBox, isInside, PlaceIndex, pointOf, polygonsOf } from '../../src/rows/index.ts';

const lon = fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, 180, 179.9999, -179.9999, 0));
const lat = fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 89.9999, -89.9999, 0));
const point: fc.Arbitrary<Point> = fc.record({ lon, lat });
const metres = fc.oneof(fc.constantFrom(0, 1, 200, 50_000, 1e6, 1.2e7, 3e7), fc.double({ min: 0, max: 21_000_000, noNaN: true }));

describe('distances', () => {
  test('are those of the sphere', () => {
    const quarter = (Math.PI / 2) * 6_371_008.8;
    expect(distanceInMetres({ lon: 0, lat: 0 }, { lon: 0, lat: 90 })).toBeCloseTo(quarter, 3);
    expect(distanceInMetres({ lon: 10, lat: 0 }, { lon: -170, lat: 0 })).toBeCloseTo(2 * quarter, 3);
    expect(distanceInMetres({ lon: 179.5, lat: 0 }, { lon: -179.5, lat: 0 })).toBeCloseTo((Math.PI / 180) * 6_371_008.8, 3);
    expect(distanceInMetres({ lon: 12, lat: 90 }, { lon: -100, lat: 90 })).toBeCloseTo(0, 3);
  });

  test('are the same both ways, and none to oneself', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(distanceInMetres(a, b)).toBeCloseTo(distanceInMetres(b, a), 6);
        expect(distanceInMetres(a, a)).toBe(0);
      }),
      { seed: 21, numRuns: 300 },
    );
  });
});

describe('the box around a point', () => {
  test('holds every point within the distance, near the poles and the 180th meridian too', () => {
    fc.assert(
      fc.property(point, point, metres, (centre, other, reach) => {
        if (distanceInMetres(centre, other) <= reach) expect(isInBox(other, boxAround(centre, reach))).toBe(true);
      }),
      { seed: 22, numRuns: 3000 },
    );
  });

  test('holds points just within the distance in every direction', () => {
    for (const lat0 of [0, 31, 60, 89, 89.999, -89.9, 90]) {
      for (const lon0 of [0, 121, 179.999, -180]) {
        for (const reach of [1, 200, 50_000]) {
          for (let degrees = 0; degrees < 360; degrees += 15) {
            const other = destination({ lon: lon0, lat: lat0 }, reach * 0.999999, degrees);
            // The arc sine near a pole is off by more than the rest.
            if (distanceInMetres({ lon: lon0, lat: lat0 }, other) > reach) continue;
            expect(isInBox(other, boxAround({ lon: lon0, lat: lat0 }, reach))).toBe(true);
          }
        }
      }
    }
  });
});

/** The point at a distance and bearing on the sphere. */
function destination({ lon: x, lat: y }: Point, reach: number, bearing: number): Point {
  const rad = Math.PI / 180;
  const [arc, turn, from] = [reach / 6_371_008.8, bearing * rad, y * rad];
  const to = Math.asin(Math.sin(from) * Math.cos(arc) + Math.cos(from) * Math.sin(arc) * Math.cos(turn));
  const step = Math.atan2(Math.sin(turn) * Math.sin(arc) * Math.cos(from), Math.cos(arc) - Math.sin(from) * Math.sin(to));
  return { lon: ((((x + step / rad + 180) % 360) + 360) % 360) - 180, lat: Math.max(-90, Math.min(90, to / rad)) };
}

describe('boxes', () => {
  test('take their edges, and cross the 180th meridian where west is greater than east', () => {
    const across = { west: 179, south: -1, east: -179, north: 1 };
    for (const x of [179, 180, -180, -179]) expect(isInBox({ lon: x, lat: 1 }, across)).toBe(true);
    for (const x of [178.9, 0, -178.9]) expect(isInBox({ lon: x, lat: 0 }, across)).toBe(false);
    expect(isInBox({ lon: 180, lat: 1.0001 }, across)).toBe(false);
    expect(isInBox({ lon: 5, lat: 5 }, { west: 5, south: 5, east: 5, north: 5 })).toBe(true);
  });

  test('of no positions there is none', () => {
    expect(boxOf([])).toBeUndefined();
    expect(boxOf([[1, 2], [], [-1, 5, 100]])).toEqual({ west: -1, south: 2, east: 1, north: 5 });
  });
});

describe('polygons', () => {
  const ring = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
    [0, 0],
  ];
  const hole = [
    [1, 1],
    [3, 1],
    [3, 3],
    [1, 3],
    [1, 1],
  ];

  test.each([
    ['inside', 0.5, 0.5, true],
    ['on an edge', 0, 2, true],
    ['on a corner', 4, 4, true],
    ['in the hole', 2, 2, false],
    ['outside', 5, 2, false],
  ])('a point %s', (_text, x, y, inside) => {
    expect(isInside({ lon: x, lat: y }, [[ring, hole]])).toBe(inside);
  });

  test('several are one area; none holds nothing', () => {
    const far = ring.map(([x = 0, y = 0]) => [x + 10, y]);
    expect(isInside({ lon: 12, lat: 2 }, [[ring], [far]])).toBe(true);
    expect(isInside({ lon: 7, lat: 2 }, [[ring], [far]])).toBe(false);
    expect(isInside({ lon: 2, lat: 2 }, [])).toBe(false);
  });

  test('are read from Polygon and MultiPolygon values only', () => {
    expect(polygonsOf({ type: 'Polygon', coordinates: [ring] })).toEqual([[ring]]);
    expect(polygonsOf({ type: 'MultiPolygon', coordinates: [[ring], [hole]] })).toEqual([[ring], [hole]]);
    for (const value of [null, undefined, { type: 'Point', coordinates: [1, 2] }, 'Polygon', { lon: 1, lat: 2 }])
      expect(polygonsOf(value)).toEqual([]);
  });
});

describe('points', () => {
  test('are read in both forms, and anything else is none', () => {
    expect(pointOf({ lon: 1, lat: 2 })).toEqual({ lon: 1, lat: 2 });
    expect(pointOf({ type: 'Point', coordinates: [1, 2, 3] })).toEqual({ lon: 1, lat: 2 });
    for (const value of [
      null,
      undefined,
      'x',
      5,
      [1, 2],
      { lon: '1', lat: 2 },
      { type: 'Point' },
      { type: 'Point', coordinates: [1] },
      {},
    ]) {
      expect(pointOf(value)).toBeNull();
    }
  });
});

describe('the place index', () => {
  test('finds what looking at all finds, wherever on the globe', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), point, metres, (points, centre, reach) => {
        const index = PlaceIndex.of(points, ({ lon: x, lat: y }) => ({ west: x, south: y, east: x, north: y }));
        const near = (one: Point) => distanceInMetres(centre, one) <= reach;
        expect(index.candidates(boxAround(centre, reach)).filter(near)).toEqual(points.filter(near));
      }),
      { seed: 23, numRuns: 400 },
    );
  });

  test('gives items in the order in which they came and leaves out those without a box', () => {
    const index = PlaceIndex.of([3, 1, 2, 9], (at) => (at === 9 ? undefined : { west: at, south: 0, east: at, north: 0 }));
    expect(index.candidates({ west: 0, south: -1, east: 10, north: 1 })).toEqual([3, 1, 2]);
    expect(PlaceIndex.of([], () => undefined).candidates({ west: 0, south: 0, east: 1, north: 1 })).toEqual([]);
  });
});
