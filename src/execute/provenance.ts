import type { RunContext } from './context.ts';
import { contributions } from './merge-identity.ts';
import type { EntityRecord } from './record.ts';
import { sourceObject } from './source-object.ts';

/** The `provenance` object of a record. */
export function provenanceOf(context: RunContext, record: EntityRecord): object {
  const [winner = record, ...others] = contributions(record);
  return {
    ...ownProvenance(context, winner),
    others: () => others.map((other) => ({ ...ownProvenance(context, other), others: [], fields: () => fieldsOf(context, [other]) })),
    fields: () => fieldsOf(context, contributions(record)),
  };
}

function ownProvenance(context: RunContext, { binding, key, fetchedAt, sourceUpdatedAt, redactions }: EntityRecord) {
  const age = binding.age?.();
  return {
    source: () => sourceObject(context.snapshot, binding.source),
    collection: binding.collection,
    externalId: key.map(String).join('|'),
    fetchedAt: age?.asOf ?? fetchedAt,
    sourceUpdatedAt,
    redactions,
    stale: age?.stale ?? false,
  };
}

/** For every field that was read: the first contribution, the winner leading, whose binding maps it. */
function fieldsOf(context: RunContext, ranked: readonly EntityRecord[]) {
  const names = [...new Set(ranked.flatMap((record) => Object.keys(record.values)))].sort();
  return names.flatMap((field) => {
    const owner = ranked.find((record) => record.binding.mapping.fields.has(field));
    if (!owner) return [];
    const { source, externalId, fetchedAt } = ownProvenance(context, owner);
    return [{ field, source, externalId, fetchedAt }];
  });
}
