import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { FieldType, Value } from '../contract/index.ts';
import type { FieldTypes } from '../rows/index.ts';
import { EntityRecord } from './record.ts';

const SQUARE = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
  [0, 0],
];

/** A value that stands for one not yet read. Equal for equal types, so that relations find each other while a plan is made. */
function placeholderValue(type: FieldType): Value {
  switch (type) {
    case 'int':
    case 'float':
      return 1;
    case 'bigint':
    case 'decimal':
      return '1';
    case 'boolean':
      return true;
    case 'date':
      return '2000-01-01';
    case 'time':
      return '00:00:00';
    case 'datetime':
      return '2000-01-01T00:00:00.000Z';
    case 'duration':
      return 'PT1S';
    case 'point':
      return { lon: 1, lat: 1 };
    case 'geometry':
      return { type: 'Polygon', coordinates: [SQUARE] };
    case 'text':
    case 'json':
      return '?';
    default:
      return type satisfies never;
  }
}

/** One record that stands for all that a read will give: plans are made with it and nothing is read. */
export function placeholderRecord(binding: ReadyBinding, fields: readonly string[], types: FieldTypes, now: string): EntityRecord {
  const values: Record<string, Value> = {};
  for (const field of fields) values[field] = placeholderValue(types.get(field) ?? 'text');
  const key = binding.mapping.key.map((column) => placeholderValue(binding.types.get(column) ?? 'text'));
  return new EntityRecord({ binding, key, values, fetchedAt: now, sourceUpdatedAt: null });
}
