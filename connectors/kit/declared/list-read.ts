import { type Batch, type ReadRequest, type Row, SourceError } from '../../../src/contract/index.ts';
import { allOf, compilePredicate, type FieldTypes, project, rowComparator, seekTest } from '../../../src/rows/index.ts';
import type { DeclaredCollection, Wire } from './model.ts';
import { neededFields } from './needed.ts';
import { RepeatedRows, readPages, skippedByPages } from './pages.ts';
import type { ListPlan } from './plan.ts';
import type { Speaker } from './reply.ts';
import { noSoundRow, type ReadRows, readRows } from './rows.ts';

/** What is read, how, and over which wire. */
export interface ListTask {
  readonly wire: Wire;
  readonly collection: DeclaredCollection;
  readonly types: FieldTypes;
  readonly request: ReadRequest;
  readonly plan: ListPlan;
}

/** Reads a list: pages come, rows are read out of them, tested, skipped and cut. */
export async function* readList(task: ListTask, signal: AbortSignal): AsyncGenerator<Batch> {
  const { wire, collection, request, plan } = task;
  if (request.limit === 0) return;
  const { list } = collection;
  const speaker: Speaker = { kind: wire.kind, what: wire.what(collection, 'list') };
  const fields = neededFields(collection, request);
  const sieve = new Sieve(task, speaker);
  const straight = plan.residue.length === 0 && request.after === undefined;
  const offset = request.offset ?? 0;
  const skipped = straight ? skippedByPages(list.page, offset) : 0;
  sieve.skip = offset - skipped;
  const most = straight && request.limit !== undefined ? offset - skipped + request.limit : undefined;
  const repeated = new RepeatedRows(keyFields(collection), list.item);
  const ask = { collection, endpoint: 'list' as const, order: plan.order, fields };
  let first = true;
  const pages = readPages({
    list,
    speaker,
    start: skipped,
    most,
    ask: (slots, follow) =>
      wire.ask({ ...ask, assigned: [...plan.assigned, ...slots], midway: !first, ...(follow ? { follow } : {}) }, signal),
  });
  const sound = new Soundness(speaker);
  for await (const items of pages) {
    const fresh = repeated.withoutRepeated(items);
    if (!fresh)
      throw new SourceError('BAD_DATA', `${speaker.kind}: ${speaker.what} gives the same page again`, {
        advice: 'correct the page parameters of the endpoint',
      });
    first = false;
    const read = readRows(fresh, fields, list.item);
    sound.see(read);
    const kept = sieve.kept(read.rows);
    if (kept.length > 0 || read.malformed) yield read.malformed ? { rows: kept, malformed: read.malformed } : { rows: kept };
    if (sieve.left === 0) return;
  }
  sound.end();
}

/** Malformed rows from the start that show the declaration to be wrong: fewer may be a small page that met the bad rows of a good list. */
const ENOUGH_TO_JUDGE = 10;

/** Whether the rows that came leave any doubt in what was declared: all of them malformed is BAD_DATA. */
class Soundness {
  readonly #speaker: Speaker;
  #malformed = 0;
  #example: ReadRows | undefined;
  #sound = false;

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  see(read: ReadRows): void {
    if (read.rows.length > 0) this.#sound = true;
    if (this.#sound || !read.malformed) return;
    this.#malformed += read.malformed.count;
    this.#example ??= read;
    if (this.#malformed >= ENOUGH_TO_JUDGE) this.end();
  }

  end(): void {
    if (!this.#sound && this.#example) throw noSoundRow(this.#example, this.#speaker);
  }
}

function keyFields({ key, fields }: DeclaredCollection) {
  return key.flatMap((name) => fields.get(name) ?? []);
}

/** Keeps of the rows that come what was asked for, and sees that the service keeps its word. */
class Sieve {
  readonly #request: ReadRequest;
  readonly #speaker: Speaker;
  readonly #promised: ((row: Row) => boolean) | undefined;
  readonly #wanted: ((row: Row) => boolean) | undefined;
  readonly #after: ((row: Row) => boolean) | undefined;
  readonly #compare: ((a: Row, b: Row) => number) | undefined;
  readonly #bare: boolean;
  #before: Row | undefined;
  /** Rows still to be skipped. */
  skip = 0;
  /** Rows still wanted. */
  left: number;

  constructor({ plan, request, types, collection }: ListTask, speaker: Speaker) {
    this.#request = request;
    this.#speaker = speaker;
    this.#promised = plan.promised.length > 0 ? compilePredicate(allOf(plan.promised), types) : undefined;
    this.#wanted = plan.residue.length > 0 ? compilePredicate(allOf(plan.residue), types) : undefined;
    this.#after = request.after ? seekTest(request.order, request.after, types) : undefined;
    this.#compare = request.order.length > 0 ? rowComparator(request.order, types) : undefined;
    this.#bare = neededFields(collection, request).length === new Set(request.fields).size;
    this.left = request.limit ?? Number.POSITIVE_INFINITY;
  }

  kept(rows: readonly Row[]): readonly Row[] {
    const kept: Row[] = [];
    for (const row of rows) {
      this.#test(row);
      if (this.#wanted?.(row) === false || this.#after?.(row) === false) continue;
      if (this.skip > 0) this.skip -= 1;
      else if (this.left > 0) {
        this.left -= 1;
        kept.push(this.#bare ? row : project(row, this.#request.fields));
      }
    }
    return kept;
  }

  #test(row: Row): void {
    const { kind, what } = this.#speaker;
    if (this.#promised?.(row) === false) {
      throw new SourceError('BAD_DATA', `${kind}: ${what} gives rows that a filter it was given leaves out`, {
        advice: 'correct how the filters of the endpoint are spelled, or do not declare those that compare in another way',
      });
    }
    if (this.#compare && this.#before && this.#compare(this.#before, row) > 0) {
      throw new SourceError('BAD_DATA', `${kind}: ${what} gives rows in another order than it was asked for`, {
        advice: 'correct how the orders of the endpoint are spelled, or do not declare those that sort in another way',
      });
    }
    this.#before = row;
  }
}
