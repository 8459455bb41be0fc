import { setImmediate } from 'node:timers/promises';
import type { AggregateRequest, AggregateResult, Batch, FieldType, Predicate, ReadRequest, Row, Scalar } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import { answerAggregate, answerRead, compilePredicate, finishRead, project, seekTest } from '../../src/rows/index.ts';
import { scanFiles } from './load.ts';
import type { CollectionPlan } from './plan.ts';
import type { MalformedRows } from './rows-of-file.ts';
import type { Table } from './table.ts';

const BATCH = 1_000;
/** Up to so many candidates are sorted anew; more are put in order by the sorted order of all rows, which is kept. */
const FEW = 500;
/** Rows that are looked at before others get their turn. */
const TURN = 20_000;
/** Look-ups are made for types whose equal values are few texts; a float is hardly ever asked for by equality. */
const LOOKED_UP: ReadonlySet<FieldType> = new Set(['text', 'int', 'bigint', 'date', 'datetime', 'decimal', 'time']);

type Places = readonly number[] | Uint32Array;

/** Answers a read over a table in memory. */
export async function* readHeld(table: Table, request: ReadRequest, stop: () => void): AsyncGenerator<Batch> {
  const first: Omit<Batch, 'rows'> = { ...malformedOf(table.malformed), asOf: table.asOf };
  let sent = 0;
  for await (const rows of heldRows(table, request, stop)) {
    stop();
    yield sent === 0 ? { rows, ...first } : { rows, asOf: table.asOf };
    sent += 1;
  }
  if (sent === 0) yield { rows: [], ...first };
}

async function* heldRows(table: Table, request: ReadRequest, stop: () => void): AsyncGenerator<readonly Row[]> {
  const places = candidatePlaces(table, request.predicate);
  const few = places !== undefined && places.length <= FEW && request.order.length > 0;
  if (!few && !request.limitPerKey) {
    yield* walk(
      table,
      request,
      supported(() => orderedPlaces(table, request, places)),
      stop,
    );
    return;
  }
  const rows = supported(() => (few ? answerRead(rowsAt(table, places), request, table.types) : answerPerKey(table, request, places)));
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}

/** The places to go through, in the order asked for; undefined: all, in the order of the file. */
function orderedPlaces(table: Table, request: ReadRequest, found: readonly number[] | undefined): Places | undefined {
  const { order, limit, offset = 0 } = request;
  if (order.length === 0) return found;
  if (!found) return table.sorted(order);
  // A page of many candidates is found sooner by going through all rows in order than by putting the candidates in order.
  const visited = limit === undefined ? Number.POSITIVE_INFINITY : ((limit + offset) * (table.rows?.length ?? 0)) / found.length;
  return visited < found.length ? table.sorted(order) : table.inOrder(order, found);
}

function answerPerKey(table: Table, request: ReadRequest, found: readonly number[] | undefined): readonly Row[] {
  const test = compilePredicate(request.predicate, table.types);
  const places = request.order.length === 0 ? found : found ? table.inOrder(request.order, found) : table.sorted(request.order);
  const rows: Row[] = [];
  for (const row of rowsAt(table, places)) if (test(row)) rows.push(row);
  return finishRead(rows, request, table.types);
}

/** Goes through the places, and stops at the limit. */
async function* walk(table: Table, request: ReadRequest, places: Places | undefined, stop: () => void): AsyncGenerator<readonly Row[]> {
  const { order, after, limit = Number.POSITIVE_INFINITY } = request;
  const rows = table.rows ?? [];
  const test = supported(() => compilePredicate(request.predicate, table.types));
  const isAfter = after && supported(() => seekTest(order, after, table.types));
  const total = places?.length ?? rows.length;
  let toSkip = request.offset ?? 0;
  let taken = 0;
  let batch: Row[] = [];
  // In the asked order every row up to the position fails the test and every row past it passes, so the start is found by halving.
  const start = isAfter ? firstWhere(total, (at) => isAfter(rows[places?.[at] ?? at] ?? {})) : 0;
  for (let at = start; at < total && taken < limit; at += 1) {
    if ((at - start) % TURN === TURN - 1) {
      await setImmediate();
      stop();
    }
    const row = rows[places?.[at] ?? at];
    if (!row || !test(row)) continue;
    if (toSkip > 0) {
      toSkip -= 1;
      continue;
    }
    taken += 1;
    batch.push(project(row, request.fields));
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function firstWhere(total: number, test: (at: number) => boolean): number {
  let low = 0;
  let high = total;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Answers an aggregate over a table in memory. */
export function aggregateHeld(table: Table, request: AggregateRequest): AggregateResult {
  const places = candidatePlaces(table, request.predicate);
  const groups = supported(() => answerAggregate(rowsAt(table, places), request, table.types));
  if (request.maxGroups !== undefined && groups.length > request.maxGroups) {
    throw new SourceError('UNSUPPORTED', `the aggregate has more than ${request.maxGroups} groups`, {
      advice: 'Group by fewer or coarser values.',
    });
  }
  return { groups, ...malformedOf(table.malformed), asOf: table.asOf };
}

/** Answers a read by scanning the files: filter, offset and limit only. */
export async function* readScanned(plan: CollectionPlan, table: Table, request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
  if (request.order.length > 0 || request.after || request.limitPerKey) {
    throw new SourceError('UNSUPPORTED', `collection "${plan.name}" is too large to be held, so it is only scanned and filtered`, {
      advice: 'Raise maxBytesInMemory or maxRowsInMemory.',
    });
  }
  const test = supported(() => compilePredicate(request.predicate, table.types));
  let toSkip = request.offset ?? 0;
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  let listed = 0;
  yield { rows: [], asOf: table.asOf };
  if (left <= 0) return;
  for await (const { rows, issues } of scanFiles(plan, table, signal)) {
    const matching = rows.filter(test);
    const kept = matching.slice(toSkip, toSkip + left);
    toSkip -= Math.min(toSkip, matching.length);
    left -= kept.length;
    const malformed = issues.length > 0 && { malformed: { count: issues.length, issues: issues.slice(0, Math.max(0, 100 - listed)) } };
    listed += issues.length;
    if (kept.length > 0 || malformed) yield { rows: kept.map((row) => project(row, request.fields)), asOf: table.asOf, ...malformed };
    if (left <= 0) return;
  }
}

function* rowsAt(table: Table, places: Places | undefined): Generator<Row> {
  const rows = table.rows ?? [];
  if (!places) {
    yield* rows;
    return;
  }
  for (const place of places) {
    const row = rows[place];
    if (row) yield row;
  }
}

/** Places of the rows that can meet the predicate, when a part of it that must hold asks a field for equality. */
function candidatePlaces(table: Table, predicate: Predicate): readonly number[] | undefined {
  const parts = predicate.kind === 'and' ? predicate.of : [predicate];
  let best: readonly number[] | undefined;
  for (const part of parts) {
    const asked = equalityOf(part);
    const type = asked && table.types.get(asked.field);
    if (!asked || !type || !LOOKED_UP.has(type)) continue;
    const places = table.placesOf(asked.field, type, asked.values);
    if (!best || places.length < best.length) best = places;
  }
  return best;
}

function equalityOf(part: Predicate): { readonly field: string; readonly values: readonly Scalar[] } | undefined {
  if (part.kind === 'in') return { field: part.field, values: part.values };
  return part.kind === 'compare' && part.operator === 'eq' ? { field: part.field, values: [part.value] } : undefined;
}

function malformedOf({ count, issues }: MalformedRows): Pick<Batch, 'malformed'> {
  return count === 0 ? {} : { malformed: { count, issues } };
}

/** The row algebra refuses what a type cannot with a RangeError. */
function supported<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new SourceError('UNSUPPORTED', error.message, { cause: error });
    throw error;
  }
}
