import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { ConnectorTools } from '../../src/contract/index.ts';
import { MAX_SORT_BYTES } from './codecs/mariadb.ts';
import { brokenOption, type SqlConfig } from './config.ts';
import type { Dialect } from './dialect.ts';
import { mariaDialect } from './dialects/mariadb.ts';
import { postgresDialect } from './dialects/postgres.ts';
import { sqliteDialect } from './dialects/sqlite.ts';
import type { Driver } from './drivers/driver.ts';
import { MariaDriver, type MariaSettings } from './drivers/mariadb.ts';
import { PostgresDriver, type PostgresSettings } from './drivers/postgres.ts';
import { SqliteDriver } from './drivers/sqlite.ts';
import { introspectMaria } from './introspect/mariadb.ts';
import { introspectPostgres } from './introspect/postgres.ts';
import { introspectSqlite } from './introspect/sqlite.ts';
import type { DriverRow } from './rows.ts';
import type { Catalog } from './table.ts';

/** One kind of database, ready to be asked. */
export interface Backend {
  readonly dialect: Dialect;
  readonly driver: Driver;
  introspect(ask: (sql: string, values?: readonly unknown[]) => Promise<readonly DriverRow[]>): Promise<Catalog>;
}

/** The dialect table: what each configured dialect is made of. Connects to nothing yet. */
export function backendOf(config: SqlConfig, tools: ConnectorTools): Backend {
  switch (config.dialect) {
    case 'mariadb':
    case 'mysql': {
      const dialect = mariaDialect();
      const driver = new MariaDriver(mariaSettings(config, tools));
      return { dialect, driver, introspect: (ask) => introspectMaria(ask, config, dialect) };
    }
    case 'postgres': {
      const dialect = postgresDialect();
      const driver = new PostgresDriver(postgresSettings(config, tools));
      return { dialect, driver, introspect: (ask) => introspectPostgres((sql, values) => ask(sql, values), config, dialect) };
    }
    case 'sqlite': {
      const dialect = sqliteDialect();
      const driver = new SqliteDriver({ file: sqliteFile(config, tools), statementTimeout: config.statementTimeout });
      return { dialect, driver, introspect: (ask) => introspectSqlite((sql, values) => ask(sql, values), config, dialect) };
    }
    default:
      return config.dialect satisfies never;
  }
}

/** The path of an SQLite source's file. */
export function sqliteFile(config: SqlConfig, tools: ConnectorTools): string {
  return resolve(tools.baseDir, config.file ?? '');
}

/** The port that is used when none is configured. */
export function portOf({ port, dialect }: SqlConfig): number {
  return port ?? (dialect === 'postgres' ? 5432 : 3306);
}

function mariaSettings(config: SqlConfig, tools: ConnectorTools): MariaSettings {
  const tls = tlsOf(config, tools);
  return {
    connection: {
      ...serverOf(config, tools),
      charset: 'UTF8MB4_BIN',
      timezone: 'Z',
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      decimalNumbers: false,
      connectTimeout: config.connectTimeout,
      ...(tls ? { ssl: tls as NonNullable<MariaSettings['connection']['ssl']> } : {}),
    },
    pool: config.pool,
    session: [
      "set session time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', sql_auto_is_null = 0, sql_select_limit = default",
    ],
    sessionIfKnown: [
      `set session max_sort_length = ${MAX_SORT_BYTES}`,
      'set session transaction read only',
      // MariaDB counts in seconds; it skips comments for MySQL 5.7 and later, MySQL skips comments for MariaDB.
      `set session lock_wait_timeout = 10 /*M! , max_statement_time = ${config.statementTimeout / 1000} */ /*!50700 , max_execution_time = ${config.statementTimeout} */`,
    ],
  };
}

function postgresSettings(config: SqlConfig, tools: ConnectorTools): PostgresSettings {
  const tls = tlsOf(config, tools);
  return {
    connection: {
      ...serverOf(config, tools),
      connectionTimeoutMillis: config.connectTimeout,
      application_name: 'civigraph',
      ssl: tls ?? false,
      keepAlive: true,
    },
    pool: config.pool,
    session: [
      "set timezone = 'UTC'",
      "set datestyle = 'ISO, YMD'",
      "set intervalstyle = 'iso_8601'",
      'set extra_float_digits = 1',
      'set standard_conforming_strings = on',
      'set default_transaction_read_only = on',
      // Scans that join others under way would start anywhere: two reads must come in the same order.
      'set synchronize_seqscans = off',
      `set statement_timeout = ${config.statementTimeout}`,
    ],
  };
}

function serverOf(config: SqlConfig, tools: ConnectorTools) {
  const { host, database = '', user = '' } = config;
  const password = config.password === '' ? '' : tools.secret(config.password);
  return { host, port: portOf(config), database, user, password };
}

function tlsOf({ ssl }: SqlConfig, { baseDir }: ConnectorTools): TlsOptions | undefined {
  if (ssl === false) return undefined;
  if (ssl === true) return { rejectUnauthorized: true };
  const { ca, rejectUnauthorized } = ssl;
  if (ca === undefined) return { rejectUnauthorized };
  try {
    return { rejectUnauthorized, ca: readFileSync(resolve(baseDir, ca), 'utf8') };
  } catch {
    throw brokenOption('ssl.ca', 'expected a file that can be read');
  }
}
