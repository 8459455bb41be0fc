import { stoppedError } from './errors.ts';

/** How many requests may be under way, and how many may start per second. */
export interface GateOptions {
  readonly kind: string;
  readonly parallel: number;
  readonly perSecond?: number | undefined;
}

/** Lets requests through in the order they came, within what the service may be asked. */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #nextStart = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Runs the task when it is its turn. A caller that stops waiting leaves the queue with an error. */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    if (this.#underWay < this.#options.parallel) this.#underWay += 1;
    else await this.#turn(signal);
    try {
      if (this.#options.perSecond !== undefined) await this.#pace(this.#options.perSecond, signal);
      return await task();
    } finally {
      this.#leave();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', give);
        resolve();
      };
      const give = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(stoppedError(this.#options.kind));
      };
      if (signal.aborted) return reject(stoppedError(this.#options.kind));
      this.#waiting.push(enter);
      signal.addEventListener('abort', give, { once: true });
    });
  }

  /** The place goes straight to who waits longest, so nobody overtakes. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#underWay -= 1;
  }

  async #pace(perSecond: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + 1000 / perSecond;
    if (start > now) await pause(start - now, signal, this.#options.kind);
  }
}

/** Waits, but not for longer than the caller does. */
export function pause(milliseconds: number, signal: AbortSignal, kind: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stoppedError(kind));
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(stoppedError(kind));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
