import type { Value } from '../../../src/contract/index.ts';
import type { Random } from './random.ts';
import { entityNamed, type Reference, type SortTerm } from './reference.ts';
import type { ModelEntity } from './schema.ts';
import { compare, nameOf } from './values.ts';
import { randomValue, type WorldRecord } from './world.ts';

type Json = Record<string, unknown>;

/** Variables of an operation in the making. */
export class Variables {
  readonly values: Json = {};
  readonly #types: string[] = [];

  add(type: string, value: unknown): string {
    const name = `v${this.#types.length}`;
    this.#types.push(`$${name}: ${type}`);
    this.values[name] = value;
    return `$${name}`;
  }

  get head(): string {
    return this.#types.length === 0 ? '' : `(${this.#types.join(', ')})`;
  }
}

export interface Ground {
  readonly random: Random;
  readonly reference: Reference;
  readonly variables: Variables;
  readonly idOf: (record: WorldRecord) => string;
}

const upperSnake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
const ORDERED = ['text', 'int', 'float', 'decimal', 'bigint', 'boolean', 'datetime', 'date', 'time'];

/** Own fields and fields of to-one relations that a list can be sorted and grouped by. */
export function pathsOf(entity: ModelEntity): readonly (readonly string[])[] {
  const own = Object.keys(entity.fields).filter((field) => ORDERED.includes(entity.fields[field] ?? ''));
  const joined = Object.entries(entity.relations)
    .filter(([, { many }]) => !many)
    .flatMap(([relation, { to }]) => {
      const other = entityNamed(to);
      return Object.keys(other.fields)
        .filter((field) => ORDERED.includes(other.fields[field] ?? ''))
        .map((field) => [relation, field]);
    });
  const names = new Set(own);
  return [...own.map((field) => [field]), ...joined.filter((path) => !names.has(pathName(path)))];
}

export function pathName([first = '', second]: readonly string[]): string {
  return second === undefined ? first : `${first}${second.charAt(0).toUpperCase()}${second.slice(1)}`;
}

export const pathEnum = (path: readonly string[]) => upperSnake(pathName(path));

/** Sort terms, those of relations now and then. */
export function orderBy({ random }: Ground, entity: ModelEntity): readonly SortTerm[] {
  const paths = pathsOf(entity);
  const own = paths.filter((path) => path.length === 1);
  const count = random.pick([0, 1, 1, 2, 3]);
  const chosen = random.shuffled(random.chance(0.25) ? paths : own).slice(0, count);
  return chosen.map((path) => ({ path, direction: random.pick(['ASC', 'DESC']) }));
}

export const orderInput = (terms: readonly SortTerm[]) => terms.map(({ path, direction }) => ({ field: pathEnum(path), direction }));

function operand(ground: Ground, entity: ModelEntity, field: string): Value {
  const known = ground.reference.all(entity.name).map((record) => record.values[field] ?? null);
  const present = known.filter((value) => value !== null);
  return present.length > 0 && ground.random.chance(0.7) ? ground.random.pick(present) : randomValue(ground.random, entity, field);
}

function fieldCondition(ground: Ground, entity: ModelEntity, field: string): Json {
  const { random } = ground;
  const type = entity.fields[field] ?? 'text';
  const one = () => operand(ground, entity, field);
  const several = () => Array.from({ length: random.pick([0, 1, 2, 3, 6]) }, one);
  if (type === 'point') {
    const [west, south] = [121 + random.int(0, 6) / 100 - 0.005, 31 + random.int(0, 6) / 100 - 0.005];
    const [east, north] = [west + random.int(1, 6) / 100, south + random.int(1, 6) / 100];
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, south],
    ].map(([x = 0, y = 0]) => [x, y + (x === west ? 0.0013 : 0.0001)]);
    return random.pick<Json>([
      { isNull: random.chance(0.5) },
      { withinBox: { west, south, east, north } },
      { withinPolygon: { type: 'Polygon', coordinates: [[...ring.slice(0, 3), ring[0]]] } },
      { near: { point: { lon: 121.0403, lat: 31.0307 }, metres: random.pick([0, 900, 3333, 100_000]) } },
    ]);
  }
  if (type === 'geometry') return { isNull: random.chance(0.5) };
  const operators: (() => Json)[] = [() => ({ eq: one() }), () => ({ ne: one() }), () => ({ isNull: random.chance(0.5) })];
  if (type !== 'boolean') {
    operators.push(
      () => ({ in: several() }),
      () => ({ in: [one(), one()] }),
      () => ({ notIn: [one(), ...several()] }),
    );
  }
  if (type !== 'boolean' && !entity.enums[field]) {
    operators.push(
      () => ({ lt: one() }),
      () => ({ lte: one() }),
      () => ({ gt: one() }),
      () => ({ gte: one(), lte: one() }),
    );
  }
  if (type === 'text' && !entity.enums[field]) {
    const piece = () => {
      const text = [...String(one())];
      const from = random.int(0, text.length - 1);
      return text.slice(from, from + random.int(1, 3)).join('');
    };
    const text = () => random.pick(['contains', 'startsWith', 'endsWith']);
    operators.push(
      () => ({ [text()]: piece() }),
      () => ({ [text()]: piece(), ignoreCase: true }),
    );
  }
  return random.pick(operators)();
}

/** A random filter as JSON. */
export function filterOf(ground: Ground, entity: ModelEntity, depth = 2): Json {
  const { random } = ground;
  const out: Json = {};
  for (let part = random.pick([1, 1, 1, 2, 3]); part > 0; part -= 1) {
    const roll = random.next();
    if (depth > 0 && roll < 0.12) out.not = filterOf(ground, entity, depth - 1);
    else if (depth > 0 && roll < 0.27)
      out[random.pick(['and', 'or'])] = Array.from({ length: random.int(1, 3) }, () => filterOf(ground, entity, depth - 1));
    else if (roll < 0.32) out.id = idCondition(ground, entity);
    else if (depth > 0 && roll < 0.47) Object.assign(out, relationCondition(ground, entity, depth - 1));
    else {
      const field = random.pick(Object.keys(entity.fields));
      out[field] = fieldCondition(ground, entity, field);
    }
  }
  return out;
}

function idCondition({ random, reference, idOf }: Ground, entity: ModelEntity): Json {
  const all = reference.all(entity.name);
  const others = reference.all(random.pick(['Plot', 'Lamp', 'Pump']));
  const ids = random.shuffled([...random.shuffled(all).slice(0, 3), ...random.shuffled(others).slice(0, 1)]).map(idOf);
  const [one] = ids;
  if (one === undefined) return { in: [] };
  return random.pick<Json>([{ eq: one }, { ne: one }, { in: ids }, { notIn: ids }]);
}

function relationCondition(ground: Ground, entity: ModelEntity, depth: number): Json {
  const { random } = ground;
  const [name, { to, many, mark }] = random.pick(Object.entries(entity.relations));
  const inner = () => filterOf(ground, entityNamed(to), depth);
  if (!many) return { [name]: inner() };
  const metres = mark.by === 'within' && random.chance(0.5) ? { metres: random.pick([0, 1200, 4444]) } : {};
  const quantifier = random.pick(['some', 'none', 'every']);
  return { [name]: { ...metres, [quantifier]: quantifier !== 'every' && random.chance(0.2) ? {} : inner() } };
}

/** What is asked of a record, and what must come. */
export interface Selected {
  readonly text: string;
  readonly expect: (record: WorldRecord) => Json;
}

/** Fields, relations and connections of an entity, under aliases. */
export function selectionOf(ground: Ground, entity: ModelEntity, depth: number): Selected {
  const { random, reference, idOf } = ground;
  const parts: string[] = [];
  const expects: ((record: WorldRecord, out: Json) => void)[] = [];
  const leaf = (text: string, key: string, value: (record: WorldRecord) => unknown) => {
    parts.push(text);
    expects.push((record, out) => Object.assign(out, { [key]: value(record) }));
  };
  leaf('id', 'id', idOf);
  if (random.chance(0.3)) leaf('t: __typename', 't', (record) => record.entity);
  for (const field of random.some(Object.keys(entity.fields), 0.35)) {
    const alias = random.chance(0.2) ? random.pick(['constructor', 'then', 'toString', 'a1', '_x']) : field;
    if (parts.some((part) => part.startsWith(`${alias}:`) || part.split(' ')[0] === alias)) continue;
    const sub = entity.fields[field] === 'point' ? ' { lat lon }' : '';
    const directive = random.chance(0.1) ? random.pick([' @include(if: true)', ' @skip(if: true)', ' @include(if: false)']) : '';
    const text = `${alias === field ? '' : `${alias}: `}${field}${directive}${sub}`;
    if (directive.includes('skip') || directive.includes('false')) parts.push(text);
    else leaf(text, alias, (record) => record.values[field] ?? null);
  }
  if (entity.members.length > 1 && random.chance(0.7)) {
    const member = entityNamed(random.pick(entity.members));
    const own = Object.keys(member.fields).filter((field) => !entity.fields[field] && member.fields[field] !== 'point');
    const fields = random.some(own, 0.6);
    if (fields.length > 0) {
      parts.push(`... on ${member.name} { ${fields.map((field) => `m_${field}: ${field}`).join(' ')} }`);
      expects.push((record, out) => {
        if (record.entity === member.name) for (const field of fields) out[`m_${field}`] = record.values[field] ?? null;
      });
    }
  }
  if (depth > 0) {
    for (const [name, relation] of random.some(Object.entries(entity.relations), 0.3)) {
      const other = entityNamed(relation.to);
      for (let copy = random.pick([1, 1, 2]); copy > 0; copy -= 1) {
        const alias = `${name}_${copy}`;
        if (!relation.many) {
          const inner = selectionOf(ground, other, depth - 1);
          leaf(`${alias}: ${name} { ${inner.text} }`, alias, (record) => {
            const found = reference.one(record, relation);
            return found ? inner.expect(found) : null;
          });
          continue;
        }
        const metres = relation.mark.by === 'within' && random.chance(0.5) ? random.pick([0, 1200, 4444]) : undefined;
        const inner = connectionOf(ground, other, depth - 1, metres === undefined ? [] : [`metres: ${metres}`]);
        leaf(`${alias}: ${name}${inner.text}`, alias, (record) => inner.expect(reference.related(record, relation, metres)));
      }
    }
  }
  const expect = (record: WorldRecord) => {
    const out: Json = {};
    for (const part of expects) part(record, out);
    return out;
  };
  return { text: parts.join(' '), expect };
}

/** A nested connection over the related records that it is given. */
function connectionOf(ground: Ground, entity: ModelEntity, depth: number, args: string[]) {
  const { random, reference, variables } = ground;
  const filter = random.chance(0.35) ? filterOf(ground, entity, 1) : undefined;
  const terms = orderBy(ground, entity);
  const size = random.pick([undefined, 0, 1, 2, 5]);
  const backward = size !== undefined && random.chance(0.3);
  if (filter) args.push(`filter: ${variables.add(`${entity.name}Filter`, filter)}`);
  if (terms.length > 0) args.push(`orderBy: ${variables.add(`[${entity.name}Order!]`, orderInput(terms))}`);
  if (size !== undefined) args.push(`${backward ? 'last' : 'first'}: ${size}`);
  const selection = selectionOf(ground, entity, depth);
  const counted = random.chance(0.5);
  const listed = !counted || random.chance(0.8);
  const body = [
    ...(listed ? [random.chance(0.5) ? `nodes { ${selection.text} }` : `edges { __typename node { ${selection.text} } }`] : []),
    ...(counted ? ['totalCount'] : []),
    ...(random.chance(0.3) ? ['pageInfo { hasNextPage hasPreviousPage }'] : []),
  ];
  const expect = (related: readonly WorldRecord[]): Json => {
    const found = related.filter((record) => !filter || reference.meets(entity, record, filter));
    const sorted = reference.sorted(entity.name, found, terms);
    const page = backward ? sorted.slice(Math.max(0, sorted.length - size)) : sorted.slice(0, size ?? 20);
    const more = page.length < sorted.length;
    const out: Json = {};
    if (body[0]?.startsWith('nodes')) out.nodes = page.map(selection.expect);
    if (body[0]?.startsWith('edges'))
      out.edges = page.map((record) => ({ __typename: `${entity.name}Edge`, node: selection.expect(record) }));
    if (counted) out.totalCount = sorted.length;
    if (body.some((part) => part.startsWith('pageInfo'))) {
      out.pageInfo = { hasNextPage: !backward && more, hasPreviousPage: backward && more };
    }
    return out;
  };
  return { text: `${args.length > 0 ? `(${args.join(', ')})` : ''} { ${body.join(' ')} }`, expect };
}

/** An aggregate field and its answer. */
export function aggregateOf(ground: Ground, entity: ModelEntity): { readonly text: string; readonly expect: () => Json } {
  const { random, reference, variables } = ground;
  const filter = random.chance(0.5) ? filterOf(ground, entity, 1) : undefined;
  const paths = pathsOf(entity);
  const chosen = random
    .shuffled(random.chance(0.3) ? paths : paths.filter((path) => path.length === 1))
    .slice(0, random.pick([0, 1, 1, 2, 3]));
  const groups = chosen.map((path) => {
    const type = reference.typeOf(entity.name, path);
    const bucket =
      (type === 'date' || type === 'datetime') && random.chance(0.6)
        ? random.pick(['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'])
        : undefined;
    const timeZone = bucket && random.chance(0.5) ? random.pick(['Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'UTC']) : undefined;
    return { path, bucket, timeZone };
  });
  const ordered = Object.keys(entity.fields).filter((field) => ORDERED.includes(entity.fields[field] ?? ''));
  const numeric = ordered.filter((field) => ['int', 'float', 'decimal', 'bigint'].includes(entity.fields[field] ?? ''));
  const measures = [
    ['countDistinct', ordered],
    ['sum', numeric],
    ['avg', numeric],
    ['min', ordered],
    ['max', ordered],
  ] as const;
  const asked = measures
    .map(([measure, fields]) => [measure, random.some(fields, 0.2)] as const)
    .filter(([, fields]) => fields.length > 0 && random.chance(0.6));
  const first = random.chance(0.2) ? random.int(0, 3) : undefined;
  const args = [
    ...(filter ? [`filter: ${variables.add(`${entity.name}Filter`, filter)}`] : []),
    ...(groups.length > 0
      ? [
          `groupBy: ${variables.add(
            `[${entity.name}GroupBy!]`,
            groups.map(({ path, ...rest }) => ({ field: pathEnum(path), ...JSON.parse(JSON.stringify(rest)) })),
          )}`,
        ]
      : []),
    ...(first === undefined ? [] : [`first: ${first}`]),
  ];
  const keys = groups.map(({ path }) => pathName(path));
  const text = [
    `${entity.plural}Aggregate${args.length > 0 ? `(${args.join(', ')})` : ''} { groupCount groups { count`,
    keys.length > 0 ? `key { ${keys.join(' ')} }` : '',
    ...asked.map(([measure, fields]) => `${measure} { ${fields.join(' ')} }`),
    '} }',
  ].join(' ');
  const expect = () => {
    const records = reference.matching(entity.name, filter);
    const found = new Map<string, { key: Value[]; members: WorldRecord[] }>();
    if (groups.length === 0) found.set('', { key: [], members: [] });
    for (const record of records) {
      const key = groups.map(({ path, bucket, timeZone }) => reference.groupValue(entity.name, record, path, bucket, timeZone));
      const name = key.map((value, at) => nameOf(reference.typeOf(entity.name, groups[at]?.path ?? []), value)).join('\n');
      const group = found.get(name) ?? { key, members: [] };
      group.members.push(record);
      found.set(name, group);
    }
    const sorted = [...found.values()].sort((a, b) => {
      for (const [at, { path }] of groups.entries()) {
        const [x, y] = [a.key[at] ?? null, b.key[at] ?? null];
        if (x === null || y === null) {
          if (x !== y) return x === null ? 1 : -1;
          continue;
        }
        const step = compare(reference.typeOf(entity.name, path), x, y);
        if (step !== 0) return step;
      }
      return 0;
    });
    return {
      groupCount: sorted.length,
      groups: sorted.slice(0, first ?? 1000).map(({ key, members }) => ({
        count: members.length,
        ...(keys.length > 0 ? { key: Object.fromEntries(keys.map((name, at) => [name, key[at]])) } : {}),
        ...Object.fromEntries(
          asked.map(([measure, fields]) => [
            measure,
            Object.fromEntries(fields.map((field) => [field, reference.measure(entity.name, members, measure, field)])),
          ]),
        ),
      })),
    };
  };
  return { text, expect };
}
