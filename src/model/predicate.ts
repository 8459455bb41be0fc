import type { Predicate } from '../contract/index.ts';
import type { Relation } from './entity.ts';

/** A predicate on one entity field. */
export type FieldPredicate = Exclude<Predicate, { readonly kind: 'and' | 'or' | 'not' }>;

/** Looks at a related entity. `one`: the to-one relation leads to a record that meets it. */
export interface RelationPredicate {
  readonly kind: 'relation';
  readonly relation: Relation;
  readonly quantifier: 'one' | 'some' | 'none' | 'every';
  readonly of: EntityPredicate;
  /** For relations by distance. */
  readonly metres?: number;
}

/** True for the records with these ids. */
export interface IdPredicate {
  readonly kind: 'id';
  readonly ids: readonly string[];
}

/** A filter over an entity: contract predicates on its fields, and what only the unified schema knows. */
export type EntityPredicate =
  | FieldPredicate
  | RelationPredicate
  | IdPredicate
  | { readonly kind: 'and' | 'or'; readonly of: readonly EntityPredicate[] }
  | { readonly kind: 'not'; readonly of: EntityPredicate };
