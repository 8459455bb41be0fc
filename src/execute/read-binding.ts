import type { ReadyBinding } from '../catalog/snapshot.ts';
import { type Batch, type ReadRequest, SourceError } from '../contract/index.ts';
import type { SplitRead } from '../plan/split-read.ts';
import { compilePredicate } from '../rows/index.ts';
import { type AnswerPath, checkSignal, entityTypes, type RunContext } from './context.ts';
import { rowMapper } from './map-rows.ts';
import { placeholderRecord } from './placeholder.ts';
import type { EntityRecord } from './record.ts';
import type { AnswerReport, SourceEntry } from './report.ts';
import { recordTest } from './test-record.ts';
import type { TraceEntry } from './trace.ts';

/** Where the records of a read go in the answer. */
export interface ReadPlace {
  readonly context: RunContext;
  readonly report: AnswerReport;
  readonly path: AnswerPath;
}

/**
 * Records of one binding, filtered by what was left over, in batches. A source's failure ends the stream, is noted in the report and
 * becomes an error of the answer; it is not thrown.
 */
export async function* readBinding(place: ReadPlace, split: SplitRead): AsyncGenerator<readonly EntityRecord[], void, undefined> {
  const { context, report } = place;
  const entry = report.of(split.binding);
  noteAge(split, entry);
  if (!split.needed) return;
  if (context.planOnly) {
    for (const request of split.requests) noteRead(place, split, request);
    yield [placeholderRecord(split.binding, split.fields, entityTypes(context.model, split.binding.entity), context.now)];
    return;
  }
  const take = takerOf(place, split, entry);
  for (const request of split.requests) {
    const noted = noteRead(place, split, request);
    const started = performance.now();
    entry.asked = true;
    try {
      for await (const batch of split.binding.reader.read(request, context.signal)) {
        const records = take(batch, noted);
        if (records.length > 0) yield records;
      }
    } catch (error) {
      noteFailure(place, split, entry, error);
      return;
    } finally {
      noted.milliseconds = performance.now() - started;
    }
  }
}

/** Makes the function that turns a batch of rows into records and notes in the report what came. */
function takerOf({ context }: ReadPlace, split: SplitRead, entry: SourceEntry): (batch: Batch, noted: TraceEntry) => EntityRecord[] {
  const { binding, reasons } = split;
  const toRecord = rowMapper(binding, split.fields, entry, context.now);
  const rowFilter = split.rowFilter && compilePredicate(split.rowFilter, binding.types);
  const keep = split.leftover && recordTest(split.leftover, entityTypes(context.model, binding.entity));
  return ({ rows, asOf, malformed }, noted) => {
    noted.rows += rows.length;
    if (asOf !== undefined) entry.asOf = asOf;
    if (malformed) {
      entry.malformed += malformed.count;
      for (const issue of malformed.issues) if (entry.issues.length < 20) entry.issues.push(issue);
    }
    context.budget.take(rows.length, `${binding.source}.${binding.collection}`, reasons);
    const records: EntityRecord[] = [];
    for (const row of rows) {
      if (rowFilter && !rowFilter(row)) continue;
      const record = toRecord(row);
      if (!record) continue;
      entry.rows += 1;
      if (!keep || keep(record)) records.push(record);
    }
    return records;
  };
}

/** A failure of the source is noted; everything else is thrown on. */
function noteFailure({ context, path }: ReadPlace, { binding }: SplitRead, entry: SourceEntry, error: unknown): void {
  checkSignal(context.signal);
  if (!(error instanceof SourceError)) throw error;
  entry.error = error;
  context.errors.source(binding.source, error, path);
}

/** One request whose rows come all at once, without a stream. */
async function fetchBinding(
  place: ReadPlace,
  split: SplitRead,
  request: ReadRequest,
  answer: Promise<readonly Batch[]>,
): Promise<EntityRecord[]> {
  const entry = place.report.of(split.binding);
  noteAge(split, entry);
  const noted = noteRead(place, split, request);
  const started = performance.now();
  entry.asked = true;
  try {
    const [first, ...more] = await answer;
    if (!first) return [];
    const take = takerOf(place, split, entry);
    const records = take(first, noted);
    for (const batch of more) records.push(...take(batch, noted));
    return records;
  } catch (error) {
    noteFailure(place, split, entry, error);
    return [];
  } finally {
    noted.milliseconds = performance.now() - started;
  }
}

function noteRead({ context, path }: ReadPlace, { binding, reasons }: SplitRead, request: ReadRequest): TraceEntry {
  const preview = context.trace.detailed ? binding.reader.preview?.(request) : undefined;
  return context.trace.begin({ path: path.join('.'), binding, request, preview, reasons });
}

/** What a copy knows of itself goes into the report. */
export function noteAge({ binding }: { readonly binding: ReadyBinding }, entry: SourceEntry): void {
  const age = binding.age?.();
  if (age) Object.assign(entry, { asOf: age.asOf, stale: age.stale, rejected: age.rejected, invalid: age.invalidValues });
}

/** All records of a split read. Parts of a long key list are read side by side, as many as the source takes. */
export async function collectBinding(place: ReadPlace, split: SplitRead): Promise<EntityRecord[]> {
  const [only] = split.requests;
  if (split.requests.length === 1 && only && split.needed && !place.context.planOnly) {
    const answer = split.binding.reader.collect?.(only, place.context.signal);
    if (answer) return fetchBinding(place, split, only, answer);
  }
  const entry = place.report.of(split.binding);
  const before = entry.error;
  const out = split.requests.length <= 1 ? await drain(place, split) : await drainParts(place, split);
  // Half of a source's rows could make a sum or a merged record wrong: a read that fails gives nothing, and its source is named as missing.
  return entry.error === before ? out : [];
}

async function drain(place: ReadPlace, split: SplitRead): Promise<EntityRecord[]> {
  const out: EntityRecord[] = [];
  for await (const batch of readBinding(place, split)) for (const record of batch) out.push(record);
  return out;
}

async function drainParts(place: ReadPlace, split: SplitRead): Promise<EntityRecord[]> {
  const parts: (readonly EntityRecord[])[] = split.requests.map(() => []);
  let next = 0;
  const worker = async () => {
    for (let part = next; part < split.requests.length; part = next) {
      next += 1;
      const request = split.requests[part];
      if (request) parts[part] = await drain(place, { ...split, requests: [request] });
    }
  };
  await Promise.all(Array.from({ length: Math.min(split.binding.parallelReads, split.requests.length) }, worker));
  return parts.flat();
}
