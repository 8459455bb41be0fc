import fc from 'fast-check';
import type {
  AggregateRequest,
  CollectionDescription,
  CompareOperator,
  Dimension,
  FieldCapabilities,
  FieldOperator,
  FieldType,
  Measure,
  OrderTerm,
  Point,
  Predicate,
  ReadRequest,
  Row,
  Scalar,
  SeekPosition,
  TextOperator,
  Value,
} from '../../src/contract/index.ts';
import { type Fixture, type Holds, hardValues } from './fixture.ts';
import { metresBetween } from './reference.ts';

/** What random requests are made from: the fixture's rows and what the source says it can. */
export interface RequestGround {
  readonly fixture: Fixture;
  readonly description: CollectionDescription;
  readonly holds: Holds;
}

export const COMPARISONS: readonly CompareOperator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'];
export const TEXT_OPERATORS: readonly TextOperator[] = ['contains', 'startsWith', 'endsWith'];
export const ZONES = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Asia/Kolkata'] as const;
export const EVERYTHING: Predicate = { kind: 'and', of: [] };

/** What the source declares for a field; nothing where it is silent. */
export function capabilitiesOf(ground: RequestGround, field: string): FieldCapabilities {
  return ground.description.capabilities.fields?.[field] ?? {};
}

/** A read of whole rows, in key order where the source can sort by its key. */
export function wholeRead(ground: RequestGround, rest: Partial<ReadRequest> = {}): ReadRequest {
  return {
    kind: 'read',
    collection: ground.fixture.collection,
    fields: ground.fixture.fields.map(({ name }) => name),
    predicate: EVERYTHING,
    order: keyOrder(ground),
    ...rest,
  };
}

/** The key as an order; empty where the source cannot sort by it. */
export function keyOrder(ground: RequestGround): readonly OrderTerm[] {
  const { key } = ground.fixture;
  const most = ground.description.capabilities.order?.maxTerms ?? key.length;
  const sortable = key.length > 0 && key.length <= most && key.every((field) => capabilitiesOf(ground, field).sortable);
  return sortable ? key.map((field) => ({ field, direction: 'asc' })) : [];
}

/** Values of a field: those of the rows, those of other rows changed a little, and hard ones. */
export function valuesOf(ground: RequestGround, field: string): readonly Value[] {
  const type = typeOf(ground, field);
  const own = ground.fixture.rows.map((row) => row[field] ?? null).filter((value) => value !== null);
  const all = [...own, ...hardValues(type, type === 'text' ? {} : ground.holds)];
  return all.length > 0 ? all : ['x'];
}

/** A predicate on one field with one operator. */
export function leafArbitrary(ground: RequestGround, field: string, operator: FieldOperator): fc.Arbitrary<Predicate> {
  const values = valuesOf(ground, field);
  const scalar = fc.constantFrom(...(values as Scalar[]));
  switch (operator) {
    case 'in':
      return fc
        .array(scalar, { maxLength: Math.min(6, ground.description.capabilities.maxKeysPerRead ?? 6) })
        .map((chosen) => ({ kind: 'in', field, values: chosen }));
    case 'isNull':
      return fc.constant({ kind: 'isNull', field });
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return textLeaf(ground, field, operator, false);
    case 'textIgnoreCase': {
      const declared = capabilitiesOf(ground, field).operators ?? [];
      const usable = TEXT_OPERATORS.filter((each) => declared.includes(each));
      return usable.length === 0
        ? fc.constant({ kind: 'and', of: [] })
        : fc.constantFrom(...usable).chain((each) => textLeaf(ground, field, each, true));
    }
    case 'withinBox':
    case 'withinPolygon':
    case 'withinDistance':
      return fc
        .tuple(fc.constantFrom(...(values as unknown as Point[])), fc.constantFrom(...(values as unknown as Point[])), fc.nat(999))
        .map(([here, there, salt]) => placeLeaf(operator, field, here, there, salt));
    default:
      return scalar.map((value) => ({ kind: 'compare', field, operator, value }));
  }
}

/** Leaves that the source declares, each with the field and operator that it tests. */
export function declaredLeaves(ground: RequestGround): readonly { readonly field: string; readonly operator: FieldOperator }[] {
  return ground.fixture.fields.flatMap(({ name, type }) =>
    (capabilitiesOf(ground, name).operators ?? [])
      .filter((operator) => fits(operator, type))
      .map((operator) => ({ field: name, operator })),
  );
}

/** Predicates within the declared capabilities, combined up to three deep. */
export function predicateArbitrary(ground: RequestGround): fc.Arbitrary<Predicate> {
  const leaves = declaredLeaves(ground);
  const everything = fc.constant(EVERYTHING);
  if (leaves.length === 0) return everything;
  const leaf = fc.constantFrom(...leaves).chain(({ field, operator }) => leafArbitrary(ground, field, operator));
  const combine = ground.description.capabilities.combine ?? {};
  const deeper = (depth: number): fc.Arbitrary<Predicate> => {
    if (depth === 0) return leaf;
    const inner = deeper(depth - 1);
    const kinds: fc.Arbitrary<Predicate>[] = [leaf];
    const parts = fc.array(inner, { maxLength: 3 });
    if (combine.and) kinds.push(parts.map((of) => ({ kind: 'and', of })));
    if (combine.or) kinds.push(parts.map((of) => ({ kind: 'or', of })));
    if (combine.not) kinds.push(inner.map((of) => ({ kind: 'not', of })));
    return fc.oneof(...kinds);
  };
  return fc.oneof({ weight: 1, arbitrary: everything }, { weight: 6, arbitrary: deeper(3) });
}

/** Orders that the source declares: sortable fields, then the key. Only the empty one where the key cannot be sorted by. */
export function orderArbitrary(ground: RequestGround): fc.Arbitrary<readonly OrderTerm[]> {
  const base = keyOrder(ground);
  if (base.length === 0) return fc.constant([]);
  const { key, fields } = ground.fixture;
  const others = fields.map(({ name }) => name).filter((name) => !key.includes(name) && capabilitiesOf(ground, name).sortable);
  const order = ground.description.capabilities.order;
  const room = Math.max(0, Math.min(3, others.length, (order?.maxTerms ?? 99) - key.length));
  const term = (field: string): fc.Arbitrary<OrderTerm> =>
    fc
      .tuple(fc.constantFrom('asc' as const, 'desc' as const), order?.nullsFirst ? fc.boolean() : fc.constant(false))
      .map(([direction, first]) => (first ? { field, direction, nulls: 'first' } : { field, direction }));
  return fc
    .subarray(others, { minLength: 0, maxLength: room })
    .chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length }))
    .chain((chosen) => fc.tuple(...[...chosen, ...key].map(term)));
}

/** Reads within the declared capabilities, all their parts together. */
export function readArbitrary(ground: RequestGround): fc.Arbitrary<ReadRequest> {
  const { capabilities } = ground.description;
  const names = ground.fixture.fields.map(({ name }) => name);
  const size = ground.fixture.rows.length;
  const maybe = <T>(declared: boolean | undefined, value: fc.Arbitrary<T>) =>
    declared ? fc.option(value, { nil: undefined }) : fc.constant(undefined);
  return orderArbitrary(ground).chain((order) =>
    fc
      .record({
        fields: fc.subarray(names, { minLength: 1 }),
        predicate: predicateArbitrary(ground),
        limit: maybe(capabilities.limit, fc.nat(size + 5)),
        offset: maybe(capabilities.offset, fc.nat(size + 5)),
        after: maybe(capabilities.seek && order.length > 0, seekArbitrary(ground, order)),
        limitPerKey: maybe(capabilities.limitPerKey && order.length > 0, limitPerKeyArbitrary(ground)),
      })
      .map(({ fields, predicate, ...rest }) => ({ ...wholeRead(ground), fields, predicate, order, ...withoutUndefined(rest) })),
  );
}

/** Positions in an order: those of rows, and ones between rows. */
export function seekArbitrary(ground: RequestGround, order: readonly OrderTerm[]): fc.Arbitrary<SeekPosition> {
  const { rows } = ground.fixture;
  const row = rows.length > 0 ? fc.constantFrom(...rows) : fc.constant<Row>({});
  const valueAt = (term: OrderTerm) =>
    fc.oneof(
      { weight: 3, arbitrary: row.map((chosen) => chosen[term.field] ?? null) },
      { weight: 1, arbitrary: fc.constantFrom(...valuesOf(ground, term.field)) },
    );
  const ofOneRow = row.map((chosen) => order.map(({ field }) => chosen[field] ?? null));
  const mixed = fc.tuple(...order.map(valueAt));
  return fc
    .tuple(fc.oneof({ weight: 3, arbitrary: ofOneRow }, { weight: 1, arbitrary: mixed }), fc.nat(order.length), fc.boolean())
    .map(([values, cut, inclusive]) => ({ values: cut === 0 ? values : values.slice(0, cut), inclusive }))
    .filter(({ values }) => values.every((value, place) => value !== null || isNullable(ground, order[place]?.field)));
}

/** Keys that a limit per key may have: fields that can be compared for equality or grouped by. */
export function limitPerKeyArbitrary(ground: RequestGround): fc.Arbitrary<{ readonly fields: readonly string[]; readonly count: number }> {
  return fc.record({ fields: partitionArbitrary(ground), count: fc.integer({ min: 1, max: 4 }) });
}

function partitionArbitrary(ground: RequestGround): fc.Arbitrary<string[]> {
  const fields = [...partitionFields(ground)];
  return fc.shuffledSubarray(fields, { minLength: 1, maxLength: Math.min(2, fields.length) });
}

/** Fields by which rows can be told apart exactly. */
export function partitionFields(ground: RequestGround): readonly string[] {
  const exact = ground.fixture.fields.filter(({ name, type }) => {
    const { operators = [], groupable } = capabilitiesOf(ground, name);
    return type !== 'point' && (groupable || operators.includes('eq') || operators.includes('in'));
  });
  return exact.length > 0 ? exact.map(({ name }) => name) : ground.fixture.key;
}

/** Aggregates within the declared capabilities; undefined where the source takes none. */
export function aggregateArbitrary(ground: RequestGround): fc.Arbitrary<AggregateRequest> | undefined {
  const { capabilities } = ground.description;
  if (!capabilities.aggregate) return undefined;
  const dimensions = declaredDimensions(ground);
  const measures = declaredMeasures(ground);
  if (measures.length === 0) return undefined;
  const conditional = (measure: Measure): fc.Arbitrary<Measure> =>
    capabilities.aggregate?.predicates
      ? fc
          .option(predicateArbitrary(ground), { nil: undefined, freq: 2 })
          .map((predicate) => (predicate ? { ...measure, predicate } : measure))
      : fc.constant(measure);
  return fc
    .record({
      predicate: predicateArbitrary(ground),
      groupBy: fc.shuffledSubarray([...dimensions], { maxLength: Math.min(2, dimensions.length) }),
      measures: fc
        .shuffledSubarray([...measures], { minLength: 1, maxLength: Math.min(4, measures.length) })
        .chain((chosen) => fc.tuple(...chosen.map(conditional))),
    })
    .map(({ predicate, groupBy, measures: chosen }) => ({
      kind: 'aggregate',
      collection: ground.fixture.collection,
      predicate,
      groupBy: groupBy.map((by, place) => ({ ...by, name: `d${place}` })),
      measures: chosen.map((measure, place) => ({ ...measure, name: `m${place}` })),
    }));
}

/** Every dimension that the source declares, hours in UTC only: {@link zonedHours} has them in zones. */
export function declaredDimensions(ground: RequestGround): readonly Dimension[] {
  return ground.fixture.fields.flatMap(({ name: field, type }) => {
    const { groupable, buckets = [], bucketZones } = capabilitiesOf(ground, field);
    const plain: Dimension[] = groupable ? [{ name: 'd', field }] : [];
    const zones = type === 'datetime' && bucketZones === 'any' ? ZONES : [undefined];
    const cut = buckets
      .filter((bucket) => type === 'datetime' || bucket !== 'HOUR')
      .flatMap((bucket) =>
        (bucket === 'HOUR' ? zones.slice(0, 1) : zones).map((timeZone) => ({
          name: 'd',
          field,
          bucket,
          ...(timeZone ? { timeZone } : {}),
        })),
      );
    return [...plain, ...cut];
  });
}

/** Hours in zones, which are whole minutes away from UTC since 1970 only: to be asked of times from then on. */
export function zonedHours(ground: RequestGround): readonly Dimension[] {
  return ground.fixture.fields.flatMap(({ name: field, type }) => {
    const { buckets = [], bucketZones, operators = [] } = capabilitiesOf(ground, field);
    if (type !== 'datetime' || bucketZones !== 'any' || !buckets.includes('HOUR') || !operators.includes('gte')) return [];
    return ZONES.map((timeZone) => ({ name: 'd', field, bucket: 'HOUR', timeZone }));
  });
}

/** Every measure that the source declares. */
export function declaredMeasures(ground: RequestGround): readonly Measure[] {
  const rows: Measure[] = ground.description.capabilities.aggregate?.count ? [{ name: 'm', function: 'count' }] : [];
  const fields = ground.fixture.fields.flatMap(({ name: field }) =>
    (capabilitiesOf(ground, field).measures ?? []).flatMap((name): Measure[] =>
      name === 'percentile'
        ? [0, 0.5, 0.9, 1].map((fraction) => ({ name: 'm', function: name, field, fraction }))
        : [{ name: 'm', function: name, field }],
    ),
  );
  return [...rows, ...fields];
}

/** The type of a fixture's field. */
export function typeOf(ground: RequestGround, field: string): FieldType {
  return ground.fixture.fields.find(({ name }) => name === field)?.type ?? 'text';
}

/** Whether an operator means something for a type. */
export function fits(operator: FieldOperator, type: FieldType): boolean {
  if (operator === 'isNull') return true;
  if (operator.startsWith('within')) return type === 'point';
  if (operator === 'textIgnoreCase' || (TEXT_OPERATORS as readonly string[]).includes(operator)) return type === 'text';
  return type !== 'point' && type !== 'json' && type !== 'geometry';
}

function isNullable(ground: RequestGround, field: string | undefined): boolean {
  return ground.fixture.fields.find(({ name }) => name === field)?.nullable ?? false;
}

function textLeaf(ground: RequestGround, field: string, operator: TextOperator, ignoreCase: boolean): fc.Arbitrary<Predicate> {
  const text = fc.constantFrom(...(valuesOf(ground, field) as string[]));
  const piece = fc.tuple(text, fc.nat(8), fc.integer({ min: 1, max: 4 })).map(([from, start, length]) => {
    const characters = Array.from(from);
    if (operator === 'startsWith') return characters.slice(0, length).join('');
    if (operator === 'endsWith') return characters.slice(-length).join('');
    return characters
      .slice(start % Math.max(1, characters.length))
      .slice(0, length)
      .join('');
  });
  return fc.oneof(text, piece, piece).map((value) => ({ kind: 'text', field, operator, value, ignoreCase }));
}

/** Places around the points of the rows. Distances end just inside or just outside of a row's point, never on it. */
function placeLeaf(
  kind: 'withinBox' | 'withinPolygon' | 'withinDistance',
  field: string,
  here: Point,
  there: Point,
  salt: number,
): Predicate {
  if (kind === 'withinDistance') {
    const exact = metresBetween(here, there);
    if (exact === 0) return { kind, field, point: here, metres: salt };
    return { kind, field, point: here, metres: exact * (salt % 2 === 0 ? 1.000001 : 0.999999) };
  }
  const pad = 0.0001234 + salt / 997;
  const [south, north] = [Math.min(here.lat, there.lat) - pad, Math.max(here.lat, there.lat) + pad];
  if (kind === 'withinBox') {
    const west = salt % 5 === 0 ? Math.max(here.lon, there.lon) : Math.min(here.lon, there.lon);
    const east = salt % 5 === 0 ? Math.min(here.lon, there.lon) : Math.max(here.lon, there.lon);
    return { kind, field, box: { west, south: here.lat < there.lat ? here.lat : south, east, north } };
  }
  const [west, east] = [Math.min(here.lon, there.lon) - pad, Math.max(here.lon, there.lon) + pad];
  const [middleLon, middleLat] = [(west + east) / 2 + pad / 7, (south + north) / 2 + pad / 7];
  const ring = [
    [west, south],
    [east, south + pad / 5],
    [east - pad / 3, north],
    [west + pad / 11, north - pad / 9],
    [west, south],
  ];
  const hole = [
    [middleLon, middleLat],
    [middleLon + pad / 8, middleLat],
    [middleLon, middleLat + pad / 8],
    [middleLon, middleLat],
  ];
  return { kind, field, polygons: salt % 3 === 0 ? [[ring, hole]] : [[ring]] };
}

function withoutUndefined<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
