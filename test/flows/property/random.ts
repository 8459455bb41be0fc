/** Random choices out of one seed (mulberry32): the same seed makes the same choices. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed + 0x9e3779b9) >>> 0;
    for (let turn = 0; turn < 3; turn += 1) this.next();
  }

  /** 0 to 1, 1 left out. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.int(0, from.length - 1)];
    if (from.length === 0) throw new Error('nothing to pick from');
    return found as T;
  }

  /** Each element with the given chance. */
  some<T>(from: readonly T[], share: number): T[] {
    return from.filter(() => this.chance(share));
  }

  shuffled<T>(from: readonly T[]): T[] {
    const out = [...from];
    for (let at = out.length - 1; at > 0; at -= 1) {
      const other = this.int(0, at);
      [out[at], out[other]] = [out[other] as T, out[at] as T];
    }
    return out;
  }
}
