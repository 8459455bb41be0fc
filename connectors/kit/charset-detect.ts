import { isUtf8 } from 'node:buffer';

/** What a text file is written in, and why that was taken. */
export interface DetectedCharset {
  /** A label that TextDecoder takes. */
  readonly charset: string;
  /** Bytes of a byte order mark, to be left out. */
  readonly markLength: number;
  readonly reason: string;
}

const MARKS: readonly { readonly bytes: readonly number[]; readonly charset: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], charset: 'utf-8' },
  { bytes: [0xff, 0xfe], charset: 'utf-16le' },
  { bytes: [0xfe, 0xff], charset: 'utf-16be' },
];

/** The byte order mark at the start of the bytes. */
export function byteOrderMark(bytes: Uint8Array): DetectedCharset | undefined {
  const mark = MARKS.find((candidate) => candidate.bytes.every((byte, position) => bytes[position] === byte));
  return mark && { charset: mark.charset, markLength: mark.bytes.length, reason: 'byte order mark' };
}

/** Takes UTF-8, GB18030 or UTF-16 by a byte order mark, by the places of zero bytes, and by which of them the lines are valid in. */
export function detectCharset(bytes: Uint8Array): DetectedCharset {
  const mark = byteOrderMark(bytes);
  if (mark) return mark;
  const wide = wideCharset(bytes);
  if (wide) return { charset: wide, markLength: 0, reason: 'every other byte is zero' };
  if (isUtf8(bytes)) return { charset: 'utf-8', markLength: 0, reason: 'valid UTF-8' };
  return byLines(bytes);
}

/** UTF-16 of mostly Latin text has its zeros at odd (little endian) or even (big endian) places. */
function wideCharset(bytes: Uint8Array): string | undefined {
  const length = Math.min(bytes.length, 65_536) & ~1;
  if (length < 2) return undefined;
  const zeros = [0, 0];
  for (let i = 0; i < length; i += 1) if (bytes[i] === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const some = length / 2 / 5;
  if (odd > some && odd > even * 4) return 'utf-16le';
  if (even > some && even > odd * 4) return 'utf-16be';
  return undefined;
}

/** A file with some damage is still what most of its lines are. */
function byLines(bytes: Uint8Array): DetectedCharset {
  const gb = new TextDecoder('gb18030', { fatal: true });
  const votes = { utf8: 0, gb18030: 0 };
  for (const line of linesWithHighBytes(bytes)) {
    if (isUtf8(line)) votes.utf8 += 1;
    else if (isLikelyChinese(line, gb)) votes.gb18030 += 1;
  }
  if (votes.gb18030 > votes.utf8) return { charset: 'gb18030', markLength: 0, reason: 'valid GB18030 and not UTF-8' };
  return { charset: 'utf-8', markLength: 0, reason: 'most lines are UTF-8, some are not valid' };
}

function* linesWithHighBytes(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  for (let count = 0; start < bytes.length && count < 10_000; start += 1) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    start = end < 0 ? bytes.length : end;
    if (!line.some((byte) => byte >= 0x80)) continue;
    count += 1;
    yield line;
  }
}

/** Nearly every pair of high bytes is some GB18030 character; only common Chinese ones speak for it. */
function isLikelyChinese(line: Uint8Array, decoder: TextDecoder): boolean {
  let text: string;
  try {
    text = decoder.decode(line);
  } catch {
    return false;
  }
  let common = 0;
  let other = 0;
  for (const character of text) {
    if (character < '\u0080') continue;
    if (/[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2030]/.test(character)) common += 1;
    else other += 1;
  }
  return common > other;
}
