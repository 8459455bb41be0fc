import { statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SourceError } from '../../../src/contract/index.ts';
import { openSqliteDatabase, type SqliteDatabase, type SqliteStatement } from '../../kit/sqlite-driver.ts';
import { isDamage } from '../errors.ts';
import type { DriverRow } from '../rows.ts';
import type { BoundStatement, Statement } from '../statement.ts';
import { BATCH_ROWS, type Driver, type Session } from './driver.ts';
import { Stops } from './stops.ts';

export interface SqliteSettings {
  readonly file: string;
  /** Milliseconds that a stream may take. */
  readonly statementTimeout: number;
}

const NEVER = new AbortController().signal;

/**
 * One read-only handle on a file, and those on files that it replaced until their reads are over. Statements run in this process and
 * cannot be interrupted between two rows.
 */
export class SqliteDriver implements Driver {
  readonly #settings: SqliteSettings;
  readonly #stops = new Stops();
  readonly #handles = new Set<Handle>();
  #current: Handle | undefined;
  #opened = 0;

  constructor(settings: SqliteSettings) {
    this.#settings = settings;
  }

  bind({ text }: Statement, parameters: readonly unknown[]): BoundStatement {
    return { sql: text, values: parameters };
  }

  session(): Session {
    this.#stops.check(NEVER);
    const handle = this.#handle();
    handle.uses += 1;
    let isOver = false;
    return {
      version: handle.version,
      fetch: (statement, signal) => this.#fetch(handle, statement, signal),
      stream: (statement, signal) => this.#stream(handle, statement, signal),
      release: () => {
        if (isOver) return;
        isOver = true;
        handle.uses -= 1;
        this.#closeUnused(handle);
      },
    };
  }

  async fetch(statement: BoundStatement, signal: AbortSignal): Promise<DriverRow[]> {
    const session = this.session();
    try {
      return await session.fetch(statement, signal);
    } finally {
      session.release();
    }
  }

  async close(): Promise<void> {
    if (!(await this.#stops.close())) return;
    for (const handle of this.#handles) handle.close();
    this.#handles.clear();
    this.#current = undefined;
  }

  async #fetch(handle: Handle, { sql, values }: BoundStatement, signal: AbortSignal): Promise<DriverRow[]> {
    this.#stops.check(signal);
    try {
      return handle.prepared(sql).all(values);
    } catch (error) {
      throw this.#noted(error, handle);
    }
  }

  async *#stream(handle: Handle, { sql, values }: BoundStatement, signal: AbortSignal): AsyncGenerator<DriverRow[]> {
    this.#stops.check(signal);
    const deadline = performance.now() + this.#settings.statementTimeout;
    let rows: IterableIterator<DriverRow> | undefined;
    try {
      // A statement of its own: a prepared one has room for one run at a time.
      rows = handle.database.prepare(sql).iterate(values);
      let batch: DriverRow[] = [];
      for (const row of rows) {
        batch.push(row);
        if (batch.length < BATCH_ROWS) continue;
        yield batch;
        batch = [];
        await nextTurn();
        this.#stops.check(signal);
        if (performance.now() > deadline) throw timedOut();
      }
      this.#stops.check(signal);
      if (batch.length > 0) yield batch;
    } catch (error) {
      throw this.#noted(error, handle);
    } finally {
      rows?.return?.();
    }
  }

  /** The handle on the file that is there now: an open file outlives its name, so the name is looked up for every request. */
  #handle(): Handle {
    const file = fileAt(this.#settings.file);
    if (this.#current && this.#current.file === file) return this.#current;
    this.#retire(this.#current);
    if (file === undefined) throw missing();
    this.#opened += 1;
    this.#current = new Handle(openSqliteDatabase(this.#settings.file, { readOnly: true }), file, this.#opened);
    this.#handles.add(this.#current);
    return this.#current;
  }

  /** A handle that met damage is not used again: what it remembers of the file may not fit the one that is put in its place. */
  #noted(error: unknown, handle: Handle): unknown {
    if (isDamage(error)) this.#retire(handle);
    return error;
  }

  #retire(handle: Handle | undefined): void {
    if (!handle) return;
    if (handle === this.#current) this.#current = undefined;
    this.#closeUnused(handle);
  }

  #closeUnused(handle: Handle): void {
    if (handle === this.#current || handle.uses > 0 || !this.#handles.delete(handle)) return;
    handle.close();
  }
}

/** A file that is open, with the statements that were prepared for it. */
class Handle {
  readonly database: SqliteDatabase;
  /** Tells files of the same name apart. */
  readonly file: string;
  readonly version: number;
  /** Requests that are under way. */
  uses = 0;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: SqliteDatabase, file: string, version: number) {
    this.database = database;
    this.file = file;
    this.version = version;
  }

  prepared(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    if (this.#statements.size >= 500) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }
}

/** Device and number of the file of this name; undefined where there is none. */
function fileAt(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  } catch {
    throw new SourceError('BROKEN', 'the file that the option "file" points to cannot be looked at', {
      advice: 'correct the option "file", or the permissions of its folder',
    });
  }
}

function missing(): SourceError {
  return new SourceError('UNREACHABLE', 'there is no file where the option "file" points to', {
    advice: 'put the file back, or correct the option "file"',
  });
}

function timedOut(): SourceError {
  return new SourceError('UNREACHABLE', 'the statement was not finished in time', {
    timeout: true,
    advice: 'narrow the request, add an index for it, or raise statementTimeout',
  });
}
