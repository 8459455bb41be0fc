import { jsonError } from './text-input.ts';

/** The text of one element of the list of rows. */
export interface JsonSlice {
  readonly line: number;
  readonly text: string;
}

/** Longest row and longest other text or number of a document, in characters. */
const LONGEST = 64 * 1024 * 1024;
const SPACE = /[ \t\r\n]*/y;
const LITERAL = /(?:-?\d[\d.eE+-]*|true|false|null)/y;

type Frame =
  | { readonly kind: 'array'; readonly rows: boolean; state: 'first' | 'value' | 'after' }
  | { readonly kind: 'object'; readonly depth: number; state: 'first' | 'key' | 'colon' | 'value' | 'after'; name: string };

/**
 * Finds the list of rows in a JSON document as its text comes in, and cuts out the text of each row, so a document need not be
 * held whole and every row knows its line. What stands around the rows is checked to be JSON; a row is checked by who parses it.
 */
export class JsonSplitter {
  readonly #path: readonly string[];
  #buffer = '';
  #position = 0;
  #line = 1;
  #lineStart = 0;
  #nextBreak = -1;
  #wanted = 0;
  readonly #stack: Frame[] = [];
  #done = false;
  #found = false;
  /** How far the scan of an unfinished row has come. */
  #row: { depth: number; scanned: number; inText: boolean } | undefined;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** True once the list of rows was met. */
  get found(): boolean {
    return this.#found;
  }

  /** True when the document ended where a document may end. */
  get complete(): boolean {
    return this.#done && this.#stack.length === 0;
  }

  get line(): number {
    return this.#line;
  }

  push(text: string, final = false): JsonSlice[] {
    if (this.#row) this.#row.scanned -= this.#position;
    this.#lineStart -= this.#position;
    this.#buffer = this.#buffer.slice(this.#position) + text;
    this.#position = 0;
    this.#nextBreak = -1;
    if (this.#buffer.length < this.#wanted && !final) return [];
    this.#wanted = 0;
    const slices: JsonSlice[] = [];
    while (this.#step(slices, final));
    return slices;
  }

  /** The error for a document that ends too early. */
  unfinished(): Error {
    const { line, column } = { line: this.#line, column: this.#position - this.#lineStart + 1 };
    return jsonError(
      line,
      column,
      'the document ends too early, expected the rest of it',
      'The file may be half-written or cut off; write it under another name and rename it.',
    );
  }

  #error(reason: string): Error {
    return jsonError(this.#line, this.#position - this.#lineStart + 1, reason);
  }

  /** Takes one token; false when more text is needed or none is left. */
  #step(slices: JsonSlice[], final: boolean): boolean {
    const frame = this.#stack.at(-1);
    if (this.#row) return this.#scanRow(slices);
    this.#advance(this.#match(SPACE));
    if (this.#position >= this.#buffer.length) return false;
    const token = this.#buffer[this.#position] ?? '';
    if (frame === undefined) {
      if (this.#done) throw this.#error('text after the end of the document');
      const went = this.#value(token, this.#path.length === 0, final);
      this.#done ||= went;
      return went;
    }
    return frame.kind === 'array' ? this.#inArray(frame, token, final) : this.#inObject(frame, token, final);
  }

  #inArray(frame: Extract<Frame, { kind: 'array' }>, token: string, final: boolean): boolean {
    if (frame.state !== 'value' && token === ']') return this.#close();
    if (frame.state === 'after') {
      if (token !== ',') throw this.#error('expected a comma or the end of the list');
      frame.state = 'value';
      return this.#advance(1);
    }
    if (!frame.rows) return this.#nested(frame, token, final);
    if (token === ',' || token === ']' || token === '}') throw this.#error('expected a row');
    frame.state = 'after';
    this.#row = { depth: 0, scanned: this.#position, inText: false };
    return true;
  }

  #inObject(frame: Extract<Frame, { kind: 'object' }>, token: string, final: boolean): boolean {
    switch (frame.state) {
      case 'first':
      case 'key': {
        if (token === '}' && frame.state === 'first') return this.#close();
        if (token !== '"') throw this.#error('expected the name of a member in double quotes');
        const text = this.#text();
        if (text === undefined) return this.#more(final);
        frame.name = text;
        frame.state = 'colon';
        return true;
      }
      case 'colon':
        if (token !== ':') throw this.#error('expected a colon');
        frame.state = 'value';
        return this.#advance(1);
      case 'value':
        return this.#nested(frame, token, final);
      case 'after':
        if (token === '}') return this.#close();
        if (token !== ',') throw this.#error('expected a comma or the end of the object');
        frame.state = 'key';
        return this.#advance(1);
      default:
        return frame.state satisfies never;
    }
  }

  /** A value inside a list or object; the frame goes on only when the value was there whole. */
  #nested(frame: Frame, token: string, final: boolean): boolean {
    const onPath = frame.kind === 'object' && frame.depth >= 0 && this.#path[frame.depth] === frame.name;
    const isRows = onPath && frame.depth === this.#path.length - 1 && !this.#found;
    const before = this.#position;
    const went = this.#value(token, isRows, final, onPath && frame.kind === 'object' ? frame.depth + 1 : -1);
    if (went || this.#position > before) frame.state = 'after';
    return went;
  }

  #value(token: string, rows: boolean, final: boolean, depth = 0): boolean {
    if (token === '[') {
      this.#found ||= rows;
      this.#stack.push({ kind: 'array', rows, state: 'first' });
      return this.#advance(1);
    }
    if (token === '{') {
      this.#stack.push({ kind: 'object', depth, state: 'first', name: '' });
      return this.#advance(1);
    }
    if (token === '"') return this.#text() !== undefined || this.#more(final);
    const length = this.#match(LITERAL);
    if (length === 0 && this.#buffer.length - this.#position > 5) throw this.#error('expected a JSON value');
    if (this.#position + length >= this.#buffer.length && !final) return this.#more(final);
    if (length === 0) throw this.#error('expected a JSON value');
    return this.#advance(length);
  }

  #close(): boolean {
    this.#stack.pop();
    return this.#advance(1);
  }

  /** Reads the text at the position; undefined when it has not come whole. */
  #text(): string | undefined {
    const end = closingQuote(this.#buffer, this.#position + 1);
    if (end < 0) return undefined;
    const literal = this.#buffer.slice(this.#position, end + 1);
    this.#advance(literal.length);
    try {
      return String(JSON.parse(literal));
    } catch {
      return '';
    }
  }

  #more(final: boolean): boolean {
    if (this.#buffer.length - this.#position > LONGEST) throw this.#error(`a value is longer than ${LONGEST} characters`);
    if (!final) this.#wanted = (this.#buffer.length - this.#position) * 2;
    return false;
  }

  /** Looks for the end of the row: the comma or bracket after it on its own level. */
  #scanRow(slices: JsonSlice[]): boolean {
    const row = this.#row;
    if (!row) return false;
    const text = this.#buffer;
    const marks = /["[\]{},]/g;
    for (;;) {
      if (row.inText) {
        const end = closingQuote(text, row.scanned);
        if (end < 0) return this.#unfinishedRow();
        row.inText = false;
        row.scanned = end + 1;
      }
      marks.lastIndex = row.scanned;
      const at = marks.exec(text)?.index;
      if (at === undefined) {
        row.scanned = text.length;
        return this.#unfinishedRow();
      }
      const mark = text[at];
      if (row.depth === 0 && (mark === ',' || mark === ']')) {
        slices.push({ line: this.#line, text: text.slice(this.#position, at) });
        this.#row = undefined;
        return this.#advance(at - this.#position);
      }
      row.scanned = at + 1;
      if (mark === '"') row.inText = true;
      else if (mark === '[' || mark === '{') row.depth += 1;
      else if (mark === ']' || mark === '}') row.depth -= 1;
      if (row.depth < 0) throw this.#error('a row closes more brackets than it opens');
    }
  }

  #unfinishedRow(): boolean {
    const length = this.#buffer.length - this.#position;
    if (length > LONGEST) throw this.#error(`a row is longer than ${LONGEST} characters`);
    this.#wanted = length > 262_144 ? length * 2 : 0;
    return false;
  }

  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#position;
    return pattern.exec(this.#buffer)?.[0].length ?? 0;
  }

  #advance(length: number): true {
    const end = this.#position + length;
    while (this.#nextBreak < end) {
      if (this.#nextBreak >= this.#position) {
        this.#line += 1;
        this.#lineStart = this.#nextBreak + 1;
      }
      const next = this.#buffer.indexOf('\n', Math.max(this.#nextBreak + 1, this.#position));
      this.#nextBreak = next < 0 ? Number.POSITIVE_INFINITY : next;
    }
    this.#position = end;
    return true;
  }
}

/** The place of the quote that closes the text whose content starts at `from`; -1 when it has not come. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    for (let i = at - 1; i >= from && text[i] === '\\'; i -= 1) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
