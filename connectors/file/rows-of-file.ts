import type { Row, RowIssue, Value } from '../../src/contract/index.ts';
import { type Convert, type ConvertOptions, converterFor } from './convert.ts';
import type { FileField } from './fields.ts';
import type { ColumnList, RawRow } from './raw.ts';

/** Most issues that are listed; all are counted. */
const MOST_ISSUES = 100;

/** Counts the rows that could not be read and keeps the first of them. */
export class MalformedRows {
  #count = 0;
  readonly #issues: RowIssue[] = [];

  add(issues: readonly RowIssue[]): void {
    this.#count += issues.length;
    for (const issue of issues) {
      if (this.#issues.length >= MOST_ISSUES) return;
      this.#issues.push(issue);
    }
  }

  /** Adds what another file counted. */
  merge(other: MalformedRows): void {
    this.add(other.issues);
    this.#count += other.count - other.issues.length;
  }

  get count(): number {
    return this.#count;
  }

  get issues(): readonly RowIssue[] {
    return this.#issues;
  }
}

interface Slot {
  readonly field: FileField;
  readonly convert: Convert;
  readonly position: number | undefined;
}

/** Converted rows, their lines, and the rows that did not fit. */
export interface MadeRows {
  readonly rows: readonly Row[];
  readonly lines: readonly number[];
  readonly issues: readonly RowIssue[];
}

/** Makes the rows of one file out of its cells. */
export class RowMaker {
  readonly #fields: readonly FileField[];
  readonly #columns: ColumnList;
  readonly #file: string;
  readonly #converters: readonly Convert[];
  #slots: readonly Slot[] = [];
  #width = -1;

  constructor(fields: readonly FileField[], columns: ColumnList, file: string, options: ConvertOptions) {
    this.#fields = fields;
    this.#columns = columns;
    this.#file = file;
    this.#converters = fields.map(({ type }) => converterFor(type, options));
  }

  /** Converts rows; those with a value that does not fit its field become issues. */
  make(raws: readonly RawRow[]): MadeRows {
    const into = { rows: [] as Row[], lines: [] as number[], issues: [] as RowIssue[] };
    this.#place();
    for (const raw of raws) {
      const row = this.#row(raw);
      if (typeof row === 'string') into.issues.push({ line: raw.line, reason: row });
      else {
        into.rows.push(row);
        into.lines.push(raw.line);
      }
    }
    return into;
  }

  /** Columns may have been added since the last piece. */
  #place(): void {
    if (this.#width === this.#columns.names.length) return;
    this.#width = this.#columns.names.length;
    this.#slots = this.#fields.map((field, place) => ({
      field,
      convert: this.#converters[place] ?? (() => null),
      position: field.column === undefined ? undefined : (this.#columns.find(field.column) ?? -1),
    }));
  }

  #row(raw: RawRow): Row | string {
    const row: Record<string, Value> = {};
    for (const { field, convert, position } of this.#slots) {
      const value = position === undefined ? this.#file : convert(raw.cells[position]);
      if (value === undefined) return `the value of "${field.name}" is no ${field.type}`;
      if (value === null && !field.nullable) return `"${field.name}" has no value`;
      row[field.name] = value;
    }
    return row;
  }
}
