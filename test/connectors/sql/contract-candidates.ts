import { afterAll, describe, it } from '@jest/globals';
import { sql } from '../../../connectors/sql/index.ts';
import type { FieldType, Value } from '../../../src/contract/index.ts';
import type { Fixture } from '../../contract/fixture.ts';
import type { OpenedSource } from '../../contract/law.ts';
import { runContractSuite } from '../../contract/suite.ts';
import { type TestDatabase, testTools } from './servers.ts';

/** Native types by field type. */
export type ColumnTypes = Readonly<Partial<Record<FieldType, string>>>;

export const MARIA_TYPES: ColumnTypes = {
  text: 'varchar(200)',
  int: 'int',
  bigint: 'bigint',
  decimal: 'decimal(40,10)',
  float: 'double',
  boolean: 'tinyint(1)',
  date: 'date',
  datetime: 'datetime(3)',
  time: 'time(3)',
  point: 'point',
};
export const POSTGRES_TYPES: ColumnTypes = {
  text: 'text',
  int: 'integer',
  bigint: 'bigint',
  decimal: 'numeric(40,10)',
  float: 'double precision',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz(3)',
  time: 'time(3)',
  point: 'point',
};
export const SQLITE_TYPES: ColumnTypes = {
  text: 'text',
  int: 'integer',
  bigint: 'bigint',
  float: 'real',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
};

/** A database to check the contract on. */
export interface Candidate {
  readonly name: string;
  readonly database: TestDatabase | undefined;
  readonly types: ColumnTypes;
  /** Options of the source. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Fewer rows and requests, where only a part differs from another candidate. */
  readonly brief?: true;
}

/** Runs the contract suite on each database. */
export function checkContract(candidates: readonly Candidate[]): void {
  afterAll(async () => {
    for (const { database } of candidates) await database?.drop();
  });

  for (const { name, database, types, more, brief } of candidates) {
    if (!database) {
      describe(name, () => it.skip('skipped: no server answers at the address of the tests', () => {}));
      continue;
    }
    runContractSuite({
      name,
      types: Object.keys(types) as FieldType[],
      timeout: 120_000,
      ...(brief ? { rows: 120, runs: 25 } : {}),
      open: (fixture) => openOver(fixture, database, types, more ?? {}),
    });
  }
}

const made = new Map<string, Promise<void>>();

async function openOver(
  fixture: Fixture,
  database: TestDatabase,
  types: ColumnTypes,
  more: Readonly<Record<string, unknown>>,
): Promise<OpenedSource> {
  const id = `${JSON.stringify(database.config)}${fixture.collection}`;
  if (!made.has(id)) made.set(id, make(fixture, database, types, String(more.timeZone ?? 'UTC')));
  await made.get(id);
  const { tools, logged } = testTools();
  const source = sql.open({ ...database.config, ...more }, tools);
  return { source, logged, close: () => source.close() };
}

async function make(fixture: Fixture, database: TestDatabase, types: ColumnTypes, zone: string): Promise<void> {
  const { quote, dialect } = database;
  const columns = fixture.fields.map(({ name, type, nullable }) => `${quote(name)} ${types[type]} ${nullable ? '' : 'not null'}`);
  const key = `primary key (${fixture.key.map(quote).join(', ')})`;
  const keyIsText = fixture.key.some((field) => fixture.fields.find(({ name }) => name === field)?.type === 'text');
  // A key of texts that the collation folds together could not be stored.
  const exact = keyIsText && dialect === 'mariadb' ? 'collate utf8mb4_nopad_bin' : '';
  const typed = keyIsText ? columns.map((column) => column.replace(/ text /, ' varchar(200) ')) : columns;
  await database.run(`create table ${quote(fixture.collection)} (${[...typed, key].join(', ')}) ${exact}`);
  for (const { name, nullable, type } of fixture.fields) {
    if (nullable && (type === 'int' || type === 'datetime'))
      await database.run(`create index ${quote(`${fixture.collection}_by_${name}`)} on ${quote(fixture.collection)} (${quote(name)})`);
  }
  const names = fixture.fields.map(({ name }) => quote(name)).join(', ');
  for (const row of fixture.rows) {
    const values: unknown[] = [];
    const places = fixture.fields.map(({ name, type }) => {
      const value = row[name] ?? null;
      if (value !== null && type === 'point' && dialect === 'mariadb') {
        const { lon, lat } = value as { lon: number; lat: number };
        return `point(${lon}, ${lat})`;
      }
      values.push(stored(value, type, dialect, zone));
      return dialect === 'postgres' ? `$${values.length}` : '?';
    });
    await database.run(`insert into ${quote(fixture.collection)} (${names}) values (${places.join(', ')})`, values);
  }
}

const OFFSETS: Readonly<Record<string, number>> = { UTC: 0, '+08:00': 480, 'Asia/Shanghai': 480 };

function stored(value: Value, type: FieldType, dialect: TestDatabase['dialect'], zone: string): unknown {
  if (value === null) return null;
  if (type === 'point') return `(${(value as { lon: number }).lon},${(value as { lat: number }).lat})`;
  if (type === 'boolean' && dialect !== 'postgres') return value ? 1 : 0;
  if (type === 'bigint' && dialect === 'sqlite') return BigInt(String(value));
  if (type === 'datetime' && dialect === 'mariadb') return local(String(value), zone).replace('T', ' ').replace('Z', '');
  if (type === 'datetime' && dialect === 'postgres' && zone !== 'UTC') return local(String(value), zone).replace('T', ' ').replace('Z', '');
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** The local time of an instant. */
function local(text: string, zone: string): string {
  const offset = OFFSETS[zone];
  if (offset !== undefined) return new Date(Date.parse(text) + offset * 60_000).toISOString();
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return `${format.format(Date.parse(text))}.${text.slice(20, 23)}`;
}
