import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fileError } from '../../../connectors/file/errors.ts';
import { file } from '../../../connectors/file/index.ts';
import type { CheckStep, Source } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { failure, never, readAll, TestFolder } from './helpers.ts';

let folder: TestFolder;
beforeEach(async () => {
  folder = new TestFolder();
  await folder.write('city/a.csv', 'id\n1\n');
  await folder.write('secret.csv', 'id\n666\n');
});
afterEach(async () => await folder.remove());

const base = () => join(folder.path, 'city');
const things = (path: string, more: object = {}) => folder.open({ ...more, collections: [{ name: 'things', path }] }, base());
const broken = (work: () => unknown): SourceError => {
  try {
    work();
  } catch (error) {
    if (error instanceof SourceError) return error;
  }
  throw new Error('expected a SourceError');
};

describe('where files may lie', () => {
  it.each(['../secret.csv', 'x/../../secret.csv', '../*.csv', 'a/../../secret.csv'])(
    'a relative path that leaves its folder is refused: %s',
    (path) => {
      expect(broken(() => things(path))).toMatchObject({
        kind: 'BROKEN',
        message: expect.stringContaining('leaves its folder'),
        advice: expect.stringContaining('outside'),
      });
    },
  );

  it('the folder of the source may not leave either, unless that is declared or it is absolute', async () => {
    expect(broken(() => things('secret.csv', { path: '..' })).kind).toBe('BROKEN');
    expect((await readAll(things('secret.csv', { path: '..', outside: true }))).rows).toEqual([{ id: '666' }]);
    expect((await readAll(things('secret.csv', { path: folder.path }))).rows).toEqual([{ id: '666' }]);
    expect((await readAll(things(join(folder.path, 'secret.csv')))).rows).toEqual([{ id: '666' }]);
  });

  it('an environment variable may name the folder', async () => {
    process.env.CIVIGRAPH_FILE_TEST = folder.path;
    expect((await readAll(things('secret.csv', { path: 'env:CIVIGRAPH_FILE_TEST' }))).rows).toEqual([{ id: '666' }]);
    delete process.env.CIVIGRAPH_FILE_TEST;
    expect(broken(() => things('secret.csv', { path: 'env:CIVIGRAPH_FILE_TEST' })).kind).toBe('BROKEN');
  });

  it('a link that leads out is refused, one that stays inside is followed', async () => {
    await symlink(join(folder.path, 'secret.csv'), join(base(), 'out.csv'));
    await symlink(join(base(), 'a.csv'), join(base(), 'in.csv'));
    await symlink(folder.path, join(base(), 'folder'));
    expect(await failure(readAll(things('out.csv'), { fields: ['id'] }))).toMatchObject({
      kind: 'BROKEN',
      message: expect.stringContaining('leads out'),
    });
    expect((await failure(readAll(things('folder/secret.csv'), { fields: ['id'] }))).kind).toBe('BROKEN');
    expect((await failure(readAll(things('*.csv'), { fields: ['id'] }))).kind).toBe('BROKEN');
    expect((await readAll(things('in.csv'))).rows).toEqual([{ id: '1' }]);
  });

  it('a folder, or a name without an ending, is refused with what to do', async () => {
    await mkdir(join(base(), 'b.csv'));
    expect((await failure(readAll(things('b.csv'), { fields: ['id'] }))).message).toContain('no regular file');
    expect(broken(() => things('a'))).toMatchObject({ kind: 'BROKEN', advice: expect.stringContaining('format') });
  });

  it('a pattern that finds nothing is UNREACHABLE', async () => {
    expect((await failure(readAll(things('*.parquet'), { fields: ['id'] }))).kind).toBe('UNREACHABLE');
  });

  it('without listed collections a file, a pattern or a folder gives one collection per file', async () => {
    await folder.write('city/b.ndjson', '{"x":1}\n');
    await folder.write('city/a.json', '[]');
    await folder.write('city/readme.md', 'no data');
    const names = async (path: string) => (await folder.open({ path }, base()).describe(never())).collections.map(({ name }) => name);
    expect(await names('a.csv')).toEqual(['a']);
    expect(await names('*.{csv,ndjson}')).toEqual(['a', 'b']);
    expect(await names('.')).toEqual(['a.csv', 'a.json', 'b']);
    const source = folder.open({ path: 'b.ndjson' }, base());
    expect((await readAll(source, { collection: 'b', fields: ['x'] })).rows).toEqual([{ x: 1 }]);
    expect((await failure(readAll(source, { collection: 'c', fields: ['x'] }))).kind).toBe('UNSUPPORTED');
  });
});

describe('configuration', () => {
  it.each([
    [{ collections: [] }, 'collections'],
    [{ colections: [] }, 'colections'],
    [{ collections: [{ name: 'a', path: 'a.csv', format: 'xls' }] }, 'collections.0.format'],
    [{ collections: [{ name: 'a', path: 'a.csv', delimiter: ';;' }] }, 'collections.0.delimiter'],
    [{ collections: [{ name: 'a', path: 'a.csv', timeZone: 'Mars/Base' }] }, 'IANA'],
    [{ collections: [{ name: 'a', path: 'a.csv', maxMalformed: -1 }] }, 'maxMalformed'],
    [
      {
        collections: [
          { name: 'a', path: 'a.csv' },
          { name: 'a', path: 'b.csv' },
        ],
      },
      '"a" stands there twice',
    ],
    ['a.csv', 'object'],
  ])('%j is refused with the option in its message', (config, message) => {
    expect(broken(() => folder.open(config))).toMatchObject({ kind: 'BROKEN', message: expect.stringContaining(message) });
  });

  it('every option has help in English and Chinese', () => {
    const missing: string[] = [];
    const look = (node: unknown, at: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, option] of Object.entries((node as { properties?: Record<string, unknown> }).properties ?? {})) {
        const { description, 'x-description-zh': zh } = option as Record<string, unknown>;
        if (typeof description !== 'string' || typeof zh !== 'string') missing.push(`${at}.${name}`);
      }
      for (const [name, part] of Object.entries(node)) look(part, `${at}.${name}`);
    };
    look(file.configSchema, '');
    expect(missing).toEqual([]);
  });
});

describe('check', () => {
  const last = (steps: readonly CheckStep[]) => steps.at(-1);
  const check = async (source: Source) => await source.check(never());

  it('goes through all steps of a healthy file', async () => {
    expect((await check(things('a.csv'))).map(({ step, ok }) => `${step} ${ok}`)).toEqual([
      'configuration true',
      'look-up true',
      'connection true',
      'sign-in true',
      'read true',
    ]);
  });

  it('names the failing step and what to do', async () => {
    await folder.write('city/empty.csv', '');
    await folder.write('city/error.geojson', '{"status":"Processing"}');
    expect(last(await check(things('none.csv')))).toMatchObject({
      step: 'look-up',
      ok: false,
      cause: expect.stringContaining('not there'),
      advice: expect.any(String),
    });
    expect(last(await check(things('empty.csv')))).toMatchObject({
      step: 'connection',
      ok: false,
      cause: expect.stringContaining('empty'),
    });
    expect(last(await check(things('error.geojson')))).toMatchObject({
      step: 'read',
      ok: false,
      cause: expect.stringContaining('features'),
    });
    expect(last(await check(folder.open({ path: 'nowhere/*.csv' }, base())))).toMatchObject({ step: 'look-up', ok: false });
  });

  it('a file that may not be read fails at sign-in', async () => {
    await chmod(join(base(), 'a.csv'), 0o000);
    const step = last(await check(things('a.csv')));
    // The superuser may read everything.
    expect(step).toMatchObject(process.getuid?.() === 0 ? { step: 'read', ok: true } : { step: 'sign-in', ok: false });
  });
});

it.each([
  ['EACCES', 'NEEDS_AUTH'],
  ['EPERM', 'NEEDS_AUTH'],
  ['ENOENT', 'UNREACHABLE'],
  ['EISDIR', 'BROKEN'],
  ['EIO', 'UNREACHABLE'],
  ['EMFILE', 'UNREACHABLE'],
])('the system error %s becomes %s and names the configured path only', (code, kind) => {
  const error = fileError(Object.assign(new Error(`${code}: open '/srv/private/a.csv'`), { code }), 'a.csv');
  expect(error.kind).toBe(kind);
  expect(error.message).toContain('"a.csv"');
  expect(error.message).not.toContain('/srv');
});
