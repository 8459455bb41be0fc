import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { ReadRequest, Row } from '../contract/index.ts';
import { SourceError } from '../contract/index.ts';
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
  const { context, report, path } = place;
  const entry = report.of(split.binding);
  noteAge(split, entry);
  if (!split.needed) return;
  if (context.planOnly) {
    for (const request of split.requests) noteRead(place, split, request);
    yield [placeholderRecord(split.binding, split.fields, entityTypes(context.model, split.binding.entity), context.now)];
    return;
  }
  const toRecord = rowMapper(split.binding, split.fields, entry, context.now);
  const rowFilter = split.rowFilter && compilePredicate(split.rowFilter, split.binding.types);
  const keep = split.leftover && recordTest(split.leftover, entityTypes(context.model, split.binding.entity));
  for (const request of split.requests) {
    try {
      for await (const rows of readRows(place, split, request, entry)) {
        const records: EntityRecord[] = [];
        for (const row of rows) {
          if (rowFilter && !rowFilter(row)) continue;
          const record = toRecord(row);
          if (!record) continue;
          entry.rows += 1;
          if (!keep || keep(record)) records.push(record);
        }
        if (records.length > 0) yield records;
      }
    } catch (error) {
      checkSignal(context.signal);
      if (!(error instanceof SourceError)) throw error;
      entry.error = error;
      context.errors.source(split.binding.source, error, path);
      return;
    }
  }
}

async function* readRows(
  place: ReadPlace,
  split: SplitRead,
  request: ReadRequest,
  entry: SourceEntry,
): AsyncGenerator<readonly Row[], void, undefined> {
  const { context } = place;
  const { binding } = split;
  const noted = noteRead(place, split, request);
  const started = performance.now();
  entry.asked = true;
  try {
    for await (const batch of binding.reader.read(request, context.signal)) {
      noted.rows += batch.rows.length;
      if (batch.asOf !== undefined) entry.asOf = batch.asOf;
      if (batch.malformed) {
        entry.malformed += batch.malformed.count;
        for (const issue of batch.malformed.issues) if (entry.issues.length < 20) entry.issues.push(issue);
      }
      context.budget.take(batch.rows.length, `${binding.source}.${binding.collection}`, split.reasons);
      yield batch.rows;
    }
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
  const out: EntityRecord[] = [];
  if (split.requests.length <= 1) {
    for await (const batch of readBinding(place, split)) for (const record of batch) out.push(record);
    return out;
  }
  const parts: EntityRecord[][] = split.requests.map(() => []);
  let next = 0;
  const worker = async () => {
    for (let part = next; part < split.requests.length; part = next) {
      next += 1;
      const request = split.requests[part];
      if (!request) return;
      for await (const batch of readBinding(place, { ...split, requests: [request] })) parts[part]?.push(...batch);
    }
  };
  await Promise.all(Array.from({ length: Math.min(split.binding.parallelReads, split.requests.length) }, worker));
  for (const part of parts) for (const record of part) out.push(record);
  return out;
}
