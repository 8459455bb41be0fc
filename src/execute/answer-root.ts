import DataLoader from 'dataloader';
import { PublicError } from '../contract/error-codes.ts';
import type { Entity, ListSelection, RecordId, RootSelection } from '../model/index.ts';
import { IDENTITY } from '../model/index.ts';
import { answerAggregateField } from './aggregate-answer.ts';
import { collectRecords, openAsk } from './collect.ts';
import type { AnswerPath, RunContext } from './context.ts';
import { countRecords } from './count.ts';
import { joinEdges } from './join-edges.ts';
import type { ListAnswer } from './list-answer.ts';
import { orderTypes } from './order-types.ts';
import { aggregateOutput, listOutput, recordOutput } from './output.ts';
import { planPage } from './page.ts';
import type { ReadPlace } from './read-binding.ts';
import { type ListRead, readList } from './read-list.ts';
import type { EntityRecord } from './record.ts';
import { AnswerReport } from './report.ts';
import { resolveFilter } from './resolve-filter.ts';
import { selectedFields } from './selected-fields.ts';

/** Point look-ups of one request, batched per entity. */
export class PointLookups {
  readonly #context: RunContext;
  readonly #loaders = new Map<string, { loader: DataLoader<RecordId, EntityRecord | null, string>; fields: Set<string> }>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** The record with this id, with at least these fields; null when there is none. */
  async load(entity: Entity, id: RecordId, fields: Iterable<string>, path: AnswerPath): Promise<EntityRecord | null> {
    let known = this.#loaders.get(entity.name);
    if (!known) {
      const wanted = new Set<string>();
      known = { fields: wanted, loader: this.#loaderFor(entity, wanted, path) };
      this.#loaders.set(entity.name, known);
    }
    for (const field of fields) known.fields.add(field);
    return known.loader.load(id);
  }

  #loaderFor(entity: Entity, fields: ReadonlySet<string>, path: AnswerPath): DataLoader<RecordId, EntityRecord | null, string> {
    const keyOf = ({ binding, key }: RecordId) => JSON.stringify([binding, key.map(String)]);
    return new DataLoader(
      async (ids) => {
        const place: ReadPlace = { context: this.#context, report: new AnswerReport(this.#context.snapshot), path };
        const records = await collectRecords(place, entity, openAsk(fields, { kind: 'ids', ids: [...ids] }));
        const byKey = new Map<string, EntityRecord>();
        for (const record of records) {
          byKey.set(JSON.stringify([record.binding.id, record.key.map(String)]), record);
          if (record.identity !== null) byKey.set(JSON.stringify([IDENTITY, [String(record.identity)]]), record);
        }
        const [stand] = this.#context.planOnly ? records : [];
        return ids.map((id) => byKey.get(keyOf(id)) ?? stand ?? null);
      },
      { cacheKeyFn: keyOf },
    );
  }
}

/** The JSON of one root field. */
export async function answerRoot(context: RunContext, lookups: PointLookups, root: RootSelection): Promise<unknown> {
  const place: ReadPlace = { context, report: new AnswerReport(context.snapshot), path: [root.key] };
  switch (root.kind) {
    case 'one': {
      const record = await lookups.load(root.entity, root.id, selectedFields([root.selection]), place.path);
      if (!record) return null;
      await joinEdges(place, [record], root.selection);
      return recordOutput(context, root.selection, record);
    }
    case 'list': {
      const answer = await answerList(place, root.list);
      demandComplete(root.list.args.requireComplete, answer.report);
      return listOutput(context, answer);
    }
    case 'aggregate': {
      const answer = await answerAggregateField(place, root.aggregate);
      demandComplete(root.aggregate.requireComplete, answer.report);
      return aggregateOutput(answer);
    }
    case 'typename':
      return root.name;
    case 'failed':
      throw root.error;
    case 'absent':
    case 'other':
      return null;
    default:
      return root satisfies never;
  }
}

async function answerList(place: ReadPlace, list: ListSelection): Promise<ListAnswer> {
  const { context, report } = place;
  const plan = planPage(list, orderTypes(context.model, list), context.cursors);
  const predicate = list.args.filter && (await resolveFilter(place, list.args.filter));
  // Where the filter rests on a look-up that was not whole, nobody knows which records it finds.
  const sure = report.incomplete.length === 0;
  const [read, counted] = await Promise.all([
    list.wantsPage || !list.wantsCount ? readList(place, list, predicate, plan) : undefined,
    list.wantsCount && !list.wantsPage ? countRecords(place, list.entity, predicate, true) : undefined,
  ]);
  const page = read?.page ?? { plan, records: [], hasNextPage: false, hasPreviousPage: false };
  // Asked before relations are joined: a source that is missing there takes nothing from the number of records here.
  const whole = report.incomplete.length === 0;
  const [totalCount] = await Promise.all([
    read && list.wantsCount && report.failed.length === 0
      ? countOf(read, whole, () => countRecords(place, list.entity, predicate))
      : (counted ?? null),
    ...list.records.map((selection) => joinEdges(place, page.records, selection)),
  ]);
  return { list, page, totalCount: sure ? totalCount : null, report };
}

/** All records were read on the way to the page, or they are counted for themselves. */
function countOf({ counted }: ListRead, whole: boolean, count: () => Promise<number | null>): Promise<number | null> | number | null {
  if (counted === undefined) return count();
  return whole ? counted : null;
}

function demandComplete(demanded: boolean, report: AnswerReport): void {
  if (!demanded) return;
  const reports = report.withBelow;
  const status = reports.map((one) => one.status);
  const refused = reports.some((one) => one.hasRefused);
  if (!refused && status.every((one) => one === 'COMPLETE')) return;
  const names = [...new Set(reports.flatMap((one) => one.incomplete.map((entry) => entry.binding.source)))].sort();
  const what = refused
    ? 'a list in it could not be given'
    : !status.includes('PARTIAL')
      ? 'parts of the answer are older than allowed'
      : `missing: ${names.join(', ')}`;
  throw new PublicError('INCOMPLETE', `A complete answer was demanded; ${what}.`, { extensions: { missing: names } });
}
