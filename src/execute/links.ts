import type { Box, Point, Scalar, Value } from '../contract/index.ts';
import type { Relation } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import {
  boxAround,
  boxOf,
  distanceInMetres,
  equalityKey,
  equalityValue,
  type FieldTypes,
  isInside,
  PlaceIndex,
  pointBox,
  pointOf,
  polygonsOf,
  typeOf,
} from '../rows/index.ts';
import type { EntityRecord } from './record.ts';

/** How the records of one edge find each other. */
export interface Link {
  /** What the related records must meet to belong to any of the parents; undefined: no parent has one. */
  readonly predicate: ResolvedPredicate | undefined;
  /** The related field whose values are the parents' keys, for relations by key. */
  readonly keyField?: string;
  /** The parents' own field that holds the key. */
  readonly fromField?: string;
  /** Distinct keys of the parents, for relations by key. */
  readonly keys?: readonly Scalar[];
  /** Gives every parent its related records, in the order in which they come. */
  assign(related: readonly EntityRecord[]): ReadonlyMap<EntityRecord, readonly EntityRecord[]>;
  /** Tells for every parent that has related records the one with the least binding and key: at every read the same. */
  assignFirst(related: readonly EntityRecord[], found: (parent: EntityRecord, record: EntityRecord) => void): void;
}

function least(a: EntityRecord, b: EntityRecord): EntityRecord {
  if (a.binding.id !== b.binding.id) return a.binding.id < b.binding.id ? a : b;
  return JSON.stringify(a.key) <= JSON.stringify(b.key) ? a : b;
}

const both = (assign: Link['assign']) => ({ assign, assignFirst: firstOf(assign) });

/** {@link Link.assignFirst} for links that have no shorter way. */
function firstOf(assign: Link['assign']): Link['assignFirst'] {
  return (related, found) => {
    for (const [parent, fitting] of assign(related)) {
      const [first, ...others] = fitting;
      if (first) found(parent, others.reduce(least, first));
    }
  };
}

/** The link of a relation for these parents. */
export function linkFor(
  relation: Relation,
  parents: readonly EntityRecord[],
  types: { own: FieldTypes; other: FieldTypes },
  metres?: number,
): Link {
  const { mark } = relation;
  switch (mark.by) {
    case 'key':
      return keyLink(mark.from, mark.to, parents, types);
    case 'inside':
      return insideLink(mark.from, mark.to, parents, mark.where && whereOf(mark.where));
    case 'contains':
      return containsLink(mark.from, mark.to, parents);
    case 'within':
      return withinLink(mark.from, mark.to, parents, metres ?? mark.metres);
    default:
      return mark satisfies never;
  }
}

/** The condition with which a relation narrows the other entity. */
export function whereOf({ field, eq }: { readonly field: string; readonly eq: string }): ResolvedPredicate {
  return { kind: 'compare', field, operator: 'eq', value: eq };
}

const EVERY: ResolvedPredicate = { kind: 'and', of: [] };

function keyLink(from: string, to: string, parents: readonly EntityRecord[], types: { own: FieldTypes; other: FieldTypes }): Link {
  const ownType = typeOf(types.own, from);
  const otherType = typeOf(types.other, to);
  // Keys of two types meet in their texts (a number here, its digits there); keys of one type need no texts.
  const keyOf = ownType === otherType ? equalityValue : equalityKey;
  const byKey = new Map<Scalar, { value: Scalar; parents: EntityRecord[] }>();
  for (const parent of parents) {
    const value: Value = parent.values[from] ?? null;
    if (value === null) continue;
    const key = keyOf(ownType, value as Scalar);
    const known = byKey.get(key);
    if (known) known.parents.push(parent);
    else byKey.set(key, { value: value as Scalar, parents: [parent] });
  }
  const keys = [...byKey.values()].map(({ value }) => value);
  return {
    predicate: keys.length === 0 ? undefined : { kind: 'in', field: to, values: keys },
    keyField: to,
    fromField: from,
    keys,
    assign(related) {
      const out = new Map<EntityRecord, EntityRecord[]>();
      for (const record of related) {
        const value = record.values[to] ?? null;
        if (value === null) continue;
        for (const parent of byKey.get(keyOf(otherType, value as Scalar))?.parents ?? []) add(out, parent, record);
      }
      return out;
    },
    assignFirst(related, found) {
      const first = new Map<Scalar, EntityRecord>();
      for (const record of related) {
        const value = record.values[to] ?? null;
        if (value === null) continue;
        const key = keyOf(otherType, value as Scalar);
        const before = first.get(key);
        first.set(key, before ? least(before, record) : record);
      }
      for (const [key, record] of first) for (const parent of byKey.get(key)?.parents ?? []) found(parent, record);
    },
  };
}

/** Parents are points, related records areas. */
function insideLink(from: string, to: string, parents: readonly EntityRecord[], where: ResolvedPredicate = EVERY): Link {
  const points = placed(parents, from);
  return {
    predicate: points.length === 0 ? undefined : where,
    ...both((related) => {
      const out = new Map<EntityRecord, EntityRecord[]>();
      const index = PlaceIndex.of(points, ({ point }) => pointBox(point));
      for (const record of related) {
        const polygons = polygonsOf(record.values[to]);
        const box = boxOf(polygons.flat(2));
        if (!box) continue;
        for (const { parent, point } of index.candidates(box)) if (isInside(point, polygons)) add(out, parent, record);
      }
      return out;
    }),
  };
}

/** Parents are areas, related records points. */
function containsLink(from: string, to: string, parents: readonly EntityRecord[]): Link {
  const areas = parents.flatMap((parent) => {
    const polygons = polygonsOf(parent.values[from]);
    const box = boxOf(polygons.flat(2));
    return box ? [{ parent, polygons, box }] : [];
  });
  return {
    predicate: boxPredicate(
      to,
      areas.map(({ box }) => box),
    ),
    ...both((related) => {
      const out = new Map<EntityRecord, EntityRecord[]>();
      const index = PlaceIndex.of(areas, ({ box }) => box);
      for (const { parent: record, point } of placed(related, to)) {
        for (const { parent, polygons } of index.candidates(pointBox(point))) if (isInside(point, polygons)) add(out, parent, record);
      }
      return out;
    }),
  };
}

/** Both are points. */
function withinLink(from: string, to: string, parents: readonly EntityRecord[], metres: number): Link {
  const points = placed(parents, from);
  return {
    predicate: boxPredicate(
      to,
      points.map(({ point }) => boxAround(point, metres)),
    ),
    ...both((related) => {
      const out = new Map<EntityRecord, EntityRecord[]>();
      const index = PlaceIndex.of(points, ({ point }) => boxAround(point, metres));
      for (const { parent: record, point } of placed(related, to)) {
        for (const one of index.candidates(pointBox(point))) if (distanceInMetres(one.point, point) <= metres) add(out, one.parent, record);
      }
      return out;
    }),
  };
}

function placed(records: readonly EntityRecord[], field: string): readonly { parent: EntityRecord; point: Point }[] {
  return records.flatMap((parent) => {
    const point = pointOf(parent.values[field]);
    return point ? [{ parent, point }] : [];
  });
}

function boxPredicate(field: string, boxes: readonly Box[]): ResolvedPredicate | undefined {
  const box = boxOf(boxes.flatMap(({ west, south, east, north }) => [[west, south] as const, [east, north] as const]));
  return box && { kind: 'withinBox', field, box };
}

function add(out: Map<EntityRecord, EntityRecord[]>, parent: EntityRecord, record: EntityRecord): void {
  const known = out.get(parent);
  if (known) known.push(record);
  else out.set(parent, [record]);
}
