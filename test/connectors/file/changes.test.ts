import { appendFile, open as openHandle, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Source } from '../../../src/contract/index.ts';
import { described, EVERYTHING, eventually, failure, never, readAll, TestFolder } from './helpers.ts';
import { asParquet } from './writers.ts';

let folder: TestFolder;
beforeEach(() => {
  folder = new TestFolder();
});
afterEach(async () => await folder.remove());

const idsOf = async (source: Source) => (await readAll(source, { fields: ['id'] })).rows.map(({ id }) => id);
const csv = (...ids: readonly number[]) => `id,v\n${ids.map((id) => `${id},x\n`).join('')}`;

describe('a file that changes', () => {
  it('is loaded anew and tells its watchers', async () => {
    const source = await folder.openFile('a.csv', csv(1, 2));
    expect(await idsOf(source)).toEqual(['1', '2']);
    const told: string[] = [];
    const stop = new AbortController();
    const watching = source.watch?.((collection) => told.push(collection), stop.signal);
    await folder.replace('a.csv', csv(3));
    await eventually(async () => expect(await idsOf(source)).toEqual(['3']));
    await eventually(async () => expect(told).toEqual(['things']));
    stop.abort();
    await watching;
  });

  it('a read under way keeps the version that it began with', async () => {
    const many = Array.from({ length: 5_000 }, (_one, at) => at);
    const source = await folder.openFile('a.csv', csv(...many));
    const reading = source
      .read({ kind: 'read', collection: 'things', fields: ['id'], predicate: EVERYTHING, order: [] }, never())
      [Symbol.asyncIterator]();
    const first = await reading.next();
    await folder.replace('a.csv', csv(7));
    await eventually(async () => expect(await idsOf(source)).toEqual(['7']));
    let rows = first.value?.rows.length ?? 0;
    for (let step = await reading.next(); !step.done; step = await reading.next()) rows += step.value.rows.length;
    expect(rows).toBe(5_000);
  });

  it('written in place, piece by piece, shows the old rows until it is whole', async () => {
    const source = await folder.openFile('a.json', '[{"id":1}]');
    expect(await idsOf(source)).toEqual([1]);
    const handle = await openHandle(join(folder.path, 'a.json'), 'w');
    const seen = new Set<string>();
    for (const piece of ['[{"id":2},', '{"id":3},', '{"id":4}', ']']) {
      await handle.write(piece);
      for (let look = 0; look < 4; look += 1) {
        seen.add(JSON.stringify(await idsOf(source)));
        await new Promise((done) => setTimeout(done, 15));
      }
    }
    await handle.close();
    await eventually(async () => expect(await idsOf(source)).toEqual([2, 3, 4]));
    expect([...seen].filter((ids) => ids !== '[1]' && ids !== '[2,3,4]')).toEqual([]);
  });

  it('replaced by a broken version, keeps the last good one with its time and says so once in the log', async () => {
    const source = await folder.openFile('a.json', '[{"id":1}]');
    const { asOf } = await readAll(source);
    await folder.replace('a.json', '{"status":"Processing"}');
    await eventually(async () => expect(folder.logged.join('\n')).toContain('the last good one stays'));
    await new Promise((done) => setTimeout(done, 300));
    expect(await readAll(source)).toMatchObject({ rows: [{ id: 1 }], asOf });
    expect(folder.logged.filter((line) => line.includes('the last good one stays'))).toHaveLength(1);
    await folder.replace('a.json', '[{"id":2}]');
    await eventually(async () => expect(await idsOf(source)).toEqual([2]));
  });

  it('replaced by a broken version, is an error where the last good one shall not stay', async () => {
    const source = await folder.openFile('a.json', '[{"id":1}]', { keepLastGood: false });
    expect(await idsOf(source)).toEqual([1]);
    await folder.replace('a.json', '{"status":"Processing"}');
    await eventually(async () => expect((await failure(idsOf(source))).kind).toBe('BAD_DATA'));
  });

  it('whose last line is cut off keeps the last good version for a while, then is taken as it is', async () => {
    const source = await folder.openFile('a.csv', csv(1));
    expect(await idsOf(source)).toEqual(['1']);
    await writeFile(join(folder.path, 'a.csv'), 'id,v\n1,x\n2,x\n3');
    await new Promise((done) => setTimeout(done, 600));
    expect(await idsOf(source)).toEqual(['1']);
    await eventually(async () => expect(await readAll(source)).toMatchObject({ malformed: 1, issues: ['4: 1 cells, expected 2'] }));
    await appendFile(join(folder.path, 'a.csv'), ',x\n');
    await eventually(async () => expect(await idsOf(source)).toEqual(['1', '2', '3']));
  });

  it('deleted is UNREACHABLE with advice, and is found again when it comes back', async () => {
    const source = await folder.openFile('a.csv', csv(1));
    expect(await idsOf(source)).toEqual(['1']);
    await unlink(join(folder.path, 'a.csv'));
    await eventually(async () => {
      const error = await failure(readAll(source, { fields: ['id'] }));
      expect(error).toMatchObject({
        kind: 'UNREACHABLE',
        message: '"a.csv" is not there, expected a file',
        advice: expect.stringContaining('path'),
      });
    });
    await folder.write('a.csv', csv(2));
    expect(await idsOf(source)).toEqual(['2']);
  });

  it('missing from the beginning is UNREACHABLE; then half-written is BAD_DATA; then whole is read', async () => {
    const source = folder.open({ settleTime: 20, collections: [{ name: 'things', path: 'later/a.json' }] });
    await folder.write('b.csv', csv(1));
    expect((await failure(source.describe(never()))).kind).toBe('UNREACHABLE');
    expect((await failure(readAll(source, { fields: ['id'] }))).kind).toBe('UNREACHABLE');
    await folder.write('later/a.json', '[{"id":1},');
    expect((await failure(readAll(source, { fields: ['id'] }))).kind).toBe('BAD_DATA');
    await folder.replace('later/a.json', '[{"id":1}]').catch(() => folder.write('later/a.json', '[{"id":1}]'));
    expect(await idsOf(source)).toEqual([1]);
  });

  it('whose folder is removed and made again is found again by the poll', async () => {
    const source = await folder.openFile('sub/a.csv', csv(1));
    expect(await idsOf(source)).toEqual(['1']);
    await rm(join(folder.path, 'sub'), { recursive: true });
    await eventually(async () => expect((await failure(idsOf(source))).kind).toBe('UNREACHABLE'));
    await folder.write('sub/a.csv', csv(5));
    await eventually(async () => expect(await idsOf(source)).toEqual(['5']));
    await folder.replace('sub/a.csv', csv(6)).catch(() => folder.write('sub/a.csv', csv(6)));
    await eventually(async () => expect(await idsOf(source)).toEqual(['6']));
  });

  it('a pattern takes files that come and loses files that go', async () => {
    await folder.write('in/1.csv', csv(1));
    const source = folder.open({
      settleTime: 20,
      pollInterval: 100,
      collections: [{ name: 'things', path: 'in/*.csv', fileField: 'file' }],
    });
    expect((await readAll(source, { fields: ['id', 'file'] })).rows).toEqual([{ id: '1', file: 'in/1.csv' }]);
    await folder.write('in/2.csv', 'v,id\nx,2\n');
    await eventually(async () => expect(await idsOf(source)).toEqual(['1', '2']));
    await unlink(join(folder.path, 'in/1.csv'));
    await eventually(async () => expect(await idsOf(source)).toEqual(['2']));
  });

  it('is parsed once for many readers at the same time', async () => {
    const source = await folder.openFile('a.csv', `${csv(1)}2\n`);
    const answers = await Promise.all(Array.from({ length: 20 }, async () => await readAll(source, { fields: ['id'] })));
    expect(answers.every(({ malformed }) => malformed === 1)).toBe(true);
    expect(folder.logged.filter((line) => line.includes('rows that could not be read'))).toHaveLength(1);
  });

  it('a column that is gone is refused by name, with nothing read in its place', async () => {
    const source = await folder.openFile('a.csv', 'id,v\n1,x\n');
    await readAll(source);
    await folder.replace('a.csv', 'id,w\n1,x\n');
    await eventually(async () => {
      expect((await described(source)).fields.map(({ name }) => name)).toEqual(['id', 'w']);
    });
    const error = await failure(readAll(source, { fields: ['id', 'v'] }));
    expect(error).toMatchObject({ kind: 'BAD_DATA', message: expect.stringContaining('"v"') });
  });
});

describe('when the data were true', () => {
  it('is the time of the file, a declared time, or the latest value of a field', async () => {
    const path = await folder.write('a.csv', 'id,day\n1,2016-08-01\n2,2016-08-21\n3,\n');
    const stamp = new Date('2020-01-02T03:04:05.000Z');
    await utimes(path, stamp, stamp);
    const asOf = async (options: object) => {
      const source = folder.open({ collections: [{ name: 'things', path: 'a.csv', fields: [{ name: 'day', type: 'date' }], ...options }] });
      return (await readAll(source)).asOf;
    };
    expect(await asOf({})).toBe('2020-01-02T03:04:05.000Z');
    expect(await asOf({ asOf: { at: '2016-08-21T08:00:00+08:00' } })).toBe('2016-08-21T00:00:00.000Z');
    expect(await asOf({ asOf: { field: 'day' } })).toBe('2016-08-21T00:00:00.000Z');
  });
});

describe('files too large to be held', () => {
  const rows = Array.from({ length: 5_000 }, (_one, id) => ({ id, v: `v${id % 7}` }));
  const columns = [
    { name: 'id', type: 'int' },
    { name: 'v', type: 'text' },
  ] as const;
  const contents = {
    'a.csv': `id,v\n${rows.map(({ id, v }) => `${id},${v}\n`).join('')}torn\n`,
    'a.ndjson': `${rows.map((row) => `${JSON.stringify(row)}\n`).join('')}torn\n`,
    'a.json': JSON.stringify(rows),
    'a.parquet': asParquet(columns, rows, 1000),
  };

  it.each(Object.entries(contents))('%s is scanned and filtered at every read, and can do no more', async (name, content) => {
    const source = await folder.openFile(name, content, { maxRowsInMemory: 100, fields: [{ name: 'id', type: 'int' }] });
    const { capabilities } = await described(source);
    expect(capabilities).toMatchObject({ limit: true, offset: true, combine: { and: true } });
    expect(capabilities.order ?? capabilities.seek ?? capabilities.aggregate).toBeUndefined();
    const all = await readAll(source);
    expect(all.rows).toHaveLength(5_000);
    expect(all.malformed).toBe(name === 'a.csv' || name === 'a.ndjson' ? 1 : 0);
    const predicate = { kind: 'compare', field: 'v', operator: 'eq', value: 'v3' } as const;
    expect((await readAll(source, { predicate, offset: 2, limit: 2, fields: ['id'] })).rows).toEqual([{ id: 17 }, { id: 24 }]);
    expect((await failure(readAll(source, { order: [{ field: 'id', direction: 'asc' }] }))).kind).toBe('UNSUPPORTED');
  });

  it('a file that grows too large after it was described narrows what it can do', async () => {
    const source = await folder.openFile('a.csv', csv(1), { maxBytesInMemory: 100 });
    const { capabilities } = await described(source);
    expect(capabilities.seek).toBe(true);
    await folder.replace('a.csv', csv(...Array.from({ length: 100 }, (_one, at) => at)));
    await eventually(async () => expect(await idsOf(source)).toHaveLength(100));
    const request = { kind: 'read', collection: 'things', fields: ['id'], predicate: EVERYTHING, order: [] } as const;
    expect(source.negotiate?.(request, capabilities)).toMatchObject({ limit: true });
    expect(source.negotiate?.(request, capabilities).seek).toBeUndefined();
  });

  it('a replacement in the middle of a scan is an error that is retried, never a mixture', async () => {
    const source = await folder.openFile('a.csv', contents['a.csv'].repeat(1) + contents['a.csv'].slice(5).repeat(30), {
      maxBytesInMemory: 0,
    });
    await described(source);
    const reading = source
      .read({ kind: 'read', collection: 'things', fields: ['id'], predicate: EVERYTHING, order: [] }, never())
      [Symbol.asyncIterator]();
    await reading.next();
    await reading.next();
    await writeFile(join(folder.path, 'a.csv'), csv(1, 2));
    const drain = async () => {
      for (let step = await reading.next(); !step.done; step = await reading.next());
    };
    expect((await failure(drain())).kind).toBe('UNREACHABLE');
  });
});
