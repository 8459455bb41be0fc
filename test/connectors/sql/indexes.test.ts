import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderTerm, Predicate, ReadRequest, Source } from '../../../src/contract/index.ts';
import { never, readOf, rowsOf } from './requests.ts';
import { mariaDatabase, postgresDatabase, sqliteDatabase, type TestDatabase } from './servers.ts';

const databases = [await mariaDatabase('collate utf8mb4_general_ci'), await postgresDatabase(), await sqliteDatabase()];

afterAll(async () => {
  for (const database of databases) await database?.drop();
});

for (const [place, database] of databases.entries()) {
  const name = ['MariaDB', 'PostgreSQL', 'SQLite'][place];
  if (!database) describe(`${name}`, () => it.skip('skipped: no server answers', () => {}));
  else describe(`200,000 rows on ${name}`, () => tests(database));
}

const online: Predicate = { kind: 'compare', field: 'status', operator: 'eq', value: 'ONLINE' };
const asc = (field: string): OrderTerm => ({ field, direction: 'asc' });
const desc = (field: string): OrderTerm => ({ field, direction: 'desc' });

function tests(database: TestDatabase): void {
  const { run, dialect } = database;
  let source: Source;

  beforeAll(async () => {
    const time = { mariadb: 'datetime(3)', postgres: 'timestamptz(3)', sqlite: 'datetime' }[dialect];
    await run(
      `create table cameras (id integer primary key, code varchar(20) not null, status varchar(12) not null, ward integer, seen ${time} not null)`,
    );
    const numbers = {
      mariadb:
        "select seq, concat('c', seq), elt(1 + seq % 4, 'ONLINE', 'OFFLINE', 'FAULT', 'UNKNOWN'), if(seq % 50 = 0, null, seq * 7919 % 997), '2016-01-01' + interval seq * 37 second from seq_1_to_200000",
      postgres:
        "select n, 'c' || n, (array['ONLINE', 'OFFLINE', 'FAULT', 'UNKNOWN'])[1 + n % 4], case when n % 50 = 0 then null else n * 7919 % 997 end, timestamptz '2016-01-01' + n * interval '37 second' from generate_series(1, 200000) n",
      sqlite:
        "with recursive s(n) as (select 1 union all select n + 1 from s where n < 200000) select n, 'c' || n, case n % 4 when 0 then 'ONLINE' when 1 then 'OFFLINE' when 2 then 'FAULT' else 'UNKNOWN' end, case when n % 50 = 0 then null else n * 7919 % 997 end, strftime('%Y-%m-%dT%H:%M:%fZ', 1451606400 + n * 37, 'unixepoch') from s",
    }[dialect];
    await run(`insert into cameras ${numbers}`);
    await run('create unique index by_code on cameras (code)');
    await run('create index by_status on cameras (status, ward, id)');
    await run('create index by_ward on cameras (ward, id)');
    await run('create index by_seen on cameras (seen, id)');
    await run(dialect === 'mariadb' ? 'analyze table cameras' : 'analyze cameras');
    source = database.open({ canonicalTimes: true });
    await source.describe(never);
  }, 120_000);

  afterAll(() => source.close());

  /** What the server says about the statements of a request. The values are put in as literals. */
  async function explained(request: ReadRequest, values: readonly (string | number)[]): Promise<string[]> {
    const statements = source.preview?.(request).split(';\n') ?? [];
    const plans: string[] = [];
    for (const statement of statements.slice(0, 1)) {
      let place = 0;
      const filled = statement.replace(/\?|\$\d+/g, () => {
        const value = values[place++] ?? 0;
        return typeof value === 'string' ? `'${value}'` : String(value);
      });
      const rows = await run(`explain ${dialect === 'sqlite' ? 'query plan ' : ''}${filled}`);
      plans.push(...rows.map((row) => JSON.stringify(row)));
    }
    return plans;
  }

  const usesIndex = (plan: readonly string[], index: string) => {
    const text = plan.join('\n');
    expect(text).toContain(index);
    expect(text).not.toMatch(/filesort|TEMP B-TREE|"Sort|Seq Scan|SCAN t"|"type":"ALL"/);
  };

  it('filters by text and sorts by a nullable column, all by one index', async () => {
    const request = readOf('cameras', ['id', 'ward'], { predicate: online, order: [asc('ward'), asc('id')], limit: 100 });
    usesIndex(await explained(request, dialect === 'mariadb' ? ['ONLINE', 'ONLINE', 100] : ['ONLINE', 100]), 'by_status');
    expect(await rowsOf(source, request)).toHaveLength(100);
  });

  it('goes on after a position by the same index', async () => {
    const after = { values: [500, 1000], inclusive: false };
    const request = readOf('cameras', ['id', 'ward'], { predicate: online, order: [asc('ward'), asc('id')], after, limit: 100 });
    const values = {
      mariadb: ['ONLINE', 'ONLINE', 500, 500, 500, 1000, 100],
      postgres: ['ONLINE', 500, 1000, 100],
      sqlite: ['ONLINE', 500, 1000, 100],
    };
    usesIndex(await explained(request, values[dialect]), 'by_status');
    const rows = await rowsOf(source, request);
    expect(rows).toHaveLength(100);
    expect(rows.every(({ ward, id }) => Number(ward) > 500 || (Number(ward) === 500 && Number(id) > 1000))).toBe(true);
  });

  it('sorts downwards with nulls last by an index', async () => {
    const request = readOf('cameras', ['id', 'ward'], { order: [desc('ward'), desc('id')], limit: 100 });
    usesIndex(await explained(request, [100]), 'by_ward');
    expect((await rowsOf(source, request))[0]?.ward).toBe(996);
  });

  it('fills the end of an order with the rows that have no value', async () => {
    const after = { values: [996, 0], inclusive: false };
    const request = readOf('cameras', ['id', 'ward'], { predicate: online, order: [asc('ward'), asc('id')], after, limit: 400 });
    const rows = await rowsOf(source, request);
    const firstNull = rows.findIndex(({ ward }) => ward === null);
    expect(rows).toHaveLength(400);
    expect(firstNull).toBeGreaterThan(0);
    expect(rows.slice(firstNull).every(({ ward }) => ward === null)).toBe(true);
    const next = { ...request, after: { values: [null, rows[399]?.id ?? 0], inclusive: false }, limit: 3 };
    expect((await rowsOf(source, next)).every(({ ward, id }) => ward === null && Number(id) > Number(rows[399]?.id))).toBe(true);
  });

  it('finds keys of a folding column by its index', async () => {
    const predicate: Predicate = { kind: 'in', field: 'code', values: ['c7', 'c77', 'C777'] };
    const request = readOf('cameras', ['id'], { predicate });
    if (dialect === 'mariadb') usesIndex(await explained(request, ["c7','c77", "c7','c77"]), 'by_code');
    if (dialect === 'sqlite') usesIndex(await explained(request, ['["c7"]']), 'by_code');
    expect((await rowsOf(source, request)).map(({ id }) => id).sort()).toEqual([7, 77]);
  });

  it('finds a stretch of time by its index', async () => {
    const predicate: Predicate = {
      kind: 'and',
      of: [
        { kind: 'compare', field: 'seen', operator: 'gte', value: '2016-02-01T00:00:00.000Z' },
        { kind: 'compare', field: 'seen', operator: 'lt', value: '2016-02-01T01:00:00.000Z' },
      ],
    };
    const request = readOf('cameras', ['id', 'seen'], { predicate, order: [asc('seen'), asc('id')], limit: 10 });
    const literal = (text: string) => (dialect === 'sqlite' ? text : text.replace('T', ' ').replace('Z', ''));
    usesIndex(await explained(request, [literal('2016-02-01T00:00:00.000Z'), literal('2016-02-01T01:00:00.000Z'), 10]), 'by_seen');
    expect(await rowsOf(source, request)).toHaveLength(10);
  });

  it('finds the beginning of a text', async () => {
    const request = readOf('cameras', ['id'], {
      predicate: { kind: 'text', field: 'code', operator: 'startsWith', value: 'c19999', ignoreCase: false },
    });
    expect(await rowsOf(source, request)).toHaveLength(11);
    if (dialect === 'mariadb') usesIndex(await explained(request, ['c19999%', '!', 'c19999%', '!']), 'by_code');
  });

  it('takes the first rows of each key', async () => {
    const request = readOf('cameras', ['ward', 'id'], {
      predicate: { kind: 'in', field: 'ward', values: [1, 2, 3] },
      order: [desc('id')],
      limitPerKey: { fields: ['ward'], count: 2 },
    });
    const rows = await rowsOf(source, request);
    expect(rows.map(({ ward }) => ward).sort()).toEqual([1, 1, 2, 2, 3, 3]);
  });
}
