import { CONTRACT_VERSION, type ConnectorModule } from '../../src/contract/index.ts';
import { configSchema, parseConfig } from './config.ts';
import { SqlSource } from './source.ts';

/** MariaDB, MySQL, PostgreSQL and SQLite. */
export const sql: ConnectorModule = {
  contractVersion: CONTRACT_VERSION,
  kind: 'sql',
  title: { en: 'SQL database (MariaDB, MySQL, PostgreSQL, SQLite)', zh: 'SQL 数据库（MariaDB、MySQL、PostgreSQL、SQLite）' },
  configSchema,
  open: (config, tools) => new SqlSource(parseConfig(config), tools),
};
