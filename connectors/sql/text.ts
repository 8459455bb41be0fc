import { refuse } from './errors.ts';

/** Half characters, which no encoding can carry. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a text can travel to a database and be compared there. `holdsNul`: also with U+0000. */
export function isPlainText(text: string, holdsNul: boolean): boolean {
  return !LONE_SURROGATE.test(text) && (holdsNul || !text.includes('\u0000'));
}

/** The text itself. Throws UNSUPPORTED for texts that a driver would change or a database refuse. */
export function checkText(text: string, holdsNul: boolean): string {
  if (!isPlainText(text, holdsNul)) throw refuse('a text of the request holds half a character (a lone surrogate) or U+0000');
  return text;
}

/** Unicode simple lower case: one character for one character, without context. */
export function simpleLowerCase(text: string): string {
  let folded = '';
  for (const character of text) {
    const lower = character.toLowerCase();
    folded += String.fromCodePoint(lower.codePointAt(0) ?? 0);
  }
  return folded;
}

const LAST_SCRIPT = 0x20000;
const IDEOGRAPHS = [0x3400, 0xa000] as const;

/** Every letter that has a simple lower case, as this Node knows them. */
export function casedLetters(): readonly string[] {
  const letters: string[] = [];
  for (let code = 1; code < LAST_SCRIPT; code = code === IDEOGRAPHS[0] ? IDEOGRAPHS[1] : code + 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const letter = String.fromCodePoint(code);
    if (letter.toLowerCase() !== letter && simpleLowerCase(letter) !== letter) letters.push(letter);
  }
  return letters;
}

/**
 * Letters, in both cases, that a server folds otherwise than this Node, judged by its answer to all cased letters at once.
 * Undefined when there are too many: then the server's folding is another one, not an older one.
 */
export function unfoldableLetters(letters: readonly string[], answer: string): ReadonlySet<string> | undefined {
  const answered = Array.from(answer);
  const other = letters.filter((letter, place) => answered[place] !== simpleLowerCase(letter));
  if (answered.length !== letters.length || other.length > 200) return undefined;
  return new Set(other.flatMap((letter) => [letter, simpleLowerCase(letter)]));
}
