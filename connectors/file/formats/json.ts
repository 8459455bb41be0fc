import type { RowIssue } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { INVALID_BYTES } from '../../kit/charset-decode.ts';
import type { Piece, RawRow } from '../raw.ts';
import { cellsOf, type MemberCells } from './json-cells.ts';
import { type JsonSlice, JsonSplitter } from './json-split.ts';
import { escapeControls, parseExact } from './json-values.ts';
import { jsonError, refuseMarkup, type TextReaderInput } from './text-input.ts';

/** Turns a parsed row into cells, or says why it cannot. */
export type RowShape = (value: unknown) => readonly unknown[] | { readonly reason: string };

/** Reads the rows of a JSON document. A document without the promised list of rows is an error, never no rows. */
export async function* readJson(
  input: TextReaderInput,
  path: readonly string[],
  shape: RowShape = memberShape(input),
): AsyncGenerator<Piece> {
  const splitter = new JsonSplitter(path);
  const parser = new RowParser(input, shape);
  let first = true;
  for await (const text of input.text) {
    if (first) refuseMarkup(text);
    first = false;
    yield parser.piece(splitter.push(text));
  }
  yield parser.piece(splitter.push('', true));
  if (!splitter.complete) throw first ? new SourceError('BAD_DATA', 'the file is empty, expected a JSON document') : splitter.unfinished();
  if (!splitter.found) {
    const where = path.length === 0 ? 'the document is no list' : `the document has no list "${path.join('.')}"`;
    throw new SourceError('BAD_DATA', `${where}, expected a list of rows`, {
      advice: 'This may be an error message in place of data; otherwise set "rows" to the path of the list.',
    });
  }
  parser.report();
}

class RowParser {
  readonly #input: TextReaderInput;
  readonly #shape: RowShape;
  #repaired = 0;
  #firstRepair: number | undefined;

  constructor(input: TextReaderInput, shape: RowShape) {
    this.#input = input;
    this.#shape = shape;
  }

  piece(slices: readonly JsonSlice[]): Piece {
    const rows: RawRow[] = [];
    const issues: RowIssue[] = [];
    for (const slice of slices) {
      const shaped = slice.text.includes(INVALID_BYTES)
        ? { reason: `bytes that are not valid ${this.#input.charset.toUpperCase()}` }
        : this.#shaped(slice);
      if ('reason' in shaped) issues.push({ line: slice.line, reason: shaped.reason });
      else rows.push({ line: slice.line, cells: shaped });
    }
    return { rows, issues };
  }

  /** Tells how many rows were taken in spite of raw control characters. */
  report(): void {
    if (this.#repaired > 0)
      this.#input.note('rows with raw control characters in texts were taken', { rows: this.#repaired, firstLine: this.#firstRepair });
  }

  #shaped({ line, text }: JsonSlice): ReturnType<RowShape> {
    let value: unknown;
    try {
      value = parseExact(text);
    } catch {
      const repaired = escapeControls(text);
      if (!this.#input.options.lenient) throw refusal(line, repaired.count);
      try {
        value = parseExact(repaired.text);
      } catch {
        return { reason: 'the row is not valid JSON' };
      }
      this.#repaired += 1;
      this.#firstRepair ??= line;
    }
    return this.#shape(value);
  }
}

function refusal(line: number, controls: number): SourceError {
  return controls > 0
    ? jsonError(
        line,
        undefined,
        'the row that starts here holds a raw line break or other control character inside a text, expected it escaped',
        'Set "lenient: true" to take such rows.',
      )
    : jsonError(line, undefined, 'the row that starts here is not valid JSON', 'Set "lenient: true" to leave out and count such rows.');
}

function memberShape(input: TextReaderInput): RowShape {
  const members: MemberCells = cellsOf(input);
  return (value) => members(value) ?? { reason: 'the row is no JSON object' };
}
