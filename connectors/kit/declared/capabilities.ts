import type { CollectionCapabilities, FieldCapabilities, FieldOperator, Request } from '../../../src/contract/index.ts';
import { leavesOf } from './assign.ts';
import type { DeclaredCollection } from './model.ts';
import { askedOf, canSeek, planLookUps, spellOrder } from './plan.ts';

/** The capabilities of a collection and what is left of them for certain requests; made once. */
export interface CapabilitySet {
  /** Everything that some request may use. */
  readonly whole: CollectionCapabilities;
  /** Without what only look-ups by key take. */
  readonly list: CollectionCapabilities;
  readonly listUnsorted: CollectionCapabilities;
  readonly listUnseekable: CollectionCapabilities;
}

/** Derives capabilities from a declaration: only what is declared. */
export function capabilitiesOf(collection: DeclaredCollection): CapabilitySet {
  const lookUps = collection.byKey !== undefined || collection.byKeys !== undefined;
  const list = listCapabilities(collection);
  return {
    whole: lookUps ? withLookUps(collection, list) : list,
    list,
    listUnsorted: unsorted(list),
    listUnseekable: without(list, 'seek'),
  };
}

/**
 * What holds for this very request: look-ups by key take anything, since their few rows are evaluated here; the list only what
 * it has words for.
 */
export function negotiated(collection: DeclaredCollection, set: CapabilitySet, request: Request): CollectionCapabilities {
  const asked = askedOf(request);
  const leaves = leavesOf(asked.predicate);
  if (leaves && planLookUps(collection, leaves)) return set.whole;
  if (!spellOrder(collection, asked.order)) return set.listUnsorted;
  if (asked.after && !canSeek(collection, asked.order, asked.after)) return set.listUnseekable;
  return set.list;
}

function listCapabilities(collection: DeclaredCollection): CollectionCapabilities {
  const { list, fields: declared, key } = collection;
  const fields: Record<string, FieldCapabilities> = {};
  for (const { name } of declared.values()) {
    const operators = [...(list.filters.get(name)?.keys() ?? [])];
    const sortable = list.order?.terms.has(name) || list.ownOrder.some((term) => term.field === name);
    if (operators.length > 0 || sortable) {
      fields[name] = { ...(operators.length > 0 ? { operators } : {}), ...(sortable ? { sortable: true } : {}) };
    }
  }
  const implied = list.order && list.order.tieBreak !== 'none' ? key.length : 0;
  const maxTerms = Math.max(list.order ? Math.min(99, list.order.maxTerms + implied) : 0, list.ownOrder.length);
  const most = Math.min(...[...list.filters.values()].map((rules) => rules.get('in')?.max ?? Number.POSITIVE_INFINITY));
  const { style } = list.page;
  return {
    fields,
    ...(list.combine && list.filters.size > 0 ? { combine: { and: true } } : {}),
    ...(maxTerms > 0 ? { order: { maxTerms } } : {}),
    limit: true,
    ...(style === 'offset' || style === 'page' || style === 'none' ? { offset: true } : {}),
    ...(seekable(collection) ? { seek: true } : {}),
    ...(list.total ? { aggregate: { count: true } } : {}),
    ...(Number.isFinite(most) ? { maxKeysPerRead: most } : {}),
    paging: list.page.style === 'none' ? { style } : { style, maxPage: list.page.size },
  };
}

/** Some order begins with a field that is never null and that can be asked from a value on. */
function seekable({ list, fields }: DeclaredCollection): boolean {
  return [...fields.values()].some(({ name, nullable }) => {
    const rules = list.filters.get(name);
    const own = list.ownOrder[0]?.field === name ? list.ownOrder[0].direction : undefined;
    const terms = list.order?.terms.get(name);
    return !nullable && ((rules?.has('gte') && (terms?.asc || own === 'asc')) || (rules?.has('lte') && (terms?.desc || own === 'desc')));
  });
}

function withLookUps({ byKey, byKeys }: DeclaredCollection, list: CollectionCapabilities): CollectionCapabilities {
  const fields: Record<string, FieldCapabilities> = { ...list.fields };
  for (const name of new Set([...(byKey?.fields.keys() ?? []), ...(byKeys ? [byKeys.field] : [])])) {
    const already: readonly FieldOperator[] = fields[name]?.operators ?? [];
    fields[name] = { ...fields[name], operators: [...new Set<FieldOperator>([...already, 'eq', 'in'])] };
  }
  const most = Math.min(list.maxKeysPerRead ?? Number.POSITIVE_INFINITY, byKeys?.max ?? Number.POSITIVE_INFINITY);
  return { ...list, fields, combine: { and: true }, ...(Number.isFinite(most) ? { maxKeysPerRead: most } : {}) };
}

function unsorted(capabilities: CollectionCapabilities): CollectionCapabilities {
  const fields = Object.entries(capabilities.fields ?? {}).map(([name, { sortable, ...rest }]) => [name, rest] as const);
  return without({ ...capabilities, fields: Object.fromEntries(fields) }, 'order');
}

function without(capabilities: CollectionCapabilities, part: 'seek' | 'order'): CollectionCapabilities {
  const { [part]: _, ...rest } = capabilities;
  return rest;
}
