import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { EntityRecord } from '../execute/record.ts';
import type { ReplicaColumn, ReplicaShape } from './replica-columns.ts';

/** What the store knows of a copy. */
export interface ReplicaFacts {
  readonly binding: string;
  readonly table: string;
  readonly syncedAt: string;
  readonly rows: number;
  readonly rejected: number;
  readonly invalidValues: number;
  /** Changes when the binding does: a copy made by another mapping is not used. */
  readonly fingerprint: string;
  /** The collection as its source described it, as JSON: what the copy can be read by while the source is down. */
  readonly described: string;
}

const REGISTER = 'civigraph_replicas';
const BATCH = 200;

/** Copies of collections in the store. A copy is written beside the one in use and takes its place whole, or not at all. */
export class ReplicaStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Makes the store's own tables where they are not there and removes copies that were never finished. */
  async prepare(): Promise<void> {
    await this.#knex.raw('pragma journal_mode = wal');
    if (!(await this.#knex.schema.hasTable(REGISTER))) {
      await this.#knex.schema.createTable(REGISTER, (table) => {
        table.string('binding').primary();
        table.string('table').notNullable();
        table.string('synced_at').notNullable();
        table.integer('rows').notNullable();
        table.integer('rejected').notNullable();
        table.integer('invalid_values').notNullable();
        table.string('fingerprint').notNullable();
        table.text('described').notNullable();
      });
    } else if (!(await this.#knex.schema.hasColumn(REGISTER, 'described'))) {
      await this.#knex.schema.alterTable(REGISTER, (table) => table.text('described').notNullable().defaultTo(''));
    }
    await this.#dropUnused();
  }

  /** The finished copy of a binding, if there is one. Whether it still fits the binding shows in its fingerprint. */
  async find(binding: string): Promise<ReplicaFacts | undefined> {
    const row: Record<string, string & number> | undefined = await this.#knex(REGISTER).where({ binding }).first();
    if (!row) return undefined;
    const { table = '', synced_at: syncedAt = '', rows = 0, rejected = 0, invalid_values: invalidValues = 0 } = row;
    const { fingerprint = '', described = '' } = row;
    return { binding, table, syncedAt, rows, rejected, invalidValues, fingerprint, described };
  }

  /** Starts a copy. */
  async begin(binding: string, shape: ReplicaShape, indexed: readonly string[]): Promise<ReplicaWriter> {
    const name = `replica_${createHash('sha256').update(binding).digest('hex').slice(0, 12)}_${Date.now().toString(36)}`;
    const columns = [...shape.key, ...[...shape.fields.values()].flatMap((field) => field.columns), shape.updatedAt];
    const keys = shape.key.map((column) => column.name);
    await this.#knex.schema.createTable(name, (table) => {
      for (const column of columns) {
        const made = table.specificType(column.name, column.sqlType);
        if (keys.includes(column.name)) made.notNullable();
      }
      table.primary(keys);
    });
    for (const field of indexed) {
      const first = shape.fields.get(field)?.columns[0];
      if (first) await this.#knex.schema.alterTable(name, (table) => table.index([first.name, ...keys], `${name}_${field}`));
    }
    return new ReplicaWriter(this.#knex, name, shape, columns);
  }

  /** Puts a written copy in the place of the one before. */
  async finish(facts: ReplicaFacts): Promise<void> {
    const { binding, table, syncedAt: synced_at, rows, rejected, invalidValues: invalid_values, fingerprint, described } = facts;
    const row = { binding, table, synced_at, rows, rejected, invalid_values, fingerprint, described };
    await this.#knex(REGISTER).insert(row).onConflict('binding').merge();
  }

  /** Removes a copy that is no longer read. */
  async drop(table: string): Promise<void> {
    await this.#knex.schema.dropTableIfExists(table);
  }

  async #dropUnused(): Promise<void> {
    const used = new Set((await this.#knex(REGISTER).select('table')).map((row: { table: string }) => row.table));
    const tables: { name: string }[] = await this.#knex('sqlite_master')
      .where({ type: 'table' })
      .where('name', 'like', 'replica\\_%')
      .select('name');
    for (const { name } of tables) if (!used.has(name)) await this.drop(name);
  }
}

/** Writes records into a copy that nobody reads yet. */
export class ReplicaWriter {
  readonly table: string;
  readonly #knex: Knex;
  readonly #shape: ReplicaShape;
  readonly #columns: readonly ReplicaColumn[];
  readonly #seen = new Set<string>();
  #rows = 0;
  #twice = 0;

  constructor(knex: Knex, table: string, shape: ReplicaShape, columns: readonly ReplicaColumn[]) {
    this.#knex = knex;
    this.table = table;
    this.#shape = shape;
    this.#columns = columns;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Rows whose key stood in the copy already; the first one stays. */
  get repeated(): number {
    return this.#twice;
  }

  async write(records: readonly EntityRecord[]): Promise<void> {
    const rows = records.filter((record) => this.#isNew(record)).map((record) => this.#row(record));
    for (let from = 0; from < rows.length; from += BATCH) await this.#knex(this.table).insert(rows.slice(from, from + BATCH));
    this.#rows += rows.length;
  }

  #isNew(record: EntityRecord): boolean {
    const key = JSON.stringify(record.key);
    if (this.#seen.has(key)) {
      this.#twice += 1;
      return false;
    }
    this.#seen.add(key);
    return true;
  }

  #row(record: EntityRecord): Record<string, string | number | null> {
    const values = [
      ...record.key,
      ...[...this.#shape.fields].flatMap(([field, { split }]) => split(record.values[field] ?? null)),
      record.sourceUpdatedAt,
    ];
    return Object.fromEntries(this.#columns.map((column, position) => [column.name, column.write(values[position] ?? null)]));
  }
}
