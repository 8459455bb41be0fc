import type { Value } from '../contract/index.ts';
import type { Model } from '../model/index.ts';
import { compareValues, equalityKey, type FieldTypes, typeOf } from '../rows/index.ts';
import { entityTypes } from './context.ts';
import { EntityRecord } from './record.ts';

/**
 * Makes one record of all of an entity that share an identity. The winner's values stand; fields that its binding does not map come from the next
 * in rank that maps them. Records without an identity stay alone. The order of first appearance is kept.
 */
export function mergeByIdentity(records: readonly EntityRecord[], model: Model): EntityRecord[] {
  const groups = new Map<string, EntityRecord[]>();
  const out: (EntityRecord | EntityRecord[])[] = [];
  for (const record of records) {
    const { identity } = record;
    const field = record.binding.identityField;
    if (identity === null || field === undefined) {
      out.push(record);
      continue;
    }
    const key = `${record.entity} ${equalityKey(typeOf(entityTypes(model, record.entity), field), identity)}`;
    const group = groups.get(key);
    if (group) group.push(record);
    else {
      const started = [record];
      groups.set(key, started);
      out.push(started);
    }
  }
  return out.map((one) => (Array.isArray(one) ? mergeGroup(one, model) : one));
}

function mergeGroup(group: readonly EntityRecord[], model: Model): EntityRecord {
  const [only] = group;
  if (group.length === 1 && only) return only;
  const types = entityTypes(model, only?.entity ?? '');
  const ranked = [...group].sort((a, b) => rank(a, b, types));
  const winner = ranked[0] as EntityRecord;
  const values: Record<string, Value> = {};
  for (const field of new Set(ranked.flatMap((record) => Object.keys(record.values)))) {
    const owner = ranked.find((record) => record.binding.mapping.fields.has(field)) ?? winner;
    // A value that could not be mapped stays what it is: neither a value nor null.
    values[field] = field in owner.values ? (owner.values[field] as Value) : null;
  }
  const { binding, key, fetchedAt, sourceUpdatedAt } = winner;
  return new EntityRecord({ binding, key, values, fetchedAt, sourceUpdatedAt, merged: ranked });
}

/** The winner first. Newest beats order; ties fall to the binding's id and the key, so that every read picks the same. */
function rank(a: EntityRecord, b: EntityRecord, types: FieldTypes): number {
  const x = a.binding.mapping.identity?.wins;
  const y = b.binding.mapping.identity?.wins;
  if (x?.by === 'newest' && y?.by === 'newest') {
    const own = a.values[x.field] ?? null;
    const other = b.values[y.field] ?? null;
    if (own === null || other === null) {
      if (own !== other) return own === null ? 1 : -1;
    } else {
      const result = compareValues(typeOf(types, x.field), other, own);
      if (result !== 0) return result;
    }
  } else if (x?.by === 'order' && y?.by === 'order' && x.rank !== y.rank) {
    return x.rank - y.rank;
  }
  if (a.binding.id !== b.binding.id) return a.binding.id < b.binding.id ? -1 : 1;
  return JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1;
}

/** The records that a record was made of, the winner first. */
export function contributions(record: EntityRecord): readonly EntityRecord[] {
  return record.merged ?? [record];
}
