import { type Entity, entityOf, type FieldPath, type Model, type Relation } from '../model/index.ts';
import { collectRecords, openAsk } from './collect.ts';
import { entityTypes } from './context.ts';
import { linkFor } from './links.ts';
import { demandAll, lookUpPlace } from './look-up-place.ts';
import type { ReadPlace } from './read-binding.ts';
import type { EntityRecord } from './record.ts';

/** Entity fields that must be read so that paths can be followed. */
export function pathFields(model: Model, entity: Entity, paths: readonly FieldPath[]): readonly string[] {
  return paths.map((path) => (path.relation === undefined ? path.field.name : relationOf(model, entity, path.relation).mark.from));
}

function relationOf(model: Model, entity: Entity, name: string): Relation {
  const relation = entityOf(model, entity.name).relations.get(name);
  if (!relation) throw new Error(`${entity.name} has no relation "${name}"`);
  return relation;
}

/** Writes the values of to-one relations' fields into the records, under the paths' names, so that they can be sorted and grouped by. */
export async function joinPaths(
  place: ReadPlace,
  entity: Entity,
  records: readonly EntityRecord[],
  paths: readonly FieldPath[],
): Promise<void> {
  const byRelation = new Map<string, FieldPath[]>();
  for (const path of paths) {
    if (path.relation !== undefined) byRelation.set(path.relation, [...(byRelation.get(path.relation) ?? []), path]);
  }
  await Promise.all([...byRelation].map(([name, wanted]) => joinRelation(place, entity, records, name, wanted)));
}

async function joinRelation(
  place: ReadPlace,
  entity: Entity,
  records: readonly EntityRecord[],
  name: string,
  paths: readonly FieldPath[],
): Promise<void> {
  const { context } = place;
  const relation = relationOf(context.model, entity, name);
  const other = entityOf(context.model, relation.to);
  const link = linkFor(relation, records, { own: entityTypes(context.model, entity.name), other: entityTypes(context.model, other.name) });
  if (!link.predicate) return;
  const inner = lookUpPlace(place, name);
  const fields = [relation.mark.to, ...paths.map((path) => path.field.name)];
  const related = await collectRecords(inner, other, openAsk(fields, link.predicate));
  demandAll(inner, `Sorting and grouping by "${name}"`);
  const assigned = link.assign(inIdOrder(related));
  for (const record of records) {
    const found = assigned.get(record)?.[0];
    for (const path of paths) record.values[path.name] = found?.values[path.field.name] ?? null;
  }
}

/** Where several records fit a to-one relation, the one with the least binding and key is taken, at every read the same. */
export function inIdOrder(records: readonly EntityRecord[]): readonly EntityRecord[] {
  const name = (record: EntityRecord) => `${record.binding.id} ${JSON.stringify(record.key)}`;
  return records.length < 2 ? records : [...records].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}
