/** Lets a number of holders in at the same time and a number in per second; the others wait in line. */
export class Gate {
  readonly #places: number;
  readonly #pause: number;
  readonly #line: (() => void)[] = [];
  #inside = 0;
  #nextStart = 0;

  constructor(places: number, perSecond: number | undefined) {
    this.#places = Math.max(1, places);
    this.#pause = perSecond === undefined || perSecond <= 0 ? 0 : 1000 / perSecond;
  }

  /** Holders inside now. */
  get inside(): number {
    return this.#inside;
  }

  /** Waits for a place. Gives the function that leaves it, which may be called more than once. Throws the signal's reason. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside >= this.#places) await this.#standInLine(signal);
    else this.#inside += 1;
    const leave = once(() => this.#leave());
    try {
      await this.#keepPace(signal);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  /** The place of the one who leaves goes to the first in line, so it is never counted free in between. */
  #leave(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#inside -= 1;
  }

  #standInLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        const place = this.#line.indexOf(enter);
        if (place >= 0) this.#line.splice(place, 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#line.push(enter);
    });
  }

  async #keepPace(signal: AbortSignal): Promise<void> {
    if (this.#pause === 0) return;
    const now = performance.now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + this.#pause;
    await pause(start - now, signal);
  }
}

/** Waits some milliseconds. Throws the signal's reason when it aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
