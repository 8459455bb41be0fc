/** A repeatable stream of pseudo-random numbers (sfc32), good enough to make up a city, not for secrets. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  readonly next: () => number;
  /** A whole number between two bounds, both included. */
  readonly int: (low: number, high: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** One of the keys, as often as its weight says. */
  readonly weighted: <K extends string>(weights: Readonly<Record<K, number>>) => K;
  /** True with the given probability. */
  readonly chance: (probability: number) => boolean;
  readonly shuffle: <T>(list: readonly T[]) => T[];
}

/** The stream named `stream` of a seed. Streams of one seed are independent, so a change in one part of the city leaves the others as they were. */
export function randomStream(seed: string, stream: string): Random {
  const next = sfc32(hash(`${seed}/${stream}`));
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[int(0, list.length - 1)];
    if (chosen === undefined) throw new RangeError('expected a list with at least one item to pick from');
    return chosen;
  };
  return {
    next,
    int,
    pick,
    weighted: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key;
      }
      return pick(entries)[0];
    },
    chance: (probability) => next() < probability,
    shuffle: (list) => {
      const copy = [...list];
      for (let last = copy.length - 1; last > 0; last -= 1) {
        const other = int(0, last);
        [copy[last], copy[other]] = [copy[other] as (typeof copy)[number], copy[last] as (typeof copy)[number]];
      }
      return copy;
    },
  };
}

/** `total` flags of which exactly `count` are true, in random order. */
export function exactly(random: Random, total: number, count: number): boolean[] {
  return random.shuffle(Array.from({ length: total }, (_, index) => index < count));
}

/** Four 32-bit words out of a text (FNV-1a over the text and a counter). */
function hash(text: string): [number, number, number, number] {
  const word = (salt: number) => {
    let value = 2_166_136_261 ^ salt;
    for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619);
    return value ^ (value >>> 13);
  };
  return [word(1), word(2), word(3), word(4)];
}

function sfc32([first, second, third, fourth]: [number, number, number, number]): () => number {
  let [a, b, c, counter] = [first, second, third, fourth];
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 15; round += 1) step();
  return step;
}
