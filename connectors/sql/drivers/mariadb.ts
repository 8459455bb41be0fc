import mysql from 'mysql2';
import type { DriverRow } from '../rows.ts';
import type { BoundStatement, Statement } from '../statement.ts';
import { BatchReader } from './batches.ts';
import { BATCH_ROWS, type Driver, type Session } from './driver.ts';
import { Stops } from './stops.ts';

/** Settings of the connection pool. */
export interface MariaSettings {
  readonly connection: mysql.ConnectionOptions;
  readonly pool: number;
  /** Statements that prepare a new connection. */
  readonly session: readonly string[];
  /** The same, where a server of the protocol may lack what they set. */
  readonly sessionIfKnown: readonly string[];
}

/** Bounds the wait for a connection that only kills a statement. */
const KILL_TIMEOUT = 2000;

/**
 * mysql2 with plain-text statements, whose parameters are literals made by the codecs: on this protocol that is faster than
 * prepared statements. The session pins the SQL mode and character set that the quoting relies on.
 */
export class MariaDriver implements Driver, Session {
  readonly version = 0;
  readonly #settings: MariaSettings;
  readonly #pool: mysql.Pool;
  readonly #stops = new Stops();
  readonly #prepared = new WeakSet<object>();

  constructor(settings: MariaSettings) {
    this.#settings = settings;
    this.#pool = mysql.createPool({
      ...settings.connection,
      connectionLimit: settings.pool,
      maxIdle: settings.pool,
      idleTimeout: 60_000,
      enableKeepAlive: true,
    });
  }

  /** Every request may use any connection of the pool. */
  session(): Session {
    return this;
  }

  release(): void {}

  bind({ chunks }: Statement, parameters: readonly unknown[]): BoundStatement {
    let sql = chunks[0] ?? '';
    for (let place = 0; place < parameters.length; place += 1) sql += String(parameters[place]) + chunks[place + 1];
    return { sql, values: [] };
  }

  async fetch({ sql }: BoundStatement, signal: AbortSignal): Promise<DriverRow[]> {
    const connection = await this.#acquire(signal);
    return new Promise((resolve, reject) => {
      let isStopped = false;
      const forget = this.#stops.watch(signal, (reason) => {
        isStopped = true;
        this.#stops.pending(this.#kill(connection));
        reject(reason);
      });
      connection.query(sql, (error: mysql.QueryError | null, rows: unknown) => {
        if (isStopped) return;
        forget();
        if (error?.fatal) connection.destroy();
        else connection.release();
        if (error) reject(error);
        else resolve(rows as DriverRow[]);
      });
    });
  }

  async *stream({ sql }: BoundStatement, signal: AbortSignal): AsyncGenerator<DriverRow[]> {
    const connection = await this.#acquire(signal);
    const stream = connection.query(sql).stream({ highWaterMark: BATCH_ROWS });
    const reader = new BatchReader(stream);
    let isGivenUp = false;
    // At once, not when the consumer comes back: it may never do. Rows that nobody takes would keep the connection busy.
    const giveUp = () => {
      if (isGivenUp) return;
      isGivenUp = true;
      stream.destroy();
      this.#stops.pending(this.#kill(connection));
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
      if (isDone) connection.release();
      else giveUp();
    }
  }

  async close(): Promise<void> {
    if (!(await this.#stops.close())) return;
    await new Promise<void>((resolve) => this.#pool.end(() => resolve()));
  }

  async #acquire(signal: AbortSignal): Promise<mysql.PoolConnection> {
    this.#stops.check(signal);
    const connection = await new Promise<mysql.PoolConnection>((resolve, reject) => {
      let isWanted = true;
      const forget = this.#stops.watch(signal, (reason) => {
        isWanted = false;
        reject(reason);
      });
      this.#pool.getConnection((error, found) => {
        forget();
        if (error) reject(error);
        else if (isWanted) resolve(found);
        else found.release();
      });
    });
    if (!this.#prepared.has(connection)) await this.#prepare(connection);
    return connection;
  }

  async #prepare(connection: mysql.PoolConnection): Promise<void> {
    try {
      for (const statement of this.#settings.session) await queryOn(connection, statement);
      for (const statement of this.#settings.sessionIfKnown) await queryOn(connection, statement).catch(unlessFatal);
      this.#prepared.add(connection);
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }

  /**
   * Ends the statement from a second connection. The first one is given up in any case: the server may notice late, and would
   * then end the next statement on it.
   */
  async #kill(connection: mysql.PoolConnection): Promise<void> {
    const id = connection.threadId;
    const killer = mysql.createConnection({ ...this.#settings.connection, connectTimeout: KILL_TIMEOUT });
    killer.on('error', () => {});
    try {
      await within(KILL_TIMEOUT, queryOn(killer, `kill query ${Number(id)}`));
    } catch {
      // The statement was over, or the server is: nothing is left to end.
    } finally {
      connection.destroy();
      killer.destroy();
    }
  }
}

function unlessFatal(error: { readonly fatal?: boolean }): void {
  if (error.fatal) throw error;
}

function queryOn(connection: mysql.Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error ? reject(error) : resolve()));
  });
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
