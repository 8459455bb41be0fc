import { compareCodePoints } from '../base/code-point.ts';
import { compareDecimals } from '../base/decimal.ts';
import type { FieldType, OrderTerm, Row, Scalar, Value } from '../contract/index.ts';

/** Types of a row's fields by name. */
export type FieldTypes = ReadonlyMap<string, FieldType>;

const compareText = (a: Value, b: Value) => compareCodePoints(String(a), String(b));
const compareNumber = (a: Value, b: Value) => Number(a) - Number(b);
const compareExact = (a: Value, b: Value) => compareDecimals(String(a), String(b));

function compareInstant(a: Value, b: Value): number {
  const x = String(a);
  const y = String(b);
  if (x === y) return 0;
  // Canonical instants of years 0000-9999 sort as text.
  if (x.length === 24 && y.length === 24) return x < y ? -1 : 1;
  return Date.parse(x) - Date.parse(y);
}

/** How two non-null values of a type compare. Throws RangeError for types that have no order. */
export function comparisonOf(type: FieldType): (a: Value, b: Value) => number {
  switch (type) {
    case 'text':
    case 'date':
    case 'time':
    case 'duration':
      return compareText;
    case 'int':
    case 'float':
    case 'boolean':
      return compareNumber;
    case 'bigint':
    case 'decimal':
      return compareExact;
    case 'datetime':
      return compareInstant;
    case 'json':
    case 'point':
    case 'geometry':
      throw new RangeError(`values of type ${type} have no order`);
    default:
      return type satisfies never;
  }
}

/** Compares two non-null values of a type. */
export function compareValues(type: FieldType, a: Value, b: Value): number {
  return comparisonOf(type)(a, b);
}

/** A text that is equal for two values exactly when they are equal as values of the type ("1.50" and "1.5", two spellings of an instant). */
export function equalityKey(type: FieldType, value: Value): string {
  if (value === null) return 'n';
  switch (type) {
    case 'bigint':
    case 'decimal':
      return `v${normalizedNumber(String(value))}`;
    case 'datetime': {
      const text = String(value);
      return `v${text.length === 24 ? text : new Date(text).toISOString()}`;
    }
    case 'json':
    case 'point':
    case 'geometry':
      return `v${JSON.stringify(value)}`;
    default:
      return `v${String(value)}`;
  }
}

/**
 * A value that is the same, as a key of a Map or Set, for two values of a type exactly when they are equal. Cheaper than
 * {@link equalityKey}, and good among values of one type only.
 */
export function equalityValue(type: FieldType, value: Scalar): Scalar {
  switch (type) {
    case 'text':
    case 'int':
    case 'float':
    case 'boolean':
    case 'date':
    case 'time':
    case 'duration':
      return value;
    default:
      return equalityKey(type, value);
  }
}

function normalizedNumber(text: string): string {
  if (/^-?[1-9]\d*$/.test(text)) return text;
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', part = ''] = text.replace(/^[+-]/, '').split('.');
  const left = whole.replace(/^0+/, '');
  const right = part.replace(/0+$/, '');
  if (left === '' && right === '') return '0';
  return `${sign}${left === '' ? '0' : left}${right === '' ? '' : `.${right}`}`;
}

/** One order term on one pair of values, nulls placed where the term says. */
export function termComparison(term: OrderTerm, type: FieldType): (a: Value, b: Value) => number {
  const compare = comparisonOf(type);
  const sign = term.direction === 'asc' ? 1 : -1;
  const nullsAt = term.nulls === 'first' ? -1 : 1;
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? nullsAt : -nullsAt;
    return sign * compare(a, b);
  };
}

/** Compares rows by an order. */
export function rowComparator(order: readonly OrderTerm[], types: FieldTypes): (a: Row, b: Row) => number {
  const terms = order.map((term) => ({ field: term.field, compare: termComparison(term, typeOf(types, term.field)) }));
  return (a, b) => {
    for (const { field, compare } of terms) {
      const result = compare(a[field] ?? null, b[field] ?? null);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** The type of a field. Throws RangeError for an unknown name. */
export function typeOf(types: FieldTypes, field: string): FieldType {
  const type = types.get(field);
  if (type === undefined) throw new RangeError(`no field "${field}" here; known: ${[...types.keys()].join(', ')}`);
  return type;
}
