import type { ReadyBinding } from '../catalog/snapshot.ts';
import { PublicError } from '../contract/error-codes.ts';
import type { EntityPredicate, ListSelection } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { type ReadAsk, type SplitRead, splitRead } from '../plan/split-read.ts';
import { collectRecords, openAsk, readyBindings, sharesIdentity } from './collect.ts';
import type { CursorPosition } from './cursor.ts';
import { joinPaths, pathFields } from './join-paths.ts';
import { mergeSorted } from './merge.ts';
import { afterCursor, recordComparator } from './order-records.ts';
import { cutPage, type Page, type PagePlan, positionFor } from './page.ts';
import { collectBinding, type ReadPlace, readBinding } from './read-binding.ts';
import type { EntityRecord } from './record.ts';
import { selectedFields } from './selected-fields.ts';

/** A page and, where all records were read on the way to it, their number. */
export interface ListRead {
  readonly page: Page;
  readonly counted?: number;
}

/** Reads one page of a list over all bindings of its entity. */
export async function readList(
  place: ReadPlace,
  list: ListSelection,
  predicate: ResolvedPredicate | undefined,
  plan: PagePlan,
): Promise<ListRead> {
  const fields = selectedFields(list.records);
  const bindings = readyBindings(place, list.entity);
  const paths = list.args.orderBy.map((term) => term.path);
  for (const field of pathFields(place.context.model, list.entity, paths)) fields.add(field);
  if (sharesIdentity(bindings) || paths.some((path) => path.relation !== undefined)) {
    const records = await collectRecords(place, list.entity, openAsk(fields, predicate));
    await joinPaths(place, list.entity, records, paths);
    return wholeList(plan, records);
  }
  return pagedList(place, list, bindings, { plan, fields, predicate });
}

/** Sorts all records and cuts the page. */
function wholeList(plan: PagePlan, records: EntityRecord[]): ListRead {
  const counted = records.length;
  records.sort(recordComparator(plan.order));
  const rest = plan.position ? records.filter(afterCursor(plan.order, plan.position)) : records;
  return { page: cutPage(plan, rest), counted };
}

interface PageAsk {
  readonly plan: PagePlan;
  readonly fields: ReadonlySet<string>;
  readonly predicate: ResolvedPredicate | undefined;
}

async function pagedList(place: ReadPlace, list: ListSelection, bindings: readonly ReadyBinding[], ask: PageAsk): Promise<ListRead> {
  const { plan } = ask;
  const splits = bindings.flatMap((binding) => splitOf(list, binding, ask) ?? []);
  const [only] = splits;
  if (splits.length === 1 && only?.sorted === 'yes' && only.limitPushed) return { page: cutPage(plan, await collectBinding(place, only)) };
  const read: EntityRecord[] = [];
  for await (const record of mergeSorted(
    splits.map((split) => inOrder(place, plan, split)),
    recordComparator(plan.order),
  )) {
    read.push(record);
    if (read.length > plan.size) break;
  }
  return { page: cutPage(plan, read) };
}

const known = new WeakMap<ListSelection, WeakMap<ReadyBinding, SplitRead | undefined>>();

/**
 * The cut of a list for one binding; undefined when all its records lie before the page. A compiled selection holds its arguments, so the
 * cut is made once, unless the filter had to look at other entities.
 */
function splitOf(list: ListSelection, binding: ReadyBinding, ask: PageAsk): SplitRead | undefined {
  if (list.args.filter && looksAround(list.args.filter)) return makeSplit(binding, ask);
  let splits = known.get(list);
  if (!splits) {
    splits = new WeakMap();
    known.set(list, splits);
  }
  if (splits.has(binding)) return splits.get(binding);
  const made = makeSplit(binding, ask);
  splits.set(binding, made);
  return made;
}

function looksAround(filter: EntityPredicate): boolean {
  if (filter.kind === 'relation') return true;
  if (filter.kind === 'not') return looksAround(filter.of);
  return (filter.kind === 'and' || filter.kind === 'or') && filter.of.some(looksAround);
}

function makeSplit(binding: ReadyBinding, { plan, fields, predicate }: PageAsk): SplitRead | undefined {
  const position = positionFor(plan, binding.id);
  if (position === 'skip') return undefined;
  const ask: ReadAsk = {
    fields,
    order: plan.order.terms,
    keyDirection: plan.backward ? 'desc' : 'asc',
    limit: plan.size + 1,
    ordered: true,
    ...(predicate ? { predicate } : {}),
    ...(position ? { after: position } : {}),
  };
  return splitRead(binding, ask);
}

/** One binding's records in the list's order, after the list's position. */
async function* inOrder(place: ReadPlace, plan: PagePlan, split: SplitRead): AsyncGenerator<readonly EntityRecord[], void, undefined> {
  const { position } = plan;
  const after = position && !split.seekPushed ? afterCursor(plan.order, position) : undefined;
  if (split.sorted === 'native') {
    const stream = plan.backward ? reversed(readBinding(place, split)) : readBinding(place, split);
    yield* position && position.binding === split.binding.id ? afterRecord(place, split, stream, position) : stream;
    return;
  }
  if (split.sorted === 'yes' && split.requests.length <= 1) {
    for await (const batch of readBinding(place, split)) {
      const rest = after ? batch.filter(after) : batch;
      if (rest.length > 0) yield rest;
    }
    return;
  }
  const all: EntityRecord[] = [];
  for await (const batch of readBinding(place, split)) for (const record of batch) if (!after || after(record)) all.push(record);
  all.sort(recordComparator(plan.order));
  if (all.length > 0) yield all;
}

type Batches = AsyncGenerator<readonly EntityRecord[], void, undefined>;

/** A source's own order is read from its end by reading all of it. */
async function* reversed(stream: Batches): Batches {
  const all: EntityRecord[] = [];
  for await (const batch of stream) for (const record of batch) all.push(record);
  if (all.length > 0) yield all.reverse();
}

/** Goes on after the record with this key in a source's own order. */
async function* afterRecord(place: ReadPlace, { binding }: SplitRead, stream: Batches, { key }: CursorPosition): Batches {
  const wanted = JSON.stringify(key);
  let passed = false;
  for await (const batch of stream) {
    if (passed) {
      yield batch;
      continue;
    }
    const at = batch.findIndex((record) => JSON.stringify(record.key) === wanted);
    if (at < 0) continue;
    passed = true;
    if (at + 1 < batch.length) yield batch.slice(at + 1);
  }
  if (passed || place.context.planOnly || place.report.of(binding).error) return;
  throw new PublicError(
    'BAD_USER_INPUT',
    `The record of the cursor is no longer in this list, and "${binding.source}" has no order in which its place could be found. Start again from the first page.`,
    { extensions: { source: binding.source } },
  );
}
