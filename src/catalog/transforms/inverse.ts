import type { CompareOperator, FieldType, Predicate, Scalar, Value } from '../../contract/index.ts';
import { allOf, compilePredicate, EVERYTHING, NOTHING } from '../../rows/index.ts';
import type { LeafPredicate } from '../mapping.ts';
import type { Inverse } from './stage.ts';

/**
 * Inverses keep one law: for every row whose value the mapping accepts, the predicate on the columns is true exactly when the
 * leaf is true of the mapped value. A row that the mapping refuses matches no leaf, so nothing is pushed that could take one in.
 */

/** The name that stands for "the value" in leaves between stages; the first stage puts the column in its place. */
export const VALUE = 'value';

/** More keys than this are not sent to a source. */
const MAX_KEYS = 1_000;

export const isNull: LeafPredicate = { kind: 'isNull', field: VALUE };

/** A comparison on the value of the stage before. */
export function compare(operator: CompareOperator, value: Scalar): LeafPredicate {
  return { kind: 'compare', field: VALUE, operator, value };
}

/** The shortest leaf that is true for these values, asked of the stage before. */
export function anyOf(before: Inverse, values: readonly Scalar[]): Predicate | undefined {
  const [only] = values;
  if (only === undefined) return NOTHING;
  if (values.length > MAX_KEYS) return undefined;
  return before(values.length === 1 ? compare('eq', only) : { kind: 'in', field: VALUE, values });
}

/** The complement of a predicate; undefined stays undefined. */
export function negate(predicate: Predicate | undefined): Predicate | undefined {
  if (predicate === undefined) return undefined;
  return predicate.kind === 'not' ? predicate.of : { kind: 'not', of: predicate };
}

/** Both; undefined when one of them is. */
export function both(a: Predicate | undefined, b: Predicate | undefined): Predicate | undefined {
  return a === undefined || b === undefined ? undefined : allOf([a, b]);
}

/** One of them; undefined when one of them is. */
export function either(a: Predicate | undefined, b: Predicate | undefined): Predicate | undefined {
  if (a === undefined || b === undefined) return undefined;
  const parts = [a, b].flatMap((part) => (part.kind === 'or' ? part.of : [part]));
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind: 'or', of: parts };
}

/** Tells whether a leaf is true of a value; undefined when the type does not have the leaf's operator. */
export function valueTest(leaf: LeafPredicate, type: FieldType): ((value: Value) => boolean) | undefined {
  try {
    const test = compilePredicate({ ...leaf, field: VALUE }, new Map([[VALUE, type]]));
    return (value) => test({ [VALUE]: value });
  } catch {
    return undefined;
  }
}

export interface FiniteTable {
  /** The value before, and what it becomes. */
  readonly entries: readonly (readonly [Scalar, Value])[];
  /** What every other value becomes; absent: it is refused. */
  readonly otherwise?: { readonly value: Value };
  /** The type of the results. */
  readonly type: FieldType;
}

/** The inverse of a table: every operator becomes the list of the keys whose results meet it. */
export function tableInverse(before: Inverse, { entries, otherwise, type }: FiniteTable): Inverse {
  return (leaf) => {
    const test = valueTest(leaf, type);
    if (!test) return undefined;
    const keys = (wanted: boolean) => entries.filter(([, value]) => test(value) === wanted).map(([key]) => key);
    if (otherwise && test(otherwise.value)) {
      const others = negate(anyOf(before, keys(false)));
      return test(null) ? others : both(others, negate(before(isNull)));
    }
    const listed = anyOf(before, keys(true));
    return test(null) ? either(before(isNull), listed) : listed;
  };
}

/** The inverse of a step that makes these values null and leaves all others as they are. */
export function nullingInverse(before: Inverse, nulled: readonly Scalar[]): Inverse {
  const isNulled = new Set<Scalar>(nulled);
  return (leaf) => {
    if (leaf.kind === 'isNull') return either(before(isNull), anyOf(before, nulled));
    if (leaf.kind === 'in') return before({ ...leaf, values: leaf.values.filter((value) => !isNulled.has(value)) });
    if (leaf.kind === 'compare' && leaf.operator === 'eq') return isNulled.has(leaf.value) ? NOTHING : before(leaf);
    return both(before(leaf), negate(anyOf(before, nulled)));
  };
}

export interface Equalities {
  /** The only value before that becomes this one; undefined when none does. */
  readonly unmap: (value: Scalar) => Scalar | undefined;
  /** True when the step accepts every value: only then is `ne` exact. */
  readonly total: boolean;
}

/** The inverse of a step that maps different values to different values: `eq`, `in` and `ne` go to the one original. */
export function equalityInverse(before: Inverse, { unmap, total }: Equalities): Inverse {
  return (leaf) => {
    if (leaf.kind === 'isNull') return before(leaf);
    if (leaf.kind === 'in') return anyOf(before, originals(leaf.values, unmap));
    if (leaf.kind !== 'compare') return undefined;
    if (leaf.operator === 'eq') return anyOf(before, originals([leaf.value], unmap));
    if (leaf.operator !== 'ne' || !total) return undefined;
    const original = unmap(leaf.value);
    return original === undefined ? negate(before(isNull)) : before(compare('ne', original));
  };
}

function originals(values: readonly Scalar[], unmap: (value: Scalar) => Scalar | undefined): Scalar[] {
  return [...new Set(values.map(unmap).filter((value) => value !== undefined))];
}

/** The greatest value before that becomes this value or a smaller one, and whether it becomes exactly this one. */
export interface Floor {
  readonly key: Scalar;
  readonly exact: boolean;
}

/** The inverse of a step that accepts every value and keeps their order. `floor` may give up with undefined. */
export function orderInverse(before: Inverse, floor: (value: Scalar) => Floor | undefined): Inverse {
  return (leaf) => {
    if (leaf.kind === 'isNull') return before(leaf);
    if (leaf.kind === 'in') {
      const floors = leaf.values.map(floor);
      if (floors.includes(undefined)) return undefined;
      return anyOf(before, [...new Set(floors.filter((found) => found?.exact).map((found) => found?.key as Scalar))]);
    }
    if (leaf.kind !== 'compare') return undefined;
    const found = floor(leaf.value);
    if (!found) return undefined;
    if (found.exact) return before(compare(leaf.operator, found.key));
    const { operator } = leaf;
    switch (operator) {
      case 'eq':
        return NOTHING;
      case 'ne':
        return negate(before(isNull));
      case 'lt':
      case 'lte':
        return before(compare('lte', found.key));
      case 'gt':
      case 'gte':
        return before(compare('gt', found.key));
      default:
        return operator satisfies never;
    }
  };
}

/** The inverse of a constant: everything or nothing. */
export function constantInverse(value: Value, type: FieldType): Inverse {
  return (leaf) => {
    const test = valueTest(leaf, type);
    return test && (test(value) ? EVERYTHING : NOTHING);
  };
}
