import type { DriverRow } from '../rows.ts';
import type { BoundStatement, Statement } from '../statement.ts';

/** What the source needs of a database client. Errors are the client's own; the source translates them. */
export interface Driver {
  /** A statement with its parameters, as the client wants them. */
  bind(statement: Statement, parameters: readonly unknown[]): BoundStatement;
  /** All rows at once. An abort ends the statement on the server. */
  fetch(statement: BoundStatement, signal: AbortSignal): Promise<DriverRow[]>;
  /** Rows in batches, no faster than they are taken. Stopping early, or an abort, ends the statement on the server. */
  stream(statement: BoundStatement, signal: AbortSignal): AsyncIterable<DriverRow[]>;
  /** Statements under way end with an error; connections are gone when it returns. May be called more than once. */
  close(): Promise<void>;
}

/** Rows in a batch of a stream. */
export const BATCH_ROWS = 500;
