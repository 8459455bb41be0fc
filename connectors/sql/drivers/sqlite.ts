import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SourceError } from '../../../src/contract/index.ts';
import { openSqliteDatabase, type SqliteDatabase, type SqliteStatement } from '../../kit/sqlite-driver.ts';
import type { DriverRow } from '../rows.ts';
import type { BoundStatement, Statement } from '../statement.ts';
import { BATCH_ROWS, type Driver } from './driver.ts';
import { Stops } from './stops.ts';

export interface SqliteSettings {
  readonly file: string;
  /** Milliseconds that a stream may take. */
  readonly statementTimeout: number;
}

/** One read-only handle on a file. Statements run in this process and cannot be interrupted between two rows. */
export class SqliteDriver implements Driver {
  readonly #settings: SqliteSettings;
  readonly #stops = new Stops();
  #database: SqliteDatabase | undefined;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(settings: SqliteSettings) {
    this.#settings = settings;
  }

  bind({ text }: Statement, parameters: readonly unknown[]): BoundStatement {
    return { sql: text, values: parameters };
  }

  async fetch({ sql, values }: BoundStatement, signal: AbortSignal): Promise<DriverRow[]> {
    this.#stops.check(signal);
    return this.#prepared(sql).all(values);
  }

  async *stream({ sql, values }: BoundStatement, signal: AbortSignal): AsyncGenerator<DriverRow[]> {
    this.#stops.check(signal);
    // A statement of its own: a prepared one has room for one run at a time.
    const rows = this.#open().prepare(sql).iterate(values);
    const deadline = performance.now() + this.#settings.statementTimeout;
    try {
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
    } finally {
      rows.return?.();
    }
  }

  async close(): Promise<void> {
    if (!(await this.#stops.close())) return;
    this.#statements.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  #prepared(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#open().prepare(sql);
    if (this.#statements.size >= 500) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }

  #open(): SqliteDatabase {
    if (this.#database) return this.#database;
    if (!existsSync(this.#settings.file)) {
      throw new SourceError('BROKEN', 'there is no file where the option "file" points to', { advice: 'correct the option "file"' });
    }
    this.#database = openSqliteDatabase(this.#settings.file, { readOnly: true });
    return this.#database;
  }
}

function timedOut(): SourceError {
  return new SourceError('UNREACHABLE', 'the statement was not finished in time', {
    timeout: true,
    advice: 'narrow the request, add an index for it, or raise statementTimeout',
  });
}
