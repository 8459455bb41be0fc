import type { ComparePredicate, InPredicate, PlacePredicate, Predicate, Request, Scalar, TextPredicate } from '../../src/contract/index.ts';
import type { Codec, Comparand } from './codecs/codec.ts';
import type { Dialect } from './dialect.ts';
import { refuse } from './errors.ts';
import { type Fragment, fixed, joined, type SlotBook } from './statement.ts';
import type { Column, Table } from './table.ts';
import { checkText, simpleLowerCase } from './text.ts';

/** Finds a predicate's own place in a request of the same shape. */
export type Pick<T> = (request: Request) => T;

/** What a translation works with. */
export interface Translation {
  readonly dialect: Dialect;
  readonly table: Table;
  readonly book: SlotBook;
  readonly unfoldable: ReadonlySet<string> | undefined;
}

const TRUE = fixed('(1 = 1)');
const FALSE = fixed('(1 = 0)');
const SYMBOLS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** SQL that is true for exactly the rows that meet the predicate (and false or unknown for the others). */
export function predicateSql(predicate: Predicate, pick: Pick<Predicate>, to: Translation): Fragment {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const parts = predicate.of.map((part, place) => predicateSql(part, (request) => partOf(pick(request), place), to));
      const [only] = parts;
      if (!only) return predicate.kind === 'and' ? TRUE : FALSE;
      return parts.length === 1 ? only : wrapped(joined(parts, ` ${predicate.kind} `));
    }
    case 'not': {
      const { sql, slots } = predicateSql(predicate.of, (request) => partOf(pick(request), 0), to);
      return { sql: `(${sql} is not true)`, slots };
    }
    case 'compare':
      return compareSql(predicate, (request) => (pick(request) as ComparePredicate).value, to);
    case 'in':
      return inSql(predicate, (request) => (pick(request) as InPredicate).values, to);
    case 'isNull':
      return fixed(nullSql(columnOf(predicate.field, to.table)));
    case 'text':
      return textSql(predicate, (request) => (pick(request) as TextPredicate).value, to);
    case 'withinBox':
      return boxSql(predicate, pick as Pick<PlacePredicate>, to);
    case 'withinPolygon':
    case 'withinDistance':
      throw refuse(`"${predicate.kind}" is not declared for field "${predicate.field}"`);
    default:
      return predicate satisfies never;
  }
}

function partOf(predicate: Predicate, place: number): Predicate {
  if (predicate.kind === 'not') return predicate.of;
  return (predicate as { readonly of: readonly Predicate[] }).of[place] as Predicate;
}

/** A described column. Throws UNSUPPORTED for any other name. */
export function columnOf(field: string, table: Table): Column {
  const column = table.columns.get(field);
  if (!column) throw refuse(`collection "${table.name}" has no field of this name: see "describe" for its fields`);
  return column;
}

/** SQL that is true where the column reads as null. */
export function nullSql({ codec, quoted }: Column): string {
  return codec.isNull?.(quoted) ?? `${quoted} is null`;
}

function compareSql({ field, operator, value }: ComparePredicate, pick: Pick<Scalar>, to: Translation): Fragment {
  return comparisonSql(columnOf(field, to.table), operator, value, pick, to);
}

/** One comparison of a column with a value; `value` only tells the shape, the one that counts is picked from the request. */
export function comparisonSql(
  column: Column,
  operator: ComparePredicate['operator'],
  value: Scalar,
  pick: Pick<Scalar>,
  to: Translation,
): Fragment {
  const { codec, quoted } = column;
  if (codec.bounds) return boundsSql(column, codec.bounds, operator, pick, to);
  const exact = comparandSql(comparandOf(column, value), quoted, SYMBOLS[operator], pick, to);
  if (operator !== 'eq' || !codec.narrow) return exact;
  return wrapped(joined([comparandSql(codec.narrow, quoted, '=', pick, to), exact], ' and '));
}

/** A value may be beyond what the column's own type can be compared with. */
export function isWide(codec: Codec, value: unknown): boolean {
  return codec.wide !== undefined && !codec.wide.fits(value as Scalar);
}

function comparandOf({ codec, name }: Column, value: Scalar): Comparand {
  if (codec.wide && isWide(codec, value)) return codec.wide;
  const { exact, operand } = codec;
  if (!exact || !operand) throw refuse(`field "${name}" cannot be compared`);
  return { left: exact, right: operand };
}

function comparandSql(
  { left, right }: Comparand,
  quoted: string,
  symbol: string,
  pick: Pick<Scalar>,
  { book, dialect }: Translation,
): Fragment {
  return book.place(`${left(quoted)} ${symbol} ${right.sql}`, { pick, encode: checked(right.encode, dialect) });
}

/** A value stands for all that reads as it: equal means from its first stored value up to the next one's. */
function boundsSql(
  { quoted }: Column,
  { operand, next }: NonNullable<Codec['bounds']>,
  operator: ComparePredicate['operator'],
  pick: Pick<Scalar>,
  { book, dialect }: Translation,
): Fragment {
  const side = (symbol: '<' | '>=', bound: typeof operand) =>
    book.place(`${quoted} ${symbol} ${bound.sql}`, { pick, encode: checked(bound.encode, dialect) });
  switch (operator) {
    case 'eq':
      return wrapped(joined([side('>=', operand), side('<', next)], ' and '));
    case 'ne':
      return wrapped(joined([side('<', operand), side('>=', next)], ' or '));
    case 'lt':
      return side('<', operand);
    case 'lte':
      return side('<', next);
    case 'gt':
      return side('>=', next);
    case 'gte':
      return side('>=', operand);
    default:
      return operator satisfies never;
  }
}

function inSql({ field, values }: InPredicate, pick: Pick<readonly Scalar[]>, to: Translation): Fragment {
  const column = columnOf(field, to.table);
  const { codec, quoted } = column;
  if (!codec.exact) throw refuse(`field "${field}" cannot be compared`);
  const [first] = values;
  if (first === undefined) return FALSE;
  if (!codec.list) {
    const each = values.map((value, place) => comparisonSql(column, 'eq', value, (request) => pick(request)[place] as Scalar, to));
    return wrapped(joined(each, ' or '));
  }
  const isAnyWide = values.some((value) => isWide(codec, value));
  const { left, list } =
    isAnyWide && codec.wide?.list ? { left: codec.wide.left, list: codec.wide.list } : { left: codec.exact, list: codec.list };
  const parts = [{ left, list }];
  if (codec.narrow?.list) parts.unshift({ left: codec.narrow.left, list: codec.narrow.list });
  const fragments = parts.map((part) =>
    to.book.place(`${part.left(quoted)} ${part.list.sql}`, { pick, encode: checkedList(part.list.encode, to.dialect) }),
  );
  return fragments.length === 1 && fragments[0] ? fragments[0] : wrapped(joined(fragments, ' and '));
}

function textSql({ field, operator, ignoreCase, value }: TextPredicate, pick: Pick<string>, to: Translation): Fragment {
  const { codec, quoted } = columnOf(field, to.table);
  const { holdsNul, search } = to.dialect;
  const { operator: like, placeholder, pattern } = search;
  if (codec.type !== 'text' || !codec.exact) throw refuse(`"${operator}" is not declared for field "${field}"`);
  if (ignoreCase) {
    if (!codec.folded || !canFold(value, to.unfoldable)) throw refuse(`"${operator}" without case is not declared for field "${field}"`);
    const encode = (piece: string) => pattern(operator, simpleLowerCase(checkText(piece, holdsNul)));
    return to.book.place(`${codec.folded(quoted)} ${like} ${placeholder}`, { pick, encode });
  }
  const encode = (piece: string) => pattern(operator, checkText(piece, holdsNul));
  const exact = to.book.place(`${(codec.searched ?? codec.exact)(quoted)} ${like} ${placeholder}`, { pick, encode });
  if (operator !== 'startsWith' || !codec.narrow || to.dialect.name !== 'mariadb') return exact;
  const narrow = to.book.place(`${codec.narrow.left(quoted)} ${like} ${placeholder}`, { pick, encode });
  return wrapped({ sql: `${narrow.sql} and ${exact.sql}`, slots: [...narrow.slots, ...exact.slots] });
}

/** Whether the server's tables of letters know all that the text holds. */
export function canFold(text: string, unfoldable: ReadonlySet<string> | undefined): boolean {
  if (!unfoldable) return false;
  if (unfoldable.size === 0) return true;
  for (const character of text) if (unfoldable.has(character)) return false;
  return true;
}

function boxSql(predicate: Extract<Predicate, { kind: 'withinBox' }>, pick: Pick<PlacePredicate>, to: Translation): Fragment {
  const { codec, quoted } = columnOf(predicate.field, to.table);
  if (!codec.place) throw refuse(`"withinBox" is not declared for field "${predicate.field}"`);
  const cast = to.dialect.name === 'postgres' ? '?::float8' : '?';
  const edge = (side: 'west' | 'south' | 'east' | 'north', sql: string) =>
    to.book.place(`${sql} ${cast}`, {
      pick: (request) => (pick(request) as typeof predicate).box[side],
      encode: (degrees: number) => (to.dialect.literalParameters ? `${Number(degrees)}` : Number(degrees)),
    });
  const lon = codec.place.lon(quoted);
  const lat = codec.place.lat(quoted);
  const sides = wrapped(
    joined([edge('west', `${lon} >=`), edge('east', `${lon} <=`)], predicate.box.west > predicate.box.east ? ' or ' : ' and '),
  );
  return wrapped(joined([sides, edge('south', `${lat} >=`), edge('north', `${lat} <=`)], ' and '));
}

function wrapped({ sql, slots }: Fragment): Fragment {
  return { sql: `(${sql})`, slots };
}

const checked =
  (encode: (value: Scalar) => unknown, { holdsNul }: Dialect) =>
  (value: Scalar): unknown =>
    encode(typeof value === 'string' ? checkText(value, holdsNul) : value);

const checkedList =
  (encode: (values: readonly Scalar[]) => unknown, { holdsNul }: Dialect) =>
  (values: readonly Scalar[]): unknown => {
    for (const value of values) if (typeof value === 'string') checkText(value, holdsNul);
    return encode(values);
  };
