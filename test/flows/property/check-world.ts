import { expect } from '@jest/globals';
import { SourceError } from '../../../src/contract/index.ts';
import { encodeId } from '../../../src/model/ids.ts';
import { plain, startEngine, type TestEngine } from '../engine-harness.ts';
import { aggregateOf, filterOf, type Ground, orderBy, orderInput, selectionOf, Variables } from './operations.ts';
import { Random } from './random.ts';
import { Reference } from './reference.ts';
import { MODEL, testSchema } from './schema.ts';
import { makeWorld, type World, type WorldRecord } from './world.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
type Json = Record<string, any>;

const base = testSchema();

function idOfRecord(world: World): (record: WorldRecord) => string {
  return (record) => {
    const identity = world.bindings.find(({ id }) => id === record.binding)?.identity;
    const value = identity === undefined ? null : (record.values[identity.field] ?? null);
    return value === null ? encodeId(record.entity, record.binding, record.key) : encodeId(record.entity, '=', [value]);
  };
}

/** Numbers as they compare: floats rounded, decimals without trailing zeros. */
function settled(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(12));
  if (typeof value === 'string' && /^-?\d+\.\d+$/.test(value)) return value.replace(/\.?0+$/, '');
  if (Array.isArray(value)) return value.map(settled);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, settled(part)]));
}

const isList = (value: unknown) =>
  typeof value === 'object' && value !== null && ['nodes', 'edges', 'totalCount'].some((name) => name in value);

/** Where values could not be mapped a count may be unknown, but never another. */
function forgiven(actual: unknown, expected: unknown): unknown {
  // A nested list that needs the dead source to be sorted or filtered is refused.
  if (actual === null && isList(expected)) return expected;
  if (Array.isArray(actual) && Array.isArray(expected)) return actual.map((part, at) => forgiven(part, expected[at]));
  if (actual === null || expected === null || typeof actual !== 'object' || typeof expected !== 'object') return actual;
  const known = expected as Json;
  return Object.fromEntries(
    Object.entries(actual).map(([name, part]) => [
      name,
      name === 'totalCount' && part === null ? known[name] : forgiven(part, known[name]),
    ]),
  );
}

function expectSame({ dirty }: Case, actual: unknown, expected: unknown): void {
  expect(settled(dirty ? forgiven(actual, expected) : actual)).toEqual(settled(expected));
}

interface Case {
  /** A source that fails at every read: its records are missing in the reference too. */
  readonly dead: string | undefined;
  /** Some values of the world break the promise of their mapping, or a source is dead. */
  readonly dirty: boolean;
  readonly engine: TestEngine;
  readonly world: World;
  readonly random: Random;
  readonly reference: Reference;
  readonly idOf: (record: WorldRecord) => string;
}

function groundOf({ random, reference, idOf }: Case): Ground {
  return { random, reference, idOf, variables: new Variables() };
}

/** The plan of an operation shows without a read. */
async function checkPlan({ engine, world }: Case, query: string, variables: object): Promise<void> {
  const reads = () => Object.values(world.sources).reduce((sum, source) => sum + source.reads.length, 0);
  const before = reads();
  const { text } = await engine.explain(query, false, variables as Record<string, unknown>);
  expect(reads()).toBe(before);
  expect(text).not.toBe('');
}

async function answerOf(one: Case, query: string, variables: object): Promise<Json> {
  if (one.random.chance(0.2)) await checkPlan(one, query, variables);
  const result = await one.engine.run(query, variables as Record<string, unknown>);
  const codes = new Set(result.errors?.map(({ extensions }) => String(extensions.code)));
  const failed = one.dead !== undefined && [...codes].every((code) => ['SOURCE_BAD_DATA', 'SOURCE_UNAVAILABLE'].includes(code));
  if (result.errors && !failed) {
    throw new Error(`errors: ${result.errors.map(({ message, path }) => `${path?.join('.')}: ${message}`).join('; ')}`);
  }
  return plain(result.data) as Json;
}

function explained(query: string, variables: object, one: Case, problem: unknown): Error {
  const bindings = one.world.bindings.map(
    ({ definition, capabilities }) => `${JSON.stringify(definition)}\n    ${JSON.stringify(capabilities)}`,
  );
  const text = problem instanceof Error ? problem.message : String(problem);
  return new Error(`${text}\n\n${query}\n${JSON.stringify(variables)}\n${process.env.CIVIGRAPH_PROPERTY_SHOW ? bindings.join('\n') : ''}`, {
    cause: problem,
  });
}

async function held(one: Case, query: string, variables: object, check: (data: Json) => void): Promise<Json> {
  try {
    const data = await answerOf(one, query, variables);
    check(data);
    return data;
  } catch (problem) {
    throw explained(query, variables, one, problem);
  }
}

async function checkList(one: Case): Promise<void> {
  const ground = groundOf(one);
  const { random, reference, variables, idOf } = ground;
  const entity = random.pick(Object.values(MODEL));
  const filter = random.chance(0.7) ? filterOf(ground, entity) : undefined;
  const terms = orderBy(ground, entity);
  const selection = selectionOf(ground, entity, random.pick([0, 1, 2]));
  const size = random.pick([1, 2, 3, 7, 500]);
  const backward = random.chance(0.4);
  const shared = [
    ...(filter ? [`filter: ${variables.add(`${entity.name}Filter`, filter)}`] : []),
    ...(terms.length > 0 ? [`orderBy: ${variables.add(`[${entity.name}Order!]`, orderInput(terms))}`] : []),
    backward ? `last: ${size}` : `first: ${size}`,
  ];
  const matching = reference.matching(entity.name, filter);
  const expected = reference.sorted(entity.name, matching, terms);
  const seen: { node: { id: string } }[] = [];
  let cursor: string | undefined;
  for (let page = 0; page <= expected.length + 1; page += 1) {
    const args = [...shared, ...(cursor === undefined ? [] : [`${backward ? 'before' : 'after'}: "${cursor}"`])];
    const query = `query${variables.head} { list: ${entity.plural}(${args.join(', ')}) {
      totalCount completeness { status } sources { issues { reason } } edges { cursor __typename node { ${selection.text} } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const data = await held(one, query, variables.values, ({ list }) => {
      if (list === null && one.dead !== undefined) return;
      const { edges, totalCount, completeness, pageInfo } = list as Json;
      const ids = new Map(expected.map((record) => [idOf(record), record]));
      if (!one.dirty) {
        const issues = list.sources.flatMap((source: Json) => source.issues);
        expect({ ...completeness, issues }).toEqual({ status: 'COMPLETE', issues: [] });
      }
      if (!one.dirty || totalCount !== null) expect(totalCount).toBe(expected.length);
      for (const { node } of edges) {
        const record = ids.get(node.id);
        if (!record) throw new Error(`a record that does not belong there: ${JSON.stringify(node)}`);
        expectSame(one, node, selection.expect(record));
      }
      if (backward) seen.unshift(...edges);
      else seen.push(...edges);
      const rest = expected.length - seen.length;
      expect(pageInfo).toMatchObject({
        [backward ? 'hasPreviousPage' : 'hasNextPage']: rest > 0,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      });
      const known = backward ? expected.slice(rest) : expected.slice(0, seen.length);
      // Without sort terms a source may keep its own order; then only the set is known.
      if (terms.length > 0) expect(seen.map(({ node }) => node.id)).toEqual(known.map(idOf));
    });
    // A filter or an order that needs the dead source is refused.
    if (data.list === null) return;
    const { pageInfo } = data.list as Json;
    if (!pageInfo[backward ? 'hasPreviousPage' : 'hasNextPage']) break;
    cursor = pageInfo[backward ? 'startCursor' : 'endCursor'];
  }
  expect(seen.map(({ node }) => node.id).sort()).toEqual(expected.map(idOf).sort());
  if (terms.length === 0)
    await checkSameFromTheStart(
      one,
      entity.plural,
      shared.slice(0, -1),
      variables,
      seen.map(({ node }) => node.id),
    );
}

/** Read in one page from the start, the list is the one that the pages gave. */
async function checkSameFromTheStart(
  one: Case,
  plural: string,
  args: readonly string[],
  variables: Variables,
  ids: readonly string[],
): Promise<void> {
  const query = `query${variables.head} { list: ${plural}(${[...args, 'first: 500'].join(', ')}) { nodes { id } } }`;
  await held(one, query, variables.values, ({ list }) => {
    expect(list.nodes.map(({ id }: Json) => id)).toEqual(ids);
  });
}

async function checkAggregate(one: Case): Promise<void> {
  const ground = groundOf(one);
  const aggregate = aggregateOf(ground, ground.random.pick(Object.values(MODEL)));
  const query = `query${ground.variables.head} { all: ${aggregate.text} }`;
  await held(one, query, ground.variables.values, ({ all }) => {
    if (all === null && one.dead !== undefined) return;
    expect(settled(all)).toEqual(settled(aggregate.expect()));
  });
}

async function checkOne(one: Case): Promise<void> {
  const ground = groundOf(one);
  const { random, reference, idOf } = ground;
  const entity = random.pick(Object.values(MODEL));
  const record = random.pick([...reference.all(entity.name), undefined]);
  if (!record) return;
  const selection = selectionOf(ground, entity, 1);
  const root = entity.name.charAt(0).toLowerCase() + entity.name.slice(1);
  const other = reference.all('Plot')[0];
  const query = `query${ground.variables.head} { own: ${root}(id: "${idOf(record)}") { ${selection.text} }
    node(id: "${idOf(record)}") { ... on ${entity.name} { ${selection.text} } }
    ${other && entity.name !== 'Plot' ? `absent: ${root}(id: "${idOf(other)}") { id }` : ''} }`;
  await held(one, query, ground.variables.values, ({ own, node, absent }) => {
    expectSame(one, own, selection.expect(record));
    expectSame(one, node, selection.expect(record));
    expect(absent ?? null).toBeNull();
  });
}

/** Everything that is checked in the world of one seed. */
export async function checkWorld(seed: number): Promise<void> {
  const whole = makeWorld(seed);
  const engine = await startEngine({ base, sources: whole.sources, bindings: whole.bindings.map(({ definition }) => definition) });
  const choice = new Random(seed + 2);
  const dead = choice.chance(0.2) ? choice.pick(Object.keys(whole.sources)) : undefined;
  const source = dead === undefined ? undefined : whole.sources[dead];
  if (source) source.trouble = new SourceError('BAD_DATA', 'it talks nonsense');
  const world: World = { ...whole, bindings: whole.bindings.filter(({ id }) => id !== dead) };
  const idOf = idOfRecord(world);
  const dirty = dead !== undefined || world.bindings.some(({ records }) => records.some(({ refused }) => refused.length > 0));
  const one: Case = { dirty, dead, engine, world, idOf, random: new Random(seed + 1), reference: new Reference(world, idOf) };
  try {
    for (let round = 0; round < 3; round += 1) {
      await checkList(one);
      await checkList(one);
      await checkAggregate(one);
      await checkOne(one);
    }
  } finally {
    await engine.close();
  }
}
