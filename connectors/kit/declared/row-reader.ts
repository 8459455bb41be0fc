import { kindOf } from '../../../src/base/kind-of.ts';
import type { Row, Value } from '../../../src/contract/index.ts';
import { JSON_FORM, pointOf, valueReader } from './field-value.ts';
import type { DeclaredField } from './model.ts';
import { stepInto, valueAt } from './path.ts';

/** A row that is not what was declared. The reason names field and expectation, never the value. */
export class RowFault extends Error {}

/** Reads one row out of the JSON of a service. Throws {@link RowFault}. */
export type RowReader = (item: unknown) => Row;

type Cell = readonly [name: string, read: (item: object) => Value];

/** Compiles the reading of some fields. */
export function rowReader(fields: readonly DeclaredField[]): RowReader {
  const cells = fields.map((field): Cell => [field.name, cellReader(field)]);
  return (item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw new RowFault('expected an object as a row, something else came');
    const row: Record<string, Value> = {};
    for (const [name, read] of cells) row[name] = read(item);
    return row;
  };
}

function cellReader(field: DeclaredField): (item: object) => Value {
  const find = finder(field);
  const read = valueReader(field.type, field.form);
  return (item) => {
    const found = find(item);
    if (found === null || found === undefined) {
      if (field.nullable) return null;
      throw new RowFault(`field "${field.name}": expected ${JSON_FORM[field.type]}, there is no value`);
    }
    const value = read(found);
    if (value === undefined) throw new RowFault(`field "${field.name}": expected ${JSON_FORM[field.type]}, there is ${kindOf(found)}`);
    return value;
  };
}

function finder({ path, lonLat }: DeclaredField): (item: object) => unknown {
  if (lonLat) {
    return (item) => {
      const [lon, lat] = [valueAt(item, lonLat.lon) ?? null, valueAt(item, lonLat.lat) ?? null];
      return lon === null && lat === null ? null : (pointOf(lon, lat) ?? { lon, lat });
    };
  }
  const [only] = path;
  if (path.length === 1 && only !== undefined) {
    if (only in Object.prototype) return (item) => stepInto(item, only);
    return (item) => (item as Readonly<Record<string, unknown>>)[only];
  }
  return (item) => valueAt(item, path);
}
