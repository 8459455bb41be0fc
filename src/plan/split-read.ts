import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { CollectionCapabilities, Direction, OrderTerm, Predicate, ReadRequest, SeekPosition, Value } from '../contract/index.ts';
import { allOf, equalityKey, fieldsOf } from '../rows/index.ts';
import { lackFor, lackForOrder } from './capable.ts';
import { conjuncts, type ResolvedPredicate, resolvedFields } from './resolved.ts';
import { isNothing, toColumns } from './translate.ts';

/** Most values of one `in` where the source names no number. */
export const DEFAULT_KEYS_PER_READ = 1000;

/** A sort term on an entity field. */
export interface EntityOrder {
  readonly field: string;
  readonly direction: Direction;
  readonly nulls?: 'first';
}

/** Go on after these values of the order's terms; with `key` after that very record, else after (or, inclusive, from) all that equal them. */
export interface EntityPosition {
  readonly values: readonly Value[];
  readonly key?: readonly Value[];
  readonly inclusive: boolean;
}

/** What the engine wants of one binding, in words of the entity. */
export interface ReadAsk {
  /** Entity fields that must come back. */
  readonly fields: Iterable<string>;
  readonly predicate?: ResolvedPredicate;
  /** Empty: any order that is the same at every read. */
  readonly order: readonly EntityOrder[];
  /** Direction of the key, the last term of every order. */
  readonly keyDirection: Direction;
  /** Where to go on. */
  readonly after?: EntityPosition;
  readonly limit?: number;
  readonly limitPerKey?: { readonly field: string; readonly count: number };
  /** False: rows are needed whatever their order (groups, look-ups). */
  readonly ordered: boolean;
}

/** A read cut in what the source does and what is left to the engine. */
export interface SplitRead {
  readonly binding: ReadyBinding;
  /** False: no record of this binding can match; nothing is read. */
  readonly needed: boolean;
  /** One request, or several with parts of a long key list. */
  readonly requests: readonly ReadRequest[];
  /** Conditions left over. */
  readonly leftover: ResolvedPredicate | undefined;
  /** The binding's own condition on rows, where the source cannot take it. */
  readonly rowFilter: Predicate | undefined;
  /** Rows come sorted: by the asked order, or (`native`) in the source's own order where none was asked. */
  readonly sorted: 'yes' | 'native' | 'no';
  readonly seekPushed: boolean;
  readonly limitPushed: boolean;
  readonly limitPerKeyPushed: boolean;
  /** Entity fields that the records must hold: asked ones and those that leftovers look at. */
  readonly fields: readonly string[];
  /** Why something is left over, for people. */
  readonly reasons: readonly string[];
}

/** Cuts a read by the capabilities of the binding's collection. Pure: the same arguments give the same cut. */
export function splitRead(binding: ReadyBinding, asked: ReadAsk): SplitRead {
  const described = binding.description.capabilities;
  const ask: ReadAsk = { ...asked, fields: [...asked.fields] };
  const first = cut(binding, ask, described);
  const request = first.requests[0];
  if (!binding.reader.negotiate || !request) return first;
  const narrowed = binding.reader.negotiate(request, described);
  if (narrowed === described) return first;
  return cut(binding, ask, narrowed);
}

function cut(binding: ReadyBinding, ask: ReadAsk, capabilities: CollectionCapabilities): SplitRead {
  const reasons: string[] = [];
  const filter = cutFilter(binding, ask.predicate, capabilities, reasons);
  const order = cutOrder(binding, ask, capabilities, reasons);
  const keyed = nullableKeys(binding).length === 0;
  const clean = keyed && filter.leftover === undefined && filter.rowFilter === undefined;
  const seekPushed = ask.after !== undefined && order.sorted === 'yes' && capabilities.seek === true && order.seekable;
  if (ask.after && !seekPushed && order.sorted === 'yes') reasons.push('position: the source cannot go on after a position');
  const positioned = ask.after === undefined || seekPushed;
  // A source's own order is only known from its start.
  const inOrder = order.sorted === 'yes' || (order.sorted === 'native' && ask.keyDirection === 'asc');
  const ready = clean && positioned && (!ask.ordered || inOrder);
  const limitPerKeyPushed = limitPerKeyFits(binding, ask, capabilities, ready, reasons);
  const limitPushed = ask.limit !== undefined && ready && capabilities.limit === true && (!ask.limitPerKey || limitPerKeyPushed);
  if (ask.limit !== undefined && !limitPushed) reasons.push(`limit: ${limitReason(keyed, ready, capabilities)}`);
  const fields = new Set(ask.fields);
  if (filter.leftover) resolvedFields(filter.leftover, fields);
  if (ask.ordered && (order.sorted === 'no' || !seekPushed)) for (const term of ask.order) fields.add(term.field);
  const columns = columnsFor(binding, fields, filter.rowFilter);
  const column = ask.limitPerKey && columnOf(binding, ask.limitPerKey.field);
  const base = {
    kind: 'read' as const,
    collection: binding.collection,
    fields: columns,
    order: order.sorted === 'yes' ? order.terms : [],
    ...(limitPushed && ask.limit !== undefined ? { limit: ask.limit } : {}),
    ...(seekPushed && ask.after ? { after: seekPosition(binding, order.terms, ask.after) } : {}),
    ...(limitPerKeyPushed && ask.limitPerKey && column !== undefined
      ? { limitPerKey: { fields: [column], count: ask.limitPerKey.count } }
      : {}),
  };
  return {
    binding,
    needed: !filter.nothing,
    requests: inChunks(binding, filter.pushed, capabilities).map((predicate) => Object.freeze({ ...base, predicate })),
    leftover: filter.leftover,
    rowFilter: filter.rowFilter,
    sorted: order.sorted,
    seekPushed,
    limitPushed,
    limitPerKeyPushed,
    fields: [...fields],
    reasons,
  };
}

interface FilterCut {
  readonly pushed: readonly Predicate[];
  readonly leftover: ResolvedPredicate | undefined;
  readonly rowFilter: Predicate | undefined;
  readonly nothing: boolean;
}

function cutFilter(
  binding: ReadyBinding,
  predicate: ResolvedPredicate | undefined,
  capabilities: CollectionCapabilities,
  reasons: string[],
): FilterCut {
  const pushed: Predicate[] = [];
  const left: ResolvedPredicate[] = [];
  let nothing = false;
  const most = capabilities.maxKeysPerRead ?? DEFAULT_KEYS_PER_READ;
  const mayAdd = (part: Predicate) => {
    // One long list can be read in parts; every other one must fit.
    const inParts = part.kind === 'in' && part.values.length > most && !pushed.some((one) => one.kind === 'in' && one.values.length > most);
    const lack = lackFor(inParts ? { ...part, values: [] } : part, capabilities);
    if (lack !== undefined) return lack;
    return pushed.length > 0 && !capabilities.combine?.and ? 'the source takes one condition only' : undefined;
  };
  const { where } = binding.mapping;
  const whereLack = where && mayAdd(where);
  if (where && whereLack === undefined) pushed.push(where);
  else if (where) reasons.push(`binding's own condition: ${whereLack}`);
  for (const part of keysFirst(conjuncts(predicate))) {
    const columns = toColumns(binding, part);
    if (columns === undefined) {
      left.push(part);
      reasons.push(`filter on ${describeFields(part)}: its mapping cannot be turned round`);
      continue;
    }
    if (columns.kind === 'and' && columns.of.length === 0) continue;
    if (isNothing(columns)) nothing = true;
    const lack = mayAdd(columns);
    if (lack === undefined) pushed.push(columns);
    else {
      left.push(part);
      reasons.push(`filter on ${describeFields(part)}: ${lack}`);
    }
  }
  const [only] = left;
  const leftover: ResolvedPredicate | undefined =
    left.length === 0 ? undefined : left.length === 1 && only ? only : { kind: 'and', of: left };
  return { pushed, leftover, rowFilter: whereLack === undefined ? undefined : where, nothing };
}

/** Key look-ups lead, so that a source that takes one condition gets the one that narrows most. */
function keysFirst(parts: readonly ResolvedPredicate[]): readonly ResolvedPredicate[] {
  const narrow = (part: ResolvedPredicate) =>
    part.kind === 'ids' ? 0 : part.kind === 'in' ? 1 : part.kind === 'compare' && part.operator === 'eq' ? 2 : 3;
  return parts.length < 2 ? parts : [...parts].sort((a, b) => narrow(a) - narrow(b));
}

function describeFields(predicate: ResolvedPredicate): string {
  const names = [...resolvedFields(predicate)];
  return names.length === 0 ? 'id' : names.join(', ');
}

const WITHOUT_KEY = 'rows without a key may be among them, which are no records';

/** Columns of the binding's key that may be null. A row that has no value in one is no record, and must not take a record's place. */
export function nullableKeys({ mapping, description }: ReadyBinding): readonly string[] {
  return mapping.key.filter((column) => description.fields.find(({ name }) => name === column)?.nullable ?? true);
}

/** The column that carries an entity field unchanged. */
export function columnOf(binding: ReadyBinding, field: string): string | undefined {
  return binding.mapping.fields.get(field)?.column;
}

function cutOrder(binding: ReadyBinding, ask: ReadAsk, capabilities: CollectionCapabilities, reasons: string[]) {
  if (!ask.ordered) return { sorted: 'native' as const, terms: [], seekable: false };
  const terms: OrderTerm[] = [];
  let seekable = true;
  for (const term of ask.order) {
    const mapping = binding.mapping.fields.get(term.field);
    if (!mapping) {
      // The field is null in every record: sorting by it changes nothing, but a position in it cannot be told the source.
      seekable = false;
      continue;
    }
    if (mapping.column === undefined) {
      reasons.push(`order by ${term.field}: its mapping may change the order`);
      return { sorted: 'no' as const, terms: [], seekable: false };
    }
    if (terms.some((known) => known.field === mapping.column)) {
      // Two fields out of one column: the second term decides nothing, and a position would name the column twice.
      seekable = false;
      continue;
    }
    terms.push({ field: mapping.column, direction: term.direction, ...(term.nulls ? { nulls: term.nulls } : {}) });
  }
  for (const field of binding.mapping.key) {
    if (!terms.some((term) => term.field === field)) terms.push({ field, direction: ask.keyDirection });
  }
  const lack = lackForOrder(terms, capabilities);
  if (lack === undefined) return { sorted: 'yes' as const, terms, seekable };
  if (ask.order.length === 0) return { sorted: 'native' as const, terms: [], seekable: false };
  reasons.push(`order: ${lack}`);
  return { sorted: 'no' as const, terms: [], seekable: false };
}

/** The position in terms of the pushed order: the key's values follow for those key columns that no term names. */
function seekPosition(binding: ReadyBinding, terms: readonly OrderTerm[], { values, key, inclusive }: EntityPosition): SeekPosition {
  if (!key) return { values, inclusive };
  const rest = terms.slice(values.length).map((term) => key[binding.mapping.key.indexOf(term.field)] ?? null);
  return { values: [...values, ...rest], inclusive };
}

function limitPerKeyFits(
  binding: ReadyBinding,
  { limitPerKey }: ReadAsk,
  capabilities: CollectionCapabilities,
  ready: boolean,
  reasons: string[],
): boolean {
  if (!limitPerKey) return false;
  const lack = lackForLimitPerKey(binding, limitPerKey.field, capabilities, ready);
  if (lack !== undefined) reasons.push(`first ${limitPerKey.count} per parent: ${lack}`);
  return lack === undefined;
}

function lackForLimitPerKey(
  binding: ReadyBinding,
  field: string,
  capabilities: CollectionCapabilities,
  ready: boolean,
): string | undefined {
  if (nullableKeys(binding).length > 0) return WITHOUT_KEY;
  if (!ready) return 'filter or order is left over';
  if (!capabilities.limitPerKey) return 'the source has no limit per key';
  return columnOf(binding, field) === undefined ? `"${field}" is no plain column` : undefined;
}

function limitReason(keyed: boolean, ready: boolean, capabilities: CollectionCapabilities): string {
  if (!keyed) return WITHOUT_KEY;
  if (!ready) return 'filter, order or position is left over';
  return capabilities.limit ? 'the limit per key is left over' : 'the source has no limit';
}

function columnsFor(binding: ReadyBinding, fields: Iterable<string>, rowFilter: Predicate | undefined): readonly string[] {
  const columns = new Set<string>(binding.mapping.key);
  for (const field of fields) for (const column of binding.mapping.fields.get(field)?.columns ?? []) columns.add(column);
  for (const column of binding.mapping.updatedAt?.columns ?? []) columns.add(column);
  const { identity } = binding.mapping;
  if (identity) {
    for (const column of binding.mapping.fields.get(identity.field)?.columns ?? []) columns.add(column);
    if (identity.wins.by === 'newest')
      for (const column of binding.mapping.fields.get(identity.wins.field)?.columns ?? []) columns.add(column);
  }
  if (rowFilter) fieldsOf(rowFilter, columns);
  return [...columns];
}

/** Cuts the longest key list into parts that the source takes; every part carries the other conditions too. */
function inChunks(binding: ReadyBinding, pushed: readonly Predicate[], capabilities: CollectionCapabilities): readonly Predicate[] {
  const most = capabilities.maxKeysPerRead ?? DEFAULT_KEYS_PER_READ;
  const long = pushed.find((part) => part.kind === 'in' && part.values.length > most);
  if (long?.kind !== 'in') return [allOf(pushed)];
  const others = pushed.filter((part) => part !== long);
  // A value that stands in two parts would bring its rows twice.
  const type = binding.types.get(long.field) ?? 'text';
  const values = [...new Map(long.values.map((value) => [equalityKey(type, value), value])).values()];
  const chunks: Predicate[] = [];
  for (let from = 0; from < values.length; from += most) {
    chunks.push(allOf([...others, { ...long, values: values.slice(from, from + most) }]));
  }
  return chunks;
}
