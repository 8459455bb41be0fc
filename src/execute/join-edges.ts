import { PublicError } from '../contract/error-codes.ts';
import { entityOf, type ManyPick, type OnePick, type Pick, type RecordSelection } from '../model/index.ts';
import { collectRecords, openAsk } from './collect.ts';
import { checkSignal, entityTypes } from './context.ts';
import { joinMany } from './join-many.ts';
import { linkFor } from './links.ts';
import type { ReadPlace } from './read-binding.ts';
import type { EntityRecord } from './record.ts';
import { selectedFields } from './selected-fields.ts';

/** Reads what the relations of a selection ask for, once per edge for all records together, and joins it into the records. */
export async function joinEdges(place: ReadPlace, records: readonly EntityRecord[], selection: RecordSelection): Promise<void> {
  if (records.length === 0) return;
  const work: Promise<void>[] = [];
  for (const [pick, own] of parentsByEdge(records, selection)) {
    work.push(pick.kind === 'one' ? joinOne(place, own, pick) : joinManyAndBelow(place, own, pick));
  }
  if (work.length > 0) await Promise.all(work);
}

/** The parents of every edge. Types of an interface may share one. */
function parentsByEdge(
  records: readonly EntityRecord[],
  { byType }: RecordSelection,
): ReadonlyMap<OnePick | ManyPick, readonly EntityRecord[]> {
  const parents = new Map<OnePick | ManyPick, readonly EntityRecord[]>();
  for (const [type, picks] of byType) {
    const edges = picks.filter(isEdge);
    if (edges.length === 0) continue;
    const own = byType.size === 1 ? records : records.filter((record) => record.entity === type);
    if (own.length === 0) continue;
    for (const edge of edges) {
      const known = parents.get(edge);
      parents.set(edge, known ? [...known, ...own] : own);
    }
  }
  return parents;
}

const isEdge = (pick: Pick): pick is OnePick | ManyPick => pick.kind === 'one' || pick.kind === 'many';

async function joinOne(place: ReadPlace, parents: readonly EntityRecord[], pick: OnePick): Promise<void> {
  const { context } = place;
  const { relation, selection } = pick;
  const below: ReadPlace = { ...place, path: [...place.path, pick.key] };
  const other = entityOf(context.model, relation.to);
  const owner = parents[0]?.entity ?? '';
  const link = linkFor(relation, parents, { own: entityTypes(context.model, owner), other: entityTypes(context.model, other.name) });
  if (!link.predicate) return;
  const fields = selectedFields([selection], new Set([relation.mark.to]));
  const related = await collectRecords(below, other, openAsk(fields, link.predicate));
  const found = new Set<EntityRecord>();
  link.assignFirst(related, (parent, record) => {
    parent.join(pick.slot, record);
    found.add(record);
  });
  await joinEdges(below, [...found], selection);
}

async function joinManyAndBelow(place: ReadPlace, parents: readonly EntityRecord[], pick: ManyPick): Promise<void> {
  try {
    const { place: below, records } = await joinMany(place, parents, pick);
    await Promise.all(pick.list.records.map((selection) => joinEdges(below, records, selection)));
  } catch (error) {
    // A list that is refused is null by itself; the records around it stay.
    checkSignal(place.context.signal);
    if (!(error instanceof PublicError)) throw error;
    place.report.refuse();
    place.context.errors.field(error, [...place.path, pick.key]);
    for (const parent of parents) parent.join(pick.slot, null);
  }
}
