import { setImmediate } from 'node:timers/promises';
import type { Row, RowIssue } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import { groupKey } from '../../src/rows/index.ts';
import type { DetectedCharset } from '../kit/charset-detect.ts';
import type { FormatOptions } from './config.ts';
import { fileError, throwIfStopped } from './errors.ts';
import { type FileField, resolveFields, type SeenColumns } from './fields.ts';
import { TypeGuess } from './infer.ts';
import type { FoundFile } from './locate.ts';
import { type OpenFile, openFile } from './open-file.ts';
import type { CollectionPlan } from './plan.ts';
import type { RawRow } from './raw.ts';
import { MalformedRows, RowMaker } from './rows-of-file.ts';
import { Table } from './table.ts';

/** Rows that are converted before others get their turn. */
const SLICE = 5_000;

/** What the first pass over a file found. */
interface Looked {
  readonly file: FoundFile;
  readonly open: Pick<OpenFile, 'columns' | 'natives' | 'charset' | 'statedRows'>;
  /** Undefined when the rows are not held. */
  readonly raws: readonly RawRow[] | undefined;
  readonly malformed: MalformedRows;
  readonly guesses: ReadonlyMap<string, TypeGuess>;
  readonly rows: number;
  readonly torn: boolean;
  readonly changed: boolean;
}

/** What a load gives: the table, and whether a file was written to meanwhile. */
export interface Loaded {
  readonly table: Table;
  readonly changed: boolean;
  /** The last row is cut off and may still be being written. */
  readonly torn: boolean;
  readonly charsets: readonly DetectedCharset[];
}

/** Reads the files of a collection: into memory when they are small enough, otherwise only as far as types need it. */
export async function loadTable(plan: CollectionPlan, files: readonly FoundFile[], signal: AbortSignal): Promise<Loaded> {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  let budget = bytes > plan.maxBytesInMemory ? -1 : plan.maxRowsInMemory;
  const looked: Looked[] = [];
  for (const file of files) {
    const one = await lookThrough(plan, file, budget, signal);
    budget = one.raws === undefined ? -1 : budget - one.rows;
    looked.push(one);
  }
  const held = looked.every(({ raws }) => raws !== undefined);
  const seen = looked.map(seenOf).filter(({ names }) => names.length > 0 || plan.options.allowEmpty !== true);
  const fields = resolveFields(plan.options, plan.format, seen);
  const facts = {
    changed: looked.some(({ changed }) => changed),
    torn: looked.some(({ torn }) => torn),
    charsets: looked.flatMap(({ open }) => open.charset ?? []),
  };
  return { ...facts, table: held ? await heldTable(plan, looked, fields, signal) : scannedTable(plan, looked, fields) };
}

function seenOf({ open, guesses, rows }: Looked): SeenColumns {
  return { names: open.columns.names, natives: open.natives, guesses, rows };
}

async function lookThrough(plan: CollectionPlan, file: FoundFile, budget: number, signal: AbortSignal): Promise<Looked> {
  try {
    const open = await openFile(file, { ...plan, signal });
    try {
      return await firstPass(plan, file, open, budget);
    } finally {
      await open.close();
    }
  } catch (error) {
    throw named(fileError(error, file.name), file.name);
  }
}

async function firstPass(plan: CollectionPlan, file: FoundFile, open: OpenFile, budget: number): Promise<Looked> {
  const text = plan.format === 'csv' || plan.format === 'tsv';
  const malformed = new MalformedRows();
  const guesses: TypeGuess[] = [];
  let raws: RawRow[] | undefined = budget < 0 ? undefined : [];
  let rows = 0;
  let torn = false;
  for await (const piece of open.pieces()) {
    malformed.add(piece.issues);
    rows += piece.rows.length;
    torn = piece.torn ?? false;
    if (raws && rows > budget) raws = undefined;
    if (raws) for (const row of piece.rows) raws.push(row);
    if (!text) for (const { cells } of piece.rows) addGuesses(guesses, cells);
    // The types are known; a file that is not held need not be read to its end.
    const known = text ? open.columns.names.length > 0 : plan.format === 'parquet';
    if (!raws && known) break;
  }
  const entries = open.columns.names.map((name, position) => [name, text ? alwaysText() : (guesses[position] ?? new TypeGuess())] as const);
  return {
    file,
    open: {
      columns: open.columns,
      natives: open.natives,
      charset: open.charset,
      statedRows: open.statedRows ?? (text && !raws ? undefined : rows),
    },
    raws,
    malformed,
    guesses: new Map(entries),
    rows,
    torn,
    changed: open.replaced || (await open.changed()),
  };
}

function addGuesses(guesses: TypeGuess[], cells: readonly unknown[]): void {
  for (let position = 0; position < cells.length; position += 1) {
    let guess = guesses[position];
    if (!guess) {
      guess = new TypeGuess();
      guesses[position] = guess;
    }
    guess.add(cells[position]);
  }
}

function alwaysText(): TypeGuess {
  const guess = new TypeGuess();
  guess.add('');
  guess.add(null);
  return guess;
}

async function heldTable(
  plan: CollectionPlan,
  looked: readonly Looked[],
  fields: readonly FileField[],
  signal: AbortSignal,
): Promise<Table> {
  const malformed = new MalformedRows();
  const rows: Row[] = [];
  const keys = new KeyCheck(plan.options, fields);
  for (const { file, open, raws = [], malformed: unread } of looked) {
    malformed.merge(unread);
    const maker = new RowMaker(fields, open.columns, file.name, convertOptions(plan));
    for (let start = 0; start < raws.length; start += SLICE) {
      throwIfStopped(signal);
      const made = maker.make(raws.slice(start, start + SLICE));
      malformed.add(made.issues);
      for (const [position, row] of made.rows.entries()) {
        if (keys.isNew(row)) rows.push(row);
        else malformed.add([{ line: made.lines[position] ?? 0, reason: 'a row with the same key stands before it' }]);
      }
      await setImmediate();
    }
  }
  refuseMalformed(plan, malformed, rows.length);
  return new Table({
    fields,
    key: plan.options.key ?? [],
    rows,
    malformed,
    asOf: asOf(plan.options, looked, rows),
    files: looked.map(({ file }) => file),
  });
}

/** A key that stands twice would make pages repeat or skip rows. */
class KeyCheck {
  readonly #key: readonly string[];
  readonly #types: ReadonlyMap<string, FileField['type']>;
  readonly #seen = new Set<string>();

  constructor(options: FormatOptions, fields: readonly FileField[]) {
    this.#key = options.key ?? [];
    this.#types = new Map(fields.map(({ name, type }) => [name, type]));
  }

  isNew(row: Row): boolean {
    if (this.#key.length === 0) return true;
    const before = this.#seen.size;
    this.#seen.add(groupKey(row, this.#key, this.#types));
    return this.#seen.size > before;
  }
}

function scannedTable(plan: CollectionPlan, looked: readonly Looked[], fields: readonly FileField[]): Table {
  const stated = looked.map(({ open }) => open.statedRows);
  const estimatedRows = stated.every((count) => count !== undefined)
    ? stated.reduce((sum: number, count) => sum + (count ?? 0), 0)
    : undefined;
  return new Table({
    fields,
    key: plan.options.key ?? [],
    rows: undefined,
    estimatedRows,
    malformed: new MalformedRows(),
    asOf: asOf(plan.options, looked, []),
    files: looked.map(({ file }) => file),
  });
}

/** Rows of the files of a table that is not held, as they are read; malformed rows beside them. */
export async function* scanFiles(
  plan: CollectionPlan,
  table: Table,
  signal: AbortSignal,
): AsyncGenerator<{ readonly rows: readonly Row[]; readonly issues: readonly RowIssue[] }> {
  const malformed = new MalformedRows();
  let rows = 0;
  for (const file of table.files) {
    const open = await openFile(file, { ...plan, signal });
    try {
      if (open.replaced) throw replaced(plan);
      const maker = new RowMaker(table.fields, open.columns, file.name, convertOptions(plan));
      for await (const piece of open.pieces()) {
        throwIfStopped(signal);
        const made = maker.make(piece.rows);
        const issues = [...piece.issues, ...made.issues];
        malformed.add(issues);
        rows += made.rows.length;
        yield { rows: made.rows, issues };
      }
      if (await open.changed()) throw replaced(plan);
    } catch (error) {
      throw named(fileError(error, file.name), file.name);
    } finally {
      await open.close();
    }
  }
  refuseMalformed(plan, malformed, rows);
}

function replaced({ settleTime }: CollectionPlan): SourceError {
  return new SourceError('UNREACHABLE', 'the file was written to while it was being read', { retryAfter: settleTime * 4 });
}

function convertOptions({ options, format }: CollectionPlan) {
  return { timeZone: options.timeZone, textIsJson: format === 'csv' || format === 'tsv' || format === 'xlsx' || format === 'parquet' };
}

function refuseMalformed({ options }: CollectionPlan, malformed: MalformedRows, rows: number): void {
  const { count, issues } = malformed;
  if (count === 0) return;
  const [first] = issues;
  const example = first ? `; the first: ${first.line === undefined ? '' : `line ${first.line}: `}${first.reason}` : '';
  if (rows === 0)
    throw new SourceError('BAD_DATA', `none of ${count} rows could be read${example}`, {
      advice: 'Look at the format, the charset and the declared types.',
    });
  if (options.maxMalformed !== undefined && count > options.maxMalformed) {
    throw new SourceError('BAD_DATA', `${count} rows could not be read, at most ${options.maxMalformed} are allowed${example}`, {
      advice: 'Correct the file or raise maxMalformed.',
    });
  }
}

function asOf({ asOf: declared }: FormatOptions, looked: readonly Looked[], rows: readonly Row[]): string {
  const fileTime = new Date(Math.max(...looked.map(({ file }) => file.modified))).toISOString();
  if (!declared) return fileTime;
  if ('at' in declared) return new Date(declared.at).toISOString();
  let latest = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = row[declared.field];
    if (typeof value === 'string') latest = Math.max(latest, Date.parse(value) || Number.NEGATIVE_INFINITY);
  }
  return Number.isFinite(latest) ? new Date(latest).toISOString() : fileTime;
}

function named(error: SourceError, name: string): SourceError {
  if (error.message.includes(`"${name}"`)) return error;
  const { retryAfter, timeout, advice, cause } = error;
  return new SourceError(error.kind, `"${name}": ${error.message}`, {
    timeout,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(advice !== undefined && { advice }),
    ...(cause !== undefined && { cause }),
  });
}
