import type { FieldType, Point, RelationMark, Value } from '../../../src/contract/index.ts';
import { bucketStartOf } from '../../contract/reference-buckets.ts';
import { MODEL, type ModelEntity, type ModelRelation } from './schema.ts';
import { compare, insideRing, metresBetween, nameOf } from './values.ts';
import type { World, WorldRecord } from './world.ts';

type Filter = Readonly<Record<string, unknown>>;
export type SortTerm = { readonly path: readonly string[]; readonly direction: 'ASC' | 'DESC' };

export function entityNamed(name: string): ModelEntity {
  const entity = MODEL[name];
  if (!entity) throw new Error(`no entity ${name}`);
  return entity;
}

/** Answers everything from the whole list of records, one step after the other. */
export class Reference {
  readonly #records = new Map<string, readonly WorldRecord[]>();
  readonly #ids: (record: WorldRecord) => string;

  constructor(world: World, ids: (record: WorldRecord) => string) {
    this.#ids = ids;
    for (const entity of Object.values(MODEL)) {
      if (entity.members[0] === entity.name) this.#records.set(entity.name, mergedRecords(world, entity));
    }
  }

  all(entity: string): readonly WorldRecord[] {
    return entityNamed(entity).members.flatMap((member) => this.#records.get(member) ?? []);
  }

  /** Records that meet a filter, in the order of binding and key. */
  matching(entity: string, filter: Filter | undefined): WorldRecord[] {
    return this.all(entity)
      .filter((record) => filter === undefined || this.meets(entityNamed(entity), record, filter))
      .sort(byPlace);
  }

  sorted(entity: string, records: readonly WorldRecord[], terms: readonly SortTerm[]): WorldRecord[] {
    return [...records].sort((a, b) => {
      for (const { path, direction } of terms) {
        const type = this.typeOf(entity, path);
        const [x, y] = [this.valueAt(entity, a, path), this.valueAt(entity, b, path)];
        if (x === null || y === null) {
          if (x !== y) return x === null ? 1 : -1;
          continue;
        }
        const step = compare(type, x, y) * (direction === 'DESC' ? -1 : 1);
        if (step !== 0) return step;
      }
      return byPlace(a, b);
    });
  }

  typeOf(entity: string, path: readonly string[]): FieldType {
    const [first = '', second] = path;
    const { fields, relations } = entityNamed(entity);
    if (second === undefined) return fields[first] ?? 'text';
    return entityNamed(relations[first]?.to ?? '').fields[second] ?? 'text';
  }

  valueAt(entity: string, record: WorldRecord, path: readonly string[]): Value {
    const [first = '', second] = path;
    if (second === undefined) return record.values[first] ?? null;
    const relation = entityNamed(entity).relations[first];
    const other = relation && this.one(record, relation);
    return other?.values[second] ?? null;
  }

  /** Related records in the order of binding and key. */
  related(record: WorldRecord, { to, mark }: ModelRelation, metres?: number): WorldRecord[] {
    return this.all(to)
      .filter((other) => linked(mark, record, other, metres))
      .sort(byPlace);
  }

  /** The record of a to-one relation: the first by the text of binding and key. */
  one(record: WorldRecord, relation: ModelRelation): WorldRecord | undefined {
    const text = ({ binding, key }: WorldRecord) => `${binding} ${JSON.stringify(key)}`;
    return this.related(record, relation).sort((a, b) => (text(a) < text(b) ? -1 : 1))[0];
  }

  meets(entity: ModelEntity, record: WorldRecord, filter: Filter): boolean {
    return this.#truth(entity, record, filter) === true;
  }

  /** Undefined where it hangs on a value that no mapping takes: such a record meets neither the filter nor its opposite. */
  #truth(entity: ModelEntity, record: WorldRecord, filter: Filter): boolean | undefined {
    const parts = Object.entries(filter).map(([name, condition]): boolean | undefined => {
      if (name === 'and') return all((condition as Filter[]).map((part) => this.#truth(entity, record, part)));
      if (name === 'or') return any((condition as Filter[]).map((part) => this.#truth(entity, record, part)));
      if (name === 'not') {
        const inner = this.#truth(entity, record, condition as Filter);
        return inner === undefined ? undefined : !inner;
      }
      if (name === 'id') return this.#meetsId(record, condition as Filter);
      const relation = entity.relations[name];
      if (relation)
        return record.refused.includes(relation.mark.from) ? undefined : this.#meetsRelation(record, relation, condition as Filter);
      if (record.refused.includes(name)) return undefined;
      return Object.entries(condition as Filter).every(([operator, operand]) => {
        if (operator === 'ignoreCase') return true;
        return holds(
          entity.fields[name] ?? 'text',
          record.values[name] ?? null,
          operator,
          operand,
          (condition as Filter).ignoreCase === true,
        );
      });
    });
    return all(parts);
  }

  #meetsId(record: WorldRecord, condition: Filter): boolean {
    const id = this.#ids(record);
    return Object.entries(condition).every(([operator, operand]) => {
      if (operator === 'eq') return id === operand;
      if (operator === 'ne') return id !== operand;
      return (operand as string[]).includes(id) === (operator === 'in');
    });
  }

  #meetsRelation(record: WorldRecord, relation: ModelRelation, condition: Filter): boolean {
    const other = entityNamed(relation.to);
    if (!relation.many) {
      const found = this.one(record, relation);
      return found !== undefined && this.meets(other, found, condition);
    }
    const { metres, ...quantifiers } = condition;
    const related = this.related(record, relation, metres as number | undefined);
    return Object.entries(quantifiers).every(([quantifier, inner]) => {
      const truths = related.map((one) => this.#truth(other, one, inner as Filter));
      if (quantifier === 'some') return truths.includes(true);
      return !truths.includes(quantifier === 'none');
    });
  }

  /** The value that a record is grouped by. */
  groupValue(entity: string, record: WorldRecord, path: readonly string[], bucket?: string, timeZone = 'UTC'): Value {
    const value = this.valueAt(entity, record, path);
    if (value === null || bucket === undefined) return value;
    const type = this.typeOf(entity, path);
    if (type === 'date' && bucket === 'HOUR') return value;
    return bucketStartOf(String(value), type as 'date' | 'datetime', bucket as 'DAY', timeZone);
  }

  measure(entity: string, records: readonly WorldRecord[], measure: string, field: string): Value {
    const type = this.typeOf(entity, [field]);
    const values = records.map((record) => record.values[field] ?? null).filter((value) => value !== null);
    if (measure === 'countDistinct') return new Set(values.map((value) => nameOf(type, value))).size;
    if (values.length === 0) return null;
    if (measure === 'min' || measure === 'max') {
      return [...values].sort((a, b) => compare(type, a, b) * (measure === 'min' ? 1 : -1))[0] ?? null;
    }
    const scale = 10n ** 30n;
    const exact = type === 'decimal' || type === 'bigint' || type === 'int';
    if (!exact) {
      const total = values.reduce<number>((sum, value) => sum + Number(value), 0);
      return measure === 'sum' ? total : total / values.length;
    }
    const total = values.reduce<bigint>((sum, value) => sum + BigInt(nameOf('decimal', String(value))), 0n);
    if (measure === 'avg') return Number(total) / Number(scale) / values.length;
    return decimalText(total);
  }
}

/** A number of 30 decimals as plain text without trailing zeros. */
export function decimalText(total: bigint): string {
  const digits = (total < 0n ? -total : total).toString().padStart(31, '0');
  const part = digits.slice(-30).replace(/0+$/, '');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -30)}${part === '' ? '' : `.${part}`}`;
}

/** The order of records that nothing else tells apart: binding, then key. */
export function byPlace(a: WorldRecord, b: WorldRecord): number {
  const step = compare('text', a.binding, b.binding);
  if (step !== 0) return step;
  for (const [position, own] of a.key.entries()) {
    const other = b.key[position] ?? '';
    const result = typeof own === 'number' ? own - Number(other) : compare('text', own, other);
    if (result !== 0) return result;
  }
  return 0;
}

function mergedRecords(world: World, entity: ModelEntity): readonly WorldRecord[] {
  const bindings = world.bindings.filter((binding) => binding.entity === entity.name);
  const identity = bindings[0]?.identity;
  const records = bindings.flatMap((binding) => binding.records);
  if (!identity) return records;
  const type = entity.fields[identity.field] ?? 'text';
  const groups = new Map<string, WorldRecord[]>();
  const alone: WorldRecord[] = [];
  for (const record of records) {
    const value = record.values[identity.field] ?? null;
    if (value === null) alone.push(record);
    else groups.set(nameOf(type, value), [...(groups.get(nameOf(type, value)) ?? []), record]);
  }
  const rankOf = (record: WorldRecord) => bindings.find(({ id }) => id === record.binding)?.identity?.rank ?? 0;
  const better = (a: WorldRecord, b: WorldRecord): number => {
    if (identity.newest !== undefined) {
      const [x, y] = [a.values[identity.newest] ?? null, b.values[identity.newest] ?? null];
      if (x === null || y === null) {
        if (x !== y) return x === null ? 1 : -1;
      } else {
        const step = compare(entity.fields[identity.newest] ?? 'text', y, x);
        if (step !== 0) return step;
      }
    } else if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b);
    if (a.binding !== b.binding) return compare('text', a.binding, b.binding);
    return JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1;
  };
  const merged = [...groups.values()].map((group): WorldRecord => {
    const [winner, ...others] = [...group].sort(better);
    if (!winner || others.length === 0) return group[0] as WorldRecord;
    const values: Record<string, Value> = {};
    const refused: string[] = [];
    for (const field of Object.keys(entity.fields)) {
      const owner = [winner, ...others].find(({ binding }) => bindings.find(({ id }) => id === binding)?.mapped.includes(field));
      values[field] = owner?.values[field] ?? null;
      if (owner?.refused.includes(field)) refused.push(field);
    }
    return { ...winner, values, refused, merged: [winner, ...others] };
  });
  return [...merged, ...alone];
}

const all = (parts: readonly (boolean | undefined)[]) => (parts.includes(false) ? false : parts.includes(undefined) ? undefined : true);
const any = (parts: readonly (boolean | undefined)[]) => (parts.includes(true) ? true : parts.includes(undefined) ? undefined : false);

function linked(mark: RelationMark, record: WorldRecord, other: WorldRecord, metres: number | undefined): boolean {
  const [own, theirs] = [record.values[mark.from] ?? null, other.values[mark.to] ?? null];
  if (own === null || theirs === null) return false;
  const within = (point: Value, area: Value) => {
    const [ring = []] = (area as { coordinates: number[][][] }).coordinates;
    return insideRing(point as unknown as Point, ring);
  };
  switch (mark.by) {
    case 'key':
      return own === theirs;
    case 'inside':
      return (!mark.where || other.values[mark.where.field] === mark.where.eq) && within(own, theirs);
    case 'contains':
      return within(theirs, own);
    case 'within':
      return metresBetween(own as unknown as Point, theirs as unknown as Point) <= (metres ?? mark.metres);
    default:
      return mark satisfies never;
  }
}

function holds(type: FieldType, value: Value, operator: string, operand: unknown, ignoreCase: boolean): boolean {
  if (operator === 'isNull') return (value === null) === operand;
  if (value === null) return false;
  const step = (other: unknown) => compare(type, value, other as Value);
  const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const point = value as unknown as Point;
  switch (operator) {
    case 'eq':
      return step(operand) === 0;
    case 'ne':
      return step(operand) !== 0;
    case 'in':
      return (operand as unknown[]).some((one) => step(one) === 0);
    case 'notIn':
      return !(operand as unknown[]).some((one) => step(one) === 0);
    case 'lt':
      return step(operand) < 0;
    case 'lte':
      return step(operand) <= 0;
    case 'gt':
      return step(operand) > 0;
    case 'gte':
      return step(operand) >= 0;
    case 'contains':
      return fold(String(value)).includes(fold(String(operand)));
    case 'startsWith':
      return fold(String(value)).startsWith(fold(String(operand)));
    case 'endsWith':
      return fold(String(value)).endsWith(fold(String(operand)));
    case 'withinBox': {
      const { west, south, east, north } = operand as Record<string, number>;
      return point.lon >= Number(west) && point.lon <= Number(east) && point.lat >= Number(south) && point.lat <= Number(north);
    }
    case 'withinPolygon':
      return insideRing(point, (operand as { coordinates: number[][][] }).coordinates[0] ?? []);
    case 'near': {
      const near = operand as { point: Point; metres: number };
      return metresBetween(point, near.point) <= near.metres;
    }
    default:
      throw new Error(`no operator ${operator}`);
  }
}
