import type { CompiledBinding, FieldMapping } from '../catalog/mapping.ts';
import type { FieldType, Predicate, Row, Value } from '../contract/index.ts';
import type { FieldTypes } from '../rows/index.ts';

/** A column of a replica table: its name, its SQL type and how a record's value is written into it. */
export interface ReplicaColumn {
  readonly name: string;
  readonly sqlType: string;
  readonly write: (value: Value) => string | number | null;
}

const SQL_TYPE: Readonly<Record<FieldType, string>> = {
  text: 'text',
  int: 'integer',
  bigint: 'bigint',
  // SQLite has no exact decimal: it is kept as text and compared by the engine.
  decimal: 'text',
  float: 'double',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  datetime: 'datetime',
  duration: 'text',
  json: 'json',
  point: 'json',
  geometry: 'json',
};

function writer(type: FieldType): ReplicaColumn['write'] {
  switch (type) {
    case 'boolean':
      return (value) => (value === null ? null : Number(value));
    case 'json':
    case 'point':
    case 'geometry':
      return (value) => (value === null ? null : JSON.stringify(value));
    default:
      return (value) => value as string | number | null;
  }
}

/** How one entity field lies in a replica table. */
export interface ReplicaField {
  readonly columns: readonly ReplicaColumn[];
  /** Values of the columns for an entity value. */
  readonly split: (value: Value) => readonly Value[];
  readonly mapping: FieldMapping;
}

/** The columns of an entity field and the way back. Points lie in two columns, so that boxes can be asked of the store. */
export function replicaField(field: string, type: FieldType): ReplicaField {
  if (type === 'point') return pointField(field);
  const name = `f_${field}`;
  const column = { name, sqlType: SQL_TYPE[type], write: writer(type) };
  const plain = type !== 'decimal' && type !== 'duration' && type !== 'geometry' && type !== 'json';
  const mapping: FieldMapping = { field, type, columns: [name], map: (row) => row[name] ?? null, ...(plain ? { column: name } : {}) };
  const isNull: Pick<FieldMapping, 'toSource'> = plain
    ? {}
    : { toSource: (leaf) => (leaf.kind === 'isNull' ? { ...leaf, field: name } : undefined) };
  return { columns: [column], split: (value) => [value], mapping: { ...mapping, ...isNull } };
}

function pointField(field: string): ReplicaField {
  const lon = `f_${field}_lon`;
  const lat = `f_${field}_lat`;
  const column = (name: string) => ({ name, sqlType: 'double', write: writer('float') });
  const map = (row: Row): Value => {
    const [x, y] = [row[lon] ?? null, row[lat] ?? null];
    return typeof x === 'number' && typeof y === 'number' ? { lon: x, lat: y } : null;
  };
  return {
    columns: [column(lon), column(lat)],
    split: (value) => {
      const point = value as { lon: number; lat: number } | null;
      return [point?.lon ?? null, point?.lat ?? null];
    },
    mapping: { field, type: 'point', columns: [lon, lat], map, toSource: (leaf) => pointPredicate(leaf, lon, lat) },
  };
}

function pointPredicate(leaf: Predicate, lon: string, lat: string): Predicate | undefined {
  if (leaf.kind === 'isNull') return { kind: 'isNull', field: lon };
  if (leaf.kind !== 'withinBox' || leaf.box.west > leaf.box.east) return undefined;
  const { west, south, east, north } = leaf.box;
  return {
    kind: 'and',
    of: [
      { kind: 'compare', field: lon, operator: 'gte', value: west },
      { kind: 'compare', field: lon, operator: 'lte', value: east },
      { kind: 'compare', field: lat, operator: 'gte', value: south },
      { kind: 'compare', field: lat, operator: 'lte', value: north },
    ],
  };
}

/** The shape of a replica table for a binding: key columns first, then the entity's mapped fields, then the source's own time of change. */
export interface ReplicaShape {
  readonly key: readonly ReplicaColumn[];
  readonly fields: ReadonlyMap<string, ReplicaField>;
  readonly updatedAt: ReplicaColumn;
}

export function replicaShape(binding: CompiledBinding, types: FieldTypes): ReplicaShape {
  const key = binding.key.map((column, position) => {
    const type = types.get(column) ?? 'text';
    return { name: `k${position}`, sqlType: SQL_TYPE[type], write: writer(type) };
  });
  const fields = new Map([...binding.fields].map(([name, { type }]) => [name, replicaField(name, type)]));
  return { key, fields, updatedAt: { name: 'source_updated_at', sqlType: 'datetime', write: writer('datetime') } };
}

/** The binding as it is read from its replica. */
export function replicaBinding(binding: CompiledBinding, shape: ReplicaShape, table: string): CompiledBinding {
  const { where: _, updatedAt: __, ...rest } = binding;
  const { name } = shape.updatedAt;
  return {
    ...rest,
    collection: table,
    key: shape.key.map((column) => column.name),
    fields: new Map([...shape.fields].map(([field, { mapping }]) => [field, mapping])),
    updatedAt: { field: name, type: 'datetime', columns: [name], map: (row) => row[name] ?? null, column: name },
  };
}
