import type { Value } from '../contract/index.ts';
import type { FieldPredicate, RecordId } from '../model/index.ts';

/** A condition on one field that only the engine can check: "near one of these points". */
export interface TestPredicate {
  readonly kind: 'test';
  readonly field: string;
  /** For EXPLAIN. */
  readonly text: string;
  readonly test: (value: Value) => boolean;
}

/** A filter whose relations have been looked up. Ids are decoded. */
export type ResolvedPredicate =
  | FieldPredicate
  | { readonly kind: 'ids'; readonly ids: readonly RecordId[] }
  | TestPredicate
  | { readonly kind: 'and' | 'or'; readonly of: readonly ResolvedPredicate[] }
  | { readonly kind: 'not'; readonly of: ResolvedPredicate };

/** The parts that must all hold. */
export function conjuncts(predicate: ResolvedPredicate | undefined): readonly ResolvedPredicate[] {
  if (!predicate) return [];
  return predicate.kind === 'and' ? predicate.of.flatMap(conjuncts) : [predicate];
}

/** The entity fields that a resolved predicate looks at. */
export function resolvedFields(predicate: ResolvedPredicate, into: Set<string> = new Set()): Set<string> {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      for (const part of predicate.of) resolvedFields(part, into);
      break;
    case 'not':
      resolvedFields(predicate.of, into);
      break;
    case 'ids':
      break;
    default:
      into.add(predicate.field);
  }
  return into;
}
