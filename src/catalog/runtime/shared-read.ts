import type { Batch } from '../../contract/index.ts';
import { StopWatch } from './stop-watch.ts';

/** `outgrown`: more rows than the buffer may hold; the first consumer goes on alone. */
type Phase = 'buffering' | 'complete' | 'failed' | 'outgrown';

interface SharedReadParts {
  readonly open: (signal: AbortSignal) => AsyncGenerator<Batch, void, undefined>;
  readonly maxRows: number;
  /** Called once, when nobody can join any more. */
  readonly over: () => void;
  /** The error of a consumer whose signal aborts. */
  readonly left: (reason: unknown) => Error;
}

/** One read under way with all its consumers. */
export class SharedRead {
  readonly #parts: SharedReadParts;
  readonly #stop = new AbortController();
  readonly #iterator: AsyncGenerator<Batch, void, undefined>;
  readonly #buffer: Batch[] = [];
  readonly #waiting = new Set<() => void>();
  #phase: Phase = 'buffering';
  #failure: unknown;
  #rows = 0;
  #consumers = 0;
  #over = false;

  constructor(parts: SharedReadParts) {
    this.#parts = parts;
    this.#iterator = parts.open(this.#stop.signal);
    void this.#draw();
  }

  /** The batches for the first consumer, as they come. */
  async *lead(signal: AbortSignal): AsyncGenerator<Batch, void, undefined> {
    const watch = this.#enter(signal);
    try {
      for (let place = 0; ; ) {
        const batch = this.#buffer[place];
        if (batch) {
          place += 1;
          watch.signal.throwIfAborted();
          yield batch;
        } else if (this.#phase === 'buffering') {
          await watch.during(() => this.#change(), unused);
        } else break;
      }
      if (this.#phase === 'failed') throw this.#failure;
      if (this.#phase === 'outgrown') yield* this.#alone(watch);
    } finally {
      watch.end(false);
      this.#leave();
    }
  }

  /** All batches for a later consumer once they are there; undefined when they are too many to share. */
  async follow(signal: AbortSignal): Promise<readonly Batch[] | undefined> {
    const watch = this.#enter(signal);
    try {
      while (this.#phase === 'buffering') await watch.during(() => this.#change(), unused);
      if (this.#phase === 'failed') throw this.#failure;
      return this.#phase === 'complete' ? this.#buffer : undefined;
    } finally {
      watch.end(false);
      this.#leave();
    }
  }

  async *#alone(watch: StopWatch): AsyncGenerator<Batch, void, undefined> {
    for (;;) {
      const step = await watch.during(() => this.#iterator.next(), unused);
      if (step.done) return;
      yield step.value;
    }
  }

  async #draw(): Promise<void> {
    try {
      while (this.#phase === 'buffering') {
        const step = await this.#iterator.next();
        if (step.done) return this.#turn('complete');
        this.#buffer.push(step.value);
        this.#rows += step.value.rows.length;
        if (this.#rows > this.#parts.maxRows) this.#turn('outgrown');
        else this.#tell();
      }
      if (this.#consumers === 0) this.#end();
    } catch (error) {
      this.#failure = error;
      this.#turn('failed');
    }
  }

  #turn(phase: Phase): void {
    this.#phase = phase;
    this.#closeDoor();
    this.#tell();
  }

  /** Another read of the same name may have begun since, so this is told once only. */
  #closeDoor(): void {
    if (this.#over) return;
    this.#over = true;
    this.#parts.over();
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #enter(signal: AbortSignal): StopWatch {
    this.#consumers += 1;
    return new StopWatch(Number.POSITIVE_INFINITY, [{ signal, error: this.#parts.left }]);
  }

  #leave(): void {
    this.#consumers -= 1;
    if (this.#consumers === 0 && this.#phase !== 'complete' && this.#phase !== 'failed') this.#end();
  }

  #end(): void {
    this.#closeDoor();
    this.#stop.abort();
    void this.#iterator.return().catch(() => undefined);
  }
}

/** Without a time limit nothing is ever late. */
function unused(): Error {
  return new Error('a shared read was late');
}
