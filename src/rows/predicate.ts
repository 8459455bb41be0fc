import type { ComparePredicate, InPredicate, PlacePredicate, Predicate, Row, Scalar, TextPredicate, Value } from '../contract/index.ts';
import { comparisonOf, equalityValue, type FieldTypes, typeOf } from './compare.ts';
import { distanceInMetres, isInBox, isInside, pointOf } from './place.ts';

/** The predicate that every row meets. */
export const EVERYTHING: Predicate = Object.freeze({ kind: 'and', of: Object.freeze([]) });
/** The predicate that no row meets. */
export const NOTHING: Predicate = Object.freeze({ kind: 'or', of: Object.freeze([]) });

export type Test = (row: Row) => boolean;

/** Makes a function that tells whether a row meets the predicate. Throws RangeError for unknown fields and types without that operator. */
export function compilePredicate(predicate: Predicate, types: FieldTypes): Test {
  switch (predicate.kind) {
    case 'and': {
      const tests = predicate.of.map((part) => compilePredicate(part, types));
      const [only] = tests;
      return tests.length === 1 && only ? only : (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = predicate.of.map((part) => compilePredicate(part, types));
      return (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = compilePredicate(predicate.of, types);
      return (row) => !test(row);
    }
    case 'compare':
      return compileCompare(predicate, types);
    case 'in':
      return compileIn(predicate, types);
    case 'isNull': {
      typeOf(types, predicate.field);
      return (row) => (row[predicate.field] ?? null) === null;
    }
    case 'text':
      return compileText(predicate, types);
    case 'withinBox':
    case 'withinPolygon':
    case 'withinDistance':
      return compilePlace(predicate, types);
    default:
      return predicate satisfies never;
  }
}

function compileCompare({ field, operator, value }: ComparePredicate, types: FieldTypes): Test {
  const compare = comparisonOf(typeOf(types, field));
  const on = (accept: (result: number) => boolean): Test => {
    return (row) => {
      const own = row[field] ?? null;
      return own !== null && accept(compare(own, value));
    };
  };
  switch (operator) {
    case 'eq':
      return on((result) => result === 0);
    case 'ne':
      return on((result) => result !== 0);
    case 'lt':
      return on((result) => result < 0);
    case 'lte':
      return on((result) => result <= 0);
    case 'gt':
      return on((result) => result > 0);
    case 'gte':
      return on((result) => result >= 0);
    default:
      return operator satisfies never;
  }
}

function compileIn({ field, values }: InPredicate, types: FieldTypes): Test {
  const type = typeOf(types, field);
  comparisonOf(type);
  const wanted = new Set(values.map((value) => equalityValue(type, value)));
  return (row) => {
    const own: Value = row[field] ?? null;
    return own !== null && wanted.has(equalityValue(type, own as Scalar));
  };
}

function compileText({ field, operator, value, ignoreCase }: TextPredicate, types: FieldTypes): Test {
  if (typeOf(types, field) !== 'text') throw new RangeError(`"${operator}" needs a text field, "${field}" is ${typeOf(types, field)}`);
  const fold = (text: string) => (ignoreCase ? simpleLowerCase(text) : text);
  const wanted = fold(value);
  return (row) => {
    const own = row[field];
    return typeof own === 'string' && fold(own)[METHOD[operator]](wanted);
  };
}

/**
 * Unicode simple lower case: one code point for one, whatever stands beside it. JavaScript's own mapping is the full one, which makes
 * two characters of a capital I with a dot and looks at the place of a sigma in its word.
 */
function simpleLowerCase(text: string): string {
  return text.replaceAll('\u0130', 'i').replaceAll('\u03a3', '\u03c3').toLowerCase();
}

const METHOD = { contains: 'includes', startsWith: 'startsWith', endsWith: 'endsWith' } as const;

function compilePlace(predicate: PlacePredicate, types: FieldTypes): Test {
  const { field } = predicate;
  const type = typeOf(types, field);
  if (type !== 'point' && type !== 'geometry') throw new RangeError(`"${predicate.kind}" needs a point, "${field}" is ${type}`);
  return (row) => {
    const point = pointOf(row[field]);
    if (!point) return false;
    if (predicate.kind === 'withinBox') return isInBox(point, predicate.box);
    if (predicate.kind === 'withinPolygon') return isInside(point, predicate.polygons);
    return distanceInMetres(point, predicate.point) <= predicate.metres;
  };
}

/** The fields that a predicate looks at. */
export function fieldsOf(predicate: Predicate, into: Set<string> = new Set()): Set<string> {
  if (predicate.kind === 'and' || predicate.kind === 'or') for (const part of predicate.of) fieldsOf(part, into);
  else if (predicate.kind === 'not') fieldsOf(predicate.of, into);
  else into.add(predicate.field);
  return into;
}

/** Joins predicates with `and`, without empty or nested ones. */
export function allOf(predicates: readonly Predicate[]): Predicate {
  const flat = predicates.flatMap((predicate) => (predicate.kind === 'and' ? predicate.of : [predicate]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind: 'and', of: flat };
}
