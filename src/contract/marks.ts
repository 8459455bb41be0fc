import type { FieldType } from './values.ts';

/**
 * Marks stand in a GraphQL type's or field's `extensions.civigraph`. `src/model` reads them, whether they were set by the
 * decorators of `schema/` or by directives of the same names.
 */
export interface EntityMark {
  /** Name of a list root field, in camelCase; default: the type's name with a plural ending. */
  readonly plural?: string;
  /** The Chinese term. */
  readonly term?: string;
  /** The standard that the entity follows. */
  readonly standard?: string;
  /** True when the entity describes people's affairs: aggregates over it keep the small-cell floor. */
  readonly aboutPeople?: boolean;
}

/** Classes of `privacy.md`. Default of a field: INTERNAL. */
export type PrivacyClass = 'PUBLIC' | 'INTERNAL' | 'PERSONAL';

export interface FieldMark {
  readonly privacy?: PrivacyClass;
  /** Value type where the GraphQL type does not tell it (a `String` that is a time of day, say). */
  readonly type?: FieldType;
  /** Text written by people: bindings pass it through the redactor unless they say that the source already did. */
  readonly freeText?: true;
  /** Computed by the engine from other fields of the same record, not mapped by bindings: `<field>Label`. */
  readonly labelOf?: string;
  readonly relation?: RelationMark;
  /** Chinese labels of an enum type's values, by value; set on the enum type. */
  readonly labels?: Readonly<Record<string, { readonly en: string; readonly zh: string }>>;
}

/** How two entities are linked. */
export type RelationMark =
  /** `from` of this entity equals `to` of the other. */
  | { readonly by: 'key'; readonly from: string; readonly to: string }
  /** The point `from` of this entity lies inside the geometry `to` of the other. `where` narrows the other entity. */
  | { readonly by: 'inside'; readonly from: string; readonly to: string; readonly where?: { readonly field: string; readonly eq: string } }
  /** The geometry `from` of this entity contains the point `to` of the other. */
  | { readonly by: 'contains'; readonly from: string; readonly to: string }
  /** The points lie within a distance that the query gives as `metres`; `metres` here is its default. */
  | { readonly by: 'within'; readonly from: string; readonly to: string; readonly metres: number };
