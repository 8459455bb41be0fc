import { checkContract, SQLITE_TYPES as types } from './contract-candidates.ts';
import { sqliteDatabase } from './servers.ts';

checkContract([
  { name: 'sql on SQLite', types, database: await sqliteDatabase() },
  { name: 'sql on SQLite with canonical times', types, database: await sqliteDatabase(), more: { canonicalTimes: true }, brief: true },
]);
