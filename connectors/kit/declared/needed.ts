import type { ReadRequest } from '../../../src/contract/index.ts';
import { fieldsOf } from '../../../src/rows/index.ts';
import type { DeclaredCollection, DeclaredField } from './model.ts';

/** The fields that must come back: those asked for, and those that rows are tested, sorted and told apart by. */
export function neededFields(collection: DeclaredCollection, request: ReadRequest): readonly DeclaredField[] {
  const names = fieldsOf(request.predicate, new Set(request.fields));
  for (const { field } of request.order) names.add(field);
  for (const field of request.limitPerKey?.fields ?? []) names.add(field);
  for (const field of collection.key) names.add(field);
  return [...names].flatMap((name) => collection.fields.get(name) ?? []);
}
