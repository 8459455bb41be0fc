import type { Direction, FieldOperator, FieldType, Scalar } from '../../../src/contract/index.ts';
import type { Path } from './path.ts';
import type { TimeForm } from './time-form.ts';

/** A collection of a service that was described by hand: what it is asked and how, and where its answers hold what. */
export interface DeclaredCollection {
  readonly name: string;
  readonly description?: string | undefined;
  readonly estimatedRows?: number | undefined;
  readonly fields: ReadonlyMap<string, DeclaredField>;
  readonly key: readonly string[];
  readonly list: ListEndpoint;
  readonly byKey?: ByKeyEndpoint | undefined;
  readonly byKeys?: ByKeysEndpoint | undefined;
  /** True where numbers can be longer than a JavaScript number holds. */
  readonly exactNumbers: boolean;
}

export interface DeclaredField {
  readonly name: string;
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly description?: string | undefined;
  readonly path: Path;
  /** For a point that stands in two places. */
  readonly lonLat?: { readonly lon: Path; readonly lat: Path } | undefined;
  readonly form: TimeForm;
}

/** Where a value goes in a request: a query parameter, a piece of the path, a member of a body, an argument. The connector's own words. */
export type Slot = string;

/** One condition that a service understands. */
export interface FilterRule {
  readonly slot: Slot;
  /** How several values go: joined into one text, as the slot repeated, or as a list. Absent: it takes one value. */
  readonly many?: { readonly style: 'join' | 'repeat' | 'list'; readonly separator: string } | undefined;
  readonly form: TimeForm;
  /** The slot holds text (a URL), so that "" is easily taken for "no condition". */
  readonly textual: boolean;
  /** The slot is one piece of a path. */
  readonly segment?: true;
  /** Where textual: whether "" is understood as the empty text. */
  readonly takesEmpty: boolean;
  /** Most values at once. */
  readonly max?: number | undefined;
  /** For `isNull`: what is said. */
  readonly literal?: Scalar | undefined;
}

export type FilterRules = ReadonlyMap<string, ReadonlyMap<FieldOperator, FilterRule>>;

/** One term of an order as the service spells it. */
export interface SpelledTerm {
  readonly name: string;
  readonly direction: string;
  /** Name and direction in one. */
  readonly text: string;
}

export interface OrderRules {
  /** Terms by field and direction; a direction that is not there cannot be asked. */
  readonly terms: ReadonlyMap<string, Readonly<Partial<Record<Direction, SpelledTerm>>>>;
  /** Most terms that may be said. */
  readonly maxTerms: number;
  /** What follows by itself behind the said terms: the key, ascending, descending, or in the direction of the last said term. */
  readonly tieBreak: Direction | 'same' | 'none';
}

/** How a list comes in pages. `size` is the most rows of one page. */
export type PageRules = { readonly maxPages: number } & (
  | { readonly style: 'none' }
  | { readonly style: 'offset'; readonly offset: Slot; readonly limit?: Slot | undefined; readonly size: number }
  | { readonly style: 'page'; readonly page: Slot; readonly limit?: Slot | undefined; readonly first: number; readonly size: number }
  | {
      readonly style: 'cursor';
      readonly cursor: Slot;
      readonly limit?: Slot | undefined;
      readonly next: Path;
      readonly more?: Path | undefined;
      readonly size: number;
    }
  /** `next`: where the body holds the link; absent: the `Link` header. */
  | { readonly style: 'link'; readonly next?: Path | undefined; readonly limit?: Slot | undefined; readonly size: number }
);

/** Where the number of all rows stands: in the body, or in a header. */
export type TotalPlace = { readonly path: Path } | { readonly header: string };

export interface ListEndpoint {
  readonly filters: FilterRules;
  /** Whether conditions may be said together. */
  readonly combine: boolean;
  readonly order?: OrderRules | undefined;
  /** The order in which the list comes when none is said; empty: unknown. */
  readonly ownOrder: readonly { readonly field: string; readonly direction: Direction }[];
  readonly page: PageRules;
  readonly rows: Path;
  /** Where a row lies inside an element of the list. */
  readonly item: Path;
  readonly total?: TotalPlace | undefined;
}

export interface ByKeyEndpoint {
  /** The fields that it is asked by, with their rules. */
  readonly fields: ReadonlyMap<string, FilterRule>;
  /** Where the row lies in the answer. */
  readonly row: Path;
  /** `null` in the place of the row says that there is none. */
  readonly nullIsAbsent: boolean;
}

export interface ByKeysEndpoint {
  readonly field: string;
  readonly rule: FilterRule;
  readonly max: number;
  readonly rows: Path;
  readonly item: Path;
}

/** A value on its way into a slot. */
export interface Assigned {
  readonly slot: Slot;
  readonly value: Scalar | readonly Scalar[];
  readonly many?: FilterRule['many'];
}

export type EndpointName = 'list' | 'byKey' | 'byKeys';

/** One question to an endpoint. */
export interface WireAsk {
  readonly collection: DeclaredCollection;
  readonly endpoint: EndpointName;
  readonly assigned: readonly Assigned[];
  readonly order: readonly SpelledTerm[];
  /** Fields that must come back. */
  readonly fields: readonly DeclaredField[];
  /** Pages came before this one. */
  readonly midway?: boolean;
  /** Go on with a link that the last answer gave, instead of everything above. */
  readonly follow?: { readonly link: string; readonly from: string };
}

/** What an endpoint answered. */
export interface WireReply {
  /** There is no such thing. */
  readonly absent: boolean;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The address that was asked, for links that are relative to it. */
  readonly address: string;
}

/** Carries questions to a service and answers back; what differs between kinds of services. */
export interface Wire {
  readonly kind: string;
  ask(ask: WireAsk, signal: AbortSignal): Promise<WireReply>;
  /** How an endpoint is asked, for messages: no values. */
  what(collection: DeclaredCollection, endpoint: EndpointName): string;
  /** The question as text for EXPLAIN, with the names of slots instead of values. */
  preview(ask: WireAsk): string;
  close(): Promise<void>;
}
