import { distance } from 'fastest-levenshtein';

/** A hint at the known name that a misspelled one most likely means: ` Did you mean "port"?`, or nothing. */
export function nearestHint(name: string, known: readonly string[]): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length * 0.4)) + 1;
  for (const candidate of known) {
    const far = distance(name.toLowerCase(), candidate.toLowerCase());
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  return best === undefined ? ` Known names: ${known.join(', ')}.` : ` Did you mean "${best}"?`;
}
