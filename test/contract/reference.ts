import type {
  AggregateRequest,
  Dimension,
  FieldType,
  Measure,
  OrderTerm,
  Point,
  Predicate,
  ReadRequest,
  Row,
  Value,
} from '../../src/contract/index.ts';
import { bucketStartOf } from './reference-buckets.ts';

/** Types of the fields of the collection that the rows belong to. */
export type Types = ReadonlyMap<string, FieldType>;

/**
 * The law text in plain code: whole lists, one step after the other, nothing shared with the code under test. It is slow on purpose.
 */
export function referenceRead(rows: readonly Row[], request: ReadRequest, types: Types): Row[] {
  let list = rows.filter((row) => isTrue(request.predicate, row, types));
  if (request.order.length > 0) list = [...list].sort((a, b) => compareRows(a, b, request.order, types));
  const { after } = request;
  if (after) list = list.filter((row) => comesAfter(row, after.values, after.inclusive, request.order, types));
  const perKey = request.limitPerKey;
  if (perKey) {
    const taken: Record<string, number> = {};
    list = list.filter((row) => {
      const name = JSON.stringify(perKey.fields.map((field) => canonical(types.get(field) ?? 'text', row[field] ?? null)));
      taken[name] = (taken[name] ?? 0) + 1;
      return taken[name] <= perKey.count;
    });
  }
  list = list.slice(request.offset ?? 0);
  if (request.limit !== undefined) list = list.slice(0, request.limit);
  return list.map((row) => Object.fromEntries(request.fields.map((field) => [field, row[field] ?? null])));
}

/** Groups with dimension and measure values by name, in no promised order. */
export function referenceAggregate(rows: readonly Row[], request: AggregateRequest, types: Types): Row[] {
  const list = rows.filter((row) => isTrue(request.predicate, row, types));
  const groups = new Map<string, { dimensions: Record<string, Value>; members: Row[] }>();
  if (request.groupBy.length === 0) groups.set('[]', { dimensions: {}, members: [] });
  for (const row of list) {
    const dimensions = Object.fromEntries(request.groupBy.map((by) => [by.name, dimensionValue(by, row, types)]));
    const name = JSON.stringify(request.groupBy.map((by) => canonical(types.get(by.field) ?? 'text', dimensions[by.name] ?? null)));
    const group = groups.get(name) ?? { dimensions, members: [] };
    group.members.push(row);
    groups.set(name, group);
  }
  return [...groups.values()].map(({ dimensions, members }) => {
    const measured = request.measures.map((measure) => [measure.name, measureOf(measure, members, types)]);
    return { ...dimensions, ...Object.fromEntries(measured) };
  });
}

/** True or false for every row, never unknown. */
export function isTrue(predicate: Predicate, row: Row, types: Types): boolean {
  if (predicate.kind === 'and') return predicate.of.every((part) => isTrue(part, row, types));
  if (predicate.kind === 'or') return predicate.of.some((part) => isTrue(part, row, types));
  if (predicate.kind === 'not') return !isTrue(predicate.of, row, types);
  const own = row[predicate.field] ?? null;
  if (predicate.kind === 'isNull') return own === null;
  if (own === null) return false;
  const type = types.get(predicate.field) ?? 'text';
  switch (predicate.kind) {
    case 'compare': {
      const result = compareOf(type, own, predicate.value);
      const truths = { eq: result === 0, ne: result !== 0, lt: result < 0, lte: result <= 0, gt: result > 0, gte: result >= 0 };
      return truths[predicate.operator];
    }
    case 'in':
      return predicate.values.some((value) => compareOf(type, own, value) === 0);
    case 'text': {
      const text = predicate.ignoreCase ? simpleLowerCase(String(own)) : String(own);
      const piece = predicate.ignoreCase ? simpleLowerCase(predicate.value) : predicate.value;
      if (predicate.operator === 'contains') return text.indexOf(piece) >= 0;
      const at = predicate.operator === 'startsWith' ? 0 : text.length - piece.length;
      return at >= 0 && text.slice(at, at + piece.length) === piece;
    }
    case 'withinBox': {
      const { lon, lat } = own as unknown as Point;
      const { west, south, east, north } = predicate.box;
      const inside = west <= east ? west <= lon && lon <= east : lon >= west || lon <= east;
      return inside && south <= lat && lat <= north;
    }
    case 'withinPolygon': {
      const point = own as unknown as Point;
      return predicate.polygons.some((rings) => rings.filter((ring) => crossesOddly(point, ring)).length === 1);
    }
    case 'withinDistance':
      return metresBetween(own as unknown as Point, predicate.point) <= predicate.metres;
    default:
      return predicate satisfies never;
  }
}

/** Order of two values of a type, null being no value. */
export function compareOf(type: FieldType, a: Value, b: Value): number {
  switch (type) {
    case 'int':
    case 'float':
    case 'boolean':
      return Number(a) - Number(b);
    case 'bigint':
    case 'decimal': {
      const difference = scaledBy40(String(a)) - scaledBy40(String(b));
      return difference < 0n ? -1 : difference > 0n ? 1 : 0;
    }
    case 'datetime':
      return Date.parse(String(a)) - Date.parse(String(b));
    case 'time':
      return Date.parse(`1970-01-01T${String(a)}Z`) - Date.parse(`1970-01-01T${String(b)}Z`);
    default: {
      const left = codePointsOf(String(a));
      const right = codePointsOf(String(b));
      for (let place = 0; ; place += 1) {
        const x = left[place] ?? -1;
        const y = right[place] ?? -1;
        if (x !== y || x === -1) return x - y;
      }
    }
  }
}

/** A text that is the same for two values exactly when they are the same value of the type. */
export function canonical(type: FieldType, value: Value): string {
  if (value === null) return 'null';
  switch (type) {
    case 'bigint':
    case 'decimal':
      return String(scaledBy40(String(value)));
    case 'datetime':
      return String(Date.parse(String(value)));
    case 'time':
      return String(Date.parse(`1970-01-01T${String(value)}Z`));
    case 'point':
      return `${(value as unknown as Point).lon} ${(value as unknown as Point).lat}`;
    default:
      return JSON.stringify(value);
  }
}

/** Compares two rows by an order; nulls last in both directions unless the term says first. */
export function compareRows(a: Row, b: Row, order: readonly OrderTerm[], types: Types): number {
  for (const term of order) {
    const result = compareByTerm(a[term.field] ?? null, b[term.field] ?? null, term, types);
    if (result !== 0) return result;
  }
  return 0;
}

/** Great-circle metres (haversine) on a sphere of R = 6,371,008.8 m. */
export function metresBetween(a: Point, b: Point): number {
  const turn = (degrees: number) => (degrees / 180) * Math.PI;
  const half = (from: number, to: number) => Math.sin(turn(to - from) / 2) ** 2;
  const h = half(a.lat, b.lat) + Math.cos(turn(a.lat)) * Math.cos(turn(b.lat)) * half(a.lon, b.lon);
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

function compareByTerm(a: Value, b: Value, term: OrderTerm, types: Types): number {
  if (a === null && b === null) return 0;
  if (a === null) return term.nulls === 'first' ? -1 : 1;
  if (b === null) return term.nulls === 'first' ? 1 : -1;
  const result = compareOf(types.get(term.field) ?? 'text', a, b);
  return term.direction === 'desc' ? -result : result;
}

function comesAfter(row: Row, values: readonly Value[], inclusive: boolean, order: readonly OrderTerm[], types: Types): boolean {
  for (const [place, value] of values.entries()) {
    const term = order[place];
    if (!term) return false;
    const result = compareByTerm(row[term.field] ?? null, value, term, types);
    if (result !== 0) return result > 0;
  }
  return inclusive;
}

/** Unicode simple lower case: one character for one character, without context (no final sigma, no dotted pair for U+0130). */
function simpleLowerCase(text: string): string {
  return Array.from(text, (character) => Array.from(character.toLowerCase())[0] ?? character).join('');
}

const scaledBy40 = remembering((text: string): bigint => {
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + part.padEnd(40, '0'));
  return text.startsWith('-') ? -size : size;
});

const codePointsOf = remembering((text: string): readonly number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0));

/** The same few values are looked at many thousand times. */
function remembering<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? make(text);
    known.set(text, value);
    return value;
  };
}

/** Even-odd rule on one ring. */
function crossesOddly({ lon, lat }: Point, ring: readonly (readonly number[])[]): boolean {
  let inside = false;
  for (let place = 1; place < ring.length; place += 1) {
    const [x1 = 0, y1 = 0] = ring[place - 1] ?? [];
    const [x2 = 0, y2 = 0] = ring[place] ?? [];
    if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}

function dimensionValue(by: Dimension, row: Row, types: Types): Value {
  const own = row[by.field] ?? null;
  if (own === null || !by.bucket) return own;
  return bucketStartOf(String(own), types.get(by.field) === 'date' ? 'date' : 'datetime', by.bucket, by.timeZone ?? 'UTC');
}

function measureOf(measure: Measure, members: readonly Row[], types: Types): Value {
  const { predicate, field } = measure;
  const chosen = predicate ? members.filter((row) => isTrue(predicate, row, types)) : members;
  if (field === undefined) return chosen.length;
  const type = types.get(field) ?? 'text';
  const values = chosen.map((row) => row[field] ?? null).filter((value) => value !== null);
  if (measure.function === 'count') return values.length;
  if (measure.function === 'countDistinct') return new Set(values.map((value) => canonical(type, value))).size;
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => compareOf(type, a, b));
  switch (measure.function) {
    case 'min':
      return sorted[0] ?? null;
    case 'max':
      return sorted[sorted.length - 1] ?? null;
    case 'sum':
      if (type === 'float') return values.reduce((total: number, value) => total + Number(value), 0);
      return fromScaled(values.reduce((total, value) => total + scaledBy40(String(value)), 0n));
    case 'avg':
      return values.reduce((total: number, value) => total + Number(value), 0) / values.length;
    case 'percentile': {
      const rank = (measure.fraction ?? 0.5) * (sorted.length - 1);
      const low = Number(sorted[Math.floor(rank)]);
      const high = Number(sorted[Math.ceil(rank)]);
      return low + (high - low) * (rank - Math.floor(rank));
    }
    default:
      return measure.function satisfies never;
  }
}

function fromScaled(size: bigint): string {
  const text = String(size < 0n ? -size : size).padStart(41, '0');
  const part = text.slice(-40).replace(/0+$/, '');
  return `${size < 0n ? '-' : ''}${text.slice(0, -40)}${part === '' ? '' : `.${part}`}`;
}
