import type { FieldNode } from 'graphql';
import type { PublicError } from '../contract/error-codes.ts';
import type { FieldPath } from './derive/orders.ts';
import type { Entity, EntityField, Relation } from './entity.ts';
import type { RecordId } from './ids.ts';
import type { EntityPredicate } from './predicate.ts';

/** Fields asked of a plain object, under their response keys. */
export type Shape = readonly ShapeField[];
export interface ShapeField {
  readonly key: string;
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly child?: Shape;
  /** Value of `__typename` of the object this field belongs to. */
  readonly typename?: string;
}

/** One field asked of a record. */
export type Pick =
  | { readonly kind: 'typename'; readonly key: string }
  | { readonly kind: 'id'; readonly key: string }
  | { readonly kind: 'value'; readonly key: string; readonly field: EntityField; readonly shape?: Shape }
  | { readonly kind: 'label'; readonly key: string; readonly field: EntityField; readonly locale: 'en' | 'zh' }
  | { readonly kind: 'provenance'; readonly key: string; readonly shape: Shape }
  | OnePick
  | ManyPick;

/** A to-one relation; `slot` is where its joined record stands in the parent record. */
export interface OnePick {
  readonly kind: 'one';
  readonly key: string;
  readonly slot: number;
  readonly relation: Relation;
  readonly selection: RecordSelection;
}

/** A to-many relation. */
export interface ManyPick {
  readonly kind: 'many';
  readonly key: string;
  readonly slot: number;
  readonly relation: Relation;
  readonly list: ListSelection;
}

/** What is asked of the records of an entity, by concrete type. */
export interface RecordSelection {
  readonly entity: Entity;
  readonly byType: ReadonlyMap<string, readonly Pick[]>;
}

export interface SortTerm {
  readonly path: FieldPath;
  readonly direction: 'asc' | 'desc';
}

/** Arguments of a list, read and checked. */
export interface ListArguments {
  readonly filter?: EntityPredicate;
  readonly orderBy: readonly SortTerm[];
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
  readonly before?: string;
  readonly metres?: number;
  readonly requireComplete: boolean;
}

/** One field asked of a connection. */
export type ConnectionPick =
  | { readonly kind: 'typename'; readonly key: string }
  | { readonly kind: 'nodes'; readonly key: string; readonly selection: RecordSelection }
  | { readonly kind: 'edges'; readonly key: string; readonly picks: readonly EdgePick[] }
  | { readonly kind: 'totalCount'; readonly key: string }
  | { readonly kind: 'pageInfo' | 'completeness' | 'sources'; readonly key: string; readonly shape: Shape };

export type EdgePick =
  | { readonly kind: 'typename' | 'cursor'; readonly key: string }
  | { readonly kind: 'node'; readonly key: string; readonly selection: RecordSelection };

export interface ListSelection {
  readonly entity: Entity;
  readonly args: ListArguments;
  readonly picks: readonly ConnectionPick[];
  /** Every record selection below `nodes` and `edges`. */
  readonly records: readonly RecordSelection[];
  readonly wantsPage: boolean;
  readonly wantsCount: boolean;
}

export interface GroupTerm {
  readonly path: FieldPath;
  readonly bucket?: 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
  readonly timeZone?: string;
}

export type MeasureName = 'countDistinct' | 'sum' | 'avg' | 'min' | 'max';

/** One field asked of a group. */
export type GroupPick =
  | { readonly kind: 'typename' | 'count'; readonly key: string }
  | { readonly kind: 'key'; readonly key: string; readonly shape: Shape }
  | { readonly kind: 'measure'; readonly key: string; readonly measure: MeasureName; readonly shape: Shape };

export type AggregatePick =
  | { readonly kind: 'typename' | 'groupCount'; readonly key: string }
  | { readonly kind: 'groups'; readonly key: string; readonly picks: readonly GroupPick[] }
  | { readonly kind: 'completeness' | 'sources'; readonly key: string; readonly shape: Shape };

export interface AggregateSelection {
  readonly entity: Entity;
  readonly filter?: EntityPredicate;
  readonly groupBy: readonly GroupTerm[];
  readonly first: number;
  readonly requireComplete: boolean;
  readonly picks: readonly AggregatePick[];
  readonly measures: readonly { readonly measure: MeasureName; readonly field: EntityField }[];
}

/** What one root field asks for. */
export type RootSelection =
  | { readonly kind: 'one'; readonly key: string; readonly entity: Entity; readonly id: RecordId; readonly selection: RecordSelection }
  /** Asked for by an id of something else: null. */
  | { readonly kind: 'absent'; readonly key: string }
  /** Its arguments break a rule. */
  | { readonly kind: 'failed'; readonly key: string; readonly error: PublicError }
  | { readonly kind: 'list'; readonly key: string; readonly list: ListSelection }
  | { readonly kind: 'aggregate'; readonly key: string; readonly aggregate: AggregateSelection }
  | { readonly kind: 'typename'; readonly key: string; readonly name: string }
  /** A field of another kind: introspection, the catalog, EXPLAIN. */
  | { readonly kind: 'other'; readonly key: string; readonly nodes: readonly FieldNode[] };
