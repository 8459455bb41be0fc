import type { AggregateRequest, Dimension, Measure, Predicate } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { aggregateFault, groupsOf, isAskable, law, randomFaults, rowsOf, type Subject, shown, typesOf } from '../law.ts';
import { canonical, referenceAggregate } from '../reference.ts';
import {
  aggregateArbitrary,
  declaredDimensions,
  declaredLeaves,
  declaredMeasures,
  EVERYTHING,
  leafArbitrary,
  wholeRead,
  zonedHours,
} from '../requests.ts';

/** Laws about groups and measures. */
export const aggregateLaws = [
  law('measures', 'every declared measure is exact over all rows that match, never over a page', measureFaults),
  law('nothing', 'count and countDistinct of nothing are 0, every other measure of nothing is null', nothingFaults),
  law('groups', 'every declared dimension makes one group per value, null being one of them', (subject) => dimensionFaults(subject, false)),
  law('buckets', 'time buckets start where the calendar of their zone says, weeks on Monday', (subject) => dimensionFaults(subject, true)),
  law('partition', 'the measures of the parts add up to the measure of the whole', partitionFaults),
  law('max-groups', 'more groups than allowed are refused, never cut', maxGroupsFaults),
  law('aggregate', 'any aggregate within the capabilities is answered like the reference', async (subject) => {
    const arbitrary = aggregateArbitrary(subject);
    return arbitrary ? randomFaults(subject, arbitrary, (request) => aggregateFault(subject, request)) : [];
  }),
];

function aggregateOf(subject: Subject, rest: Partial<AggregateRequest>): AggregateRequest {
  return { kind: 'aggregate', collection: subject.fixture.collection, predicate: EVERYTHING, groupBy: [], measures: [], ...rest };
}

function canAggregate({ description }: Subject): boolean {
  return description.capabilities.aggregate !== undefined;
}

async function measureFaults(subject: Subject): Promise<readonly string[]> {
  if (!canAggregate(subject)) return [];
  const faults: string[] = [];
  for (const measure of declaredMeasures(subject)) {
    if (faults.length >= subject.enough) return faults;
    const fault = await aggregateFault(subject, aggregateOf(subject, { measures: [measure] }));
    if (fault) faults.push(fault);
  }
  return faults.slice(0, 5);
}

/** Filters that match no row: an empty list, or else a comparison that the reference says is false for every row. */
async function nothingFaults(subject: Subject): Promise<readonly string[]> {
  const measures = declaredMeasures(subject).map((measure, place) => ({ ...measure, name: `m${place}` }));
  if (!canAggregate(subject) || measures.length === 0) return [];
  const leaf = declaredLeaves(subject).find(({ operator }) => operator === 'in');
  const nothing: Predicate[] = leaf ? [{ kind: 'in', field: leaf.field, values: [] }] : [];
  if (subject.description.capabilities.combine?.or) nothing.push({ kind: 'or', of: [] });
  const requests = nothing.map((predicate) => aggregateOf(subject, { predicate, measures }));
  if (subject.fixture.rows.length === 0) requests.push(aggregateOf(subject, { measures }));
  if (subject.description.capabilities.aggregate?.predicates) {
    const own = nothing.slice(0, 1).flatMap((predicate) => measures.map((measure) => ({ ...measure, predicate })));
    if (own.length > 0) requests.push(aggregateOf(subject, { measures: own }));
  }
  return findFaults(subject, requests);
}

async function dimensionFaults(subject: Subject, cut: boolean): Promise<readonly string[]> {
  if (!canAggregate(subject)) return [];
  const measures = declaredMeasures(subject).slice(0, 1);
  const dimensions = declaredDimensions(subject).filter(({ bucket }) => (bucket !== undefined) === cut);
  const requests = dimensions.map((by) => aggregateOf(subject, { groupBy: [by], measures }));
  const modern = (field: string): Predicate => ({ kind: 'compare', field, operator: 'gte', value: '1970-01-01T00:00:00.000Z' });
  const hours = cut ? zonedHours(subject).map((by) => aggregateOf(subject, { groupBy: [by], measures, predicate: modern(by.field) })) : [];
  return findFaults(subject, [...requests, ...hours]);
}

async function findFaults(subject: Subject, requests: readonly AggregateRequest[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const request of requests) {
    if (faults.length >= subject.enough) return faults;
    const fault = await aggregateFault(subject, request);
    if (fault) faults.push(fault);
  }
  return faults.slice(0, 5);
}

async function partitionFaults(subject: Subject): Promise<readonly string[]> {
  const { capabilities } = subject.description;
  if (!capabilities.aggregate?.count) return [];
  const faults: string[] = [];
  const measures: readonly Measure[] = [{ name: 'm', function: 'count' }];
  const [whole] = await groupsOf(subject.source, aggregateOf(subject, { measures }));
  const rows = await rowsOf(subject.source, wholeRead(subject, { fields: subject.fixture.key, order: [] }));
  if (whole?.m !== rows.length) faults.push(`a read gives ${rows.length} rows, an aggregate counts ${shown(whole?.m)}`);
  for (const by of declaredDimensions(subject).filter(({ bucket }) => bucket === undefined)) {
    const groups = await groupsOf(subject.source, aggregateOf(subject, { groupBy: [by], measures }));
    const sum = groups.reduce((total, group) => total + Number(group.m), 0);
    if (sum !== whole?.m) faults.push(`groups by "${by.field}" count ${sum} in all, the whole counts ${shown(whole?.m)}`);
  }
  if (!capabilities.combine?.not) return faults;
  for (const { field, operator } of declaredLeaves(subject).slice(0, 60)) {
    const fault = await randomFaults({ ...subject, runs: 1 }, leafArbitrary(subject, field, operator), async (of) => {
      const [inside] = await groupsOf(subject.source, aggregateOf(subject, { predicate: of, measures }));
      const [outside] = await groupsOf(subject.source, aggregateOf(subject, { predicate: { kind: 'not', of }, measures }));
      const sum = Number(inside?.m) + Number(outside?.m);
      return sum === whole?.m ? undefined : `${shown(of)} and its negation count ${sum} in all, the whole counts ${shown(whole?.m)}`;
    });
    faults.push(...fault);
  }
  return faults.slice(0, 5);
}

async function maxGroupsFaults(subject: Subject): Promise<readonly string[]> {
  if (!canAggregate(subject)) return [];
  const types = typesOf(subject);
  const faults: string[] = [];
  for (const by of declaredDimensions(subject)
    .filter(({ bucket }) => bucket === undefined)
    .slice(0, 6)) {
    const request = aggregateOf(subject, { groupBy: [by], measures: declaredMeasures(subject).slice(0, 1) });
    const size = referenceAggregate(subject.fixture.rows, request, types).length;
    if (size < 2 || !isAskable(subject, request)) continue;
    const enough = await groupsOf(subject.source, { ...request, maxGroups: size });
    if (enough.length !== size) faults.push(`maxGroups ${size} gives ${enough.length} of ${size} groups by "${by.field}"`);
    faults.push(...(await refusalFault(subject, { ...request, maxGroups: size - 1 }, by)));
  }
  return faults;
}

async function refusalFault(subject: Subject, request: AggregateRequest, by: Dimension): Promise<readonly string[]> {
  try {
    const groups = await groupsOf(subject.source, request);
    return [`maxGroups ${request.maxGroups} gives ${groups.length} groups by "${by.field}" instead of a refusal`];
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'UNSUPPORTED') return [];
    return [
      `more groups than allowed ended with ${error instanceof SourceError ? error.kind : canonical('text', String(error))}, not UNSUPPORTED`,
    ];
  }
}
