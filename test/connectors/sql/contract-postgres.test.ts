import { checkContract, POSTGRES_TYPES as types } from './contract-candidates.ts';
import { postgresDatabase } from './servers.ts';

checkContract([
  { name: 'sql on PostgreSQL', types, database: await postgresDatabase() },
  {
    name: 'sql on PostgreSQL with a linguistic collation, microseconds and a fixed zone',
    types: { ...types, decimal: 'numeric', datetime: 'timestamp', time: 'time', text: 'varchar(200)' },
    database: await postgresDatabase(`template template0 locale_provider icu icu_locale 'en-US' locale 'C.UTF-8'`),
    more: { timeZone: 'Asia/Shanghai' },
    brief: true,
  },
]);
