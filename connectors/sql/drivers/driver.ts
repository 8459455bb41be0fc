import type { DriverRow } from '../rows.ts';
import type { BoundStatement, Statement } from '../statement.ts';

/** What answers the statements of one request. */
export interface Session {
  /** Another number where the database is another one than before: what was learned of it no longer holds. */
  readonly version: number;
  /** All rows at once. An abort ends the statement on the server. */
  fetch(statement: BoundStatement, signal: AbortSignal): Promise<DriverRow[]>;
  /** Rows in batches, no faster than they are taken. Stopping early, or an abort, ends the statement on the server. */
  stream(statement: BoundStatement, signal: AbortSignal): AsyncIterable<DriverRow[]>;
  /** The request is over. May be called more than once. */
  release(): void;
}

/** What the source needs of a database client. Errors are the client's own; the source translates them. */
export interface Driver {
  /** A statement with its parameters, as the client wants them. */
  bind(statement: Statement, parameters: readonly unknown[]): BoundStatement;
  /** The database as it is now, for one request. Throws where there is none. */
  session(): Session;
  /** All rows of one statement. */
  fetch: Session['fetch'];
  /** Statements under way end with an error; connections are gone when it returns. May be called more than once. */
  close(): Promise<void>;
}

/** Rows in a batch of a stream. */
export const BATCH_ROWS = 500;
