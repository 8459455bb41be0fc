import { PublicError } from '../contract/error-codes.ts';
import type { Point, Polygon, Predicate, Scalar, Value } from '../contract/index.ts';
import { decodeId, type EntityPredicate, entityOf, type RecordId, type RelationPredicate } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { boxAround, boxOf, distanceInMetres, equalityKey, isInside, PlaceIndex, pointOf, polygonsOf, typeOf } from '../rows/index.ts';
import { collectRecords, openAsk } from './collect.ts';
import { entityTypes } from './context.ts';
import { whereOf } from './links.ts';
import type { ReadPlace } from './read-binding.ts';
import { AnswerReport } from './report.ts';

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
  const wanted: EntityPredicate = quantifier === 'every' ? { kind: 'not', of: predicate.of } : predicate.of;
  const values = await relatedValues(place, predicate, wanted);
  const linked = linkPredicate(place, predicate, values);
  // `every` is "none that does not"; `none` and `every` hold where nothing is related.
  return quantifier === 'none' || quantifier === 'every' ? { kind: 'not', of: linked } : linked;
}

/** Values of the related entity's linking field for the records that meet a predicate. */
async function relatedValues(place: ReadPlace, { relation }: RelationPredicate, wanted: EntityPredicate): Promise<readonly Value[]> {
  const { context } = place;
  const other = entityOf(context.model, relation.to);
  const inner: ReadPlace = { ...place, report: new AnswerReport(context.snapshot), path: [...place.path, `filter.${relation.name}`] };
  const narrowed = relation.mark.by === 'inside' && relation.mark.where ? whereOf(relation.mark.where) : undefined;
  const found = await resolveFilter(inner, wanted);
  const resolved: ResolvedPredicate = narrowed ? { kind: 'and', of: [narrowed, found] } : found;
  const records = await collectRecords(inner, other, openAsk([relation.mark.to], resolved));
  const missing = inner.report.failed;
  if (missing.length > 0) {
    const names = [...new Set(missing.map((entry) => entry.binding.source))].sort();
    throw new PublicError(
      'SOURCE_UNAVAILABLE',
      `The filter on "${relation.name}" needs ${names.map((name) => `"${name}"`).join(', ')}, which cannot be read now; without it the answer could be wrong.`,
      { extensions: { source: names[0] } },
    );
  }
  const type = typeOf(entityTypes(context.model, other.name), relation.mark.to);
  const distinct = new Map<string, Value>();
  for (const record of records) {
    const value = record.values[relation.mark.to] ?? null;
    if (value !== null) distinct.set(equalityKey(type, value), value);
  }
  return [...distinct.values()];
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
const pointBox = ({ lon, lat }: Point) => ({ west: lon, south: lat, east: lon, north: lat });

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
