import type { Value } from '../contract/index.ts';
import { type Entity, entityOf, type ManyPick } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { type ReadAsk, splitRead } from '../plan/split-read.ts';
import { equalityKey, typeOf } from '../rows/index.ts';
import { collectRecords, openAsk, readyBindings, sharesIdentity } from './collect.ts';
import { entityTypes } from './context.ts';
import { countByKey } from './count.ts';
import { joinPaths, pathFields } from './join-paths.ts';
import { type Link, linkFor } from './links.ts';
import type { ListAnswer } from './list-answer.ts';
import { afterCursor, recordComparator } from './order-records.ts';
import { orderTypes } from './order-types.ts';
import { cutPage, type PagePlan, planPage, positionFor } from './page.ts';
import { collectBinding, type ReadPlace } from './read-binding.ts';
import type { EntityRecord } from './record.ts';
import { resolveFilter } from './resolve-filter.ts';
import { selectedFields } from './selected-fields.ts';

/** What one edge reads: all related records, or for each parent the first of them. */
interface RelatedRead {
  readonly records: readonly EntityRecord[];
  /** True when nothing was cut off, so that what is here can be counted. */
  readonly whole: boolean;
}

/** Gives every parent its page of related records, read once for all parents. Returns the records on those pages. */
export async function joinMany(
  place: ReadPlace,
  parents: readonly EntityRecord[],
  pick: ManyPick,
): Promise<{ place: ReadPlace; records: EntityRecord[] }> {
  const { context } = place;
  const { list, relation } = pick;
  const other = entityOf(context.model, relation.to);
  const own = entityTypes(context.model, parents[0]?.entity ?? '');
  const link = linkFor(relation, parents, { own, other: entityTypes(context.model, other.name) }, list.args.metres);
  const below: ReadPlace = { ...place, report: place.report.below(), path: [...place.path, pick.key] };
  const plan = planPage(list, orderTypes(context.model, list), context.cursors);
  const filter = list.args.filter && (await resolveFilter(below, list.args.filter));
  const predicate = link.predicate && both(filter, link.predicate);
  const read =
    predicate && (list.wantsPage || !link.keyField) ? await readRelated(below, list.entity, { pick, plan, link, predicate }) : undefined;
  const sorted = read ? [...read.records].sort(recordComparator(plan.order)) : [];
  const assigned = read ? link.assign(sorted) : new Map<EntityRecord, readonly EntityRecord[]>();
  const counts = predicate && list.wantsCount ? await counter(below, list.entity, { link, predicate, read, assigned }) : () => 0;
  const after = plan.position ? afterCursor(plan.order, plan.position) : undefined;
  const shown = new Set<EntityRecord>();
  const answers = parents.map((parent) => {
    const related = assigned.get(parent) ?? [];
    const page = cutPage(plan, after ? related.filter(after) : related);
    for (const record of page.records) shown.add(record);
    return { parent, page };
  });
  const complete = below.report.incomplete.length === 0;
  for (const { parent, page } of answers) {
    const totalCount = list.wantsCount && complete ? counts(parent) : null;
    parent.join(pick.slot, { list, page, totalCount, report: below.report } satisfies ListAnswer);
  }
  return { place: below, records: [...shown] };
}

const both = (filter: ResolvedPredicate | undefined, link: ResolvedPredicate): ResolvedPredicate =>
  filter ? { kind: 'and', of: [filter, link] } : link;

interface RelatedAsk {
  readonly pick: ManyPick;
  readonly plan: PagePlan;
  readonly link: Link;
  readonly predicate: ResolvedPredicate;
}

async function readRelated(place: ReadPlace, entity: Entity, { pick, plan, link, predicate }: RelatedAsk): Promise<RelatedRead> {
  const { list, relation } = pick;
  const { model } = place.context;
  const paths = list.args.orderBy.map((term) => term.path);
  const fields = selectedFields(list.records, new Set([relation.mark.to, ...pathFields(model, entity, paths)]));
  const bindings = readyBindings(place, entity);
  const joined = paths.some((path) => path.relation !== undefined);
  if (!link.keyField || joined || sharesIdentity(bindings)) {
    const records = await collectRecords(place, entity, openAsk(fields, predicate));
    await joinPaths(place, entity, records, paths);
    return { records, whole: true };
  }
  const alone = link.keys?.length === 1;
  let whole = true;
  const parts = bindings.map((binding) => {
    const position = positionFor(plan, binding.id);
    if (position === 'skip') whole = false;
    if (position === 'skip') return [];
    const cut = plan.size + 1;
    const ask: ReadAsk = {
      fields,
      predicate,
      order: plan.order.terms,
      keyDirection: plan.backward ? 'desc' : 'asc',
      ordered: true,
      ...(alone ? { limit: cut } : { limitPerKey: { field: relation.mark.to, count: cut } }),
      ...(position ? { after: position } : {}),
    };
    const split = splitRead(binding, ask);
    // A source in its own order cannot say which rows come first, so all of them are read and sorted here.
    const usable =
      split.sorted === 'native'
        ? splitRead(binding, openAsk(new Set([...fields, ...plan.order.terms.map((term) => term.field)]), predicate))
        : split;
    if (usable.limitPushed || usable.limitPerKeyPushed || usable.seekPushed) whole = false;
    return collectBinding(place, usable);
  });
  return { records: (await Promise.all(parts)).flat(), whole };
}

interface CountAsk {
  readonly link: Link;
  readonly predicate: ResolvedPredicate;
  readonly read: RelatedRead | undefined;
  readonly assigned: ReadonlyMap<EntityRecord, readonly EntityRecord[]>;
}

async function counter(
  place: ReadPlace,
  entity: Entity,
  { link, predicate, read, assigned }: CountAsk,
): Promise<(parent: EntityRecord) => number | null> {
  if (read?.whole || !link.keyField) return (parent) => assigned.get(parent)?.length ?? 0;
  const { keyField, fromField = keyField } = link;
  const { model } = place.context;
  const counts = await countByKey(place, entity, predicate, keyField, read === undefined);
  if (!counts) return () => null;
  const type = typeOf(entityTypes(model, entity.name), keyField);
  return (parent) => {
    const value: Value = parent.values[fromField] ?? null;
    return value === null ? 0 : (counts.get(equalityKey(type, value)) ?? 0);
  };
}
