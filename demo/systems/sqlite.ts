/** The part of an SQLite driver that the registry is written with; `node:sqlite` and `libsql` both have it. */
export interface Database {
  exec(sql: string): unknown;
  prepare(sql: string): { run(...values: (string | number | null)[]): unknown };
  close(): void;
}

/** Opens a database file with the driver of this Node: the built-in one where it is ready for use (22.16 and later), else `libsql`. */
export async function openDatabase(file: string): Promise<Database> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 16)) {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    return new DatabaseSync(file);
  }
  const { default: Libsql } = await import('libsql');
  return new Libsql(file) as Database;
}
