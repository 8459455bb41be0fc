import type { CollectionCapabilities, FieldOperator, Predicate, Request, Value } from '../../src/contract/index.ts';
import type { Dialect } from './dialect.ts';
import { canFold } from './predicate.ts';
import type { Catalog } from './table.ts';
import { isPlainText } from './text.ts';

/** Operators by field that this very request must not use, because of a text that it holds. */
type Barred = Map<string, 'all' | 'ignoreCase'>;

/**
 * Almost every request may use all that is described. Texts that no database can be given (half characters; in some U+0000), and
 * searches without case for letters that are newer than the server, and limits per key on fields that cannot be sorted, are left to the engine.
 */
export function narrowed(
  request: Request,
  described: CollectionCapabilities,
  dialect: Dialect,
  catalog: Catalog | undefined,
): CollectionCapabilities {
  const barred: Barred = new Map();
  barPredicate(request.predicate, barred, dialect, catalog);
  if (request.kind === 'aggregate') {
    for (const { predicate } of request.measures) if (predicate) barPredicate(predicate, barred, dialect, catalog);
  }
  const isSeekPlain = request.kind !== 'read' || !request.after || request.after.values.every((value) => isPlain(value, dialect));
  const isKeySortable =
    request.kind !== 'read' || !request.limitPerKey || request.limitPerKey.fields.every((field) => isSortable(field, described));
  if (barred.size === 0 && isSeekPlain && isKeySortable) return described;
  const { seek, limitPerKey, ...rest } = described;
  return {
    ...rest,
    ...(seek && isSeekPlain ? { seek } : {}),
    ...(limitPerKey && isKeySortable ? { limitPerKey } : {}),
    fields: Object.fromEntries(Object.entries(described.fields ?? {}).map(([name, field]) => [name, without(field, barred.get(name))])),
  };
}

function barPredicate(predicate: Predicate, barred: Barred, dialect: Dialect, catalog: Catalog | undefined): void {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      for (const part of predicate.of) barPredicate(part, barred, dialect, catalog);
      return;
    case 'not':
      barPredicate(predicate.of, barred, dialect, catalog);
      return;
    case 'compare':
      if (!isPlain(predicate.value, dialect)) barred.set(predicate.field, 'all');
      return;
    case 'in':
      if (!predicate.values.every((value) => isPlain(value, dialect))) barred.set(predicate.field, 'all');
      return;
    case 'text':
      if (!isPlain(predicate.value, dialect)) barred.set(predicate.field, 'all');
      else if (predicate.ignoreCase && !canFold(predicate.value, catalog?.unfoldable) && !barred.has(predicate.field)) {
        barred.set(predicate.field, 'ignoreCase');
      }
      return;
    default:
  }
}

/** Rows are told apart by sorting them: long texts, and times in a zone that changes, cannot be the key of a limit. */
function isSortable(field: string, { fields }: CollectionCapabilities): boolean {
  return fields?.[field]?.sortable === true;
}

function isPlain(value: Value, { holdsNul }: Dialect): boolean {
  return typeof value !== 'string' || isPlainText(value, holdsNul);
}

function without<T extends { readonly operators?: readonly FieldOperator[] }>(field: T, barred: 'all' | 'ignoreCase' | undefined): T {
  if (!barred || !field.operators) return field;
  const keeps = (operator: FieldOperator) => operator === 'isNull' || (barred === 'ignoreCase' && operator !== 'textIgnoreCase');
  return { ...field, operators: field.operators.filter(keeps) };
}
