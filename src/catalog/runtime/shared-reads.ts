import type { AggregateRequest, AggregateResult, Batch, ReadRequest, Request } from '../../contract/index.ts';
import type { GuardedSource, ReadOptions } from './guard-source.ts';
import { SharedAnswer } from './shared-answer.ts';
import { SharedRead } from './shared-read.ts';
import { stoppedByCaller } from './source-errors.ts';

export interface SharedReadsOptions {
  /** Rows that one shared read may hold. A read with more is not shared. Default 2,000. */
  readonly maxRows?: number;
}

/** A source on which identical questions at the same time are asked once. */
export interface SharedReads {
  read(request: ReadRequest, signal: AbortSignal, options?: ReadOptions): AsyncGenerator<Batch, void, undefined>;
  /** All batches of a read that cannot have more rows than are shared (it has a limit, or names the key of each row); else undefined. */
  collect(request: ReadRequest, signal: AbortSignal, options?: ReadOptions): Promise<readonly Batch[]> | undefined;
  aggregate(request: AggregateRequest, signal: AbortSignal, options?: ReadOptions): Promise<AggregateResult>;
  /** Questions under way that may be shared. */
  readonly size: number;
}

/**
 * Shares identical questions (same request as JSON, same timeout) that are under way at the same time; nothing is kept once one is over.
 *
 * A shared read is drawn into a buffer of at most `maxRows` rows (and one batch), whatever pace its consumers have, so none of them holds
 * up another. A read that outgrows the buffer goes on for its first consumer alone, at his pace; the others, who get their first row only
 * when it is clear that the read fits, ask for themselves. A read with a limit above `maxRows` is not shared at all. The source is stopped
 * when all consumers of a question have left.
 */
export function sharedReads(source: GuardedSource, { maxRows = 2_000 }: SharedReadsOptions = {}): SharedReads {
  const reads = new Map<string, SharedRead>();
  const lists = new Map<string, SharedAnswer<readonly Batch[]>>();
  const aggregates = new Map<string, SharedAnswer<AggregateResult>>();
  const left = (reason: unknown) => stoppedByCaller(source.name, reason);

  return {
    async *read(request, signal, options) {
      const name = nameOf(request, options);
      const running = reads.get(name);
      if (running) {
        const batches = await running.follow(signal);
        yield* batches ?? source.read(request, signal, options);
      } else if (request.limit !== undefined && request.limit > maxRows) {
        yield* source.read(request, signal, options);
      } else {
        const open = (inner: AbortSignal) => source.read(request, inner, options);
        const own = new SharedRead({ open, maxRows, left, over: () => reads.delete(name) });
        reads.set(name, own);
        yield* own.lead(signal);
      }
    },
    collect(request, signal, options) {
      if (!isBounded(source, request, maxRows)) return undefined;
      const name = nameOf(request, options);
      let shared = lists.get(name);
      if (!shared) {
        const ask = (inner: AbortSignal) => source.collect(request, inner, options);
        shared = new SharedAnswer({ ask, left, over: () => lists.delete(name) });
        lists.set(name, shared);
      }
      return shared.take(signal);
    },
    aggregate(request, signal, options) {
      const name = nameOf(request, options);
      let shared = aggregates.get(name);
      if (!shared) {
        const ask = (inner: AbortSignal) => source.aggregate(request, inner, options);
        shared = new SharedAnswer({ ask, left, over: () => aggregates.delete(name) });
        aggregates.set(name, shared);
      }
      return shared.take(signal);
    },
    get size() {
      return reads.size + lists.size + aggregates.size;
    },
  };
}

/** Whether a read cannot have more rows than are shared: it has a limit, or names the keys of its rows. */
function isBounded(source: GuardedSource, { limit, predicate, collection }: ReadRequest, maxRows: number): boolean {
  if (limit !== undefined) return limit <= maxRows;
  const [only, ...more] = predicate.kind === 'and' ? predicate.of : [predicate];
  if (only?.kind !== 'in' || more.length > 0 || only.values.length > maxRows) return false;
  const key = source.description?.collections.find(({ name }) => name === collection)?.key;
  return key?.length === 1 && key[0] === only.field;
}

const names = new WeakMap<Request, string>();

/** A text that is equal for identical questions. Requests never change, so it is made once for each. */
function nameOf(request: Request, options: ReadOptions | undefined): string {
  let name = names.get(request);
  if (name === undefined) {
    name = JSON.stringify(request);
    names.set(request, name);
  }
  return options?.timeout === undefined ? name : `${options.timeout} ${name}`;
}
