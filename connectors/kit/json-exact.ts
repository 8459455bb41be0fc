/** Sixteen digits in a row: from here on a number may be more than a JavaScript number holds. */
const LONG = /\d[\d.]{15}/;
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON, giving numbers of 16 digits and more as text so that none is rounded. Shorter numbers, which a JavaScript number
 * holds without loss, come as numbers. Throws SyntaxError.
 */
export function parseExactJson(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text);
  return JSON.parse(text.replace(TOKENS, (token) => (token.length < 16 || token.startsWith('"') || !isLong(token) ? token : `"${token}"`)));
}

function isLong(token: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(token) && token.replace(/^-?0*\.?0*|\./g, '').length >= 16;
}
