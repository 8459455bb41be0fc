import { limitExceeded } from './limit-error.ts';
import type { RequestLimits } from './limits.ts';

const QUOTE = 34;
const BACKSLASH = 92;

/** True for the characters that a name or a number may hold. */
function isWordCharacter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/** White space, line ends, commas and the byte order mark: they separate tokens and are none. */
function isIgnored(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || code === 44 || code === 0xfeff;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && isWordCharacter(text.charCodeAt(at))) at += 1;
  return at;
}

function endOfLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1;
  return at;
}

function endOfBlockText(text: string, start: number): number {
  let at = text.indexOf('"""', start + 3);
  while (at > 0 && text.charCodeAt(at - 1) === BACKSLASH) at = text.indexOf('"""', at + 3);
  return at < 0 ? text.length : at + 3;
}

function endOfText(text: string, start: number): number {
  if (text.startsWith('"""', start)) return endOfBlockText(text, start);
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === 10 || code === 13) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

/**
 * Counts tokens and bracket nesting in one linear pass, before the parser sees the text, and stops at the first limit that is
 * exceeded. It does not judge the syntax: what it takes for one token the parser takes for one or refuses.
 */
export function scanText(text: string, limits: RequestLimits): void {
  let tokens = 0;
  let nesting = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isIgnored(code)) {
      at += 1;
      continue;
    }
    tokens += 1;
    if (tokens > limits.tokens) throw limitExceeded('tokens', limits);
    const start = at;
    if (isWordCharacter(code)) {
      at = endOfWord(text, at);
      if (at - start > limits.nameLength) throw limitExceeded('nameLength', limits);
    } else if (code === QUOTE) {
      at = endOfText(text, at);
      if (at - start > limits.stringLength) throw limitExceeded('stringLength', limits);
    } else if (code === 35) {
      at = endOfLine(text, at);
    } else {
      if (code === 123 || code === 91 || code === 40) nesting += 1;
      else if (code === 125 || code === 93 || code === 41) nesting -= 1;
      if (nesting > limits.nesting) throw limitExceeded('nesting', limits);
      at += text.startsWith('...', at) ? 3 : 1;
    }
  }
}
