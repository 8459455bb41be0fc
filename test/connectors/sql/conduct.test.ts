import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../../connectors/sql/index.ts';
import type { Source } from '../../../src/contract/index.ts';
import { aggregateOf, failureOf, never, readOf, rowsOf, until } from './requests.ts';
import { mariaDatabase, postgresDatabase, sqliteDatabase, type TestDatabase, testTools } from './servers.ts';

const databases = [await mariaDatabase(), await postgresDatabase()];
const SECRET = 'hunter2-very-secret';

afterAll(async () => {
  for (const database of databases) await database?.drop();
});

for (const [place, database] of databases.entries()) {
  const name = place === 0 ? 'MariaDB' : 'PostgreSQL';
  if (!database) describe(name, () => it.skip('skipped: no server answers', () => {}));
  else describe(`a source on ${name}`, () => tests(database));
}

function tests(database: TestDatabase): void {
  const { run, dialect } = database;
  const isMaria = dialect === 'mariadb';
  const slow = isMaria ? 'select id, sleep(30) as nap from one' : 'select id, pg_sleep(30)::text as nap from one';
  let source: Source;

  beforeAll(async () => {
    await run('create table one (id integer primary key)');
    await run('insert into one values (1)');
    await run('create table numbers (id integer primary key, word varchar(100) not null)');
    await run(
      isMaria
        ? "insert into numbers select seq, repeat('x', 100) from seq_1_to_100000"
        : "insert into numbers select n, repeat('x', 100) from generate_series(1, 100000) n",
    );
    await run(`create view slow as ${slow}`);
    source = database.open({ keys: { slow: ['id'] }, pool: 3 });
    await source.describe(never);
  });

  afterAll(() => source.close());

  /** Statements and connections of the source on the server. */
  const connections = async (running: boolean): Promise<number> => {
    const rows = isMaria
      ? await run(
          `select count(*) as n from information_schema.processlist where db = database() and id <> connection_id()${running ? " and command = 'Query'" : ''}`,
        )
      : await run(
          `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()${running ? " and state = 'active'" : ''}`,
        );
    return Number(rows[0]?.n);
  };

  it.each([
    ['one page', { limit: 1 }],
    ['a stream', {}],
  ])('ends the statement on the server when the read of %s is aborted', async (_, rest) => {
    const controller = new AbortController();
    const failure = failureOf(rowsOf(source, readOf('slow', ['id', 'nap'], rest), controller.signal));
    await until('the statement runs', async () => (await connections(true)) === 1);
    const started = performance.now();
    controller.abort();
    expect((await failure).kind).toBe('UNREACHABLE');
    expect(performance.now() - started).toBeLessThan(2500);
    await until('the statement is gone', async () => (await connections(true)) === 0);
    expect(await rowsOf(source, readOf('one', ['id']))).toEqual([{ id: 1 }]);
  });

  it('ends an aggregate on the server when it is aborted', async () => {
    const controller = new AbortController();
    const failure = failureOf(
      Promise.resolve(
        source.aggregate?.(aggregateOf('slow', { measures: [{ name: 'n', function: 'max', field: 'nap' }] }), controller.signal),
      ),
    );
    await until('the statement runs', async () => (await connections(true)) === 1);
    controller.abort();
    expect((await failure).kind).toBe('UNREACHABLE');
    await until('the statement is gone', async () => (await connections(true)) === 0);
  });

  it('gives up a read that waits for a free connection', async () => {
    const narrow = database.open({ pool: 1 });
    await narrow.describe(never);
    const first = new AbortController();
    const second = new AbortController();
    const holding = failureOf(rowsOf(narrow, readOf('slow', ['nap']), first.signal));
    await until('the statement runs', async () => (await connections(true)) === 1);
    const waiting = failureOf(rowsOf(narrow, readOf('one', ['id']), second.signal));
    second.abort();
    expect((await waiting).kind).toBe('UNREACHABLE');
    first.abort();
    await holding;
    expect(await rowsOf(narrow, readOf('one', ['id']))).toEqual([{ id: 1 }]);
    await narrow.close();
  });

  it('reads no faster than the rows are taken, and leaves nothing running when the consumer goes', async () => {
    let taken = 0;
    for await (const { rows } of source.read(readOf('numbers', ['id', 'word']), never)) {
      taken += rows.length;
      if (taken >= 500) break;
    }
    expect(taken).toBeLessThan(5000);
    await until('no statement runs', async () => (await connections(true)) === 0);
    expect(await rowsOf(source, readOf('one', ['id'], { limit: 1 }))).toEqual([{ id: 1 }]);
  });

  it('streams every row of a large table', async () => {
    const rows = await rowsOf(source, readOf('numbers', ['id']));
    expect(rows).toHaveLength(100_000);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(100_000);
    expect(await rowsOf(source, readOf('numbers', ['id'], { limit: 1500, order: [{ field: 'id', direction: 'asc' }] }))).toHaveLength(1500);
  });

  it('ends statements that take too long as a timeout', async () => {
    const hasty = database.open({ statementTimeout: 300 });
    await hasty.describe(never);
    for (const request of [readOf('slow', ['nap']), readOf('slow', ['nap'], { limit: 1 })]) {
      const started = performance.now();
      const error = await failureOf(rowsOf(hasty, request));
      expect([error.kind, error.timeout]).toEqual(['UNREACHABLE', true]);
      expect(performance.now() - started).toBeLessThan(3000);
    }
    await hasty.close();
  });

  it('leaves no connection behind when it is closed, even during reads', async () => {
    await source.close();
    await until('all connections are gone', async () => (await connections(false)) === 0);
    source = database.open({ pool: 3 });
    await source.describe(never);
    const reads = [1, 2].map(() => failureOf(rowsOf(source, readOf('slow', ['nap']))));
    await until('both run', async () => (await connections(true)) === 2);
    await source.close();
    expect((await Promise.all(reads)).map(({ kind }) => kind)).toEqual(['UNREACHABLE', 'UNREACHABLE']);
    await until('all connections are gone', async () => (await connections(false)) === 0);
    source = database.open({ pool: 3 });
  });

  it('closes although a consumer never comes back for the rest', async () => {
    const left = database.open();
    const iterator = left.read(readOf('numbers', ['id', 'word']), never)[Symbol.asyncIterator]();
    await iterator.next();
    await left.close();
    expect((await failureOf(iterator.next())).kind).toBe('UNREACHABLE');
  });

  it('cannot write: the session is read only', async () => {
    await run('create table target (id integer primary key)');
    if (isMaria) await run('create function grow() returns integer modifies sql data begin insert into target values (1); return 1; end');
    else await run('create function grow() returns integer language sql as $$ insert into target values (1) returning 1 $$');
    await run('create view writing as select grow() as id from one');
    const fresh = database.open({ keys: { writing: ['id'] } });
    await failureOf(rowsOf(fresh, readOf('writing', ['id'])));
    expect(await run('select * from target')).toEqual([]);
    await fresh.close();
  });

  it('answers from a table that has changed with an error that says so', async () => {
    await run('create table passing (id integer primary key, old integer)');
    const fresh = database.open();
    await fresh.describe(never);
    await run('alter table passing drop column old');
    const error = await failureOf(rowsOf(fresh, readOf('passing', ['old'])));
    expect([error.kind, error.advice]).toEqual(['BAD_DATA', 'reload the source']);
    await fresh.close();
  });

  it('picks up new tables at the next look', async () => {
    const fresh = database.open();
    await fresh.describe(never);
    await run('create table later (id integer primary key)');
    expect((await failureOf(rowsOf(fresh, readOf('later', ['id'])))).kind).toBe('UNSUPPORTED');
    await fresh.describe(never);
    expect(await rowsOf(fresh, readOf('later', ['id']))).toEqual([]);
    await fresh.close();
  });

  it('shows the statement with placeholders, and the same one for every value', async () => {
    await source.describe(never);
    const preview = (value: number) =>
      source.preview?.(readOf('numbers', ['id'], { predicate: { kind: 'compare', field: 'id', operator: 'gt', value }, limit: 17 })) ?? '';
    expect(preview(12_345)).toBe(preview(54_321));
    expect(preview(12_345)).not.toContain('12345');
    expect(preview(12_345)).toMatch(isMaria ? /where t\.`id` > \? .* limit \?$/ : /where t\."id" > \$1::int4 .* limit \$2$/);
  });

  const failing: readonly (readonly [string, Readonly<Record<string, unknown>>, string, string])[] = [
    ['a wrong password', { user: 'civigraph_nobody', password: SECRET }, 'NEEDS_AUTH', 'sign-in'],
    ['a database that is not there', { database: 'civigraph_none' }, 'BROKEN', 'sign-in'],
    ['a port where nobody listens', { port: 1 }, 'UNREACHABLE', 'connection'],
    ['a host that nobody knows', { host: 'no-such-host.invalid' }, 'UNREACHABLE', 'look-up'],
  ];
  it.each(failing)('%s: says what to do, and nothing of host, user or password', async (_, more, kind, step) => {
    const { tools, logged } = testTools();
    const broken = sql.open({ ...database.config, ...more }, tools);
    const error = await failureOf(broken.describe(never));
    expect(error.kind).toBe(kind);
    expect(error.advice).toBeTruthy();
    const started = performance.now();
    const steps = await broken.check(never);
    expect(performance.now() - started).toBeLessThan(10_000);
    const last = steps[steps.length - 1];
    expect([last?.step, last?.ok]).toEqual([step, false]);
    expect(last?.cause).toBeTruthy();
    expect(last?.advice).toBeTruthy();
    const told = `${error.message} ${error.advice} ${String(error.stack)} ${JSON.stringify(steps)} ${logged()}`;
    for (const secret of [SECRET, 'civigraph_nobody', 'civigraph_none', 'no-such-host', '127.0.0.1']) expect(told).not.toContain(secret);
    await broken.close();
  });
}

describe('a server that accepts and says nothing', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer((socket) => void socket.on('error', () => {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.close();
  });

  it.each(['mariadb', 'postgres'])('%s: ends with UNREACHABLE in time', async (dialect) => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const silent = sql.open({ dialect, port, user: 'u', database: 'd', connectTimeout: 500 }, testTools().tools);
    expect((await failureOf(silent.describe(never))).kind).toBe('UNREACHABLE');
    const steps = await silent.check(never);
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['configuration', true],
      ['look-up', true],
      ['connection', true],
      ['sign-in', false],
    ]);
    await silent.close();
  });
});

describe('a source on SQLite', () => {
  it('says that a file is missing, and does not make it', async () => {
    const { tools } = testTools();
    const broken = sql.open({ dialect: 'sqlite', file: '/no/such/folder/city.db' }, tools);
    const error = await failureOf(broken.describe(never));
    expect([error.kind, error.advice]).toEqual(['UNREACHABLE', expect.stringContaining('"file"')]);
    expect((await broken.check(never)).map(({ step, ok }) => [step, ok])).toEqual([
      ['configuration', true],
      ['look-up', false],
    ]);
    await broken.close();
  });

  it('says that a file is no database', async () => {
    const broken = sql.open({ dialect: 'sqlite', file: import.meta.filename }, testTools().tools);
    expect((await failureOf(broken.describe(never))).kind).toBe('BAD_DATA');
    expect((await broken.check(never)).map(({ step, ok }) => [step, ok])).toEqual([
      ['configuration', true],
      ['look-up', true],
      ['connection', false],
    ]);
    await broken.close();
  });

  it('stops a long read when it is aborted, and lets others run meanwhile', async () => {
    const database = await sqliteDatabase();
    await database.run('create table numbers (id integer primary key)');
    await database.run(
      'insert into numbers with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000) select i from n',
    );
    const source = database.open();
    const controller = new AbortController();
    let taken = 0;
    const reading = failureOf(
      (async () => {
        for await (const { rows } of source.read(readOf('numbers', ['id']), controller.signal)) taken += rows.length;
      })(),
    );
    await until('some rows came', async () => taken > 0);
    controller.abort();
    expect((await reading).kind).toBe('UNREACHABLE');
    expect(taken).toBeLessThan(50_000);
    await source.close();
    await database.drop();
  });
});

describe('a configuration', () => {
  const { tools } = testTools();
  it.each([
    [{}, 'dialect'],
    [{ dialect: 'oracle' }, 'dialect'],
    [{ dialect: 'mariadb' }, 'database'],
    [{ dialect: 'mariadb', database: 'd' }, 'user'],
    [{ dialect: 'sqlite' }, 'file'],
    [{ dialect: 'sqlite', file: 'x', timeZone: 'Mars/Base' }, 'timeZone'],
    [{ dialect: 'sqlite', file: 'x', timeZone: 'Europe/Berlin' }, 'timeZone'],
    [{ dialect: 'postgres', database: 'd', user: 'u', port: 70_000 }, 'port'],
    [{ dialect: 'postgres', database: 'd', user: 'u', pool: 0 }, 'pool'],
    [{ dialect: 'postgres', database: 'd', user: 'u', ssl: { ca: 'no-such-file.pem' } }, 'ssl.ca'],
    [{ dialect: 'sqlite', file: 'x', pasword: SECRET }, ''],
  ])('%j is refused as BROKEN, naming the option', (config, option) => {
    let caught: unknown;
    try {
      sql.open(config, tools);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ kind: 'BROKEN', message: expect.stringContaining(option) });
    expect(String(caught)).not.toContain(SECRET);
  });

  it('takes the password from a reference', () => {
    const asked: string[] = [];
    const source = sql.open(
      { dialect: 'postgres', database: 'd', user: 'u', password: 'env:CITY_PASSWORD' },
      {
        ...tools,
        secret: (reference) => {
          asked.push(reference);
          return 'resolved';
        },
      },
    );
    expect(asked).toEqual(['env:CITY_PASSWORD']);
    expect(source).toBeDefined();
  });

  it('marks the password as a secret, and helps in two languages', () => {
    const properties = sql.configSchema.properties as Record<string, Record<string, unknown>>;
    expect(properties.password?.['x-secret']).toBe(true);
    for (const property of Object.values(properties)) {
      expect(property.description).toBeTruthy();
      expect(property['x-description-zh']).toBeTruthy();
    }
  });
});
