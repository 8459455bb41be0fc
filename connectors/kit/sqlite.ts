import { createRequire } from 'node:module';
import knex, { type Knex } from 'knex';
import { openSqliteDatabase, type SqliteDatabase, type SqliteOpenOptions } from './sqlite-driver.ts';

type SqliteClient = new (config: Knex.Config) => Knex.Client;

const require = createRequire(import.meta.url);

/**
 * Knex on one SQLite file (or `:memory:`), without a compiler: `node:sqlite` or `libsql` stand in for better-sqlite3.
 * One connection, since a file has one writer and statements do not wait for each other.
 */
export function openSqlite(file: string, options: SqliteOpenOptions = {}): Knex {
  return knex({
    client: clientFor((filename) => openSqliteDatabase(filename, options)) as unknown as typeof Knex.Client,
    connection: { filename: file },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
    // Else the values of a statement that fails stand in the text of its error.
    compileSqlOnError: false,
  });
}

/** Knex that only builds SQL in SQLite's spelling and is never connected. */
export function sqliteBuilder(): Knex {
  const refuse = () => {
    throw new Error('this builder has no connection');
  };
  return knex({ client: clientFor(refuse) as unknown as typeof Knex.Client, useNullAsDefault: true });
}

function clientFor(open: (file: string) => SqliteDatabase): SqliteClient {
  const Base = require('knex/lib/dialects/better-sqlite3/index.js') as SqliteClient;
  class Client extends Base {
    /** Knex calls the driver as a constructor and then uses prepare and close. */
    _driver(): unknown {
      return function Database(file: string) {
        return Object.assign(open(file), { defaultSafeIntegers: () => {} });
      };
    }
  }
  return Client;
}
