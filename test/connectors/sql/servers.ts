import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { openSqliteDatabase } from '../../../connectors/kit/sqlite-driver.ts';
import { sql } from '../../../connectors/sql/index.ts';
import type { ConnectorTools, Source } from '../../../src/contract/index.ts';

/** A database of its own on a real server (or a file), for one test file. */
export interface TestDatabase {
  readonly dialect: 'mariadb' | 'postgres' | 'sqlite';
  /** Configuration of a source over it. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Quotes a name. */
  quote(name: string): string;
  run(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  open(more?: Readonly<Record<string, unknown>>): Source;
  drop(): Promise<void>;
}

const NAME = () => `civigraph_test_${randomBytes(6).toString('hex')}`;

/** What a source logged, and the tools that it logs with. */
export function testTools(): { readonly tools: ConnectorTools; readonly logged: () => string } {
  const lines: string[] = [];
  const write = (message: string, facts?: unknown) => void lines.push(`${message} ${JSON.stringify(facts ?? {})}`);
  const log = { debug: write, info: write, warn: write, error: write };
  return { tools: { name: 'sql-test', log, baseDir: tmpdir(), secret: (reference) => reference }, logged: () => lines.join('\n') };
}

const openWith =
  (config: Readonly<Record<string, unknown>>) =>
  (more: Readonly<Record<string, unknown>> = {}) =>
    sql.open({ ...config, ...more }, testTools().tools);

/** A new MariaDB database; undefined where no server answers. */
export async function mariaDatabase(options = ''): Promise<TestDatabase | undefined> {
  const url = new URL(process.env.CIVIGRAPH_TEST_MARIADB ?? 'mysql://root@127.0.0.1:3306/');
  const server = {
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  const database = NAME();
  try {
    const connection = await mysql.createConnection({ ...server, charset: 'utf8mb4', timezone: 'Z', connectTimeout: 3000 });
    await connection.query(`create database ${database} character set utf8mb4 ${options}`);
    await connection.query(`use ${database}`);
    await connection.query("set session sql_mode = 'NO_BACKSLASH_ESCAPES'");
    const config = { dialect: 'mariadb', ...server, database };
    return {
      dialect: 'mariadb',
      config,
      quote: (name) => `\`${name.replaceAll('`', '``')}\``,
      run: async (sql, values) => (await connection.execute(sql, values as string[]))[0] as unknown as Record<string, unknown>[],
      open: openWith(config),
      drop: async () => {
        await connection.query(`drop database ${database}`);
        await connection.end();
      },
    };
  } catch {
    return undefined;
  }
}

/** A new PostgreSQL database; undefined where no server answers. */
export async function postgresDatabase(options = ''): Promise<TestDatabase | undefined> {
  const url = new URL(process.env.CIVIGRAPH_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres');
  const server = {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  const database = NAME();
  const admin = new pg.Client({ ...server, database: url.pathname.slice(1) || 'postgres', connectionTimeoutMillis: 3000 });
  try {
    await admin.connect();
    await admin.query(`create database ${database} ${options}`);
    const client = new pg.Client({ ...server, database });
    await client.connect();
    const config = { dialect: 'postgres', ...server, database };
    return {
      dialect: 'postgres',
      config,
      quote: (name) => `"${name.replaceAll('"', '""')}"`,
      run: async (sql, values) => (await client.query(sql, values as unknown[])).rows as Record<string, unknown>[],
      open: openWith(config),
      drop: async () => {
        await client.end();
        await admin.query(`drop database ${database} with (force)`);
        await admin.end();
      },
    };
  } catch {
    await admin.end().catch(() => {});
    return undefined;
  }
}

/** A new SQLite file. */
export async function sqliteDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'civigraph-sqlite-'));
  const file = join(folder, 'test.db');
  const database = openSqliteDatabase(file);
  const config = { dialect: 'sqlite', file };
  return {
    dialect: 'sqlite',
    config,
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    run: async (sql, values = []) => {
      const statement = database.prepare(sql);
      if (statement.reader) return statement.all(values);
      statement.run(values);
      return [];
    },
    open: openWith(config),
    drop: async () => {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
