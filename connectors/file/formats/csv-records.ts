import { SourceError } from '../../../src/contract/index.ts';

export interface CsvDialect {
  readonly delimiter: string;
  /** Undefined: cells are never quoted. */
  readonly quote: string | undefined;
  readonly comment: string | undefined;
  readonly skipLines: number;
}

/** A record: cells, or the reason why it could not be read. An unquoted empty cell is null, a quoted one is an empty text. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly (string | null)[] }
  | { readonly line: number; readonly reason: string; readonly torn?: true };

/** Longest record in characters. */
const LONGEST_RECORD = 16 * 1024 * 1024;
/** Characters that may be looked at again because a quote was never closed. */
const REWIND_BUDGET = 1024 * 1024 * 1024;

type Outcome = { readonly kind: 'record'; readonly cells: (string | null)[]; readonly end: number } | { readonly kind: 'more' } | Failure;
interface Failure {
  readonly kind: 'failed';
  readonly reason: string;
  readonly torn?: true;
}

/**
 * Cuts CSV text (RFC 4180; line breaks LF, CRLF and CR may be mixed) into records as chunks come in. A quote that opens and
 * never closes costs its own line only: reading goes on with the next line. A quote inside an unquoted cell is text.
 */
export class CsvRecords {
  readonly #dialect: CsvDialect;
  #buffer = '';
  #position = 0;
  #line = 1;
  #toSkip: number;
  /** Length that the buffer must reach before an unfinished record is looked at again; doubles, so long records cost linear time. */
  #wanted = 0;
  #rewound = 0;

  constructor(dialect: CsvDialect) {
    this.#dialect = dialect;
    this.#toSkip = dialect.skipLines;
  }

  push(text: string): CsvRecord[] {
    this.#buffer = this.#position === 0 ? this.#buffer + text : this.#buffer.slice(this.#position) + text;
    this.#position = 0;
    return this.#buffer.length < this.#wanted ? [] : this.#take(false);
  }

  end(): CsvRecord[] {
    return this.#take(true);
  }

  #take(final: boolean): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#position < this.#buffer.length) {
      if (this.#skipsLine()) {
        const end = this.#lineEnd(this.#position, final);
        if (end === undefined) break;
        this.#advance(end);
        this.#toSkip = Math.max(0, this.#toSkip - 1);
        continue;
      }
      const outcome = this.#record(final);
      if (outcome.kind === 'more') {
        this.#wanted = (this.#buffer.length - this.#position) * 2;
        return records;
      }
      this.#accept(outcome, records);
    }
    this.#wanted = 0;
    return records;
  }

  #skipsLine(): boolean {
    const { comment } = this.#dialect;
    return this.#toSkip > 0 || (comment !== undefined && this.#buffer.startsWith(comment, this.#position));
  }

  #accept(outcome: Exclude<Outcome, { kind: 'more' }>, records: CsvRecord[]): void {
    const line = this.#line;
    if (outcome.kind === 'record') {
      records.push({ line, cells: outcome.cells });
      this.#advance(outcome.end);
      return;
    }
    records.push({ line, reason: outcome.reason, ...(outcome.torn && { torn: true }) });
    const end = this.#lineEnd(this.#position, true) ?? this.#buffer.length;
    this.#advance(end);
  }

  /** Moves on to `end`, counting line breaks. */
  #advance(end: number): void {
    const text = this.#buffer;
    for (let i = this.#position; i < end; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) this.#line += 1;
    }
    this.#position = end;
  }

  /** The place after the line break that ends the line at `from`; undefined when it has not come yet. */
  #lineEnd(from: number, final: boolean): number | undefined {
    for (let i = from; i < this.#buffer.length; i += 1) {
      const unit = this.#buffer.charCodeAt(i);
      if (unit === 10) return i + 1;
      if (unit === 13) {
        if (i + 1 === this.#buffer.length && !final) return undefined;
        return this.#buffer.charCodeAt(i + 1) === 10 ? i + 2 : i + 1;
      }
    }
    return final ? this.#buffer.length : undefined;
  }

  #record(final: boolean): Outcome {
    const end = this.#lineEnd(this.#position, final);
    const start = this.#position;
    const { quote, delimiter } = this.#dialect;
    if (end !== undefined) {
      const line = withoutBreak(this.#buffer.slice(start, end));
      if (quote === undefined || !line.includes(quote)) {
        return { kind: 'record', cells: line.split(delimiter).map((cell) => (cell === '' ? null : cell)), end };
      }
    } else if (this.#buffer.length - start > LONGEST_RECORD) {
      throw new SourceError('BAD_DATA', `line ${this.#line} is longer than ${LONGEST_RECORD} characters, expected CSV lines`);
    }
    return end === undefined && (quote === undefined || !this.#buffer.includes(quote, start)) ? { kind: 'more' } : this.#quoted(final);
  }

  #quoted(final: boolean): Outcome {
    const { delimiter, quote = '"' } = this.#dialect;
    const text = this.#buffer;
    const cells: (string | null)[] = [];
    let i = this.#position;
    for (;;) {
      if (text.startsWith(quote, i)) {
        const cell = this.#quotedCell(i, quote, final);
        if ('kind' in cell) return cell;
        cells.push(cell.text);
        i = cell.end;
      } else {
        const stop = cellEnd(text, i, delimiter);
        if (stop === text.length && !final) return { kind: 'more' };
        cells.push(stop === i ? null : text.slice(i, stop));
        i = stop;
      }
      if (text.startsWith(delimiter, i)) {
        i += delimiter.length;
        if (i === text.length && !final) return { kind: 'more' };
        continue;
      }
      const end = this.#lineEnd(i, final);
      return end === undefined ? { kind: 'more' } : { kind: 'record', cells, end };
    }
  }

  #quotedCell(
    start: number,
    quote: string,
    final: boolean,
  ): { readonly text: string; readonly end: number } | { readonly kind: 'more' } | Failure {
    const text = this.#buffer;
    const { delimiter } = this.#dialect;
    let from = start + quote.length;
    let doubled = false;
    for (;;) {
      const close = text.indexOf(quote, from);
      if (close < 0) return this.#unclosed(final);
      const after = close + quote.length;
      if (after === text.length && !final) return { kind: 'more' };
      if (text.startsWith(quote, after)) {
        doubled = true;
        from = after + quote.length;
        continue;
      }
      if (after < text.length && !text.startsWith(delimiter, after) && !isBreak(text, after)) {
        this.#rewind(after);
        return { kind: 'failed', reason: 'text after a closing quote, expected a delimiter or the end of the line' };
      }
      const cell = text.slice(start + quote.length, close);
      return { text: doubled ? cell.replaceAll(quote + quote, quote) : cell, end: after };
    }
  }

  #unclosed(final: boolean): { readonly kind: 'more' } | Failure {
    if (!final && this.#buffer.length - this.#position <= LONGEST_RECORD) return { kind: 'more' };
    this.#rewind(this.#buffer.length);
    return { kind: 'failed', reason: 'a quote opens and never closes', ...(final && { torn: true }) };
  }

  #rewind(to: number): void {
    this.#rewound += to - this.#position;
    if (this.#rewound > REWIND_BUDGET) {
      throw new SourceError('BAD_DATA', `quotes do not match from line ${this.#line} on, expected CSV`, {
        advice: 'Set "quote" to the character in use, or to null.',
      });
    }
  }
}

function withoutBreak(line: string): string {
  if (line.endsWith('\r\n')) return line.slice(0, -2);
  return line.endsWith('\n') || line.endsWith('\r') ? line.slice(0, -1) : line;
}

function isBreak(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 10 || unit === 13;
}

function cellEnd(text: string, from: number, delimiter: string): number {
  for (let i = from; i < text.length; i += 1) {
    if (isBreak(text, i) || text.startsWith(delimiter, i)) return i;
  }
  return text.length;
}
