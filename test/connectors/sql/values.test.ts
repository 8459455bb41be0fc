import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Batch, FieldType, Predicate, Source, Value } from '../../../src/contract/index.ts';
import { aggregateOf, collectionOf, failureOf, never, readOf, rowsOf } from './requests.ts';
import { mariaDatabase, postgresDatabase, sqliteDatabase, type TestDatabase } from './servers.ts';

/** A native type with what is stored (as SQL) and the value that it reads as; `asks`: whether equality finds it again. */
type Case = readonly [native: string, stored: string, type: FieldType, value: Value, asks?: false];

const MARIA: readonly Case[] = [
  ['bigint unsigned', '18446744073709551615', 'bigint', '18446744073709551615'],
  ['int unsigned', '4294967295', 'bigint', '4294967295'],
  ['smallint unsigned', '65535', 'int', 65_535],
  ['tinyint(1)', '1', 'boolean', true],
  ['tinyint(4)', '7', 'int', 7],
  ['year', '2016', 'int', 2016],
  ['decimal(38,10)', "'9999999999999999999999999999.0000000001'", 'decimal', '9999999999999999999999999999.0000000001'],
  ['float', '0.1', 'float', 0.10000000149011612],
  ['double', '0.1', 'float', 0.1],
  ['bit(1)', "b'1'", 'boolean', true],
  ['bit(5)', "b'101'", 'text', '00101'],
  ['date', "'0999-12-31'", 'date', '0999-12-31'],
  ['datetime', "'1850-01-01 00:00:00'", 'datetime', '1850-01-01T00:00:00.000Z'],
  ['datetime(6)', "'2100-06-01 10:00:00.123456'", 'datetime', '2100-06-01T10:00:00.123Z'],
  ['timestamp', "'2016-08-21 10:00:00'", 'datetime', '2016-08-21T10:00:00.000Z'],
  ['time(6)', "'10:00:00.123456'", 'time', '10:00:00.123'],
  ['time', "'10:00:00'", 'time', '10:00:00'],
  ['char(10)', "'ab '", 'text', 'ab'],
  ['varchar(10) collate utf8mb4_general_ci', "'Straße '", 'text', 'Straße '],
  ["enum('b','a','O''Brien')", "'O''Brien'", 'text', "O'Brien"],
  ["set('a','b')", "'a,b'", 'text', 'a,b'],
  ['varchar(10) character set latin1', "'é'", 'text', 'é'],
  ['varchar(10) character set gbk', "'环翠'", 'text', '环翠'],
  ['mediumtext', "'long'", 'text', 'long'],
  ['uuid', "'123e4567-e89b-12d3-a456-426655440000'", 'text', '123e4567-e89b-12d3-a456-426655440000'],
  ['inet6', "'::1'", 'text', '::1'],
  ['json', `'{"a": [1, null]}'`, 'json', { a: [1, null] }, false],
  ['point', 'point(122.1, 37.5)', 'point', { lon: 122.1, lat: 37.5 }, false],
  [
    'polygon',
    "st_geomfromtext('polygon((0 0,1 0,1 1,0 0))')",
    'geometry',
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
    false,
  ],
];

const POSTGRES: readonly Case[] = [
  ['smallint', '-5', 'int', -5],
  ['bigint', '9223372036854775807', 'bigint', '9223372036854775807'],
  ['numeric', '1.500', 'decimal', '1.5'],
  ['numeric(38,10)', "'9999999999999999999999999999.0000000001'", 'decimal', '9999999999999999999999999999.0000000001'],
  ['real', '0.1', 'float', 0.10000000149011612],
  ['boolean', 'false', 'boolean', false],
  ['date', "'0999-12-31'", 'date', '0999-12-31'],
  ['timestamptz', "'2016-08-21 18:00:00.123456+08'", 'datetime', '2016-08-21T10:00:00.123Z'],
  ['timestamp', "'1850-01-01 00:00:00'", 'datetime', '1850-01-01T00:00:00.000Z'],
  ['timestamptz(0)', "'2100-12-31 23:59:59Z'", 'datetime', '2100-12-31T23:59:59.000Z'],
  ['time', "'23:59:59.9999'", 'time', '23:59:59.999'],
  ['interval', "'1 year 2 days 03:04:05'", 'duration', 'P1Y2DT3H4M5S', false],
  ['char(5)', "'ab'", 'text', 'ab'],
  ['varchar(9)', "'ab '", 'text', 'ab '],
  ['mood', "'sad'", 'text', 'sad'],
  ['positive', '7', 'int', 7],
  ['uuid', "'123E4567-e89b-12d3-a456-426655440000'", 'text', '123e4567-e89b-12d3-a456-426655440000'],
  ['inet', "'10.0.0.1'", 'text', '10.0.0.1/32'],
  ['name', "'someone'", 'text', 'someone'],
  ['bit(5)', "b'00101'", 'text', '00101'],
  ['integer[]', "'{1,null,3}'", 'json', [1, null, 3], false],
  ['jsonb', `'{"a": [1, null]}'`, 'json', { a: [1, null] }, false],
  ['point', "'(122.1,37.5)'", 'point', { lon: 122.1, lat: 37.5 }, false],
];

const SQLITE: readonly Case[] = [
  ['bigint', '9223372036854775807', 'bigint', '9223372036854775807'],
  ['integer', '-5', 'int', -5],
  ['decimal(10,2)', '1.5', 'float', 1.5],
  ['boolean', '1', 'boolean', true],
  ['date', "'0999-12-31'", 'date', '0999-12-31'],
  ['date', "'2016-08-21 10:00:00'", 'date', '2016-08-21'],
  ['datetime', "'2016-08-21 10:00:00'", 'datetime', '2016-08-21T10:00:00.000Z'],
  ['datetime', "'2016-08-21T18:00:00.5+08:00'", 'datetime', '2016-08-21T10:00:00.500Z'],
  ['datetime', '1471773600123', 'datetime', '2016-08-21T10:00:00.123Z'],
  ['timestamp', "'1850-01-01'", 'datetime', '1850-01-01T00:00:00.000Z'],
  ['time', "'10:00'", 'time', '10:00:00'],
  ['text collate nocase', "'Straße'", 'text', 'Straße'],
  ['', '7', 'text', '7'],
  ['json', `'{"a":[1,null]}'`, 'json', { a: [1, null] }, false],
];

const databases = [await mariaDatabase(), await postgresDatabase(), await sqliteDatabase()];

afterAll(async () => {
  for (const database of databases) await database?.drop();
});

for (const [place, database] of databases.entries()) {
  const name = ['MariaDB', 'PostgreSQL', 'SQLite'][place];
  const cases = [MARIA, POSTGRES, SQLITE][place] ?? [];
  if (!database) describe(`${name}`, () => it.skip('skipped: no server answers', () => {}));
  else describe(`native types of ${name}`, () => tests(database, cases));
}

function tests(database: TestDatabase, cases: readonly Case[]): void {
  const { run } = database;
  let source: Source;

  beforeAll(async () => {
    if (database.dialect === 'mariadb') await run("set session sql_mode = ''");
    if (database.dialect === 'postgres') {
      await run("create type mood as enum ('sad', 'ok', 'happy')");
      await run('create domain positive as integer check (value > 0)');
    }
    const columns = cases.map(([native], index) => `c${index} ${native}`);
    await run(`create table kinds (id integer primary key, ${columns.join(', ')})`);
    await run(`insert into kinds values (1, ${cases.map(([, stored]) => stored).join(', ')})`);
    await run('insert into kinds (id) values (2)');
    source = database.open();
  });

  afterAll(() => source.close());

  for (const [index, [native, stored, type, value, asks]] of cases.entries()) {
    const field = `c${index}`;
    it(`reads ${native || 'no type'} ${stored} as ${type}, and null as null`, async () => {
      const { fields } = await collectionOf(source, 'kinds');
      expect(fields.find(({ name }) => name === field)?.type).toBe(type);
      const order = [{ field: 'id', direction: 'asc' }] as const;
      expect(await rowsOf(source, readOf('kinds', [field], { order }))).toEqual([{ [field]: value }, { [field]: null }]);
    });

    if (asks === false) continue;
    it(`finds ${native || 'no type'} ${stored} by its value`, async () => {
      const { capabilities } = await collectionOf(source, 'kinds');
      const ids = async (predicate: Predicate) => (await rowsOf(source, readOf('kinds', ['id'], { predicate }))).map(({ id }) => id);
      const scalar = value as string | number | boolean;
      expect(await ids({ kind: 'compare', field, operator: 'eq', value: scalar })).toEqual([1]);
      expect(await ids({ kind: 'compare', field, operator: 'ne', value: scalar })).toEqual([]);
      expect(await ids({ kind: 'in', field, values: [scalar] })).toEqual([1]);
      expect(await ids({ kind: 'compare', field, operator: 'gte', value: scalar })).toEqual([1]);
      expect(await ids({ kind: 'compare', field, operator: 'lt', value: scalar })).toEqual([]);
      if (type === 'text')
        expect(await ids({ kind: 'text', field, operator: 'startsWith', value: String(value).slice(0, 2), ignoreCase: false })).toEqual([
          1,
        ]);
      const declared = capabilities.fields?.[field];
      if (declared?.measures?.includes('max')) {
        const { groups } = (await source.aggregate?.(
          aggregateOf('kinds', { measures: [{ name: 'most', function: 'max', field }] }),
          never,
        )) ?? { groups: [] };
        expect(groups).toEqual([{ most: value }]);
      }
      if (declared?.groupable) {
        const { groups } = (await source.aggregate?.(
          aggregateOf('kinds', { groupBy: [{ name: 'by', field }], measures: [{ name: 'rows', function: 'count' }] }),
          never,
        )) ?? { groups: [] };
        expect(groups).toHaveLength(2);
        expect(groups).toContainEqual({ by: value, rows: 1 });
      }
    });
  }

  it('leaves out rows whose value is not of its type, says so without the value, and still fills the page', async () => {
    const broken = await brokenTable(database);
    if (!broken) return;
    const fresh = database.open(broken.more);
    const batches: Batch[] = [];
    for await (const batch of fresh.read(readOf('broken', ['id', 'v'], { order: [{ field: 'id', direction: 'asc' }], limit: 2 }), never))
      batches.push(batch);
    expect(batches.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual([2, 3]);
    expect(batches.map(({ malformed }) => malformed?.count)).toEqual([1]);
    expect(batches[0]?.malformed?.issues[0]?.reason).toMatch(/^field "v": expected/);
    expect(JSON.stringify(batches[0]?.malformed)).not.toContain(broken.secret);
    const error = await failureOf(
      Promise.resolve(
        fresh.aggregate?.(
          aggregateOf('broken', { groupBy: [{ name: 'v', field: 'v' }], measures: [{ name: 'n', function: 'count' }] }),
          never,
        ),
      ),
    );
    expect(error.kind).toBe('BAD_DATA');
    expect(error.message).not.toContain(broken.secret);
    await fresh.close();
  });

  it('tells a JSON null from a value, not from a missing one', async () => {
    await run(`create table notes (id integer primary key, j ${database.dialect === 'postgres' ? 'jsonb' : 'json'})`);
    await run("insert into notes values (1, 'null'), (2, null), (3, '0')");
    const fresh = database.open();
    const order = [{ field: 'id', direction: 'asc' }] as const;
    expect(await rowsOf(fresh, readOf('notes', ['j'], { order }))).toEqual([{ j: null }, { j: null }, { j: 0 }]);
    expect(await rowsOf(fresh, readOf('notes', ['id'], { order, predicate: { kind: 'isNull', field: 'j' } }))).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    await fresh.close();
  });
}

async function brokenTable({
  dialect,
  run,
}: TestDatabase): Promise<{ readonly secret: string; readonly more?: Readonly<Record<string, unknown>> } | undefined> {
  const [type, first] =
    { mariadb: ['date', "'2016-00-17'"], postgres: ['timestamp(0)', "'infinity'"], sqlite: ['integer', "'seventeen'"] }[dialect] ?? [];
  const [second, third] = { mariadb: ["'2016-01-01'", "'2016-01-02'"], postgres: ["'2016-01-01'", "'2016-01-02'"], sqlite: ['5', '6'] }[
    dialect
  ];
  await run(`create table broken (id integer primary key, v ${type})`);
  await run(`insert into broken values (1, ${first}), (2, ${second}), (3, ${third}), (4, ${third})`);
  return { secret: String(first).replaceAll("'", '') };
}
