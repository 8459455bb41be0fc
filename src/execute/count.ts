import { PublicError } from '../contract/error-codes.ts';
import type { Entity, FieldPath } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { groupName } from '../plan/split-aggregate.ts';
import { equalityKey, typeOf } from '../rows/index.ts';
import { aggregateRecords } from './aggregate-records.ts';
import { entityTypes } from './context.ts';
import type { ReadPlace } from './read-binding.ts';
import { AnswerReport } from './report.ts';

/**
 * How many records meet a predicate; null when a source is missing or counting would break the row budget. `alone`: nothing but the
 * number is asked for, so the report of the answer is that of counting.
 */
export async function countRecords(
  place: ReadPlace,
  entity: Entity,
  predicate: ResolvedPredicate | undefined,
  alone = false,
): Promise<number | null> {
  const counting = apart(place, alone);
  const [group] = (await withinBudget(() => aggregateRecords(counting, entity, { ...ask(predicate), groupBy: [] }))) ?? [];
  if (!group || counting.report.incomplete.length > 0) return null;
  return Number(group.m0 ?? 0);
}

/** Counts by the value of a field; undefined when that cannot be known. Keys are those of `equalityKey`. */
export async function countByKey(
  place: ReadPlace,
  entity: Entity,
  predicate: ResolvedPredicate,
  field: string,
  alone = false,
): Promise<ReadonlyMap<string, number> | undefined> {
  const found = entity.fields.get(field);
  if (!found) throw new Error(`${entity.name} has no field "${field}"`);
  const path: FieldPath = { name: field, field: found };
  const counting = apart(place, alone);
  const groups = await withinBudget(() => aggregateRecords(counting, entity, { ...ask(predicate), groupBy: [{ path }] }));
  if (!groups || counting.report.incomplete.length > 0) return undefined;
  const type = typeOf(entityTypes(place.context.model, entity.name), field);
  return new Map(groups.map((group) => [equalityKey(type, group[groupName(0)] ?? null), Number(group.m0 ?? 0)]));
}

const ask = (predicate: ResolvedPredicate | undefined) => ({
  measures: [{ name: 'm0', function: 'count' as const }],
  ...(predicate ? { predicate } : {}),
});

/** Counting beside a list keeps its own report, and always its own budget: the rows of a list are those of its records. */
const apart = ({ context, path, report }: ReadPlace, alone: boolean): ReadPlace => {
  return { context: { ...context, budget: context.budget.counting }, report: alone ? report : new AnswerReport(context.snapshot), path };
};

async function withinBudget<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PublicError && error.code === 'ROW_BUDGET_EXCEEDED') return undefined;
    throw error;
  }
}
