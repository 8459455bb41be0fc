import { PublicError } from '../contract/error-codes.ts';
import type { FieldPath } from './derive/orders.ts';
import { GROUPS, PAGE } from './derive/types.ts';
import type { Entity, Model } from './entity.ts';
import { parseFilter } from './parse-filter.ts';
import type { GroupTerm, ListArguments, SortTerm } from './selection.ts';

type Input = Readonly<Record<string, unknown>>;

/** Reads the coerced arguments of a list field. Throws BAD_USER_INPUT that names the argument. */
export function parseListArguments(model: Model, entity: Entity, input: Input): ListArguments {
  const { filter, orderBy, metres } = input;
  // Clients send the paging arguments that they do not use as null.
  const [first, after, last, before] = [input.first, input.after, input.last, input.before].map((value) => value ?? undefined);
  if (first !== undefined && last !== undefined) throw bad('first, last', 'one of them', 'both');
  if (after !== undefined && last !== undefined) throw bad('after', '`first` with it', '`last`');
  if (before !== undefined && last === undefined) throw bad('before', '`last` with it', 'no `last`');
  return {
    orderBy: parseOrder(orderBy),
    requireComplete: input.requireComplete === true,
    ...(filter === undefined ? {} : { filter: parseFilter(model, entity, filter, ['filter']) }),
    ...(first === undefined ? {} : { first: pageSize('first', first) }),
    ...(last === undefined ? {} : { last: pageSize('last', last) }),
    ...(after === undefined ? {} : { after: cursor('after', after) }),
    ...(before === undefined ? {} : { before: cursor('before', before) }),
    ...(metres === undefined ? {} : { metres: distance(metres) }),
  };
}

function parseOrder(orderBy: unknown): readonly SortTerm[] {
  if (orderBy === undefined) return [];
  if (orderBy === null) throw bad('orderBy', 'a list of sort terms', 'null');
  const terms = (orderBy as { field: FieldPath; direction: string }[]).map(
    ({ field, direction }): SortTerm => ({ path: field, direction: direction === 'DESC' ? 'desc' : 'asc' }),
  );
  const names = terms.map((term) => term.path.name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) throw bad('orderBy', 'each field once', `"${twice}" twice`);
  return terms;
}

/** Reads the coerced arguments of an aggregate field. */
export function parseAggregateArguments(model: Model, entity: Entity, input: Input) {
  const { filter, groupBy, first } = input;
  const limit = Number(first ?? GROUPS.default);
  if (limit < 0 || limit > GROUPS.maximum) throw bad('first', `0 to ${GROUPS.maximum} groups`, String(limit));
  if (groupBy === null) throw bad('groupBy', 'a list of group keys', 'null');
  return {
    groupBy: parseGroups((groupBy ?? []) as readonly GroupInput[]),
    first: limit,
    requireComplete: input.requireComplete === true,
    ...(filter === undefined ? {} : { filter: parseFilter(model, entity, filter, ['filter']) }),
  };
}

interface GroupInput {
  readonly field: FieldPath;
  readonly bucket?: GroupTerm['bucket'] | null;
  readonly timeZone?: string | null;
}

function parseGroups(groups: readonly GroupInput[]): readonly GroupTerm[] {
  const names = groups.map((group) => group.field.name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) throw bad('groupBy', 'each field once', `"${twice}" twice`);
  return groups.map(({ field, bucket, timeZone }) => {
    const { type } = field.field;
    if (bucket && type !== 'datetime' && type !== 'date') throw bad('groupBy.bucket', 'a time or date field', `"${field.name}"`);
    if (timeZone && !bucket) throw bad('groupBy.timeZone', 'a bucket with it', 'none');
    if (timeZone && !knownZone(timeZone)) throw bad('groupBy.timeZone', 'an IANA zone such as "Asia/Shanghai"', 'another text');
    return { path: field, ...(bucket ? { bucket } : {}), ...(timeZone ? { timeZone } : {}) };
  });
}

function knownZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function pageSize(name: string, value: unknown): number {
  if (typeof value !== 'number' || value < 0 || value > PAGE.maximum) {
    throw bad(name, `0 to ${PAGE.maximum} records`, String(value));
  }
  return value;
}

function cursor(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw bad(name, 'a cursor', 'an empty text');
  return value;
}

function distance(value: unknown): number {
  if (typeof value !== 'number' || value < 0) throw bad('metres', 'a distance of 0 or more', 'another value');
  return value;
}

function bad(argument: string, expected: string, came: string): PublicError {
  return new PublicError('BAD_USER_INPUT', `At ${argument}: expected ${expected}, came ${came}.`, { extensions: { argument } });
}
