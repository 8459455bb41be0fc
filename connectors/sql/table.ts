import type { Reference } from '../../src/contract/index.ts';
import type { Codec } from './codecs/codec.ts';

/** The name of the one table of every statement. */
export const TABLE_ALIAS = 't';

/** One described column. */
export interface Column {
  readonly name: string;
  /** The column as it stands in SQL, with the alias of the table: an order would take the bare name for what is selected under it. */
  readonly quoted: string;
  /** The bare name as it stands in SQL. */
  readonly alias: string;
  readonly nullable: boolean;
  readonly nativeType: string;
  readonly description?: string;
  readonly codec: Codec;
}

/** One table or view. Names in SQL come from here only. */
export interface Table {
  /** The collection's name. */
  readonly name: string;
  /** The table's qualified name and alias as they stand in SQL; question marks are escaped for Knex. */
  readonly quoted: string;
  readonly description?: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly key: readonly string[];
  /** Columns of each index, in order. */
  readonly indexes: readonly (readonly string[])[];
  readonly references: readonly Reference[];
  readonly estimatedRows?: number;
}

/** What was found in the database at one look. */
export interface Catalog {
  readonly tables: ReadonlyMap<string, Table>;
  /** Lower-case letters newer than the server's tables: it must not be asked about texts that hold them. Undefined: it cannot fold at all. */
  readonly unfoldable?: ReadonlySet<string>;
}
