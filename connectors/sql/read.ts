import type { ReadRequest, Request } from '../../src/contract/index.ts';
import type { Dialect } from './dialect.ts';
import { refuse } from './errors.ts';
import { orderSql, seekSql, type Term, termsOf } from './order.ts';
import { columnOf, nullSql, predicateSql, type Translation } from './predicate.ts';
import { type Decoder, decoderOf } from './rows.ts';
import { type Fragment, fixed, joined, SlotBook, type Statement } from './statement.ts';
import { type Catalog, type Column, TABLE_ALIAS, type Table } from './table.ts';
import { toStatement } from './to-statement.ts';

/** How a shape of read is answered: statements one after the other until the limit is reached, and what is done with their rows. */
export interface ReadPlan {
  readonly statements: readonly Statement[];
  readonly decode: Decoder;
}

/** A part of the rows, by the null of the first order term. */
interface Part {
  readonly terms: readonly Term[];
  /** Terms that are sorted by; the others are equal in all rows of the part. */
  readonly sorted: readonly Term[];
  readonly condition?: Fragment;
}

/** Translates a read. Throws UNSUPPORTED for names and operators that are not described. */
export function planRead(request: ReadRequest, table: Table, catalog: Catalog, dialect: Dialect): ReadPlan {
  if (request.fields.length === 0) throw refuse('a read needs at least one field');
  const columns = request.fields.map((field) => columnOf(field, table));
  const terms = termsOf(request, table);
  const statements = partsOf(request, terms, table, dialect).map((part) =>
    statementOf(request, columns, part, { dialect, table, unfoldable: catalog.unfoldable }),
  );
  return { statements, decode: decoderOf(columns) };
}

/**
 * Usually one part. Where the database would sort nulls to the wrong end, rows with and without a value are asked for one after
 * the other: both statements are served by an index in order, and a full page needs only the first of them.
 */
function partsOf(request: ReadRequest, terms: readonly Term[], table: Table, dialect: Dialect): readonly Part[] {
  const [first, ...rest] = terms;
  const isPage = request.limit !== undefined && request.offset === undefined && request.limitPerKey === undefined;
  const whole: readonly Part[] = [{ terms, sorted: terms }];
  if (!first?.nullable || !isPage || dialect.nativeNulls(first.direction) === first.nulls) return whole;
  if (!table.indexes.some((index) => index.includes(first.column.name))) return whole;
  const isNull = nullSql(first.column);
  const withValue = [{ ...first, nullable: false }, ...rest];
  const known: Part = { terms: withValue, sorted: withValue, condition: fixed(`(not ${isNull})`) };
  const unknown: Part = { terms, sorted: rest, condition: fixed(`(${isNull})`) };
  const parts = first.nulls === 'first' ? [unknown, known] : [known, unknown];
  if (!request.after) return parts;
  // The position lies in one of the parts: the one before it has nothing left.
  const isInFirst = ((request.after.values[0] ?? null) === null) === (first.nulls === 'first');
  return isInFirst ? parts : parts.slice(1);
}

function statementOf(
  request: ReadRequest,
  columns: readonly Column[],
  { terms, sorted, condition }: Part,
  base: Omit<Translation, 'book'>,
): Statement {
  const to: Translation = { ...base, book: new SlotBook() };
  const { dialect, table, book } = to;
  const { builder, quote } = dialect;
  const conditions = [condition, conditionOf(request, to), seekSql(request, terms, to)].filter((part) => part !== undefined);
  const where = joined(conditions, ' and ');
  const order = orderSql(sorted, dialect);
  const selected = columns.map(({ codec, quoted, alias }) => `${codec.read(quoted)} as ${alias}`).join(', ');
  let query = request.limitPerKey ? perKeyQuery(request, columns, terms, where, to) : builder.from(builder.raw(table.quoted));
  query = query.select(builder.raw(selected));
  if (request.limitPerKey) query = query.whereRaw(`${quote(RANK)} <= ?`, [book.add(countSlot((read) => read.limitPerKey?.count, dialect))]);
  else if (where.sql !== '') query = query.whereRaw(where.sql, where.slots as number[]);
  if (order !== '') query = query.orderByRaw(order);
  if (request.limit !== undefined) query = query.limit(book.add(countSlot((read) => read.limit, dialect)));
  if (request.offset !== undefined) query = query.offset(book.add(countSlot((read) => read.offset, dialect)));
  return toStatement(query, book, dialect);
}

const RANK = 'rank in its key';

/** The rows that match, numbered within each key. Outside of it the rows are read as from the table itself. */
function perKeyQuery(request: ReadRequest, columns: readonly Column[], terms: readonly Term[], where: Fragment, to: Translation) {
  const { dialect, table } = to;
  const { builder, quote } = dialect;
  const keys = request.limitPerKey?.fields.map((field) => {
    const { codec, quoted } = columnOf(field, table);
    if (!codec.exact || !codec.sortable) throw refuse(`field "${field}" cannot be the key of a limit`);
    return codec.exact(quoted);
  });
  const needed = [...new Set([...columns, ...terms.map(({ column }) => column)].map(({ quoted }) => quoted))];
  const order = orderSql(terms, dialect);
  const rank = `row_number() over (partition by ${keys?.join(', ')}${order === '' ? '' : ` order by ${order}`}) as ${quote(RANK)}`;
  let inner = builder.from(builder.raw(table.quoted)).select(builder.raw([...needed, rank].join(', ')));
  if (where.sql !== '') inner = inner.whereRaw(where.sql, where.slots as number[]);
  return builder.from(inner.as(TABLE_ALIAS));
}

function conditionOf(request: ReadRequest, to: Translation): Fragment | undefined {
  const { predicate } = request;
  if (predicate.kind === 'and' && predicate.of.length === 0) return undefined;
  return predicateSql(predicate, (asked) => asked.predicate, to);
}

/** A count in the text of the statement (`limit`). Checked here, since MariaDB is given it as a literal. */
function countSlot(pick: (request: ReadRequest) => number | undefined, { literalParameters }: Dialect) {
  return {
    pick: (request: Request) => (request.kind === 'read' ? pick(request) : undefined),
    encode: (count: number) => {
      if (!Number.isSafeInteger(count) || count < 0) throw refuse('a limit or offset must be a whole number of at least 0');
      return literalParameters ? String(count) : count;
    },
  };
}
