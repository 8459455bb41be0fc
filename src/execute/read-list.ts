import type { ReadyBinding } from '../catalog/snapshot.ts';
import { PublicError } from '../contract/error-codes.ts';
import type { ListSelection } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { type ReadAsk, type SplitRead, splitRead } from '../plan/split-read.ts';
import { collectRecords, openAsk, readyBindings, sharesIdentity } from './collect.ts';
import type { CursorPosition } from './cursor.ts';
import { joinPaths, pathFields } from './join-paths.ts';
import { mergeSorted } from './merge.ts';
import { afterCursor, recordComparator } from './order-records.ts';
import { cutPage, type Page, type PagePlan, positionFor } from './page.ts';
import { type ReadPlace, readBinding } from './read-binding.ts';
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
  return streamedList(place, bindings, plan, fields, predicate);
}

/** Sorts all records and cuts the page. */
function wholeList(plan: PagePlan, records: EntityRecord[]): ListRead {
  const counted = records.length;
  records.sort(recordComparator(plan.order));
  const rest = plan.position ? records.filter(afterCursor(plan.order, plan.position)) : records;
  return { page: cutPage(plan, rest), counted };
}

async function streamedList(
  place: ReadPlace,
  bindings: readonly ReadyBinding[],
  plan: PagePlan,
  fields: Set<string>,
  predicate: ResolvedPredicate | undefined,
): Promise<ListRead> {
  const streams: AsyncGenerator<readonly EntityRecord[], void, undefined>[] = [];
  for (const binding of bindings) {
    const position = positionFor(plan, binding.id);
    if (position === 'skip') continue;
    const ask: ReadAsk = {
      fields,
      order: plan.order.terms,
      keyDirection: plan.backward ? 'desc' : 'asc',
      limit: plan.size + 1,
      ordered: true,
      ...(predicate ? { predicate } : {}),
      ...(position ? { after: position } : {}),
    };
    streams.push(inOrder(place, plan, splitRead(binding, ask)));
  }
  const read: EntityRecord[] = [];
  const [only] = streams;
  if (streams.length === 1 && only) {
    for await (const batch of only) {
      for (const record of batch) read.push(record);
      if (read.length > plan.size) break;
    }
  } else {
    for await (const record of mergeSorted(streams, recordComparator(plan.order))) {
      read.push(record);
      if (read.length > plan.size) break;
    }
  }
  return { page: cutPage(plan, read) };
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
