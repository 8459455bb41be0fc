import type { CollectionCapabilities, FieldCapabilities, FieldType, Row, Value } from '../../../src/contract/index.ts';
import { TestSource } from '../engine-harness.ts';
import { Random } from './random.ts';
import { KINDS, MODEL, type ModelEntity, STATES } from './schema.ts';

/** A record as the mapping promises it, made apart from the product. */
export interface WorldRecord {
  readonly entity: string;
  readonly binding: string;
  readonly key: readonly (string | number)[];
  readonly values: Readonly<Record<string, Value>>;
  /** Fields whose raw value no mapping takes: null, but found by no condition. */
  readonly refused: readonly string[];
  /** The records that this one was made of by identity. */
  readonly merged?: readonly WorldRecord[];
}

export interface WorldIdentity {
  readonly field: string;
  readonly newest?: string;
  readonly rank?: number;
}

export interface WorldBinding {
  readonly id: string;
  readonly entity: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly mapped: readonly string[];
  readonly identity?: WorldIdentity;
  readonly records: readonly WorldRecord[];
  readonly capabilities: unknown;
}

/** Sources, bindings and the records that they stand for. */
export interface World {
  readonly sources: Readonly<Record<string, TestSource>>;
  readonly bindings: readonly WorldBinding[];
}

const CODES = ['a', 'b', 'c', 'd', 'A', 'e1', 'e2', 'z z'];
const TEXTS = ['lamp', 'Lamp', 'LAMP post', 'pole', 'ümlaut', 'ÜBER', '灯', '😀 x', 'x\uff01', '%_', "o'neil", 'a\\b'];
const INSTANTS = [
  '1899-12-31T23:59:59.999Z',
  '2020-03-08T06:59:00.000Z',
  '2020-03-08T07:01:00.000Z',
  '2020-11-01T05:30:00.000Z',
  '2020-11-01T06:30:00.000Z',
  '2021-01-01T00:00:00.000Z',
  '2021-01-31T16:00:00.000Z',
  '2021-06-30T15:59:59.999Z',
  '2040-02-29T12:00:00.000Z',
];
const DAYS = ['1899-12-31', '2020-02-29', '2020-03-01', '2021-01-01', '2021-01-04', '2039-12-31'];

/** A value of a type, out of few, so that ties and matches are common. */
export function randomValue(random: Random, entity: ModelEntity, field: string): Value {
  const enumValues = entity.enums[field];
  if (enumValues) return random.pick(enumValues);
  const type = entity.fields[field];
  switch (type) {
    case 'text':
      return /code/i.test(field) ? random.pick(CODES) : random.pick(TEXTS);
    case 'int':
      return random.pick([-3, 0, 1, 2, 7, 1000, 2_147_483_647]);
    case 'float':
      return random.pick([-1.5, 0, 0.25, 2, 3.5, 1e6]);
    case 'decimal':
      return random.pick(['-1.5', '0', '1.5', '1.50', '2', '10.05', '99999999999999999999.01']);
    case 'bigint':
      return random.pick(['-1', '0', '7', '9007199254740993', '9007199254740994']);
    case 'boolean':
      return random.chance(0.5);
    case 'datetime':
      return random.pick(INSTANTS);
    case 'date':
      return random.pick(DAYS);
    case 'time':
      return random.pick(['00:00:00', '08:30:00', '23:59:59']);
    case 'point':
      return { lon: 121 + random.int(0, 9) / 100, lat: 31 + random.int(0, 9) / 100 };
    case 'geometry': {
      const west = 121 + random.int(0, 8) / 100 - 0.005;
      const south = 31 + random.int(0, 8) / 100 - 0.005;
      const [east, north] = [west + random.int(1, 5) / 100, south + random.int(1, 5) / 100];
      const ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ];
      return { type: 'Polygon', coordinates: [ring] };
    }
    default:
      throw new Error(`no values of type ${type}`);
  }
}

/** How a field lies in columns: what the binding says, and the columns of a value. */
interface Layout {
  readonly mapping: unknown;
  readonly columns: Readonly<Record<string, FieldType>>;
  readonly toColumns: (value: Value) => Readonly<Record<string, Value>>;
  /** The entity value that comes back; where it differs from what was put in. */
  readonly comesBack?: (value: Value) => Value;
  /** Columns of a row that breaks the mapping's promise. */
  readonly broken?: Readonly<Record<string, Value>>;
}

function layoutOf(random: Random, entity: ModelEntity, field: string): Layout {
  const type = entity.fields[field] ?? 'text';
  const column = `c_${field}`;
  const plain: Layout = { mapping: column, columns: { [column]: type }, toColumns: (value) => ({ [column]: value }) };
  const enumValues = entity.enums[field];
  if (enumValues) {
    if (random.chance(0.4)) return plain;
    const codes = new Map(enumValues.map((name, place) => [name, `s${place}`]));
    const table = Object.fromEntries([...codes].map(([name, code]) => [code, name]));
    return {
      mapping: { column, enum: table },
      columns: { [column]: 'text' },
      toColumns: (value) => ({ [column]: value === null ? null : (codes.get(String(value)) ?? null) }),
      broken: { [column]: 'no such code' },
    };
  }
  if (type === 'point') {
    if (random.chance(0.5)) return plain;
    const [lon, lat] = [`${column}_x`, `${column}_y`];
    return {
      mapping: { point: { lon, lat } },
      columns: { [lon]: 'float', [lat]: 'float' },
      toColumns: (value) => {
        const point = value as { lon: number; lat: number } | null;
        return { [lon]: point?.lon ?? null, [lat]: point?.lat ?? null };
      },
    };
  }
  if (type === 'text' && random.chance(0.35)) {
    if (random.chance(0.5)) {
      return {
        mapping: { column, transforms: ['trim', 'blank-as-null'] },
        columns: { [column]: 'text' },
        toColumns: (value) => ({
          [column]: value === null ? (random.chance(0.5) ? null : ' ') : random.pick([value, ` ${value}`, `${value} `]),
        }),
      };
    }
    return {
      mapping: { column, transforms: ['upper'] },
      columns: { [column]: 'text' },
      toColumns: (value) => ({ [column]: value }),
      comesBack: (value) => (value === null ? null : String(value).toUpperCase()),
    };
  }
  if (type === 'int' && random.chance(0.4)) {
    return {
      mapping: { column, transforms: [{ number: {} }] },
      columns: { [column]: 'text' },
      toColumns: (value) => ({ [column]: value === null ? null : Number(value).toLocaleString('en-US') }),
      broken: { [column]: 'many' },
    };
  }
  if (type === 'int' && random.chance(0.3)) {
    return {
      mapping: { expression: `row.${column} == null ? null : row.${column} * 2` },
      columns: { [column]: 'int' },
      toColumns: (value) => ({ [column]: value === null || Math.abs(Number(value)) > 1e6 ? null : value }),
      comesBack: (value) => (value === null || Math.abs(Number(value)) > 1e6 ? null : Number(value) * 2),
    };
  }
  if (type === 'datetime' && random.chance(0.4)) {
    return {
      mapping: { column, date: { epoch: 'milliseconds' } },
      columns: { [column]: 'bigint' },
      toColumns: (value) => ({ [column]: value === null ? null : String(Date.parse(String(value))) }),
    };
  }
  if (type === 'date' && random.chance(0.4)) {
    return {
      mapping: { column, date: { pattern: 'dd/MM/yyyy' } },
      columns: { [column]: 'text' },
      toColumns: (value) => ({ [column]: value === null ? null : String(value).split('-').reverse().join('/') }),
      broken: { [column]: '31/02/2020' },
    };
  }
  return plain;
}

function randomCapabilities(random: Random, all: CollectionCapabilities): CollectionCapabilities {
  const share = random.pick([0.3, 0.7, 0.95]);
  const yes = () => random.chance(share);
  const fields = Object.fromEntries(
    Object.entries(all.fields ?? {}).map(([name, field]): [string, FieldCapabilities] => [
      name,
      {
        operators: random.some(field.operators ?? [], share),
        ...(field.sortable && yes() ? { sortable: true } : {}),
        ...(field.groupable && yes() ? { groupable: true } : {}),
        ...(field.buckets ? { buckets: random.some(field.buckets, share) } : {}),
        ...(field.bucketZones && yes() ? { bucketZones: field.bucketZones } : {}),
        measures: random.some(field.measures ?? [], share),
      },
    ]),
  );
  return {
    fields,
    combine: {
      ...(yes() ? { and: true as const } : {}),
      ...(yes() ? { or: true as const } : {}),
      ...(yes() ? { not: true as const } : {}),
    },
    order: { ...(random.chance(0.3) ? { maxTerms: random.int(1, 3) } : {}), ...(yes() ? { nullsFirst: true as const } : {}) },
    ...(yes() ? { limit: true } : {}),
    ...(yes() ? { seek: true } : {}),
    ...(yes() ? { limitPerKey: true } : {}),
    ...(yes() ? { aggregate: yes() ? { count: true as const } : {} } : {}),
    ...(random.chance(0.4) ? { maxKeysPerRead: random.int(1, 4) } : {}),
  };
}

interface BindingPlan {
  readonly entity: ModelEntity;
  readonly place: number;
  readonly identity: WorldIdentity | undefined;
  /** How often a raw value breaks the promise of its mapping. */
  readonly brokenShare: number;
}

function makeBinding(
  random: Random,
  { entity, place, identity, brokenShare }: BindingPlan,
): { binding: WorldBinding; source: TestSource; name: string } {
  const name = `s-${entity.name.toLowerCase()}-${place}`;
  const needed = new Set([...(identity ? [identity.field, ...(identity.newest ? [identity.newest] : [])] : [])]);
  const mapped = Object.keys(entity.fields).filter((field) => needed.has(field) || random.chance(/code/i.test(field) ? 0.95 : 0.85));
  const layouts = new Map(mapped.map((field) => [field, layoutOf(random, entity, field)]));
  const keyForm = random.pick(['text', 'int', 'both'] as const);
  const keyColumns: Readonly<Record<string, FieldType>> =
    keyForm === 'text' ? { k: 'text' } : keyForm === 'int' ? { k: 'int' } : { k1: 'text', k2: 'int' };
  const filtered = random.chance(0.2);
  const codeIsKey =
    !identity && layouts.get('code')?.columns.c_code === 'text' && layouts.get('code')?.mapping === 'c_code' && random.chance(0.3);
  const rows: Row[] = [];
  const records: WorldRecord[] = [];
  const size = random.pick([0, 1, 3, 6, 12]);
  const seen = new Set<string>();
  for (let at = 0; at < size; at += 1) {
    const values: Record<string, Value> = {};
    const row: Record<string, Value> = {};
    const refused: string[] = [];
    for (const [field, layout] of layouts) {
      const holes = field === 'code' && codeIsKey ? 0 : 0.2;
      const value = random.chance(holes) ? null : randomValue(random, entity, field);
      Object.assign(row, layout.toColumns(value));
      values[field] = layout.comesBack ? layout.comesBack(value) : value;
      if (layout.broken && random.chance(brokenShare)) {
        Object.assign(row, layout.broken);
        values[field] = null;
        refused.push(field);
      }
    }
    const key = codeIsKey
      ? [String(values.code)]
      : keyForm === 'text'
        ? [random.pick(['k', 'K', 'é', '']) + String(random.int(0, 40))]
        : keyForm === 'int'
          ? [random.int(-5, 40)]
          : [random.pick(['p', 'q']), random.int(0, 12)];
    if (seen.has(JSON.stringify(key))) continue;
    seen.add(JSON.stringify(key));
    if (!codeIsKey) for (const [position, column] of Object.keys(keyColumns).entries()) row[column] = key[position] ?? null;
    const hidden = filtered && random.chance(0.3);
    if (filtered) row.w = hidden ? 'no' : random.pick(['yes', null]);
    rows.push(row);
    if (!hidden) records.push({ entity: entity.name, binding: name, key, values, refused });
  }
  const columns = Object.assign(
    {},
    ...[...layouts.values()].map((layout) => layout.columns),
    codeIsKey ? {} : keyColumns,
    filtered ? { w: 'text' } : {},
  );
  const key = codeIsKey ? ['c_code'] : Object.keys(keyColumns);
  const mode = random.pick(['all', 'none', 'random', 'random'] as const);
  let chosen: unknown = mode;
  const source = new TestSource({
    rows: {
      columns,
      key,
      rows: random.shuffled(rows),
      capabilities:
        mode === 'random'
          ? (all) => {
              const own = randomCapabilities(random, all);
              chosen = own;
              return own;
            }
          : mode,
    },
  });
  const definition = {
    id: name,
    source: name,
    collection: 'rows',
    entity: entity.name,
    datum: 'WGS84',
    timeZone: 'UTC',
    fields: Object.fromEntries([...layouts].map(([field, { mapping }]) => [field, mapping])),
    ...(filtered ? { where: { or: [{ w: null }, { w: { ne: 'no' } }] } } : {}),
    ...(identity
      ? { identity: { field: identity.field, wins: identity.newest ? { newest: identity.newest } : { order: identity.rank ?? 0 } } }
      : {}),
  };
  const binding: WorldBinding = {
    id: name,
    entity: entity.name,
    definition,
    mapped,
    records,
    get capabilities() {
      return chosen;
    },
    ...(identity ? { identity } : {}),
  };
  return { binding, source, name };
}

/** Random sources, bindings and records for all entities of the model. */
export function makeWorld(seed: number): World {
  const random = new Random(seed);
  const sources: Record<string, TestSource> = {};
  const bindings: WorldBinding[] = [];
  const brokenShare = random.chance(0.2) ? 0.1 : 0;
  for (const entity of Object.values(MODEL)) {
    if (entity.members[0] !== entity.name) continue;
    const count = random.pick([1, 1, 2, 3]);
    const newest = entity.name === 'Lamp' ? 'seenAt' : undefined;
    const shared = ['Lamp', 'Pump', 'Plot'].includes(entity.name) && random.chance(0.35);
    const byNewest = newest !== undefined && random.chance(0.5);
    for (let place = 0; place < count; place += 1) {
      const identity = !shared ? undefined : byNewest ? { field: 'code', newest } : { field: 'code', rank: random.int(0, 2) };
      const made = makeBinding(random, { entity, place, identity, brokenShare });
      sources[made.name] = made.source;
      bindings.push(made.binding);
    }
  }
  return { sources, bindings };
}

export { KINDS, STATES };
