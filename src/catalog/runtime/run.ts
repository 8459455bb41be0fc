import { type Gate, pause } from '../../base/gate.ts';
import type { Batch, SourceError } from '../../contract/index.ts';
import type { Health, ReadFacts } from './health.ts';
import { pauseBeforeRetry, type RetryRules } from './retry.ts';
import { asSourceError, timedOut } from './source-errors.ts';
import type { StopWatch } from './stop-watch.ts';

/** Milliseconds that a source which does not stop keeps its place among the parallel reads. */
const STOP_GRACE = 1_000;

export interface RunParts {
  readonly name: string;
  readonly operation: ReadFacts['operation'];
  readonly collection: string | undefined;
  /** Milliseconds that the source may work for it. */
  readonly allowed: number;
  readonly gate: Gate;
  readonly health: Health;
  readonly retry: RetryRules;
  readonly watch: StopWatch;
}

/** One question to a source with all its attempts: waits for a place, keeps the deadline, tries again, counts. */
export class Run {
  readonly #parts: RunParts;
  readonly #started = performance.now();
  #rows = 0;
  #retries = 0;
  #outcome: ReadFacts['outcome'] = 'stopped';

  constructor(parts: RunParts) {
    this.#parts = parts;
    parts.health.start();
  }

  /** A question with one answer. `rowsOf` counts what came. */
  async once<T>(ask: (signal: AbortSignal) => Promise<T>, rowsOf?: (answer: T) => number): Promise<T> {
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          const answer = await this.#attemptOnce(ask);
          if (rowsOf) this.#rows = rowsOf(answer);
          return this.#succeeded(answer);
        } catch (error) {
          await this.#pauseOrThrow(error, attempt, true);
        }
      }
    } finally {
      this.#end();
    }
  }

  /** A question answered in batches. It is tried again only as long as no batch was handed on. */
  async *stream(
    open: (signal: AbortSignal) => AsyncIterable<Batch>,
    shape: (batch: Batch) => Batch,
  ): AsyncGenerator<Batch, void, undefined> {
    let delivered = false;
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          for await (const batch of this.#attemptStream(open)) {
            const shaped = shape(batch);
            this.#rows += shaped.rows.length;
            delivered = true;
            yield shaped;
          }
          return this.#succeeded(undefined);
        } catch (error) {
          await this.#pauseOrThrow(error, attempt, !delivered);
        }
      }
    } finally {
      this.#end();
    }
  }

  async #attemptOnce<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { gate, watch } = this.#parts;
    const leave = await gate.enter(watch.signal);
    let work: Promise<T> | undefined;
    try {
      const answer = await watch.during(
        () => {
          work = ask(watch.signal);
          return work;
        },
        () => this.#late(),
      );
      leave();
      return answer;
    } catch (error) {
      void leaveAfter(work, leave);
      throw error;
    }
  }

  async *#attemptStream(open: (signal: AbortSignal) => AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
    const { gate, watch } = this.#parts;
    const leave = await gate.enter(watch.signal);
    let iterator: AsyncIterator<Batch> | undefined;
    try {
      const opened = open(watch.signal)[Symbol.asyncIterator]();
      iterator = opened;
      for (;;) {
        const step = await watch.during(
          () => opened.next(),
          () => this.#late(),
        );
        if (step.done) {
          iterator = undefined;
          return;
        }
        yield step.value;
      }
    } finally {
      void leaveAfter(iterator?.return?.(), leave);
    }
  }

  #late(): SourceError {
    return timedOut(this.#parts.name, this.#parts.allowed);
  }

  #succeeded<T>(answer: T): T {
    this.#outcome = 'ok';
    this.#parts.health.up();
    return answer;
  }

  /** Waits before the next attempt, or ends the run with the error. A stop of our own goes before whatever the source says to it. */
  async #pauseOrThrow(error: unknown, attempt: number, mayRetry: boolean): Promise<void> {
    const { name, watch, retry, health } = this.#parts;
    const failure = asSourceError(name, watch.signal.aborted ? watch.signal.reason : error);
    const wait = mayRetry && !watch.signal.aborted ? pauseBeforeRetry(failure, attempt, watch.timeLeft, retry) : undefined;
    if (wait === undefined) {
      this.#outcome = watch.calledOff ? 'stopped' : failure.kind;
      if (!watch.calledOff) health.down(failure);
      throw failure;
    }
    this.#retries += 1;
    try {
      await watch.during(
        () => pause(wait, watch.signal),
        () => this.#late(),
      );
    } catch (stop) {
      this.#outcome = watch.calledOff ? 'stopped' : failure.kind;
      throw asSourceError(name, watch.signal.aborted ? watch.signal.reason : stop);
    }
  }

  #end(): void {
    const { watch, health, operation, collection } = this.#parts;
    watch.end(this.#outcome !== 'ok');
    health.end({
      operation,
      ...(collection === undefined ? {} : { collection }),
      rows: this.#rows,
      retries: this.#retries,
      milliseconds: performance.now() - this.#started,
      outcome: this.#outcome,
    });
  }
}

/** Leaves the gate when the source has stopped; one that never does so keeps its place for a moment only. Nobody waits for it. */
async function leaveAfter(work: PromiseLike<unknown> | undefined, leave: () => void): Promise<void> {
  if (work === undefined) return leave();
  const timer = setTimeout(leave, STOP_GRACE);
  try {
    await work;
  } catch {
    // How the work ended was told to the one who asked for it.
  } finally {
    clearTimeout(timer);
    leave();
  }
}
