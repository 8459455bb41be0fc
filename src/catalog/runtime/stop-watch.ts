/** One for all reads: making an error with its stack at the end of each would cost more than the rest of the watch. */
const OVER = new Error('the read is over');

/**
 * Watches over one read: it ends when the caller leaves, when the source closes, or when the source has worked for too long. Only the
 * time spent waiting for the source counts, not the time that a slow consumer takes.
 */
export class StopWatch {
  readonly #controller = new AbortController();
  readonly #allowed: number;
  readonly #unlink: () => void;
  #used = 0;
  #calledOff = false;
  #stop: ((error: Error) => void) | undefined;

  constructor(allowed: number, stops: readonly { readonly signal: AbortSignal; readonly error: (reason: unknown) => Error }[]) {
    this.#allowed = allowed;
    const links = stops.map(({ signal, error }) => {
      const stop = () => {
        this.#calledOff ||= !this.signal.aborted;
        this.stop(error(signal.reason));
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
      return () => signal.removeEventListener('abort', stop);
    });
    this.#unlink = () => {
      for (const unlink of links) unlink();
    };
  }

  /** Aborts when the read has to stop; its reason is the error to throw. Handed to the source. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True when somebody stopped the read, rather than the time being up. */
  get calledOff(): boolean {
    return this.#calledOff;
  }

  /** Milliseconds that the source may still work. */
  get timeLeft(): number {
    return this.#allowed - this.#used;
  }

  /** Stops the read with an error. */
  stop(error: Error): void {
    this.#controller.abort(error);
    this.#stop?.(error);
  }

  /** Waits for work of the source, but not past a stop or the time allowed, even when the source ignores the signal. */
  async during<T>(work: () => Promise<T>, late: () => Error): Promise<T> {
    this.signal.throwIfAborted();
    const started = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const stopped = new Promise<never>((_, reject) => {
      this.#stop = reject;
      if (Number.isFinite(this.timeLeft)) timer = setTimeout(() => this.stop(late()), Math.min(Math.max(0, this.timeLeft), 2 ** 31 - 1));
    });
    try {
      return await Promise.race([work(), stopped]);
    } finally {
      clearTimeout(timer);
      this.#stop = undefined;
      this.#used += performance.now() - started;
    }
  }

  /** Lets go of the signals. With `unfinished` the source's own signal aborts too, so that nothing of the read goes on. */
  end(unfinished: boolean): void {
    this.#unlink();
    if (unfinished) this.#controller.abort(OVER);
  }
}
