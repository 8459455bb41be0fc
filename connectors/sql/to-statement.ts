import type { Knex } from 'knex';
import type { Dialect } from './dialect.ts';
import type { SlotBook, Statement } from './statement.ts';

/** The finished text of a query. */
export function toStatement(query: Knex.QueryBuilder, book: SlotBook, { name }: Dialect): Statement {
  const built = query.toSQL();
  const slots = book.slotsOf(built.bindings);
  // Knex marks its placeholders with "?" and escapes question marks of names.
  const chunks = built.sql.split(/(?<!\\)\?/).map((chunk) => chunk.replaceAll('\\?', '?'));
  const text = chunks.reduce((sql, chunk, place) => `${sql}${name === 'postgres' ? `$${place}` : '?'}${chunk}`);
  return { text, slots, chunks };
}
