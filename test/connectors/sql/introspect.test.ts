import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Source } from '../../../src/contract/index.ts';
import { collectionOf, failureOf, never, readOf, rowsOf } from './requests.ts';
import { mariaDatabase, postgresDatabase, sqliteDatabase, type TestDatabase } from './servers.ts';

const databases = [await mariaDatabase(), await postgresDatabase(), await sqliteDatabase()];
const ODD_NAMES = ['select', 'a.b', 'x as y', 'what?', 'a"b', 'a`b', "it's", '中文', 'Mixed Case', '??', ':id', '$1', 'back\\slash'];

afterAll(async () => {
  for (const database of databases) await database?.drop();
});

for (const [place, database] of databases.entries()) {
  const name = ['MariaDB', 'PostgreSQL', 'SQLite'][place];
  if (!database) describe(`${name}`, () => it.skip('skipped: no server answers', () => {}));
  else describe(`a look at ${name}`, () => tests(database));
}

function tests(database: TestDatabase): void {
  const { quote, run, dialect } = database;
  let source: Source;

  beforeAll(async () => {
    const comment = (text: string) => (dialect === 'mariadb' ? ` comment '${text}'` : '');
    await run(
      `create table wards (code varchar(20) primary key, name varchar(50) not null${comment('Its name')})${dialect === 'mariadb' ? " comment='City wards'" : ''}`,
    );
    if (dialect === 'postgres') {
      await run("comment on table wards is 'City wards'");
      await run("comment on column wards.name is 'Its name'");
    }
    await run(`create table cameras (ward varchar(20) not null, number integer not null, serial varchar(30) not null, status varchar(10), seen timestamp,
      picture ${dialect === 'postgres' ? 'bytea' : 'blob'}, primary key (ward, number), foreign key (ward) references wards (code))`);
    await run('create unique index cameras_serial on cameras (serial)');
    await run('create index cameras_status on cameras (status, number)');
    await run('create table visits (place varchar(20), note varchar(20) not null, ticket integer not null)');
    await run('create unique index visits_place on visits (place)');
    await run('create unique index visits_ticket on visits (ticket)');
    await run("create view online as select ward, number, serial from cameras where status = 'ONLINE'");
    await run(
      `create table ${quote('odd ` " ? table')} (id integer primary key, ${ODD_NAMES.map((odd) => `${quote(odd)} varchar(20)`).join(', ')})`,
    );
    const places = ODD_NAMES.map((_, index) => (dialect === 'postgres' ? `$${index + 1}` : '?')).join(', ');
    await run(`insert into ${quote('odd ` " ? table')} values (1, ${places})`, ODD_NAMES);
    await run("insert into wards values ('w1', 'One'), ('w2', 'Two')");
    await run(
      "insert into cameras (ward, number, serial, status) values ('w1', 1, 's1', 'ONLINE'), ('w1', 2, 's2', 'FAULT'), ('w2', 1, 's3', 'ONLINE')",
    );
    source = database.open({ keys: { online: ['serial'] } });
  });

  afterAll(() => source.close());

  it('finds keys of several columns, indexes and foreign keys', async () => {
    const cameras = await collectionOf(source, 'cameras');
    expect(cameras.key).toEqual(['ward', 'number']);
    expect(cameras.indexes).toEqual(expect.arrayContaining([['ward', 'number'], ['serial'], ['status', 'number']]));
    expect(cameras.references).toEqual([{ fields: ['ward'], collection: 'wards', collectionFields: ['code'] }]);
  });

  it('says which columns may be null, and their types', async () => {
    const { fields } = await collectionOf(source, 'cameras');
    expect(fields.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ['ward', 'text', false],
      ['number', 'int', false],
      ['serial', 'text', false],
      ['status', 'text', true],
      ['seen', 'datetime', true],
    ]);
  });

  it('does not describe binary columns and refuses to read them', async () => {
    const { fields } = await collectionOf(source, 'cameras');
    expect(fields.map(({ name }) => name)).not.toContain('picture');
    expect((await failureOf(rowsOf(source, readOf('cameras', ['picture'])))).kind).toBe('UNSUPPORTED');
  });

  it('takes a unique index without nulls as the key of a table that has no primary key', async () => {
    expect((await collectionOf(source, 'visits')).key).toEqual(['ticket']);
  });

  it('describes views, with a key that is configured', async () => {
    const { key, fields } = await collectionOf(source, 'online');
    expect(key).toEqual(['serial']);
    expect(fields.map(({ name }) => name)).toEqual(['ward', 'number', 'serial']);
    expect(await rowsOf(source, readOf('online', ['serial'], { order: [{ field: 'serial', direction: 'asc' }] }))).toEqual([
      { serial: 's1' },
      { serial: 's3' },
    ]);
  });

  it('reads, filters and sorts by any name that a table or column can have', async () => {
    const row = Object.fromEntries(ODD_NAMES.map((odd) => [odd, odd]));
    expect(await rowsOf(source, readOf('odd ` " ? table', ODD_NAMES))).toEqual([row]);
    for (const odd of ODD_NAMES) {
      const request = readOf('odd ` " ? table', [odd], {
        predicate: {
          kind: 'and',
          of: [
            { kind: 'compare', field: odd, operator: 'eq', value: odd },
            { kind: 'in', field: odd, values: [odd, 'x'] },
          ],
        },
        order: [
          { field: odd, direction: 'desc' },
          { field: 'id', direction: 'asc' },
        ],
        limit: 5,
        limitPerKey: { fields: [odd], count: 1 },
      });
      expect(await rowsOf(source, request)).toEqual([{ [odd]: odd }]);
    }
  });

  it('shows only the tables that are allowed', async () => {
    const narrow = database.open({ tables: ['wards'] });
    const { collections } = await narrow.describe(never);
    expect(collections.map(({ name }) => name)).toEqual(['wards']);
    expect((await failureOf(rowsOf(narrow, readOf('cameras', ['serial'])))).kind).toBe('UNSUPPORTED');
    await narrow.close();
  });

  it.each([
    [{ tables: ['wards', 'nothing'] }, 'tables'],
    [{ keys: { nothing: ['id'] } }, 'keys'],
    [{ keys: { wards: ['nothing'] } }, 'keys.wards'],
  ])('names the option when the configuration speaks of what is not there: %j', async (more, option) => {
    const broken = database.open(more);
    const error = await failureOf(broken.describe(never));
    expect([error.kind, error.message]).toEqual(['BROKEN', expect.stringContaining(`option "${option}"`)]);
    await broken.close();
  });

  it('estimates rows', async () => {
    if (dialect === 'postgres') await run('analyze wards');
    expect((await collectionOf(source, 'wards')).estimatedRows).toBe(2);
  });

  if (dialect !== 'sqlite') {
    it('passes on comments as descriptions', async () => {
      const { description, fields } = await collectionOf(source, 'wards');
      expect([description, fields[1]?.description]).toEqual(['City wards', 'Its name']);
    });
  }

  if (dialect === 'postgres') {
    it('reads several schemas; all but the first are named with the collection', async () => {
      await run('create schema "other place"');
      await run('create table "other place".wards (id integer primary key references "other place".wards)');
      const wide = database.open({ schemas: ['public', 'other place'] });
      expect((await collectionOf(wide, 'other place.wards')).references).toEqual([
        { fields: ['id'], collection: 'other place.wards', collectionFields: ['id'] },
      ]);
      expect((await collectionOf(wide, 'wards')).key).toEqual(['code']);
      expect(await rowsOf(wide, readOf('other place.wards', ['id']))).toEqual([]);
      await wide.close();
    });
  }
}
