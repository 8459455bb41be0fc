import { closest, distance } from 'fastest-levenshtein';

/** The known name that a name most looks like; undefined when none comes close. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (names.length === 0) return undefined;
  const folded = new Map(names.map((each) => [each.toLowerCase(), each]));
  const near = closest(name.toLowerCase(), [...folded.keys()]);
  const far = distance(name.toLowerCase(), near);
  return far <= (near.length < 4 ? 1 : Math.max(2, Math.floor(near.length / 3))) ? folded.get(near) : undefined;
}

/** The ending of a message: `; did you mean "..."?`, or nothing. */
export function nearest(name: string, known: Iterable<string>): string {
  const near = nearestName(name, known);
  return near === undefined || near === name ? '' : `; did you mean "${near}"?`;
}
