import { hasForm } from '../catalog/runtime/value-forms.ts';
import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { Predicate, Scalar } from '../contract/index.ts';
import { type FieldPredicate, IDENTITY, type RecordId } from '../model/index.ts';
import { EVERYTHING, NOTHING } from '../rows/index.ts';
import { type ResolvedPredicate, resolvedFields } from './resolved.ts';

/** The same truth about a collection's columns as a predicate about the entity; undefined when no exact one is known. */
export function toColumns(binding: ReadyBinding, predicate: ResolvedPredicate): Predicate | undefined {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const parts = predicate.of.map((part) => toColumns(binding, part));
      return parts.every((part) => part !== undefined) ? simplify({ kind: predicate.kind, of: parts }) : undefined;
    }
    case 'not': {
      // A value that the mapping refuses meets neither a condition nor its opposite: only the engine, which maps, can tell those rows apart.
      if ([...resolvedFields(predicate.of)].some((field) => mayRefuse(binding, field))) return undefined;
      const part = toColumns(binding, predicate.of);
      return part && negate(part);
    }
    case 'ids':
      return idsToColumns(binding, predicate.ids);
    case 'test':
      return undefined;
    default:
      return leafToColumns(binding, predicate);
  }
}

/** True when a mapping does more than hand a column through or give a constant. */
function mayRefuse(binding: ReadyBinding, field: string): boolean {
  const mapping = binding.mapping.fields.get(field);
  return mapping !== undefined && mapping.column === undefined && mapping.columns.length > 0;
}

function leafToColumns(binding: ReadyBinding, leaf: FieldPredicate): Predicate | undefined {
  const mapping = binding.mapping.fields.get(leaf.field);
  // A field that the binding does not map is null in all its records.
  if (!mapping) return leaf.kind === 'isNull' ? EVERYTHING : NOTHING;
  if (mapping.column !== undefined) return { ...leaf, field: mapping.column };
  return mapping.toSource?.(leaf);
}

function idsToColumns(binding: ReadyBinding, ids: readonly RecordId[]): Predicate | undefined {
  const fitting = ids.filter((id) => id.entity === binding.entity);
  const own = fitting.filter((id) => id.binding === binding.id && isKeyOf(binding, id.key));
  const shared = fitting.filter((id) => id.binding === IDENTITY && isIdentityOf(binding, id.key)).flatMap((id) => id.key);
  const parts: Predicate[] = [];
  const [column] = binding.mapping.key;
  if (binding.mapping.key.length === 1 && column !== undefined) {
    if (own.length > 0) parts.push({ kind: 'in', field: column, values: own.map((id) => id.key[0]).filter(isScalar) });
  } else {
    parts.push(...own.map((id) => compositeKey(binding.mapping.key, id.key)));
  }
  if (shared.length > 0 && binding.identityField !== undefined) {
    const identity = leafToColumns(binding, { kind: 'in', field: binding.identityField, values: shared });
    if (!identity) return undefined;
    parts.push(identity);
  }
  return simplify({ kind: 'or', of: parts });
}

/** Ids come from outside: a key of another shape belongs to no record and is not asked of a source. */
function isKeyOf(binding: ReadyBinding, key: readonly Scalar[]): boolean {
  const { key: columns } = binding.mapping;
  return key.length === columns.length && columns.every((column, at) => hasForm(binding.types.get(column) ?? 'text', key[at]));
}

function isIdentityOf(binding: ReadyBinding, key: readonly Scalar[]): boolean {
  const mapping = binding.identityField === undefined ? undefined : binding.mapping.fields.get(binding.identityField);
  return key.length === 1 && mapping !== undefined && hasForm(mapping.type, key[0]);
}

function compositeKey(columns: readonly string[], key: readonly Scalar[]): Predicate {
  return {
    kind: 'and',
    of: columns.map((field, position): Predicate => ({ kind: 'in', field, values: [key[position]].filter(isScalar) })),
  };
}

const isScalar = (value: Scalar | undefined): value is Scalar => value !== undefined;

const isEverything = (predicate: Predicate) => predicate.kind === 'and' && predicate.of.length === 0;

/** True for the predicate that no row meets. */
export function isNothing(predicate: Predicate): boolean {
  return (predicate.kind === 'or' && predicate.of.length === 0) || (predicate.kind === 'in' && predicate.values.length === 0);
}

function negate(predicate: Predicate): Predicate {
  if (isEverything(predicate)) return NOTHING;
  if (isNothing(predicate)) return EVERYTHING;
  return { kind: 'not', of: predicate };
}

function simplify(predicate: Predicate): Predicate {
  if (predicate.kind !== 'and' && predicate.kind !== 'or') return predicate;
  const ends = predicate.kind === 'and' ? isNothing : isEverything;
  const drops = predicate.kind === 'and' ? isEverything : isNothing;
  if (predicate.of.some(ends)) return predicate.kind === 'and' ? NOTHING : EVERYTHING;
  const of = predicate.of.filter((part) => !drops(part));
  const [only] = of;
  return of.length === 1 && only ? only : { kind: predicate.kind, of };
}
