import { PublicError } from '../contract/error-codes.ts';
import type { Point, Polygon, Predicate, Scalar, Value } from '../contract/index.ts';
import { decodeId, type Entity, type EntityPredicate, entityOf, type RecordId, type RelationPredicate } from '../model/index.ts';
import { type ResolvedPredicate, resolvedFields } from '../plan/resolved.ts';
import {
  boxAround,
  boxOf,
  distanceInMetres,
  equalityKey,
  isInside,
  PlaceIndex,
  pointBox,
  pointOf,
  polygonsOf,
  typeOf,
} from '../rows/index.ts';
import { bindingsFor, collectRecords, openAsk } from './collect.ts';
import { entityTypes, type RunContext } from './context.ts';
import { inIdOrder } from './join-paths.ts';
import { whereOf } from './links.ts';
import { demandAll, lookUpPlace } from './look-up-place.ts';
import type { ReadPlace } from './read-binding.ts';
import { recordTest } from './test-record.ts';

/** Looks up what a filter says about related entities, so that what remains is about the entity itself. */
export async function resolveFilter(place: ReadPlace, predicate: EntityPredicate): Promise<ResolvedPredicate> {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return { kind: predicate.kind, of: await Promise.all(predicate.of.map((part) => resolveFilter(place, part))) };
    case 'not':
      return { kind: 'not', of: await resolveFilter(place, predicate.of) };
    case 'id':
      return { kind: 'ids', ids: predicate.ids.map(decoded) };
    case 'relation':
      return resolveRelation(place, predicate);
    default:
      return predicate;
  }
}

function decoded(id: string): RecordId {
  const found = decodeId(id);
  if (found) return found;
  throw new PublicError('BAD_USER_INPUT', 'At filter.id: expected ids that Civigraph gave out, came another text.', {
    extensions: { argument: 'filter.id' },
  });
}

async function resolveRelation(place: ReadPlace, predicate: RelationPredicate): Promise<ResolvedPredicate> {
  const { quantifier } = predicate;
  if (quantifier === 'one' && predicate.relation.mark.by === 'inside') return insideFirst(place, predicate);
  const wanted: EntityPredicate = quantifier === 'every' ? { kind: 'not', of: predicate.of } : predicate.of;
  const values = await relatedValues(place, predicate, wanted);
  const linked = linkPredicate(place, predicate, values);
  // `every` is "none that does not"; `none` and `every` hold where nothing is related.
  return quantifier === 'none' || quantifier === 'every' ? { kind: 'not', of: linked } : linked;
}

/** Values of the related entity's linking field for the records that meet a predicate. */
async function relatedValues(
  place: ReadPlace,
  { relation, quantifier }: RelationPredicate,
  wanted: EntityPredicate,
): Promise<readonly Value[]> {
  const { context } = place;
  const other = entityOf(context.model, relation.to);
  const inner = lookUpPlace(place, `filter.${relation.name}`);
  const narrowed = relation.mark.by === 'inside' && relation.mark.where ? whereOf(relation.mark.where) : undefined;
  const found = await resolveFilter(inner, wanted);
  const resolved: ResolvedPredicate = narrowed ? { kind: 'and', of: [narrowed, found] } : found;
  const { to } = relation.mark;
  const records = await collectRecords(inner, other, openAsk([to], resolved));
  demandAll(inner, `The filter on "${relation.name}"`);
  const type = typeOf(entityTypes(context.model, other.name), to);
  const distinct = new Map<string, Value>();
  for (const record of records) {
    const value = record.values[to] ?? null;
    if (value !== null) distinct.set(equalityKey(type, value), value);
  }
  if (quantifier === 'one' && distinct.size > 0 && !isUnique(context, other, to)) {
    const values = [...distinct.values()] as readonly Scalar[];
    const rivals = await collectRecords(inner, other, openAsk([to], { kind: 'in', field: to, values }));
    demandAll(inner, `The filter on "${relation.name}"`);
    const found = new Set(records.map(({ id }) => id));
    const firsts = new Map(
      inIdOrder(rivals)
        .toReversed()
        .map((record) => [equalityKey(type, record.values[to] ?? null), record]),
    );
    for (const [key, first] of firsts) if (!found.has(first.id)) distinct.delete(key);
  }
  return [...distinct.values()];
}

/** True when no two records of an entity can have the same value in a field. */
function isUnique(context: RunContext, entity: Entity, field: string): boolean {
  const bindings = bindingsFor(context, entity);
  const [only] = bindings;
  if (bindings.length !== 1 || !only?.ready) return false;
  if (only.identityField === field) return true;
  const { key, fields } = only.mapping;
  return key.length === 1 && key[0] === fields.get(field)?.column;
}

/** Of areas that overlap the relation leads to the first, so all of them are looked at and not only those that meet the filter. */
async function insideFirst(place: ReadPlace, { relation, of }: RelationPredicate): Promise<ResolvedPredicate> {
  const { context } = place;
  const { mark } = relation;
  const other = entityOf(context.model, relation.to);
  const inner = lookUpPlace(place, `filter.${relation.name}`);
  const wanted = await resolveFilter(inner, of);
  const narrowed = mark.by === 'inside' && mark.where ? whereOf(mark.where) : undefined;
  const areas = inIdOrder(await collectRecords(inner, other, openAsk(resolvedFields(wanted, new Set([mark.to])), narrowed)));
  demandAll(inner, `The filter on "${relation.name}"`);
  const meets = recordTest(wanted, entityTypes(context.model, other.name));
  const placed = areas.map((area) => ({ polygons: polygonsOf(area.values[mark.to] ?? null), fits: meets(area) }));
  const index = PlaceIndex.of(placed, ({ polygons }) => boxOf(polygons.flat(2)));
  const test = (value: Value): boolean => {
    const point = pointOf(value);
    return point !== null && index.candidates(pointBox(point)).find(({ polygons }) => isInside(point, polygons))?.fits === true;
  };
  const polygons = placed.flatMap((area) => (area.fits ? area.polygons : []));
  const text = `first of ${placed.length} areas`;
  const superset: ResolvedPredicate =
    polygons.length === 0 ? { kind: 'or', of: [] } : { kind: 'withinPolygon', field: mark.from, polygons };
  return { kind: 'and', of: [superset, { kind: 'test', field: mark.from, text, test }] };
}

function linkPredicate(place: ReadPlace, { relation, metres }: RelationPredicate, values: readonly Value[]): ResolvedPredicate {
  const { mark } = relation;
  switch (mark.by) {
    case 'key':
      return { kind: 'in', field: mark.from, values: values as readonly Scalar[] } satisfies Predicate;
    case 'inside': {
      const polygons = values.flatMap((value): readonly Polygon[] => polygonsOf(value));
      return { kind: 'withinPolygon', field: mark.from, polygons } satisfies Predicate;
    }
    case 'contains':
      return { kind: 'test', field: mark.from, text: `contains one of ${values.length} points`, test: containsTest(values) };
    case 'within': {
      const reach = metres ?? mark.metres;
      if (!(reach >= 0)) {
        throw new PublicError('BAD_USER_INPUT', `At ${place.path.join('.')}: expected a distance of 0 or more.`, {
          extensions: { argument: 'metres' },
        });
      }
      return { kind: 'test', field: mark.from, text: `within ${reach} m of one of ${values.length} points`, test: nearTest(values, reach) };
    }
    default:
      return mark satisfies never;
  }
}

const pointsOf = (values: readonly Value[]) => values.map(pointOf).filter((point): point is Point => point !== null);
function containsTest(values: readonly Value[]): (value: Value) => boolean {
  const index = PlaceIndex.of(pointsOf(values), pointBox);
  return (value) => {
    const polygons = polygonsOf(value);
    const box = boxOf(polygons.flat(2));
    return box !== undefined && index.candidates(box).some((point) => isInside(point, polygons));
  };
}

function nearTest(values: readonly Value[], metres: number): (value: Value) => boolean {
  const index = PlaceIndex.of(pointsOf(values), pointBox);
  return (value) => {
    const point = pointOf(value);
    return point !== null && index.candidates(boxAround(point, metres)).some((other) => distanceInMetres(point, other) <= metres);
  };
}
