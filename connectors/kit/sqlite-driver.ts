import { createRequire } from 'node:module';

/** A value that SQLite can hold. */
export type SqliteValue = string | number | bigint | null | Uint8Array;

/** A prepared statement: the part of better-sqlite3's surface that both drivers share. */
export interface SqliteStatement {
  /** True for statements that give rows. */
  readonly reader: boolean;
  all(values?: readonly unknown[]): Record<string, unknown>[];
  run(values?: readonly unknown[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  iterate(values?: readonly unknown[]): IterableIterator<Record<string, unknown>>;
  safeIntegers(on?: boolean): unknown;
}

/** An open SQLite file. Every call blocks until it is done. */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): void;
  close(): void;
}

export interface SqliteOpenOptions {
  /** Refuses every write. Default false. */
  readonly readOnly?: boolean;
  /** Milliseconds to wait for a lock that another process holds. Default 5,000. */
  readonly busyTimeout?: number;
}

interface NativeStatement {
  readonly reader?: boolean;
  columns?(): readonly unknown[];
  all(...values: unknown[]): Record<string, unknown>[];
  run(...values: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(...values: unknown[]): IterableIterator<Record<string, unknown>>;
  setReadBigInts?(on: boolean): void;
  safeIntegers?(on: boolean): unknown;
}

interface NativeDatabase {
  prepare(sql: string): NativeStatement;
  exec(sql: string): unknown;
  close(): void;
}

/** Opens a file with `node:sqlite` where Node has it ready for use (22.16), else with `libsql`. Creates the file unless it is read only. */
export function openSqliteDatabase(file: string, options: SqliteOpenOptions = {}): SqliteDatabase {
  const database = openNative(file, options);
  database.exec(`pragma busy_timeout = ${Math.trunc(options.busyTimeout ?? 5000)}`);
  if (options.readOnly) database.exec('pragma query_only = on');
  return {
    prepare: (sql) => wrapStatement(database.prepare(sql)),
    exec: (sql) => void database.exec(sql),
    close: () => database.close(),
  };
}

/** True when this Node brings `node:sqlite` without a flag and with the calls that are used here. */
export function hasBuiltInSqlite(version: string = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 16);
}

function openNative(file: string, { readOnly = false }: SqliteOpenOptions): NativeDatabase {
  if (hasBuiltInSqlite()) {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    return new DatabaseSync(file, { readOnly }) as unknown as NativeDatabase;
  }
  const Database = createRequire(import.meta.url)('libsql') as new (file: string) => NativeDatabase;
  return new Database(file);
}

function wrapStatement(statement: NativeStatement): SqliteStatement {
  return {
    reader: statement.reader ?? (statement.columns?.().length ?? 0) > 0,
    all: (values = []) => statement.all(...values.map(bindable)),
    run: (values = []) => statement.run(...values.map(bindable)),
    iterate: (values = []) => statement.iterate(...values.map(bindable)),
    safeIntegers: (on = true) => (statement.setReadBigInts ? statement.setReadBigInts(on) : statement.safeIntegers?.(on)),
  };
}

/** libsql ends the process when it is given a value of another kind. */
function bindable(value: unknown): SqliteValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      if (value === null || value instanceof Uint8Array) return value;
      if (value instanceof Date) return value.getTime();
      throw new TypeError(`SQLite takes text, numbers, bytes and null, not ${value === undefined ? 'undefined' : 'an object'}`);
  }
}
