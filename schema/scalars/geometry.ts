import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import type { Geometry, Position } from '../../src/contract/index.ts';
import { kindOf, refuse } from './refuse.ts';

/** Most positions that a geometry given as input may have. */
export const MAX_INPUT_POSITIONS = 10_000;

const TYPES = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']);
const MEMBERS = new Set(['type', 'coordinates', 'bbox']);

/** A GeoJSON geometry (RFC 7946), WGS 84. */
export const GeometryScalar = new GraphQLScalarType<Geometry, Geometry>({
  name: 'Geometry',
  description:
    'A GeoJSON geometry, WGS 84, positions as [longitude, latitude]. As input only a Polygon or MultiPolygon of at most 10,000 positions: ' +
    'every ring closed, at least four positions, inside -180..180 and -90..90 degrees.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc7946#section-3.1',
  serialize(value) {
    if (!isObject(value) || typeof value.type !== 'string' || !TYPES.has(value.type) || !Array.isArray(value.coordinates)) {
      throw refuse('Geometry', 'a GeoJSON geometry with type and coordinates', kindOf(value));
    }
    return value as unknown as Geometry;
  },
  parseValue: parsePolygons,
  parseLiteral: (node, variables) => parsePolygons(valueFromASTUntyped(node, variables)),
});

function parsePolygons(value: unknown): Geometry {
  if (!isObject(value)) throw refuse('Geometry', 'a GeoJSON Polygon or MultiPolygon', kindOf(value));
  if (!Object.keys(value).every((name) => MEMBERS.has(name))) {
    throw refuse('Geometry', 'no members but type, coordinates and bbox', 'an object with others');
  }
  const budget = { positions: 0 };
  if (value.type === 'Polygon') return { type: 'Polygon', coordinates: polygon(value.coordinates, budget) };
  if (value.type === 'MultiPolygon') {
    return {
      type: 'MultiPolygon',
      coordinates: nonEmptyList(value.coordinates, 'a list of polygons').map((part) => polygon(part, budget)),
    };
  }
  throw refuse('Geometry', 'the type Polygon or MultiPolygon as input', 'another type');
}

interface Budget {
  positions: number;
}

function polygon(value: unknown, budget: Budget): Position[][] {
  return nonEmptyList(value, 'a polygon to be a list of rings').map((part) => ring(part, budget));
}

function ring(value: unknown, budget: Budget): Position[] {
  const list = nonEmptyList(value, 'a ring to be a list of positions');
  budget.positions += list.length;
  if (budget.positions > MAX_INPUT_POSITIONS) throw refuse('Geometry', `at most ${MAX_INPUT_POSITIONS} positions`, 'more');
  const positions = list.map(position);
  const [first, last] = [positions[0], positions[positions.length - 1]];
  if (positions.length < 4 || first?.[0] !== last?.[0] || first?.[1] !== last?.[1]) {
    throw refuse('Geometry', 'closed rings of at least four positions', 'a ring that is open or too short');
  }
  return positions;
}

/** Longitude and latitude; an altitude is taken and left out. */
function position(value: unknown): Position {
  if (Array.isArray(value) && (value.length === 2 || value.length === 3)) {
    const [lon, lat] = value;
    if (isWithin(lon, 180) && isWithin(lat, 90)) return [lon, lat];
  }
  throw refuse('Geometry', 'positions [longitude, latitude] within -180..180 and -90..90 degrees', 'a position that is not');
}

function isWithin(value: unknown, bound: number): value is number {
  return typeof value === 'number' && value >= -bound && value <= bound;
}

function nonEmptyList(value: unknown, expected: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw refuse('Geometry', expected, kindOf(value));
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
