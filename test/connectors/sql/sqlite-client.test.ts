import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Knex } from 'knex';
import { openSqlite } from '../../../connectors/kit/sqlite.ts';
import { hasBuiltInSqlite, openSqliteDatabase } from '../../../connectors/kit/sqlite-driver.ts';

describe('Knex on SQLite without a compiler', () => {
  const folder = mkdtempSync(join(tmpdir(), 'civigraph-client-'));
  const file = join(folder, 'store.db');
  let knex: Knex;

  beforeAll(async () => {
    knex = openSqlite(file);
    await knex.schema.createTable('things', (table) => {
      table.increments('id');
      table.string('name').notNullable();
      table.boolean('active');
      table.bigInteger('size');
    });
  });

  afterAll(async () => {
    await knex.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes and reads text, booleans, nulls and large numbers', async () => {
    await knex('things').insert([
      { name: 'camera 环翠', active: true, size: 5 },
      { name: 'barrier', active: null, size: null },
    ]);
    expect(await knex('things').where('active', true).select('name', 'active', 'size')).toEqual([
      { name: 'camera 环翠', active: 1, size: 5 },
    ]);
    expect(await knex('things').whereNull('size').count({ rows: '*' })).toEqual([{ rows: 1 }]);
  });

  it('takes a failed transaction back whole', async () => {
    const failing = knex.transaction(async (transaction) => {
      await transaction('things').insert({ name: 'lost' });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await knex('things').where('name', 'lost')).toEqual([]);
  });

  it('fails with an error that holds none of the values', async () => {
    const failing = knex('things').insert([
      { id: 900, name: 'canary one' },
      { id: 900, name: 'canary two' },
    ]);
    await expect(failing).rejects.toThrow(/UNIQUE/);
    await expect(failing).rejects.not.toThrow(/canary/);
  });

  it('inserts or updates, and tells the new id', async () => {
    const [id] = await knex('things').insert({ name: 'kiosk' });
    await knex('things').insert({ id, name: 'kiosk 2' }).onConflict('id').merge();
    expect(await knex('things').where({ id }).first('name')).toEqual({ name: 'kiosk 2' });
  });

  it('refuses values that SQLite cannot hold instead of ending the process', async () => {
    await expect(knex.raw('select ? as x', [{ a: 1 } as unknown as string])).rejects.toThrow('SQLite takes text');
  });

  it('refuses to write a file that is opened read only', async () => {
    const reader = openSqlite(file, { readOnly: true });
    expect(await reader('things').count({ rows: '*' })).toEqual([{ rows: 3 }]);
    await expect(reader('things').insert({ name: 'no' })).rejects.toThrow();
    await reader.destroy();
  });

  it('reads whole numbers beyond 2^53 when asked to', () => {
    const database = openSqliteDatabase(':memory:');
    const statement = database.prepare('select 9223372036854775807 as size');
    statement.safeIntegers(true);
    expect(statement.all()).toEqual([{ size: 9_223_372_036_854_775_807n }]);
    database.close();
  });

  it.each([
    ['20.20.2', false],
    ['22.15.1', false],
    ['22.16.0', true],
    ['24.1.0', true],
  ])('Node %s: node:sqlite is used: %s', (version, expected) => {
    expect(hasBuiltInSqlite(version)).toBe(expected);
  });
});
