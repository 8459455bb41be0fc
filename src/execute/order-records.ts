import { compareCodePoints } from '../base/code-point.ts';
import type { FieldType, Value } from '../contract/index.ts';
import type { EntityOrder } from '../plan/split-read.ts';
import { comparisonOf, type FieldTypes, termComparison } from '../rows/index.ts';
import type { CursorPosition } from './cursor.ts';
import type { EntityRecord } from './record.ts';

/** The whole order of a list: sort terms, then the binding, then the key. */
export interface RecordOrder {
  readonly terms: readonly EntityOrder[];
  /** -1 when the list is read from its end. */
  readonly sign: 1 | -1;
  /** Names the entity and the order in cursors. */
  readonly name: string;
  readonly types: FieldTypes;
}

type Placed = Pick<EntityRecord, 'values' | 'key'> & { readonly bindingId: string; readonly keyTypes: readonly FieldType[] };

const placed = (record: EntityRecord): Placed => ({
  values: record.values,
  key: record.key,
  bindingId: record.binding.id,
  keyTypes: keyTypesOf(record),
});

function keyTypesOf({ binding }: EntityRecord): readonly FieldType[] {
  return binding.mapping.key.map((column) => binding.types.get(column) ?? 'text');
}

/** Compares records by a list's whole order. */
export function recordComparator(order: RecordOrder): (a: EntityRecord, b: EntityRecord) => number {
  const compare = placedComparator(order);
  return (a, b) => compare(placed(a), placed(b));
}

/** Tells whether a record comes after the record that a cursor was made of. */
export function afterCursor(order: RecordOrder, position: CursorPosition): (record: EntityRecord) => boolean {
  const compare = placedComparator(order);
  const values: Record<string, Value> = {};
  order.terms.forEach((term, index) => {
    values[term.field] = position.values[index] ?? null;
  });
  return (record) => compare(placed(record), { values, key: position.key, bindingId: position.binding, keyTypes: keyTypesOf(record) }) > 0;
}

function placedComparator(order: RecordOrder): (a: Placed, b: Placed) => number {
  const terms = order.terms.map((term) => ({ field: term.field, compare: termComparison(term, order.types.get(term.field) ?? 'text') }));
  return (a, b) => {
    for (const { field, compare } of terms) {
      const result = compare(a.values[field] ?? null, b.values[field] ?? null);
      if (result !== 0) return result;
    }
    if (a.bindingId !== b.bindingId) return order.sign * compareCodePoints(a.bindingId, b.bindingId);
    return order.sign * compareKeys(a, b);
  };
}

function compareKeys(a: Placed, b: Placed): number {
  for (const [position, type] of a.keyTypes.entries()) {
    const result = comparisonOf(type)(a.key[position] ?? null, b.key[position] ?? null);
    if (result !== 0) return result;
  }
  return 0;
}
