import type { Row, Value } from '../contract/index.ts';
import type { AggregateSelection, MeasureName } from '../model/index.ts';
import { groupName, type MeasureAsk } from '../plan/split-aggregate.ts';
import { termComparison } from '../rows/index.ts';
import { aggregateRecords } from './aggregate-records.ts';
import type { ReadPlace } from './read-binding.ts';
import type { AnswerReport } from './report.ts';
import { resolveFilter } from './resolve-filter.ts';

/** One group as the response shows it. */
export interface AnswerGroup {
  readonly key: Readonly<Record<string, Value>>;
  readonly count: number;
  readonly measures: Readonly<Partial<Record<MeasureName, Readonly<Record<string, Value>>>>>;
}

/** What an aggregate field shows. */
export interface AggregateAnswer {
  readonly selection: AggregateSelection;
  readonly groups: readonly AnswerGroup[];
  readonly groupCount: number;
  readonly report: AnswerReport;
}

/** Answers one aggregate field: groups in the order of their keys, nulls last. */
export async function answerAggregateField(place: ReadPlace, selection: AggregateSelection): Promise<AggregateAnswer> {
  const predicate = selection.filter && (await resolveFilter(place, selection.filter));
  const measures: MeasureAsk[] = [
    { name: 'm0', function: 'count' },
    ...selection.measures.map(
      ({ measure, field }, position): MeasureAsk => ({ name: `m${position + 1}`, function: measure, field: field.name }),
    ),
  ];
  const ask = { groupBy: selection.groupBy, measures, ...(predicate ? { predicate } : {}) };
  const rows = [...(await aggregateRecords(place, selection.entity, ask))].sort(byKeys(selection));
  const groups = rows.slice(0, selection.first).map((row) => toGroup(selection, row));
  return { selection, groups, groupCount: rows.length, report: place.report };
}

function byKeys({ groupBy }: AggregateSelection): (a: Row, b: Row) => number {
  const terms = groupBy.map(({ path }, position) => ({
    name: groupName(position),
    compare: termComparison({ field: path.name, direction: 'asc' }, path.field.type),
  }));
  return (a, b) => {
    for (const { name, compare } of terms) {
      const result = compare(a[name] ?? null, b[name] ?? null);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function toGroup(selection: AggregateSelection, row: Row): AnswerGroup {
  const key: Record<string, Value> = {};
  selection.groupBy.forEach(({ path }, position) => {
    key[path.name] = row[groupName(position)] ?? null;
  });
  const measures: Partial<Record<MeasureName, Record<string, Value>>> = {};
  selection.measures.forEach(({ measure, field }, position) => {
    const own = measures[measure] ?? {};
    own[field.name] = row[`m${position + 1}`] ?? null;
    measures[measure] = own;
  });
  return { key, count: Number(row.m0 ?? 0), measures };
}
