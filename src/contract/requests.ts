import type { Point, Position, Scalar, Value } from './values.ts';

/**
 * Requests are frozen data with a `kind`, read in one exhaustive switch.
 *
 * A predicate is true or false for every row, never unknown: a comparison with `null` is false, and `not` is the exact
 * complement, so a filter and its negation always split a collection in two.
 */
export type Predicate =
  | AndPredicate
  | OrPredicate
  | NotPredicate
  | ComparePredicate
  | InPredicate
  | IsNullPredicate
  | TextPredicate
  | PlacePredicate;

/** True when every part is true; `and []` is true. */
export interface AndPredicate {
  readonly kind: 'and';
  readonly of: readonly Predicate[];
}

/** True when a part is true; `or []` is false. */
export interface OrPredicate {
  readonly kind: 'or';
  readonly of: readonly Predicate[];
}

/** True when the part is false. */
export interface NotPredicate {
  readonly kind: 'not';
  readonly of: Predicate;
}

export type CompareOperator = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte';

/**
 * Compares a field with a value of the field's type. False when the field is null, for `ne` too.
 * Text compares by Unicode code point; `bigint` and `decimal` by number; `datetime` by instant; false sorts before true.
 */
export interface ComparePredicate {
  readonly kind: 'compare';
  readonly field: string;
  readonly operator: CompareOperator;
  readonly value: Scalar;
}

/** True when the field equals one of the values; `in []` is false. */
export interface InPredicate {
  readonly kind: 'in';
  readonly field: string;
  readonly values: readonly Scalar[];
}

export interface IsNullPredicate {
  readonly kind: 'isNull';
  readonly field: string;
}

export type TextOperator = 'contains' | 'startsWith' | 'endsWith';

/** Looks for a literal piece of text (no wildcards). `ignoreCase` folds by Unicode simple lower case on both sides. */
export interface TextPredicate {
  readonly kind: 'text';
  readonly field: string;
  readonly operator: TextOperator;
  readonly value: string;
  readonly ignoreCase: boolean;
}

/** West, south, east and north edges in degrees; edges belong to the box. A box with west > east crosses the 180th meridian. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Rings of an RFC 7946 polygon: the outer one first, holes after. */
export type Polygon = readonly (readonly Position[])[];

/** Place predicates apply to a `point` field. Distance is great-circle metres on a sphere of R = 6,371,008.8 m, inclusive. */
export type PlacePredicate =
  | { readonly kind: 'withinBox'; readonly field: string; readonly box: Box }
  | { readonly kind: 'withinPolygon'; readonly field: string; readonly polygons: readonly Polygon[] }
  | { readonly kind: 'withinDistance'; readonly field: string; readonly point: Point; readonly metres: number };

export type Direction = 'asc' | 'desc';

/** Nulls sort last in both directions unless `nulls` says first (used to page backwards). */
export interface OrderTerm {
  readonly field: string;
  readonly direction: Direction;
  readonly nulls?: 'first';
}

/**
 * Where to go on: only rows that come after these values. `values` belong to the first terms of `order`, at least one.
 * With `inclusive` rows whose values equal them come too.
 */
export interface SeekPosition {
  readonly values: readonly Value[];
  readonly inclusive: boolean;
}

/** At most `count` rows for each distinct combination of `fields`, taken in the request's order. */
export interface LimitPerKey {
  readonly fields: readonly string[];
  readonly count: number;
}

/** Asks for rows of one collection. */
export interface ReadRequest {
  readonly kind: 'read';
  readonly collection: string;
  /** The only fields that may be read and returned; at least one. */
  readonly fields: readonly string[];
  readonly predicate: Predicate;
  /** Empty: the source's own order, which must be the same at every read. Otherwise total: it ends with the collection's key fields. */
  readonly order: readonly OrderTerm[];
  /** Absent: all rows. */
  readonly limit?: number;
  /** Rows to skip; only where the capability `offset` is declared. */
  readonly offset?: number;
  readonly after?: SeekPosition;
  readonly limitPerKey?: LimitPerKey;
}

export type TimeBucket = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/**
 * What a group is made by. With `bucket` the group's value is the start of the bucket that the time lies in:
 * a `date` for `date` fields, for `datetime` fields an RFC 3339 instant in UTC; weeks start on Monday (ISO 8601).
 */
export interface Dimension {
  readonly name: string;
  readonly field: string;
  readonly bucket?: TimeBucket;
  /** IANA zone that the bucket is cut in; default UTC. */
  readonly timeZone?: string;
}

export type MeasureFunction = 'count' | 'countDistinct' | 'sum' | 'avg' | 'min' | 'max' | 'percentile';

/**
 * One number per group. `count` without a field counts rows, with a field its non-null values. `sum`, `avg`, `min`, `max` and
 * `percentile` of nothing are null, `count` and `countDistinct` are 0. Sums of `int`, `bigint` and `decimal` are exact and travel as text;
 * sums of `float` and every `avg` and `percentile` are numbers. `percentile` is the continuous one (linear interpolation, PERCENTILE_CONT).
 */
export interface Measure {
  readonly name: string;
  readonly function: MeasureFunction;
  readonly field?: string;
  /** For `percentile`: 0 to 1. */
  readonly fraction?: number;
  /** Only rows for which this is true are measured. */
  readonly predicate?: Predicate;
}

/** Asks for groups and measures over all rows that match; never over a page. Without dimensions there is exactly one group. */
export interface AggregateRequest {
  readonly kind: 'aggregate';
  readonly collection: string;
  readonly predicate: Predicate;
  readonly groupBy: readonly Dimension[];
  readonly measures: readonly Measure[];
  /** More groups than this is an error of kind UNSUPPORTED, never a cut list. */
  readonly maxGroups?: number;
}

export type Request = ReadRequest | AggregateRequest;
