import { limitExceeded } from './limit-error.ts';
import type { RequestLimits } from './limits.ts';

/** Levels of the request around the variables: the body itself, and `variables` in it. */
const ENVELOPE = 2;

function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

/**
 * Keeps the limits on levels and items in the text of a request, before it is parsed: an object of a hundred thousand keys takes
 * the JSON parser a tenth of a second. Linear; does not judge the syntax.
 */
export function scanJson(text: string, limits: RequestLimits): void {
  const items: number[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = endOfText(text, at);
      continue;
    }
    if (code === 123 || code === 91) {
      if (items.push(1) > limits.jsonDepth + ENVELOPE) throw limitExceeded('jsonDepth', limits);
    } else if (code === 125 || code === 93) {
      items.pop();
    } else if (code === 44 && items.length > 0) {
      const count = (items.at(-1) ?? 0) + 1;
      if (count > limits.listItems) throw limitExceeded('listItems', limits);
      items[items.length - 1] = count;
    }
    at += 1;
  }
}
