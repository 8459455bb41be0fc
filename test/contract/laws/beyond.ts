import type { FieldOperator, FieldType, Measure, Predicate, Request, Scalar, TimeBucket } from '../../../src/contract/index.ts';
import { hardValues } from '../fixture.ts';
import { COMPARISONS, capabilitiesOf, EVERYTHING, type RequestGround, TEXT_OPERATORS, wholeRead } from '../requests.ts';

/** A request that a source must refuse, with the reason why. */
export interface BeyondRequest {
  readonly what: string;
  readonly request: Request;
}

const BUCKETS: readonly TimeBucket[] = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const MEASURES: readonly Measure['function'][] = ['count', 'countDistinct', 'sum', 'avg', 'min', 'max', 'percentile'];

/** Requests beyond what is declared: every undeclared operator, order, page, group and measure, and values of a wrong form. */
export function beyondRequests(ground: RequestGround, text = 'x'): readonly BeyondRequest[] {
  return [...wrongNames(ground, text), ...undeclaredLeaves(ground, text), ...undeclaredParts(ground, text), ...undeclaredGroups(ground)];
}

function wrongNames(ground: RequestGround, text: string): readonly BeyondRequest[] {
  const { fields } = ground.fixture;
  const wrong: BeyondRequest[] = [
    { what: 'an unknown collection', request: wholeRead(ground, { collection: 'no_such_collection' }) },
    { what: 'an unknown field', request: wholeRead(ground, { fields: ['no_such_field'] }) },
    { what: 'no field at all', request: wholeRead(ground, { fields: [] }) },
    { what: 'an order by an unknown field', request: wholeRead(ground, { order: [{ field: 'no_such_field', direction: 'asc' }] }) },
    { what: 'a predicate on an unknown field', request: wholeRead(ground, { predicate: { kind: 'isNull', field: 'no_such_field' } }) },
  ];
  for (const { name, type } of fields) {
    if (type === 'text' || !capabilitiesOf(ground, name).operators?.includes('eq')) continue;
    const predicate: Predicate = { kind: 'compare', field: name, operator: 'eq', value: text };
    wrong.push({ what: `a text compared with "${name}" (${type})`, request: wholeRead(ground, { predicate }) });
  }
  return wrong;
}

function undeclaredLeaves(ground: RequestGround, text: string): readonly BeyondRequest[] {
  return ground.fixture.fields.flatMap(({ name, type }) => {
    const declared = capabilitiesOf(ground, name).operators ?? [];
    const possible: readonly FieldOperator[] = [
      ...COMPARISONS,
      'in',
      'isNull',
      ...TEXT_OPERATORS,
      'textIgnoreCase',
      'withinBox',
      'withinDistance',
    ];
    return possible
      .filter((operator) => !declared.includes(operator))
      .map((operator) => ({
        what: `the undeclared operator "${operator}" of "${name}"`,
        request: wholeRead(ground, { predicate: leafOf(operator, name, type, text) }),
      }));
  });
}

function leafOf(operator: FieldOperator, field: string, type: FieldType, text: string): Predicate {
  const value = (type === 'text' ? text : hardValues(type)[0]) as Scalar;
  switch (operator) {
    case 'in':
      return { kind: 'in', field, values: [value] };
    case 'isNull':
      return { kind: 'isNull', field };
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return { kind: 'text', field, operator, value: text, ignoreCase: false };
    case 'textIgnoreCase':
      return { kind: 'text', field, operator: 'contains', value: text, ignoreCase: true };
    case 'withinBox':
    case 'withinPolygon':
      return { kind: 'withinBox', field, box: { west: 0, south: 0, east: 1, north: 1 } };
    case 'withinDistance':
      return { kind: 'withinDistance', field, point: { lon: 0, lat: 0 }, metres: 10 };
    default:
      return { kind: 'compare', field, operator, value };
  }
}

function undeclaredParts(ground: RequestGround, text: string): readonly BeyondRequest[] {
  const { capabilities } = ground.description;
  const { fixture } = ground;
  const [first = 'id'] = fixture.key;
  const parts: BeyondRequest[] = [];
  const add = (declared: unknown, what: string, rest: Parameters<typeof wholeRead>[1]) => {
    if (!declared) parts.push({ what, request: wholeRead(ground, rest) });
  };
  const order = fixture.key.map((field) => ({ field, direction: 'asc' as const }));
  const leaf: Predicate = { kind: 'isNull', field: first };
  add(capabilities.combine?.and, 'an undeclared "and"', { predicate: { kind: 'and', of: [leaf, leaf] } });
  add(capabilities.combine?.or, 'an undeclared "or"', { predicate: { kind: 'or', of: [leaf, leaf] } });
  add(capabilities.combine?.not, 'an undeclared "not"', { predicate: { kind: 'not', of: EVERYTHING } });
  add(capabilities.limit, 'an undeclared limit', { limit: 5 });
  add(capabilities.offset, 'an undeclared offset', { offset: 5 });
  add(capabilities.limitPerKey, 'an undeclared limit per key', { order, limitPerKey: { fields: [first], count: 1 } });
  add(capabilities.seek, 'an undeclared seek', { order, after: { values: [ground.fixture.rows[0]?.[first] ?? 0], inclusive: false } });
  add(false, 'a negative limit', { limit: -1 });
  add(false, 'a limit that is no whole number', { limit: 1.5 });
  add(false, 'a seek without an order', { order: [], after: { values: [text], inclusive: false } });
  const most = capabilities.maxKeysPerRead;
  const keyed = fixture.fields.find(({ name }) => capabilitiesOf(ground, name).operators?.includes('in'));
  if (most !== undefined && keyed) {
    const values = Array.from({ length: most + 1 }, () => hardValues(keyed.type)[0] as Scalar);
    add(false, 'more keys than one read takes', { predicate: { kind: 'in', field: keyed.name, values } });
  }
  for (const { name } of fixture.fields) {
    if (fixture.key.includes(name)) continue;
    const term = { field: name, direction: 'asc' as const };
    if (capabilitiesOf(ground, name).sortable) add(false, `an order by "${name}" that does not end with the key`, { order: [term] });
    else add(false, `an order by "${name}", which is not sortable`, { order: [term, ...order] });
  }
  return parts;
}

function undeclaredGroups(ground: RequestGround): readonly BeyondRequest[] {
  const { capabilities } = ground.description;
  const count: Measure = { name: 'm', function: 'count' };
  const base = { kind: 'aggregate', collection: ground.fixture.collection, predicate: EVERYTHING, groupBy: [], measures: [count] } as const;
  if (!capabilities.aggregate) return [{ what: 'an undeclared aggregate', request: base }];
  const beyond: BeyondRequest[] = [];
  if (!capabilities.aggregate.count) beyond.push({ what: 'an undeclared count of rows', request: base });
  for (const { name: field } of ground.fixture.fields) {
    const { groupable, buckets = [], measures = [] } = capabilitiesOf(ground, field);
    if (!groupable) beyond.push({ what: `groups by "${field}"`, request: { ...base, groupBy: [{ name: 'd', field }] } });
    for (const bucket of BUCKETS.filter((each) => !buckets.includes(each))) {
      beyond.push({ what: `${bucket} buckets of "${field}"`, request: { ...base, groupBy: [{ name: 'd', field, bucket }] } });
    }
    for (const name of MEASURES.filter((each) => !measures.includes(each))) {
      const measure: Measure = { name: 'm', function: name, field, ...(name === 'percentile' ? { fraction: 0.5 } : {}) };
      beyond.push({ what: `the measure ${name} of "${field}"`, request: { ...base, measures: [measure] } });
    }
  }
  return beyond;
}
