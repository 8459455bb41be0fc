/** Stands in decoded text where bytes were not valid in the charset. A noncharacter: no real text holds it. */
export const INVALID_BYTES = '\uffff';

/** More than this without a line break or another safe place to cut is no text. */
const LONGEST_CARRY = 16 * 1024 * 1024;

/**
 * Decodes chunks of bytes to text. Bytes that are not valid in the charset become {@link INVALID_BYTES}, so a reader can
 * refuse the very line; U+FFFD that the text itself holds is left alone.
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>, charset: string, markLength: number): AsyncGenerator<string> {
  if (/^utf-16/.test(new TextDecoder(charset).encoding)) {
    yield* decodeWide(chunks, charset);
    return;
  }
  const decoders = makeDecoders(charset);
  let carry: Uint8Array = new Uint8Array(0);
  let skip = markLength;
  for await (const chunk of chunks) {
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const end = safeEnd(bytes);
    const usable = end === 0 && bytes.length > LONGEST_CARRY ? bytes.length : end;
    carry = bytes.subarray(usable);
    if (usable === 0) continue;
    const text = decodeLines(bytes.subarray(Math.min(skip, usable), usable), decoders);
    skip = Math.max(0, skip - usable);
    if (text !== '') yield text;
  }
  const rest = decodeLines(carry.subarray(Math.min(skip, carry.length)), decoders);
  if (rest !== '') yield rest;
}

interface Decoders {
  readonly strict: TextDecoder;
  readonly loose: TextDecoder;
}

function makeDecoders(charset: string): Decoders {
  return { strict: new TextDecoder(charset, { fatal: true, ignoreBOM: true }), loose: new TextDecoder(charset, { ignoreBOM: true }) };
}

/** The end of the part that surely ends between two characters: no character of UTF-8, GB18030 and single-byte charsets goes on with a byte below 0x30. */
export function safeEnd(bytes: Uint8Array): number {
  const lineEnd = bytes.lastIndexOf(0x0a) + 1;
  if (lineEnd > 0) return lineEnd;
  for (let i = bytes.length - 1; i >= 0; i -= 1) {
    // A carriage return waits for the line feed that may follow it.
    if ((bytes[i] ?? 255) < 0x30 && bytes[i] !== 0x0d) return i + 1;
  }
  return 0;
}

function decodeLines(bytes: Uint8Array, decoders: Decoders): string {
  try {
    return decoders.strict.decode(bytes);
  } catch {
    return decodeDamaged(bytes, decoders);
  }
}

function decodeDamaged(bytes: Uint8Array, { strict, loose }: Decoders): string {
  let text = '';
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found + 1;
    const line = bytes.subarray(start, end);
    start = end;
    try {
      text += strict.decode(line);
    } catch {
      text += loose.decode(line).replaceAll('\ufffd', INVALID_BYTES);
    }
  }
  return text;
}

async function* decodeWide(chunks: AsyncIterable<Uint8Array>, charset: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true }).replaceAll('\ufffd', INVALID_BYTES);
    if (text !== '') yield text;
  }
  const rest = decoder.decode().replaceAll('\ufffd', INVALID_BYTES);
  if (rest !== '') yield rest;
}
