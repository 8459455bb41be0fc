import type { AggregateRequest, AggregateResult, Batch, ReadRequest } from '../../src/contract/index.ts';
import { answerAggregate, answerRead, type FieldTypes } from '../../src/rows/index.ts';
import type { MemoryCollection } from './config.ts';
import { aborted, tooManyGroups } from './errors.ts';

const ROWS_PER_BATCH = 500;

/** Answers a read in batches. `stop` throws when the source was closed or the caller left. */
export async function* readRows(collection: MemoryCollection, request: ReadRequest, stop: () => void): AsyncGenerator<Batch> {
  const rows = answerRead(collection.rows, request, typesOf(collection));
  for (let start = 0; start < rows.length; start += ROWS_PER_BATCH) {
    stop();
    yield { rows: rows.slice(start, start + ROWS_PER_BATCH) };
  }
}

/** Answers an aggregate. */
export function aggregateRows(collection: MemoryCollection, request: AggregateRequest): AggregateResult {
  const groups = answerAggregate(collection.rows, request, typesOf(collection));
  if (request.maxGroups !== undefined && groups.length > request.maxGroups) throw tooManyGroups(request.maxGroups);
  return { groups };
}

/** Throws when the signal has aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw aborted();
}

function typesOf({ fields }: MemoryCollection): FieldTypes {
  return new Map(fields.map(({ name, type }) => [name, type]));
}
