import { randomStream } from '../random.ts';

/** Longitude and latitude, WGS 84. */
export type LonLat = readonly [number, number];

/** The city lies over the open water of a lake, so that none of its places is a real one: 12 by 8 quadrilaterals of about 1 by 1.1 km. */
export const COLUMNS = 12;
export const ROWS = 8;
const WEST = 116.2;
const SOUTH = 29.08;
const WIDTH = 0.01028;
const HEIGHT = 0.01012;

/** Corner points of all cells; neighbours share them, so cells and what is made of them tile the city without gap or overlap. */
export interface Lattice {
  readonly corner: (column: number, row: number) => LonLat;
  /** The point of a cell at shares `u` (west to east) and `v` (south to north) of its extent, inside the cell for 0 < u, v < 1. */
  readonly pointIn: (column: number, row: number, u: number, v: number) => LonLat;
  /** The closed ring, counter-clockwise, around a block of cells. */
  readonly ring: (column: number, row: number, columns: number, rows: number) => readonly LonLat[];
}

export function makeLattice(seed: string): Lattice {
  const random = randomStream(seed, 'lattice');
  const corners = Array.from({ length: ROWS + 1 }, (_, row) =>
    Array.from({ length: COLUMNS + 1 }, (_, column): LonLat => {
      const [east, north] = [random.next() - 0.5, random.next() - 0.5];
      return [degrees(WEST + (column + east * 0.2) * WIDTH), degrees(SOUTH + (row + north * 0.2) * HEIGHT)];
    }),
  );
  const corner = (column: number, row: number): LonLat => {
    const found = corners[row]?.[column];
    if (found === undefined) throw new RangeError(`expected a corner of the ${COLUMNS} by ${ROWS} lattice, got ${column}, ${row}`);
    return found;
  };
  return {
    corner,
    pointIn: (column, row, u, v) => {
      const mix = (axis: 0 | 1) =>
        (corner(column, row)[axis] * (1 - u) + corner(column + 1, row)[axis] * u) * (1 - v) +
        (corner(column, row + 1)[axis] * (1 - u) + corner(column + 1, row + 1)[axis] * u) * v;
      return [degrees(mix(0)), degrees(mix(1))];
    },
    ring: (column, row, columns, rows) => [
      ...Array.from({ length: columns }, (_, step) => corner(column + step, row)),
      ...Array.from({ length: rows }, (_, step) => corner(column + columns, row + step)),
      ...Array.from({ length: columns }, (_, step) => corner(column + columns - step, row + rows)),
      ...Array.from({ length: rows }, (_, step) => corner(column, row + rows - step)),
      corner(column, row),
    ],
  };
}

/** Rounds to seven decimals, about a centimetre. */
function degrees(value: number): number {
  return Math.round(value * 1e7) / 1e7;
}
