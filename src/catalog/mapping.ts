import type { FieldType, Predicate, Row, Value } from '../contract/index.ts';

/** A predicate on one field, the only kind that a mapping translates; `and`, `or` and `not` are taken apart by the plan. */
export type LeafPredicate = Exclude<Predicate, { readonly kind: 'and' | 'or' | 'not' }>;

/** How one entity field comes out of a collection's columns. */
export interface FieldMapping {
  readonly field: string;
  /** The entity field's type. */
  readonly type: FieldType;
  /** The collection fields that are read for it. */
  readonly columns: readonly string[];
  /** The entity value of a row. Throws {@link MappingError} when the row's value is not what the binding promised. */
  readonly map: (row: Row) => Value;
  /**
   * Set when the entity value is this column's value unchanged (same type and meaning): comparisons, order, groups and
   * measures may then be asked of the source on the column.
   */
  readonly column?: string;
  /** The same truth about the columns as the given leaf about the entity field, for every row; undefined when there is none. */
  readonly toSource?: (leaf: LeafPredicate) => Predicate | undefined;
  /** Set for redacted free text: how many pieces were taken out of a row's value. Cheap when asked right after `map` of the same row. */
  readonly redactions?: (row: Row) => number;
}

/** A value that a binding's mapping cannot accept. The reason names the expectation, never the value. */
export class MappingError extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'MappingError';
    this.reason = reason;
  }
}

/** Records that several bindings share are one record when this entity field is equal. */
export interface Identity {
  /** The entity field whose value is the identity. */
  readonly field: string;
  /** Which record's values win: the binding with the lowest rank, or the record with the latest value of an entity field. */
  readonly wins: { readonly by: 'order'; readonly rank: number } | { readonly by: 'newest'; readonly field: string };
}

/** A binding after validation against the entity and the collection's description. */
export interface CompiledBinding {
  /** Unique and stable: it becomes part of record ids. */
  readonly id: string;
  readonly entity: string;
  readonly source: string;
  readonly collection: string;
  readonly mode: 'live' | 'replica';
  /** Collection fields that identify a row within the binding. */
  readonly key: readonly string[];
  readonly identity?: Identity;
  /** By entity field. Only the columns named here, in `key` and in `where` are ever read. */
  readonly fields: ReadonlyMap<string, FieldMapping>;
  /** Only rows for which this is true belong to the binding (on collection fields). */
  readonly where?: Predicate;
  /** `ignore`: rows without a key are no records, they are counted but the answer stays complete. `report` (default): the answer is PARTIAL. */
  readonly withoutKey: 'ignore' | 'report';
  /** Entity field or column that tells when the source last changed the record. */
  readonly updatedAt?: FieldMapping;
  /** For replicas: milliseconds between syncs, and the age after which the answer is STALE. */
  readonly sync?: { readonly every: number; readonly staleAfter: number };
}
