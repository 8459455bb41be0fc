import { StopWatch } from './stop-watch.ts';

interface SharedAnswerParts<T> {
  readonly ask: (signal: AbortSignal) => Promise<T>;
  /** Called when nobody can join any more. */
  readonly over: () => void;
  /** The error of an asker whose signal aborts. */
  readonly left: (reason: unknown) => Error;
}

/** One answer for several askers; the question is stopped when the last of them has left. */
export class SharedAnswer<T> {
  readonly #parts: SharedAnswerParts<T>;
  readonly #stop = new AbortController();
  readonly #answer: Promise<T>;
  #askers = 0;
  #over = false;

  constructor(parts: SharedAnswerParts<T>) {
    this.#parts = parts;
    this.#answer = parts.ask(this.#stop.signal).finally(() => this.#end());
  }

  /** Waits for the answer, no longer than the signal allows. */
  async take(signal: AbortSignal): Promise<T> {
    this.#askers += 1;
    const watch = new StopWatch(Number.POSITIVE_INFINITY, [{ signal, error: this.#parts.left }]);
    try {
      return await watch.during(
        () => this.#answer,
        () => new Error('a shared answer was late'),
      );
    } finally {
      watch.end(false);
      this.#askers -= 1;
      if (this.#askers === 0) this.#leaveNobody();
    }
  }

  #leaveNobody(): void {
    if (this.#over) return;
    this.#end();
    this.#stop.abort();
    this.#answer.catch(() => undefined);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#parts.over();
  }
}
