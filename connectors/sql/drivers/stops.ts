import { stoppedError } from '../errors.ts';

/** Statements under way, each with the function that stops it, and the work that stopping them takes. */
export class Stops {
  readonly #running = new Set<() => void>();
  readonly #pending = new Set<Promise<unknown>>();
  #closed = false;

  /** Throws when nothing may start any more. */
  check(signal: AbortSignal): void {
    if (this.#closed || signal.aborted) throw stoppedError(this.#closed);
  }

  /** Calls `stop` once when the signal aborts or the source closes, until the returned function is called. */
  watch(signal: AbortSignal, stop: (reason: Error) => void): () => void {
    const once = () => {
      forget();
      stop(stoppedError(this.#closed));
    };
    const forget = () => {
      this.#running.delete(once);
      signal.removeEventListener('abort', once);
    };
    this.#running.add(once);
    signal.addEventListener('abort', once);
    if (signal.aborted || this.#closed) once();
    return forget;
  }

  /** Work that has to be over before the source is closed. It must not reject. */
  pending(work: Promise<unknown>): void {
    this.#pending.add(work);
    void work.finally(() => this.#pending.delete(work));
  }

  /** Stops everything and waits for it. True the first time. */
  async close(): Promise<boolean> {
    const isFirst = !this.#closed;
    this.#closed = true;
    for (const stop of [...this.#running]) stop();
    await Promise.all([...this.#pending]);
    return isFirst;
  }
}
