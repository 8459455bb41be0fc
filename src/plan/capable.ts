import type { CollectionCapabilities, FieldCapabilities, OrderTerm, Predicate } from '../contract/index.ts';

const fieldOf = (capabilities: CollectionCapabilities, field: string): FieldCapabilities => capabilities.fields?.[field] ?? {};

/** What of a predicate a collection cannot take, in words; undefined when it can take all of it. */
export function lackFor(predicate: Predicate, capabilities: CollectionCapabilities): string | undefined {
  const { combine = {} } = capabilities;
  switch (predicate.kind) {
    case 'and':
    case 'or':
      if (predicate.of.length > 0 && !combine[predicate.kind]) return `the source cannot combine conditions with "${predicate.kind}"`;
      return firstLack(predicate.of, capabilities);
    case 'not':
      return combine.not ? lackFor(predicate.of, capabilities) : 'the source cannot negate a condition';
    case 'in': {
      const most = capabilities.maxKeysPerRead;
      if (most !== undefined && predicate.values.length > most) return `the source takes ${most} values of "${predicate.field}" at most`;
      return lackOfOperator(predicate.field, 'in', capabilities);
    }
    case 'compare':
      return lackOfOperator(predicate.field, predicate.operator, capabilities);
    case 'text':
      return (
        lackOfOperator(predicate.field, predicate.operator, capabilities) ??
        (predicate.ignoreCase ? lackOfOperator(predicate.field, 'textIgnoreCase', capabilities) : undefined)
      );
    default:
      return lackOfOperator(predicate.field, predicate.kind, capabilities);
  }
}

function firstLack(predicates: readonly Predicate[], capabilities: CollectionCapabilities): string | undefined {
  for (const predicate of predicates) {
    const lack = lackFor(predicate, capabilities);
    if (lack !== undefined) return lack;
  }
  return undefined;
}

function lackOfOperator(field: string, operator: string, capabilities: CollectionCapabilities): string | undefined {
  const declared: readonly string[] = fieldOf(capabilities, field).operators ?? [];
  return declared.includes(operator) ? undefined : `the source has no "${operator}" for "${field}"`;
}

/** What of an order a collection cannot take, in words. */
export function lackForOrder(order: readonly OrderTerm[], capabilities: CollectionCapabilities): string | undefined {
  const most = capabilities.order?.maxTerms;
  if (most !== undefined && order.length > most) return `the source sorts by ${most} fields at most`;
  for (const term of order) {
    if (!fieldOf(capabilities, term.field).sortable) return `the source cannot sort by "${term.field}"`;
    if (term.nulls === 'first' && !capabilities.order?.nullsFirst) return 'the source cannot put nulls first';
  }
  return undefined;
}
