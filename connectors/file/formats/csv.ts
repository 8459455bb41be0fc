import type { RowIssue } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { INVALID_BYTES } from '../../kit/charset-decode.ts';
import type { ColumnList, Piece, RawRow } from '../raw.ts';
import { type CsvDialect, type CsvRecord, CsvRecords } from './csv-records.ts';
import { refuseMarkup, type TextReaderInput } from './text-input.ts';

/** Reads CSV. Columns come from the header line, or from the declared fields when there is none. */
export async function* readCsv(input: TextReaderInput): AsyncGenerator<Piece> {
  const { options, columns } = input;
  const dialect: CsvDialect = {
    delimiter: options.delimiter ?? (input.format === 'tsv' ? '\t' : ','),
    quote: options.quote === null ? undefined : (options.quote ?? '"'),
    comment: options.comment,
    skipLines: options.skipLines ?? 0,
  };
  const records = new CsvRecords(dialect);
  const shape = new CsvShape(input);
  let last = '';
  for await (const text of input.text) {
    if (last === '') refuseMarkup(text);
    last = text.slice(-1);
    yield shape.piece(records.push(text));
  }
  yield shape.piece(records.end(), last !== '\n' && last !== '\r');
  if (columns.names.length === 0 && !options.allowEmpty)
    throw new SourceError('BAD_DATA', 'the file has no header line, expected the names of the columns');
}

/** Turns records into rows: names the columns, checks the number of cells, finds null words. */
class CsvShape {
  readonly #columns: ColumnList;
  readonly #nulls: ReadonlySet<string>;
  readonly #input: TextReaderInput;
  #width: number | undefined;

  constructor(input: TextReaderInput) {
    this.#input = input;
    this.#columns = input.columns;
    this.#nulls = new Set(input.options.nullWords ?? []);
    if (input.options.header === false && input.declared.length > 0) {
      for (const name of input.declared) this.#columns.position(name);
      this.#width = input.declared.length;
    }
  }

  /** `unended`: these are the last records and the file does not end in a line break. */
  piece(records: readonly CsvRecord[], unended = false): Piece {
    const rows: RawRow[] = [];
    const issues: RowIssue[] = [];
    for (const record of records) {
      const problem = 'reason' in record ? record.reason : this.#problem(record.cells);
      if (problem !== undefined) issues.push({ line: record.line, reason: problem });
      else if ('cells' in record) this.#take(record.line, record.cells, rows, issues);
    }
    const final = records.at(-1);
    const torn = unended && final !== undefined && issues.at(-1)?.line === final.line;
    return { rows, issues, ...(torn && { torn: true as const }) };
  }

  #problem(cells: readonly (string | null)[]): string | undefined {
    for (const cell of cells) {
      if (cell?.includes(INVALID_BYTES)) return `bytes that are not valid ${this.#input.charset.toUpperCase()}`;
      if (cell?.includes('\0')) return 'a NUL byte';
    }
    return undefined;
  }

  #take(line: number, cells: readonly (string | null)[], rows: RawRow[], issues: RowIssue[]): void {
    const blank = cells.length === 1 && cells[0] === null;
    if (this.#width === undefined) {
      if (blank) return;
      this.#width = cells.length;
      this.#nameColumns(cells);
      if (this.#input.options.header !== false) return;
    }
    if (blank && this.#width > 1) return;
    if (cells.length !== this.#width) {
      issues.push({ line, reason: `${cells.length} cells, expected ${this.#width}` });
      return;
    }
    rows.push({
      line,
      cells: this.#nulls.size === 0 ? cells : cells.map((cell) => (cell !== null && this.#nulls.has(cell) ? null : cell)),
    });
  }

  #nameColumns(cells: readonly (string | null)[]): void {
    const named = this.#input.options.header !== false;
    const names = cells.map((cell, position) => (named && cell !== null && cell.trim() !== '' ? cell : `column_${position + 1}`));
    for (const name of uniqueNames(names, this.#input.note)) this.#columns.position(name);
  }
}

/** Headings that stand twice get a number: `name`, `name_2`. */
export function uniqueNames(names: readonly string[], note: (message: string, facts: Readonly<Record<string, unknown>>) => void): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number += 1;
    const other = `${name}_${number}`;
    taken.add(other);
    seen.add(other);
    note('a heading stands twice, the second was numbered', { heading: name, field: other });
    return other;
  });
}
