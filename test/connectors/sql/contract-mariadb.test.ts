import { checkContract, MARIA_TYPES as types } from './contract-candidates.ts';
import { mariaDatabase } from './servers.ts';

checkContract([
  { name: 'sql on MariaDB', types, database: await mariaDatabase('collate utf8mb4_nopad_bin') },
  {
    name: 'sql on MariaDB with a collation that folds case',
    types,
    database: await mariaDatabase('collate utf8mb4_general_ci'),
    brief: true,
  },
  {
    name: 'sql on MariaDB with long texts, microseconds and a fixed offset',
    types: { ...types, datetime: 'datetime(6)', time: 'time(6)', text: 'text' },
    database: await mariaDatabase('collate utf8mb4_uca1400_ai_ci'),
    more: { timeZone: '+08:00' },
    brief: true,
  },
  {
    name: 'sql on MariaDB in a zone with summer time',
    types,
    database: await mariaDatabase(),
    more: { timeZone: 'Europe/Berlin' },
    brief: true,
  },
]);
