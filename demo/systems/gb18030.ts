let bytesOf: ReadonlyMap<string, number> | undefined;

/** Encodes a text in GB18030. Throws RangeError for a character outside its one- and two-byte parts, which the demo city does not use. */
export function encodeGb18030(text: string): Uint8Array {
  bytesOf ??= twoByteTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const pair = bytesOf.get(character);
    if (code < 0x80) bytes.push(code);
    else if (pair !== undefined) bytes.push(pair >> 8, pair & 0xff);
    else throw new RangeError(`expected a character of the two-byte part of GB18030, got U+${code.toString(16).toUpperCase()}`);
  }
  return Uint8Array.from(bytes);
}

/** Node can only decode the charset, so the table is what decoding every pair of bytes gives. */
function twoByteTable(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = trail === 0x7f ? '' : decoder.decode(Uint8Array.of(lead, trail));
      if ([...character].length === 1 && character !== '\uFFFD') table.set(character, (lead << 8) | trail);
    }
  }
  return table;
}
