import type { FieldType } from '../contract/index.ts';
import type { ListSelection, Model } from '../model/index.ts';
import type { FieldTypes } from '../rows/index.ts';
import { entityTypes } from './context.ts';

/** Types of what a list sorts by: the entity's own fields, and fields of relations under their paths' names. */
export function orderTypes(model: Model, list: ListSelection): FieldTypes {
  const own = entityTypes(model, list.entity.name);
  const joined = list.args.orderBy.filter((term) => term.path.relation !== undefined);
  if (joined.length === 0) return own;
  return new Map<string, FieldType>([...own, ...joined.map((term) => [term.path.name, term.path.field.type] as const)]);
}
