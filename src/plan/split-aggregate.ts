import type { FieldMapping } from '../catalog/mapping.ts';
import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { AggregateRequest, Dimension, Measure, Predicate } from '../contract/index.ts';
import type { GroupTerm, MeasureName } from '../model/index.ts';
import { allOf } from '../rows/index.ts';
import { lackFor } from './capable.ts';
import { conjuncts, type ResolvedPredicate } from './resolved.ts';
import { columnOf, nullableKeys } from './split-read.ts';
import { isNothing, toColumns } from './translate.ts';

/** A measure over an entity field; `count` without a field counts records. */
export interface MeasureAsk {
  readonly name: string;
  readonly function: MeasureName | 'count';
  readonly field?: string;
}

/** What the engine wants counted and measured. Group terms are on the entity's own fields. */
export interface AggregateAsk {
  readonly predicate?: ResolvedPredicate;
  readonly groupBy: readonly GroupTerm[];
  readonly measures: readonly MeasureAsk[];
}

/** Name of a group term in requests and results, by its position. */
export const groupName = (position: number) => `d${position}`;

/** A request that the source answers whole, or the reasons why it cannot. */
export type SplitAggregate =
  | {
      readonly pushed: true;
      readonly needed: boolean;
      readonly request: AggregateRequest;
      /** Group keys that come as the source's own values and are mapped afterwards; groups that then have equal keys are put together. */
      readonly mapKeys: readonly { readonly name: string; readonly column: string; readonly map: FieldMapping['map'] }[];
    }
  | { readonly pushed: false; readonly reasons: readonly string[] };

/** Aggregates are pushed whole or not at all: a leftover filter would change every number. */
export function splitAggregate(binding: ReadyBinding, ask: AggregateAsk): SplitAggregate {
  const { capabilities } = binding.description;
  if (!binding.reader.aggregate || !capabilities.aggregate) return { pushed: false, reasons: ['the source does not aggregate'] };
  const reasons: string[] = [];
  const filter = aggregateFilter(binding, ask.predicate, reasons);
  const mapKeys: { name: string; column: string; map: FieldMapping['map'] }[] = [];
  const groupBy = ask.groupBy.map((term, position) => {
    const name = groupName(position);
    const mapping = binding.mapping.fields.get(term.path.field.name);
    const [column] = mapping?.columns ?? [];
    const mapped = term.path.relation === undefined && mapping && mapping.column === undefined && mapping.columns.length === 1;
    if (!mapped || column === undefined || term.bucket || !mergeable(ask))
      return dimension(binding, term, columnOf(binding, term.path.field.name), name, reasons);
    mapKeys.push({ name, column, map: mapping.map });
    return dimension(binding, term, column, name, reasons);
  });
  const measures = ask.measures.map((measure) => measureOf(binding, measure, reasons));
  if (reasons.length > 0) return { pushed: false, reasons };
  const request: AggregateRequest = {
    kind: 'aggregate',
    collection: binding.collection,
    predicate: allOf(filter),
    groupBy: groupBy.filter((one) => one !== undefined),
    measures: measures.filter((one) => one !== undefined),
  };
  const narrowed = binding.reader.negotiate?.(request, capabilities) ?? capabilities;
  const lack =
    narrowed === capabilities ? undefined : narrowed.aggregate ? lackFor(request.predicate, narrowed) : 'not together with this filter';
  if (lack !== undefined) return { pushed: false, reasons: [`aggregate: ${lack}`] };
  return { pushed: true, needed: !filter.some(isNothing), request: Object.freeze(request), mapKeys };
}

function aggregateFilter(binding: ReadyBinding, predicate: ResolvedPredicate | undefined, reasons: string[]): readonly Predicate[] {
  const { capabilities } = binding.description;
  const parts: Predicate[] = binding.mapping.where ? [binding.mapping.where] : [];
  for (const part of conjuncts(predicate)) {
    const columns = toColumns(binding, part);
    if (columns) parts.push(columns);
    else reasons.push('filter: a mapping cannot be turned round');
  }
  // Rows without a key are no records, so they must not be counted.
  for (const field of nullableKeys(binding)) parts.push({ kind: 'not', of: { kind: 'isNull', field } });
  const lack = lackFor(allOf(parts), capabilities);
  if (lack !== undefined) reasons.push(`filter: ${lack}`);
  return parts.filter((part) => !(part.kind === 'and' && part.of.length === 0));
}

/** Groups can be put together afterwards unless something counts different values. */
const mergeable = (ask: AggregateAsk) => ask.measures.every((measure) => measure.function !== 'countDistinct');

function dimension(
  binding: ReadyBinding,
  { path, bucket, timeZone }: GroupTerm,
  column: string | undefined,
  name: string,
  reasons: string[],
): Dimension | undefined {
  if (column === undefined || path.relation !== undefined) {
    reasons.push(`group by ${path.name}: it is no plain column of the source`);
    return undefined;
  }
  const capable = binding.description.capabilities.fields?.[column];
  const zoned = timeZone === undefined || timeZone === 'UTC' || capable?.bucketZones === 'any' || path.field.type === 'date';
  if (!capable?.groupable) reasons.push(`group by ${path.name}: the source cannot group by "${column}"`);
  else if (bucket && !capable.buckets?.includes(bucket)) reasons.push(`group by ${path.name}: the source cannot cut ${bucket}`);
  else if (bucket && !zoned) reasons.push(`group by ${path.name}: the source cannot cut times in zone ${timeZone}`);
  // A date has no zone: sources that cut in UTC only can cut it.
  const zone = path.field.type === 'date' ? undefined : timeZone;
  return { name, field: column, ...(bucket ? { bucket } : {}), ...(zone ? { timeZone: zone } : {}) };
}

function measureOf(binding: ReadyBinding, measure: MeasureAsk, reasons: string[]): Measure | undefined {
  if (measure.field === undefined) {
    if (!binding.description.capabilities.aggregate?.count) reasons.push('the source does not count');
    return { name: measure.name, function: 'count' };
  }
  const column = columnOf(binding, measure.field);
  const capable = column === undefined ? undefined : binding.description.capabilities.fields?.[column]?.measures;
  if (column === undefined || !capable?.includes(measure.function)) {
    reasons.push(`${measure.function} of ${measure.field}: the source cannot compute it`);
    return undefined;
  }
  return { name: measure.name, function: measure.function, field: column };
}
