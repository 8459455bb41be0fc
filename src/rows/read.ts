import type { LimitPerKey, ReadRequest, Row } from '../contract/index.ts';
import { equalityKey, type FieldTypes, rowComparator, typeOf } from './compare.ts';
import { compilePredicate } from './predicate.ts';
import { seekTest } from './seek.ts';

/** Answers a read over rows at hand: filter, order, seek, limit per key, offset, limit, fields. Without an order rows keep theirs. */
export function answerRead(rows: Iterable<Row>, request: ReadRequest, types: FieldTypes): Row[] {
  const test = compilePredicate(request.predicate, types);
  const found: Row[] = [];
  for (const row of rows) if (test(row)) found.push(row);
  if (request.order.length > 0) found.sort(rowComparator(request.order, types));
  return finishRead(found, request, types);
}

/** The part of a read that follows filter and order. */
export function finishRead(sorted: readonly Row[], request: ReadRequest, types: FieldTypes): Row[] {
  let result: readonly Row[] = sorted;
  if (request.after) result = result.filter(seekTest(request.order, request.after, types));
  if (request.limitPerKey) result = firstPerKey(result, request.limitPerKey, types);
  const from = request.offset ?? 0;
  if (from > 0 || request.limit !== undefined) {
    result = result.slice(from, request.limit === undefined ? undefined : from + request.limit);
  }
  return result.map((row) => project(row, request.fields));
}

function firstPerKey(rows: readonly Row[], { fields, count }: LimitPerKey, types: FieldTypes): Row[] {
  const taken = new Map<string, number>();
  return rows.filter((row) => {
    const key = groupKey(row, fields, types);
    const already = taken.get(key) ?? 0;
    taken.set(key, already + 1);
    return already < count;
  });
}

/** A text that is equal for rows whose values in these fields are equal; nulls are equal to each other. */
export function groupKey(row: Row, fields: readonly string[], types: FieldTypes): string {
  const [only] = fields;
  if (fields.length === 1 && only !== undefined) return equalityKey(typeOf(types, only), row[only] ?? null);
  return JSON.stringify(fields.map((field) => equalityKey(typeOf(types, field), row[field] ?? null)));
}

/** Only the given fields, null where the row has none. */
export function project(row: Row, fields: readonly string[]): Row {
  const out: Record<string, Row[string]> = {};
  for (const field of fields) out[field] = row[field] ?? null;
  return out;
}
