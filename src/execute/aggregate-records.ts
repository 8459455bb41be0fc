import { addDecimals } from '../base/decimal.ts';
import { MappingError } from '../catalog/mapping.ts';
import type { ReadyBinding } from '../catalog/snapshot.ts';
import {
  type AggregateRequest,
  type Dimension,
  type FieldType,
  type Measure,
  type Row,
  SourceError,
  type Value,
} from '../contract/index.ts';
import type { Entity, GroupTerm, Model } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { groupName, type MeasureAsk, type SplitAggregate, splitAggregate } from '../plan/split-aggregate.ts';
import { splitRead } from '../plan/split-read.ts';
import { compareValues, equalityKey, type FieldTypes, Grouping } from '../rows/index.ts';
import type { RowBudget } from './budget.ts';
import { collectRecords, openAsk, readyBindings, sharesIdentity } from './collect.ts';
import { checkSignal, entityTypes } from './context.ts';
import { joinPaths, pathFields } from './join-paths.ts';
import { noteAge, type ReadPlace, readBinding } from './read-binding.ts';
import type { SourceEntry } from './report.ts';

/** What to group and measure. Measures are named by the caller; results hold them under those names, group keys under `groupName`. */
export interface AggregateAskOfEntity {
  readonly predicate?: ResolvedPredicate;
  readonly groupBy: readonly GroupTerm[];
  readonly measures: readonly MeasureAsk[];
}

/** Groups and measures over all records of an entity, computed by the sources where they can. */
export async function aggregateRecords(place: ReadPlace, entity: Entity, ask: AggregateAskOfEntity): Promise<readonly Row[]> {
  const bindings = readyBindings(place, entity);
  const joined = ask.groupBy.some((term) => term.path.relation !== undefined);
  const distinct = ask.measures.some((measure) => measure.function === 'countDistinct');
  if (joined || sharesIdentity(bindings) || (distinct && bindings.length > 1)) return fromRecords(place, entity, ask);
  const parts = await Promise.all(bindings.map((binding) => fromBinding(place, binding, ask)));
  return combine(parts.flat(), ask, groupTypes(place.context.model, entity, ask.groupBy));
}

/** Reads the records that no source can group, joined and merged first. */
async function fromRecords(place: ReadPlace, entity: Entity, ask: AggregateAskOfEntity): Promise<readonly Row[]> {
  const paths = ask.groupBy.map((term) => term.path);
  const fields = new Set([...pathFields(place.context.model, entity, paths), ...ask.measures.flatMap((measure) => measure.field ?? [])]);
  const records = await collectRecords(place, entity, openAsk(fields, ask.predicate));
  await joinPaths(place, entity, records, paths);
  const grouping = groupingFor(place.context.model, entity, ask, ask.measures);
  for (const record of records) grouping.add(record.values);
  return grouping.groups();
}

function groupingFor(model: Model, entity: Entity, { groupBy }: AggregateAskOfEntity, measures: readonly MeasureAsk[]): Grouping {
  const dimensions = groupBy.map(({ path, bucket, timeZone }, position): Dimension => {
    return { name: groupName(position), field: path.name, ...(bucket ? { bucket } : {}), ...(timeZone ? { timeZone } : {}) };
  });
  return new Grouping(dimensions, measures as readonly Measure[], groupTypes(model, entity, groupBy));
}

function groupTypes(model: Model, entity: Entity, groupBy: readonly GroupTerm[]): FieldTypes {
  return new Map<string, FieldType>([
    ...entityTypes(model, entity.name),
    ...groupBy.map(({ path }) => [path.name, path.field.type] as const),
    ...groupBy.map(({ path }, position) => [groupName(position), path.field.type] as const),
  ]);
}

/** Groups of one binding. `avg` travels as sum and count, so that groups of several bindings can be put together. */
async function fromBinding(place: ReadPlace, binding: ReadyBinding, ask: AggregateAskOfEntity): Promise<readonly Row[]> {
  const measures = ask.measures.flatMap(splitAverage);
  const split = splitAggregate(binding, { ...ask, measures });
  if (!split.pushed) return fromRows(place, binding, ask, measures, split.reasons);
  const entry = place.report.of(binding);
  noteAge({ binding }, entry);
  if (!split.needed || !binding.reader.aggregate) return [];
  entry.asked = true;
  const noted = place.context.trace.begin({
    path: place.path.join('.'),
    binding,
    request: split.request,
    preview: place.context.trace.detailed ? binding.reader.preview?.(split.request) : undefined,
    reasons: [],
  });
  if (place.context.planOnly) return [];
  const started = performance.now();
  try {
    const request = askedWithin(place.context.budget, split.request);
    const { groups, asOf, malformed } = await binding.reader.aggregate(request, place.context.signal);
    noted.rows += groups.length;
    entry.grouped = true;
    if (asOf !== undefined) entry.asOf = asOf;
    if (malformed) entry.malformed += malformed.count;
    place.context.budget.take(groups.length, `${binding.source}.${binding.collection}`, []);
    const counted = measures.find((measure) => measure.field === undefined)?.name;
    return split.mapKeys.length === 0 ? groups : groups.map((group) => withMappedKeys(group, split.mapKeys, counted, entry));
  } catch (error) {
    checkSignal(place.context.signal);
    if (!(error instanceof SourceError)) throw error;
    if (error.kind === 'UNSUPPORTED' && split.request.groupBy.length > 0)
      place.context.budget.take(Number.POSITIVE_INFINITY, `${binding.source}.${binding.collection}`, ['more groups than rows may be read']);
    entry.error = error;
    place.context.errors.source(binding.source, error, place.path);
    return [];
  } finally {
    noted.milliseconds = performance.now() - started;
  }
}

/** Group keys as the entity has them. A key that breaks the mapping's promise is null, and its rows count as invalid values. */
function withMappedKeys(group: Row, keys: MappedKeys, counted: string | undefined, entry: SourceEntry): Row {
  const out: Record<string, Value> = { ...group };
  for (const { name, column, map } of keys) {
    try {
      out[name] = map({ [column]: group[name] ?? null });
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      out[name] = null;
      entry.invalid += counted === undefined ? 1 : Number(group[counted] ?? 0);
    }
  }
  return out;
}

async function fromRows(
  place: ReadPlace,
  binding: ReadyBinding,
  ask: AggregateAskOfEntity,
  measures: readonly MeasureAsk[],
  reasons: readonly string[],
): Promise<readonly Row[]> {
  const { model } = place.context;
  const entity = model.entities.get(binding.entity);
  if (!entity) return [];
  const fields = new Set([...ask.groupBy.map((term) => term.path.field.name), ...measures.flatMap((measure) => measure.field ?? [])]);
  const split = splitRead(binding, openAsk(fields, ask.predicate));
  const grouping = groupingFor(model, entity, ask, measures);
  for await (const batch of readBinding(place, { ...split, reasons: [...reasons, ...split.reasons] })) {
    for (const record of batch) grouping.add(record.values);
  }
  // A failed read gave part of the rows or none: its numbers would be wrong, so they are left out and the source is named as missing.
  return place.report.of(binding).error ? [] : grouping.groups();
}

/** More groups than rows may still be read are refused by the source itself, before they fill the memory. */
function askedWithin(budget: RowBudget, request: AggregateRequest): AggregateRequest {
  if (request.groupBy.length === 0 || !Number.isFinite(budget.left)) return request;
  return Object.freeze({ ...request, maxGroups: Math.max(1, budget.left) });
}

type MappedKeys = Extract<SplitAggregate, { readonly pushed: true }>['mapKeys'];

const sumOf = (name: string) => `${name}_sum`;
const countOf = (name: string) => `${name}_count`;

function splitAverage(measure: MeasureAsk): readonly MeasureAsk[] {
  if (measure.function !== 'avg' || measure.field === undefined) return [measure];
  return [
    { name: sumOf(measure.name), function: 'sum', field: measure.field },
    { name: countOf(measure.name), function: 'count', field: measure.field },
  ];
}

/** Puts groups of equal keys together. Without group terms there is always one group. */
function combine(rows: readonly Row[], ask: AggregateAskOfEntity, types: FieldTypes): readonly Row[] {
  const groups = new Map<string, Row[]>();
  if (ask.groupBy.length === 0) groups.set('[]', []);
  for (const row of rows) {
    const key = JSON.stringify(
      ask.groupBy.map((_, position) => equalityKey(types.get(groupName(position)) ?? 'text', row[groupName(position)] ?? null)),
    );
    const known = groups.get(key);
    if (known) known.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map((parts) => {
    const out: Record<string, Value> = {};
    ask.groupBy.forEach((_, position) => {
      out[groupName(position)] = parts[0]?.[groupName(position)] ?? null;
    });
    for (const measure of ask.measures) out[measure.name] = combineMeasure(measure, parts, types);
    return out;
  });
}

function combineMeasure(measure: MeasureAsk, parts: readonly Row[], types: FieldTypes): Value {
  const values = (name: string) => parts.map((part) => part[name] ?? null).filter((value) => value !== null);
  const type = measure.field === undefined ? 'int' : (types.get(measure.field) ?? 'int');
  switch (measure.function) {
    case 'count':
    case 'countDistinct':
      return values(measure.name).reduce<number>((total, value) => total + Number(value), 0);
    case 'sum':
      return sum(values(measure.name), type);
    case 'avg': {
      const count = values(countOf(measure.name)).reduce<number>((total, value) => total + Number(value), 0);
      return count === 0 ? null : Number(sum(values(sumOf(measure.name)), type)) / count;
    }
    case 'min':
    case 'max': {
      const sign = measure.function === 'min' ? 1 : -1;
      return values(measure.name).reduce<Value>(
        (best, value) => (best === null || sign * compareValues(type, value, best) < 0 ? value : best),
        null,
      );
    }
    default:
      return measure.function satisfies never;
  }
}

function sum(values: readonly Value[], type: FieldType): Value {
  if (values.length === 0) return null;
  if (type === 'float') return values.reduce<number>((total, value) => total + Number(value), 0);
  return values.reduce<string>((total, value) => addDecimals(total, String(value)), '0');
}
