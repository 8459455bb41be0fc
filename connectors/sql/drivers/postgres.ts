import pg from 'pg';
import QueryStream from 'pg-query-stream';
import type { DriverRow } from '../rows.ts';
import type { BoundStatement, Statement } from '../statement.ts';
import { BatchReader } from './batches.ts';
import { BATCH_ROWS, type Driver, type Session } from './driver.ts';
import { Stops } from './stops.ts';

/** Settings of the connection pool. */
export interface PostgresSettings {
  readonly connection: pg.ClientConfig;
  readonly pool: number;
  /** Statements that prepare a new connection. */
  readonly session: readonly string[];
}

/** Every value as the server prints it: the codecs know better than the driver's defaults. */
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** pg with unnamed statements, which also work through a pooler. */
export class PostgresDriver implements Driver, Session {
  readonly version = 0;
  readonly #settings: PostgresSettings;
  readonly #pool: pg.Pool;
  readonly #stops = new Stops();
  readonly #prepared = new WeakSet<pg.PoolClient>();

  constructor(settings: PostgresSettings) {
    this.#settings = settings;
    this.#pool = new pg.Pool({ ...settings.connection, max: settings.pool, idleTimeoutMillis: 60_000 });
    // A connection that breaks while it waits in the pool is replaced by the next one.
    this.#pool.on('error', () => {});
  }

  /** Every request may use any connection of the pool. */
  session(): Session {
    return this;
  }

  release(): void {}

  bind({ text }: Statement, parameters: readonly unknown[]): BoundStatement {
    return { sql: text, values: parameters };
  }

  async fetch({ sql, values }: BoundStatement, signal: AbortSignal): Promise<DriverRow[]> {
    const client = await this.#acquire(signal);
    return new Promise((resolve, reject) => {
      let isStopped = false;
      const forget = this.#stops.watch(signal, (reason) => {
        isStopped = true;
        this.#stops.pending(this.#cancel(client));
        reject(reason);
      });
      client.query({ text: sql, values: values as unknown[], types: AS_TEXT as unknown as pg.CustomTypesConfig }).then(
        ({ rows }) => {
          forget();
          if (isStopped) return;
          client.release();
          resolve(rows as DriverRow[]);
        },
        (error: unknown) => {
          forget();
          if (isStopped) return;
          client.release(isBroken(error));
          reject(error);
        },
      );
    });
  }

  async *stream({ sql, values }: BoundStatement, signal: AbortSignal): AsyncGenerator<DriverRow[]> {
    const client = await this.#acquire(signal);
    const options = { batchSize: BATCH_ROWS, highWaterMark: BATCH_ROWS, types: AS_TEXT };
    const stream = client.query(new QueryStream(sql, values as unknown[], options));
    const reader = new BatchReader(stream);
    let isGivenUp = false;
    // At once, not when the consumer comes back: it may never do.
    const giveUp = () => {
      if (isGivenUp) return;
      isGivenUp = true;
      stream.destroy();
      this.#stops.pending(this.#cancel(client));
    };
    const forget = this.#stops.watch(signal, (reason) => {
      reader.fail(reason);
      giveUp();
    });
    let isDone = false;
    try {
      yield* reader.batches();
      isDone = !isGivenUp;
    } finally {
      forget();
      if (isDone) client.release();
      else giveUp();
    }
  }

  async close(): Promise<void> {
    if (!(await this.#stops.close())) return;
    await this.#pool.end();
  }

  async #acquire(signal: AbortSignal): Promise<pg.PoolClient> {
    this.#stops.check(signal);
    const client = await new Promise<pg.PoolClient>((resolve, reject) => {
      let isWanted = true;
      const forget = this.#stops.watch(signal, (reason) => {
        isWanted = false;
        reject(reason);
      });
      this.#pool.connect().then(
        (found) => {
          forget();
          if (isWanted) resolve(found);
          else found.release();
        },
        (error: unknown) => {
          forget();
          reject(error);
        },
      );
    });
    if (!this.#prepared.has(client)) await this.#prepare(client);
    return client;
  }

  async #prepare(client: pg.PoolClient): Promise<void> {
    try {
      // Errors of a connection in use arrive at its statement too.
      client.on('error', () => {});
      await client.query(this.#settings.session.join('; '));
      this.#prepared.add(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Ends the statement from a second connection. The first one is given up: the signal may arrive late and hit its next statement. */
  async #cancel(client: pg.PoolClient): Promise<void> {
    const { processID } = client as unknown as { readonly processID: number };
    const killer = new pg.Client({ ...this.#settings.connection, connectionTimeoutMillis: 2000, query_timeout: 2000 });
    killer.on('error', () => {});
    try {
      await killer.connect();
      await killer.query('select pg_cancel_backend($1)', [processID]);
    } catch {
      // The statement was over, or the server is: nothing is left to end.
    } finally {
      client.release(true);
      await killer.end().catch(() => {});
    }
  }
}

/** Errors without a SQLSTATE come from the connection. */
function isBroken(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('57P') || code.startsWith('08');
}
