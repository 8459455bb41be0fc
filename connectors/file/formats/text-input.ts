import { SourceError } from '../../../src/contract/index.ts';
import type { FormatOptions } from '../config.ts';
import type { ColumnList } from '../raw.ts';

/** What a reader of a text format is given. */
export interface TextReaderInput {
  readonly text: AsyncIterable<string>;
  readonly charset: string;
  readonly format: string;
  readonly options: FormatOptions;
  /** Grows as columns are met. */
  readonly columns: ColumnList;
  /** Names in the file of the declared fields, in their order. */
  readonly declared: readonly string[];
  /** Tells people something about the file; facts hold no values. */
  readonly note: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** An HTML or XML page in place of data is an error of the source, whatever its name ends in. */
export function refuseMarkup(start: string): void {
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(start)) {
    throw new SourceError('BAD_DATA', 'the file holds an HTML or XML page, expected rows', {
      advice: 'Look at what writes the file: it may have saved an error page.',
    });
  }
}

/** The error of a JSON document that is not what was promised, with its place and nothing of its content. */
export function jsonError(line: number, column: number | undefined, reason: string, advice?: string): SourceError {
  return new SourceError(
    'BAD_DATA',
    `line ${line}${column === undefined ? '' : `, column ${column}`}: ${reason}`,
    advice === undefined ? {} : { advice },
  );
}
