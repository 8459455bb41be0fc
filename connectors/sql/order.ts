import type { OrderTerm, Predicate, ReadRequest, Request, Scalar, Value } from '../../src/contract/index.ts';
import type { Dialect } from './dialect.ts';
import { refuse } from './errors.ts';
import { columnOf, comparisonSql, isWide, nullSql, type Translation } from './predicate.ts';
import { type Fragment, fixed, joined } from './statement.ts';
import type { Column, Table } from './table.ts';

/** One order term with what is known of its column here. */
export interface Term {
  readonly column: Column;
  /** The term's place in the request's order. */
  readonly place: number;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
  /** False where the rows at hand cannot hold null in it. */
  readonly nullable: boolean;
}

/** The request's order. Without one, and where pages are cut, the key: a page needs an order to be a page of. */
export function termsOf(request: ReadRequest, table: Table): readonly Term[] {
  const isCut = request.limit !== undefined || request.offset !== undefined || request.limitPerKey !== undefined;
  const byKey = isCut ? table.key.map((field): OrderTerm => ({ field, direction: 'asc' })) : [];
  const order = request.order.length > 0 ? request.order : byKey.filter(({ field }) => table.columns.get(field)?.codec.exact);
  return order.map(({ field, direction, nulls }, place) => {
    const column = columnOf(field, table);
    if (!column.codec.exact) throw refuse(`field "${field}" is not sortable`);
    return { column, place, direction, nulls: nulls ?? 'last', nullable: column.nullable && !excludesNull(request.predicate, field) };
  });
}

/** Whether a predicate is false for every row that has no value in a field. */
function excludesNull(predicate: Predicate, field: string): boolean {
  switch (predicate.kind) {
    case 'and':
      return predicate.of.some((part) => excludesNull(part, field));
    case 'or':
      return predicate.of.every((part) => excludesNull(part, field));
    case 'not':
      return predicate.of.kind === 'isNull' && predicate.of.field === field;
    case 'isNull':
      return false;
    default:
      return predicate.field === field;
  }
}

/** The expressions of `order by`. Nothing is said about nulls where the database sorts them right, so that an index serves the order. */
export function orderSql(terms: readonly Term[], dialect: Dialect): string {
  return terms.map((term) => termSql(term, dialect)).join(', ');
}

function termSql({ column, direction, nulls, nullable }: Term, { nativeNulls, saysNulls }: Dialect): string {
  const exact = `${column.codec.exact?.(column.quoted)} ${direction}`;
  if (!nullable || nativeNulls(direction) === nulls) return exact;
  if (saysNulls) return `${exact} nulls ${nulls}`;
  return `${nullSql(column)} ${nulls === 'last' ? 'asc' : 'desc'}, ${exact}`;
}

/** SQL that is true for the rows that come after the request's seek position. */
export function seekSql(request: ReadRequest, terms: readonly Term[], to: Translation): Fragment | undefined {
  const { after } = request;
  if (!after) return undefined;
  const sought = terms.slice(0, after.values.length);
  const values = sought.map(({ place }) => after.values[place] ?? null);
  const asRow = rowComparisonSql(sought, values, after.inclusive, to);
  if (asRow) return asRow;
  return afterSql(sought, values, after.inclusive, to);
}

/** Rows whose first term is past the position, or equal and past it in the rest. The leading bound is what an index can use. */
function afterSql(terms: readonly Term[], values: readonly Value[], inclusive: boolean, to: Translation): Fragment {
  const [term, ...rest] = terms;
  const [value = null, ...others] = values;
  if (!term) return fixed(inclusive ? '(1 = 1)' : '(1 = 0)');
  const past = pastSql(term, value, to);
  const isLast = rest.length === 0;
  if (isLast && !inclusive) return past;
  if (isLast && value !== null && !mayBeNullAfter(term)) return compare(term, value, term.direction === 'asc' ? 'gte' : 'lte', to);
  const equal = equalSql(term, value, to);
  const tail = isLast ? equal : wrap(joined([equal, afterSql(rest, others, inclusive, to)], ' and '));
  const either = wrap(joined([past, tail], ' or '));
  if (value === null || mayBeNullAfter(term)) return either;
  return wrap(joined([compare(term, value, term.direction === 'asc' ? 'gte' : 'lte', to), either], ' and '));
}

const mayBeNullAfter = ({ nullable, nulls }: Term) => nullable && nulls === 'last';

function pastSql(term: Term, value: Value, to: Translation): Fragment {
  const { column, direction, nulls } = term;
  if (value === null) return nulls === 'first' ? fixed(`(not ${nullSql(column)})`) : fixed('(1 = 0)');
  const past = compare(term, value, direction === 'asc' ? 'gt' : 'lt', to);
  return mayBeNullAfter(term) ? wrap(joined([past, fixed(nullSql(column))], ' or ')) : past;
}

function equalSql(term: Term, value: Value, to: Translation): Fragment {
  return value === null ? fixed(nullSql(term.column)) : compare(term, value, 'eq', to);
}

function compare({ column, place }: Term, value: Value, operator: 'eq' | 'gt' | 'gte' | 'lt' | 'lte', to: Translation): Fragment {
  return comparisonSql(column, operator, value as Scalar, (request) => positionOf(request, place) as Scalar, to);
}

function positionOf(request: Request, place: number): Value {
  return (request.kind === 'read' ? request.after?.values[place] : undefined) ?? null;
}

/** `(a, b) > (?, ?)`, where the database finds its place by it: one direction, no nulls, plain values. */
function rowComparisonSql(terms: readonly Term[], values: readonly Value[], inclusive: boolean, to: Translation): Fragment | undefined {
  const [first] = terms;
  if (!to.dialect.comparesRows || !first || terms.length < 2) return undefined;
  const isPlain = terms.every(({ column, direction, nullable }, index) => {
    const value = values[index] ?? null;
    return direction === first.direction && !nullable && value !== null && !column.codec.bounds && !isWide(column.codec, value);
  });
  if (!isPlain) return undefined;
  const symbol = `${first.direction === 'asc' ? '>' : '<'}${inclusive ? '=' : ''}`;
  const left = terms.map(({ column }) => column.codec.exact?.(column.quoted)).join(', ');
  const right = terms.map(({ column, place }) => {
    const operand = column.codec.operand;
    if (!operand) throw refuse(`field "${column.name}" cannot be compared`);
    return to.book.place(operand.sql, { pick: (request) => positionOf(request, place), encode: operand.encode });
  });
  const row = joined(right, ', ');
  return { sql: `((${left}) ${symbol} (${row.sql}))`, slots: row.slots };
}

function wrap({ sql, slots }: Fragment): Fragment {
  return { sql: `(${sql})`, slots };
}
