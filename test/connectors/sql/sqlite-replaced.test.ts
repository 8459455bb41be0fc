import { mkdtempSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteDatabase } from '../../../connectors/kit/sqlite-driver.ts';
import { sql } from '../../../connectors/sql/index.ts';
import type { Source } from '../../../src/contract/index.ts';
import { aggregateOf, collectionOf, failureOf, never, readOf, rowsOf, until } from './requests.ts';
import { testTools } from './servers.ts';

const ROWS = 5000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('an SQLite file that changes hands while it is read', () => {
  let folder: string;
  let file: string;
  let source: Source;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'civigraph-replaced-'));
    file = join(folder, 'city.db');
    build(file, 'old');
    source = sql.open({ dialect: 'sqlite', file }, testTools().tools);
    await source.describe(never);
    expect(await words()).toEqual(['old']);
  });

  afterEach(async () => {
    await source.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const words = async (rest = {}) => [...new Set((await rowsOf(source, readOf('things', ['word'], rest))).map(({ word }) => word))];
  const highest = async () => (await source.aggregate?.(request, never))?.groups[0]?.n;
  const request = aggregateOf('things', { measures: [{ name: 'n', function: 'max', field: 'word' }] });
  const swap = (word: string, columns = '') => {
    build(join(folder, 'next.db'), word, columns);
    renameSync(join(folder, 'next.db'), file);
  };

  it('is unreachable for reads, aggregates and descriptions while it is deleted, and answers when it is back', async () => {
    const bytes = readFileSync(file);
    rmSync(file);
    for (const work of [words(), words({ limit: 5 }), highest(), source.describe(never)]) {
      const error = await failureOf(work);
      expect([error.kind, error.advice]).toEqual(['UNREACHABLE', 'put the file back, or correct the option "file"']);
    }
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(file, bytes);
    expect(await words()).toEqual(['old']);
    expect(await highest()).toBe('old');
  });

  it.each([1, 2, 3])('gives the rows of the file that is renamed into its place, swap %d', async (times) => {
    for (let time = 1; time <= times; time += 1) swap(`new ${time}`);
    expect(await words()).toEqual([`new ${times}`]);
    expect(await words({ limit: 3 })).toEqual([`new ${times}`]);
    expect(await highest()).toBe(`new ${times}`);
  });

  it('answers an aggregate first after the swap, and shows new columns', async () => {
    swap('new', ', extra text');
    expect(await highest()).toBe('new');
    expect(await rowsOf(source, readOf('things', ['id', 'extra'], { limit: 1 }))).toEqual([{ id: 1, extra: null }]);
    expect((await collectionOf(source, 'things')).fields.map(({ name }) => name)).toEqual(['id', 'word', 'extra']);
  });

  it('tells who watches that its collections changed, once for every swap', async () => {
    const told: string[] = [];
    const controller = new AbortController();
    const watching = source.watch?.((collection) => void told.push(collection), controller.signal);
    await words();
    expect(told).toEqual([]);
    swap('new');
    await Promise.all([words(), words({ limit: 2 }), highest()]);
    expect(told).toEqual(['things']);
    controller.abort();
    await watching;
    swap('newer');
    await words();
    expect(told).toEqual(['things']);
  });

  it('says that the table changed where a column that was described is gone', async () => {
    build(join(folder, 'next.db'), 'new');
    const next = openSqliteDatabase(join(folder, 'next.db'));
    next.exec('alter table things rename column word to term');
    next.close();
    renameSync(join(folder, 'next.db'), file);
    const error = await failureOf(words());
    expect([error.kind, error.advice]).toEqual(['BAD_DATA', 'reload the source']);
    await source.describe(never);
    expect((await failureOf(words())).kind).toBe('UNSUPPORTED');
    expect(await rowsOf(source, readOf('things', ['term'], { limit: 1 }))).toEqual([{ term: 'new' }]);
  });

  it('is bad data when garbage is written over it, and answers when good bytes are back', async () => {
    const bytes = readFileSync(file);
    for (const garbage of ['no database', 'garbage '.repeat(20_000)]) {
      writeFileSync(file, garbage);
      for (const work of [() => words(), () => words({ limit: 5 }), highest, () => source.describe(never)]) {
        expect((await failureOf(work())).kind).toBe('BAD_DATA');
      }
      writeFileSync(file, bytes);
      expect(await words()).toEqual(['old']);
      expect(await highest()).toBe('old');
    }
  });

  it('is bad data when garbage is renamed into its place, and answers after the next swap', async () => {
    writeFileSync(join(folder, 'next.db'), 'garbage '.repeat(2000));
    renameSync(join(folder, 'next.db'), file);
    expect((await failureOf(words())).kind).toBe('BAD_DATA');
    expect((await failureOf(source.describe(never))).kind).toBe('BAD_DATA');
    swap('new');
    expect(await words()).toEqual(['new']);
  });

  it.each([
    ['replaced', () => swap('new')],
    ['deleted', () => rmSync(file)],
  ])('finishes the reads that are under way on the old file when it is %s, and lets go of it then', async (_, change) => {
    const batches = source.read(readOf('things', ['word']), never)[Symbol.asyncIterator]();
    const first = await batches.next();
    expect(first.value.rows.length).toBeLessThan(ROWS);
    change();
    const between = words();
    if (_ === 'replaced') expect(await between).toEqual(['new']);
    else expect((await failureOf(between)).kind).toBe('UNREACHABLE');
    const rows = [...first.value.rows];
    for (let next = await batches.next(); !next.done; next = await batches.next()) rows.push(...next.value.rows);
    expect(rows).toHaveLength(ROWS);
    expect(new Set(rows.map(({ word }) => word))).toEqual(new Set(['old']));
    await until('the old file is closed', async () => {
      // A statement of the driver is freed with its object, and a file is closed after its last statement.
      collectGarbage();
      return openFiles(folder).every((name) => !name.includes('(deleted)'));
    });
  });

  it('closes the old file when the consumer of a read goes early', async () => {
    for await (const { rows } of source.read(readOf('things', ['word']), never)) {
      expect(rows.length).toBeGreaterThan(0);
      swap('new');
      break;
    }
    expect(await words()).toEqual(['new']);
    await until('the old file is closed', async () => {
      // A statement of the driver is freed with its object, and a file is closed after its last statement.
      collectGarbage();
      return openFiles(folder).every((name) => !name.includes('(deleted)'));
    });
  });

  it('closes during a read on a file that was replaced', async () => {
    const batches = source.read(readOf('things', ['word']), never)[Symbol.asyncIterator]();
    await batches.next();
    swap('new');
    expect(await words()).toEqual(['new']);
    await source.close();
    expect((await failureOf(batches.next())).kind).toBe('UNREACHABLE');
    expect((await failureOf(words())).kind).toBe('UNREACHABLE');
  });
});

function build(file: string, word: string, columns = ''): void {
  const database = openSqliteDatabase(file);
  database.exec(`create table things (id integer primary key, word text not null${columns})`);
  database.exec(
    `insert into things (id, word) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS}) select i, '${word}' from n`,
  );
  database.close();
}

/** Files of a folder that this process holds open, where the system tells. */
function openFiles(folder: string): readonly string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        const name = readlinkSync(`/proc/self/fd/${fd}`);
        return name.startsWith(folder) ? [name] : [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
