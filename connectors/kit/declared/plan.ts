import type { OrderTerm, Predicate, Request, Scalar, SeekPosition } from '../../../src/contract/index.ts';
import { assignLeaf, equalValues, type Leaf, leavesOf, operatorOf, writeValue } from './assign.ts';
import { valueReader } from './field-value.ts';
import type { Assigned, DeclaredCollection, DeclaredField, FilterRule, OrderRules, SpelledTerm } from './model.ts';
import { STANDARD } from './time-form.ts';

/** Most look-ups that one read is turned into; beyond that the list is read. */
const MOST_LOOK_UPS = 1_000;

/** How a service is asked for the rows that match a predicate. */
export type ReadPlan =
  /** No row can match. */
  | { readonly kind: 'nothing' }
  /** Look-ups of named rows, at most one row for each. The whole request is evaluated on what comes back. */
  | { readonly kind: 'byKey'; readonly lookUps: readonly (readonly Assigned[])[]; readonly keys: KeyTest }
  | { readonly kind: 'byKeys'; readonly values: readonly Scalar[]; readonly keys: KeyTest }
  | ListPlan;

/** Which field values the look-ups named. */
export type KeyTest = ReadonlyMap<string, ReadonlySet<Scalar>>;

/** The list with conditions and an order. */
export interface ListPlan {
  readonly kind: 'list';
  readonly assigned: readonly Assigned[];
  readonly order: readonly SpelledTerm[];
  /** What the service was told: true for every row that comes, or it does not keep its word. */
  readonly promised: readonly Predicate[];
  /** What it could not be told. */
  readonly residue: readonly Predicate[];
}

/** What of a read decides how it is asked. */
export interface Asked {
  readonly predicate: Predicate;
  readonly order: readonly OrderTerm[];
  readonly after?: SeekPosition | undefined;
}

/** Plans a read; undefined where it goes beyond what is declared. */
export function planRead(collection: DeclaredCollection, asked: Asked): ReadPlan | undefined {
  const leaves = leavesOf(asked.predicate);
  if (!leaves?.every((leaf) => hasRightValues(leaf, collection))) return undefined;
  if (leaves.some((leaf) => leaf.kind === 'in' && leaf.values.length === 0)) return { kind: 'nothing' };
  return planLookUps(collection, leaves) ?? planList(collection, leaves, asked);
}

/** The values that a leaf carries have the form of its field's type. */
function hasRightValues(leaf: Leaf, { fields }: DeclaredCollection): boolean {
  const field = fields.get(leaf.field);
  if (!field) return false;
  const values = leaf.kind === 'in' ? leaf.values : leaf.kind === 'compare' || leaf.kind === 'text' ? [leaf.value] : [];
  const read = valueReader(field.type, STANDARD);
  return values.every((value) => read(value) === value);
}

/** Whether look-ups by key can answer; they take any order and position, since their few rows are evaluated here. */
export function planLookUps(collection: DeclaredCollection, leaves: readonly Leaf[]): ReadPlan | undefined {
  const { byKey, byKeys, list } = collection;
  if (leaves.length === 0 || (!byKey && !byKeys)) return undefined;
  const single = byKey && lookUpsOf(byKey.fields, leaves, collection);
  if (single?.lookUps.length === 1) return { kind: 'byKey', ...single };
  const many = byKeys && leaves.find((leaf) => leaf.field === byKeys.field && equalValues(leaf));
  if (byKeys && many) {
    const values = [...new Set(equalValues(many))];
    const field = collection.fields.get(byKeys.field);
    if (field && values.every((value) => writeValue(value, field, byKeys.rule) !== undefined)) {
      return { kind: 'byKeys', values, keys: new Map([[byKeys.field, new Set(values)]]) };
    }
  }
  if (!single || single.lookUps.length === 0) return undefined;
  const listed = leaves.some((leaf) => {
    const field = byKey?.fields.has(leaf.field) ? collection.fields.get(leaf.field) : undefined;
    return field && leaf.kind === 'in' && assignLeaf(leaf, field, list);
  });
  return listed ? undefined : { kind: 'byKey', ...single };
}

function lookUpsOf(rules: ReadonlyMap<string, FilterRule>, leaves: readonly Leaf[], collection: DeclaredCollection) {
  let lookUps: (readonly Assigned[])[] = [[]];
  const keys = new Map<string, ReadonlySet<Scalar>>();
  for (const [name, rule] of rules) {
    const field = collection.fields.get(name);
    const leaf = leaves.find((each) => each.field === name && equalValues(each));
    if (!field || !leaf) return undefined;
    const values = new Set(equalValues(leaf));
    if (lookUps.length * values.size > MOST_LOOK_UPS) return undefined;
    const pieces: Assigned[] = [];
    for (const each of values) {
      const value = writeValue(each, field, rule);
      if (value === undefined) return undefined;
      pieces.push({ slot: rule.slot, value });
    }
    lookUps = lookUps.flatMap((already) => pieces.map((piece) => [...already, piece]));
    keys.set(name, values);
  }
  return { lookUps, keys };
}

function planList(collection: DeclaredCollection, leaves: readonly Leaf[], { order, after }: Asked): ListPlan | undefined {
  const spelled = spellOrder(collection, order);
  if (!spelled || (after && !canSeek(collection, order, after))) return undefined;
  const used = new Set<string>();
  const assigned: Assigned[] = [];
  const promised: Leaf[] = [];
  const residue: Leaf[] = [];
  for (const leaf of leaves) {
    const field = collection.fields.get(leaf.field);
    if (!field || !isDeclared(leaf, collection)) return undefined;
    const free = collection.list.combine || used.size === 0;
    const one = free ? assignLeaf(leaf, field, collection.list) : undefined;
    if (one && !used.has(one.slot)) {
      used.add(one.slot);
      assigned.push(one);
      promised.push(leaf);
    } else residue.push(leaf);
  }
  const start = after && (collection.list.combine || used.size === 0) ? seekLeaf(order, after) : undefined;
  const field = start && collection.fields.get(start.field);
  const one = start && field ? assignLeaf(start, field, collection.list) : undefined;
  if (start && one && !used.has(one.slot)) {
    assigned.push(one);
    promised.push(start);
  }
  return { kind: 'list', assigned, order: spelled, promised, residue };
}

/** A look-up's operator that only its own endpoint takes is declared too: where its value cannot be said there, rows are tested here. */
function isDeclared(leaf: Leaf, { list, byKey, byKeys }: DeclaredCollection): boolean {
  const values = equalValues(leaf);
  if (values && (byKey?.fields.has(leaf.field) || byKeys?.field === leaf.field)) return true;
  const rules = list.filters.get(leaf.field);
  return rules?.has(operatorOf(leaf)) === true || (values?.length === 1 && rules?.has('in') === true);
}

/** The terms to say for an order; undefined where the service cannot give it. */
export function spellOrder(collection: DeclaredCollection, order: readonly OrderTerm[]): readonly SpelledTerm[] | undefined {
  const { list, key } = collection;
  if (order.length === 0 || isOwnOrder(collection, order)) return [];
  if (!list.order || order.some(({ nulls }) => nulls !== undefined)) return undefined;
  const said = order.slice(0, saidTerms(order, key, list.order));
  if (said.length > list.order.maxTerms) return undefined;
  const spelled: SpelledTerm[] = [];
  for (const { field, direction } of said) {
    const term = list.order.terms.get(field)?.[direction];
    if (!term) return undefined;
    spelled.push(term);
  }
  return spelled;
}

/** The key at the end need not be said where the service breaks ties by it anyhow. */
function saidTerms(order: readonly OrderTerm[], key: readonly string[], { tieBreak }: OrderRules): number {
  const rest = order.length - key.length;
  if (tieBreak === 'none' || key.length === 0 || rest < 1) return order.length;
  const direction = tieBreak === 'same' ? order[rest - 1]?.direction : tieBreak;
  return key.every((field, place) => order[rest + place]?.field === field && order[rest + place]?.direction === direction)
    ? rest
    : order.length;
}

function isOwnOrder({ list }: DeclaredCollection, order: readonly OrderTerm[]): boolean {
  const own = list.ownOrder;
  return own.length === order.length && order.every((term, place) => isSame(term, own[place]));
}

function isSame(term: OrderTerm, own: { readonly field: string; readonly direction: string } | undefined): boolean {
  return term.nulls === undefined && term.field === own?.field && term.direction === own.direction;
}

/** Whether the service can be told where to go on: by a condition on the first term, which must never be null. */
export function canSeek(collection: DeclaredCollection, order: readonly OrderTerm[], after: SeekPosition): boolean {
  const start = seekLeaf(order, after);
  const field: DeclaredField | undefined = start && collection.fields.get(start.field);
  return start !== undefined && field?.nullable === false && collection.list.filters.get(field.name)?.has(operatorOf(start)) === true;
}

/** Rows from the first value of a position on; those before the position are skipped as they come. */
function seekLeaf([first]: readonly OrderTerm[], { values }: SeekPosition): Leaf | undefined {
  const [value] = values;
  if (!first || (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')) return undefined;
  return { kind: 'compare', field: first.field, operator: first.direction === 'asc' ? 'gte' : 'lte', value };
}

/** What of a request decides how it is asked. */
export function askedOf(request: Request): Asked {
  return request.kind === 'read' ? request : { predicate: request.predicate, order: [] };
}
