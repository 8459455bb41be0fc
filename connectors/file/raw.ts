import type { FieldType, RowIssue } from '../../src/contract/index.ts';

/** A row as the file has it, cells by column position; a missing cell is undefined or null. */
export interface RawRow {
  /** Line, sheet row or record number, from 1. */
  readonly line: number;
  readonly cells: readonly unknown[];
}

/** Some rows of a file, with the rows that could not be read. */
export interface Piece {
  readonly rows: readonly RawRow[];
  readonly issues: readonly RowIssue[];
  /** True when the file ends in the middle of its last row: it may still be being written. */
  readonly torn?: true;
}

/** A number whose text holds more digits than a JavaScript number. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Column names in the order in which they were first met. Grows while a file without a fixed header is read. */
export class ColumnList {
  readonly names: string[] = [];
  readonly #positions = new Map<string, number>();

  /** The position of a column, which is added when it is new. */
  position(name: string): number {
    const known = this.#positions.get(name);
    if (known !== undefined) return known;
    const position = this.names.length;
    this.names.push(name);
    this.#positions.set(name, position);
    return position;
  }

  /** The position of a column, or undefined. */
  find(name: string): number | undefined {
    return this.#positions.get(name);
  }
}

/** What a format knows of its columns without looking at values. */
export interface NativeColumn {
  readonly type: FieldType;
  readonly nativeType: string;
  readonly nullable: boolean;
}
