import { type Batch, type ReadRequest, type Row, type Scalar, SourceError } from '../../../src/contract/index.ts';
import { answerRead, equalityKey, type FieldTypes, typeOf } from '../../../src/rows/index.ts';
import { assignValues } from './assign.ts';
import type { Assigned, DeclaredCollection, EndpointName, Wire, WireReply } from './model.ts';
import { neededFields } from './needed.ts';
import { valueAt } from './path.ts';
import type { KeyTest, ReadPlan } from './plan.ts';
import { itemsOf, type Speaker, shapeError } from './reply.ts';
import { MOST_ISSUES, type ReadRows, rowsOf } from './rows.ts';

/** What is looked up, and over which wire. */
export interface KeyTask {
  readonly wire: Wire;
  readonly collection: DeclaredCollection;
  readonly types: FieldTypes;
  readonly request: ReadRequest;
  readonly plan: Extract<ReadPlan, { readonly kind: 'byKey' | 'byKeys' }>;
}

/** Looks rows up by key and evaluates the rest of the request on the few that come. */
export async function readByKey(task: KeyTask, signal: AbortSignal): Promise<Batch> {
  const { plan, request, types } = task;
  const answers =
    plan.kind === 'byKey'
      ? await together(plan.lookUps, (one, within) => lookUp(task, one, within), signal)
      : await together(chunksOf(task, plan.values), (chunk, within) => batch(task, chunk, within), signal);
  const found = answers.flatMap(({ rows }) => rows);
  const speaker = speakerOf(task, plan.kind);
  const named = namedOnly(found, plan.keys, types, speaker);
  const rows = asksKeysOnly(task) ? named : answerRead(named, request, types);
  const malformed = answers.flatMap((answer) => answer.malformed ?? []);
  if (malformed.length === 0) return { rows };
  const count = malformed.reduce((sum, part) => sum + part.count, 0);
  return { rows, malformed: { count, issues: malformed.flatMap(({ issues }) => issues).slice(0, MOST_ISSUES) } };
}

/** True when nothing but keys is asked, and nothing but what is asked was read: the rows are the answer as they are. */
function asksKeysOnly({ request, plan, collection }: KeyTask): boolean {
  const { predicate, order, limit, offset, after, limitPerKey } = request;
  const [only, ...more] = predicate.kind === 'and' ? predicate.of : [predicate];
  if (only?.kind !== 'in' || more.length > 0 || plan.keys.size !== 1 || !plan.keys.has(only.field)) return false;
  if (order.length > 0 || limit !== undefined || offset !== undefined || after || limitPerKey) return false;
  return neededFields(collection, request).length === new Set(request.fields).size;
}

async function lookUp(task: KeyTask, assigned: readonly Assigned[], signal: AbortSignal): Promise<ReadRows> {
  const { wire, collection, request } = task;
  const fields = neededFields(collection, request);
  const reply = await wire.ask({ collection, endpoint: 'byKey', assigned, order: [], fields }, signal);
  const speaker = speakerOf(task, 'byKey');
  return rowsOf(rowIn(reply, collection, speaker), fields, [], speaker);
}

function rowIn(reply: WireReply, { byKey }: DeclaredCollection, speaker: Speaker): readonly unknown[] {
  if (reply.absent) return [];
  const row = valueAt(reply.body, byKey?.row ?? []);
  if (row === null && byKey?.nullIsAbsent) return [];
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return [row];
  throw shapeError(reply, 'one row', speaker);
}

function chunksOf({ collection }: KeyTask, values: readonly Scalar[]): readonly (readonly Scalar[])[] {
  const most = collection.byKeys?.max ?? values.length;
  return Array.from({ length: Math.ceil(values.length / most) }, (_, place) => values.slice(place * most, (place + 1) * most));
}

/** Runs requests side by side; the first that fails ends the others. */
async function together<T>(
  parts: readonly T[],
  ask: (part: T, signal: AbortSignal) => Promise<ReadRows>,
  signal: AbortSignal,
): Promise<readonly ReadRows[]> {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return [await ask(only, signal)];
  const failed = new AbortController();
  const within = AbortSignal.any([signal, failed.signal]);
  try {
    return await Promise.all(parts.map((part) => ask(part, within)));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

async function batch(task: KeyTask, values: readonly Scalar[], signal: AbortSignal): Promise<ReadRows> {
  const { wire, collection, request } = task;
  const { byKeys } = collection;
  const field = byKeys && collection.fields.get(byKeys.field);
  const assigned = byKeys && field && assignValues(values, field, byKeys.rule);
  if (!byKeys || !assigned) throw new SourceError('UNSUPPORTED', `${wire.kind}: these keys cannot be asked in a batch`);
  const fields = neededFields(collection, request);
  const reply = await wire.ask({ collection, endpoint: 'byKeys', assigned: [assigned], order: [], fields }, signal);
  const speaker = speakerOf(task, 'byKeys');
  const items = itemsOf(reply, byKeys.rows, speaker);
  return rowsOf(
    items.filter((item) => item !== null),
    fields,
    byKeys.item,
    speaker,
  );
}

function speakerOf({ wire, collection }: KeyTask, endpoint: EndpointName): Speaker {
  return { kind: wire.kind, what: wire.what(collection, endpoint) };
}

/**
 * Rows of the keys that were named, each once. A service that folds case may give more; one that gives quite other rows has
 * not understood the question, and what it left out would look like rows that do not exist.
 */
function namedOnly(rows: readonly Row[], keys: KeyTest, types: FieldTypes, { kind, what }: Speaker): readonly Row[] {
  let named: readonly Row[] = rows;
  for (const [field, values] of keys) {
    const type = typeOf(types, field);
    const exact = new Set([...values].map((value) => equalityKey(type, value)));
    const others = named.filter((row) => !exact.has(equalityKey(type, row[field] ?? null)));
    if (others.length === 0) continue;
    const folded = new Set([...exact].map(fold));
    if (others.some((row) => !folded.has(fold(equalityKey(type, row[field] ?? null))))) {
      throw new SourceError('BAD_DATA', `${kind}: ${what} gives rows of other keys than it was asked for`, {
        advice: 'correct how the keys are handed to the endpoint',
      });
    }
    named = named.filter((row) => !others.includes(row));
  }
  return named;
}

function fold(key: string): string {
  return key.trim().toLowerCase();
}
