import type { OrderTerm, Row, SeekPosition } from '../contract/index.ts';
import { type FieldTypes, termComparison, typeOf } from './compare.ts';

/** Tells whether a row comes after a position in an order. */
export function seekTest(order: readonly OrderTerm[], after: SeekPosition, types: FieldTypes): (row: Row) => boolean {
  const terms = order.slice(0, after.values.length).map((term, position) => ({
    field: term.field,
    value: after.values[position] ?? null,
    compare: termComparison(term, typeOf(types, term.field)),
  }));
  return (row) => {
    for (const { field, value, compare } of terms) {
      const result = compare(row[field] ?? null, value);
      if (result !== 0) return result > 0;
    }
    return after.inclusive;
  };
}
