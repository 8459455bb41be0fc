import type { CompareOperator, MeasureFunction, TextOperator, TimeBucket } from './requests.ts';

/** Operators that a source may take for a field. `textIgnoreCase` promises the three text operators with `ignoreCase` for those declared. */
export type FieldOperator =
  | CompareOperator
  | 'in'
  | 'isNull'
  | TextOperator
  | 'textIgnoreCase'
  | 'withinBox'
  | 'withinPolygon'
  | 'withinDistance';

/** What a source can do with one field. Absent means it cannot. */
export interface FieldCapabilities {
  readonly operators?: readonly FieldOperator[];
  /** May stand in `order`. */
  readonly sortable?: true;
  /** May be a dimension. */
  readonly groupable?: true;
  /** Time buckets it can cut. */
  readonly buckets?: readonly TimeBucket[];
  /** Zones that buckets can be cut in; absent: UTC only; 'any': every IANA zone. */
  readonly bucketZones?: 'any';
  readonly measures?: readonly MeasureFunction[];
}

/** What a source can do with a collection. Absent means it cannot. A declared capability is true for every request. */
export interface CollectionCapabilities {
  readonly fields?: Readonly<Record<string, FieldCapabilities>>;
  /** How predicates may be combined. A single leaf, and `and []`, is always allowed for declared operators. */
  readonly combine?: { readonly and?: true; readonly or?: true; readonly not?: true };
  readonly order?: {
    /** Terms it can take, key fields included; absent: any number. */
    readonly maxTerms?: number;
    /** Takes `nulls: 'first'`. */
    readonly nullsFirst?: true;
  };
  readonly limit?: true;
  readonly offset?: true;
  /** Takes `after`, for orders it can take. */
  readonly seek?: true;
  readonly limitPerKey?: true;
  /** Takes `aggregate` requests; `predicates`: measures with their own predicate. */
  readonly aggregate?: { readonly count?: true; readonly predicates?: true };
  /** Most values in one `in`; absent: any number. */
  readonly maxKeysPerRead?: number;
  /** How the source itself pages; only for EXPLAIN and cost estimates. */
  readonly paging?: { readonly style: 'offset' | 'page' | 'cursor' | 'link' | 'none'; readonly maxPage?: number };
}

/** How hard a source may be used. The runtime keeps these. */
export interface SourceLimits {
  /** Reads at the same time. Default 8. */
  readonly parallelReads?: number;
  /** Reads started per second. Default: no limit. */
  readonly readsPerSecond?: number;
  /** Milliseconds one read may take. Default 8,000. */
  readonly readTimeout?: number;
}
