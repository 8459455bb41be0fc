import type { AggregateRequest, Predicate, ReadRequest, Request, Value } from '../../src/contract/index.ts';
import { isWide } from './predicate.ts';
import type { Table } from './table.ts';

/**
 * A text that is equal for requests that differ in their values only: they are answered by the same statement. Whatever decides
 * about the text of a statement is part of it: nulls in a seek position, values beyond a column's range, the length of a list
 * that has no parameter of its own.
 */
export function shapeOf(request: Request, table: Table): string {
  return request.kind === 'read' ? readShape(request, table) : aggregateShape(request, table);
}

function readShape({ fields, predicate, order, limit, offset, after, limitPerKey }: ReadRequest, table: Table): string {
  let shape = `r${names(fields)}${predicateShape(predicate, table)}`;
  for (const { field, direction, nulls } of order)
    shape += `o${name(field)}${direction === 'asc' ? 'a' : 'd'}${nulls === 'first' ? 'f' : ''}`;
  if (limit !== undefined) shape += 'L';
  if (offset !== undefined) shape += 'S';
  if (after) {
    shape += after.inclusive ? 'I' : 'A';
    for (const [place, value] of after.values.entries()) shape += valueShape(order[place]?.field, value, table);
  }
  return limitPerKey ? `${shape}K${names(limitPerKey.fields)}` : shape;
}

function aggregateShape({ predicate, groupBy, measures, maxGroups }: AggregateRequest, table: Table): string {
  let shape = `a${predicateShape(predicate, table)}${maxGroups === undefined ? '' : 'M'}`;
  for (const { field, bucket, timeZone } of groupBy) shape += `g${name(field)}${bucket ?? ''}${isUtc(timeZone) ? '' : 'Z'}`;
  for (const measure of measures) {
    shape += `m${measure.function}${measure.field === undefined ? '' : name(measure.field)}`;
    if (measure.predicate) shape += `p${predicateShape(measure.predicate, table)}`;
  }
  return shape;
}

/** Whether buckets are cut in UTC, which needs no parameter. */
export function isUtc(timeZone: string | undefined): boolean {
  return timeZone === undefined || timeZone === 'UTC';
}

function predicateShape(predicate: Predicate, table: Table): string {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      let shape = predicate.kind === 'and' ? '&(' : '|(';
      for (const part of predicate.of) shape += predicateShape(part, table);
      return `${shape})`;
    }
    case 'not':
      return `!${predicateShape(predicate.of, table)}`;
    case 'compare':
      return `c${name(predicate.field)}${predicate.operator}${valueShape(predicate.field, predicate.value, table)}`;
    case 'in': {
      const codec = table.columns.get(predicate.field)?.codec;
      const size = predicate.values.length === 0 ? 0 : codec?.list ? 1 : predicate.values.length;
      const isAnyWide = codec?.wide && predicate.values.some((value) => isWide(codec, value));
      const each = codec?.list ? '' : predicate.values.map((value) => valueShape(predicate.field, value, table)).join('');
      return `i${name(predicate.field)}${size}${isAnyWide ? 'w' : ''}${each}`;
    }
    case 'isNull':
      return `n${name(predicate.field)}`;
    case 'text':
      return `t${name(predicate.field)}${predicate.operator}${predicate.ignoreCase ? 'i' : ''}`;
    case 'withinBox':
      return `b${name(predicate.field)}${predicate.box.west > predicate.box.east ? 'x' : ''}`;
    case 'withinPolygon':
    case 'withinDistance':
      return `x${name(predicate.field)}`;
    default:
      return predicate satisfies never;
  }
}

function valueShape(field: string | undefined, value: Value, table: Table): string {
  if (value === null) return '0';
  const codec = field === undefined ? undefined : table.columns.get(field)?.codec;
  return codec?.wide && isWide(codec, value) ? 'w' : 'v';
}

/** Names are given with their length, so that no name can look like another part of a shape. */
const name = (field: string) => `${field.length}:${field}`;

function names(fields: readonly string[]): string {
  let shape = `${fields.length}`;
  for (const field of fields) shape += `,${field.length}:${field}`;
  return shape;
}
