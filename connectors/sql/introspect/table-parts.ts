import type { Reference } from '../../../src/contract/index.ts';
import type { Codec } from '../codecs/codec.ts';
import type { SqlConfig } from '../config.ts';
import { brokenOption } from '../config.ts';
import type { Dialect } from '../dialect.ts';
import { type Column, TABLE_ALIAS, type Table } from '../table.ts';

/** What was found of one table, before its collection is made. */
export interface TableParts {
  /** Schema; undefined where the database has none. */
  readonly schema?: string;
  readonly name: string;
  readonly description?: string;
  readonly estimatedRows?: number;
  readonly columns: readonly ColumnParts[];
  /** Column lists that identify a row, the primary key first. */
  readonly uniques: readonly (readonly string[])[];
  readonly indexes: readonly (readonly string[])[];
  readonly references: readonly {
    readonly fields: readonly string[];
    readonly schema?: string;
    readonly table: string;
    readonly targets: readonly string[];
  }[];
}

export interface ColumnParts {
  readonly name: string;
  readonly nullable: boolean;
  readonly nativeType: string;
  readonly description?: string;
  /** Undefined: the column is not described. */
  readonly codec: Codec | undefined;
}

/** Names of collections: the first schema's tables by their own name, others with their schema. */
export function tablesOf(
  parts: readonly TableParts[],
  schemas: readonly string[],
  config: SqlConfig,
  dialect: Dialect,
): ReadonlyMap<string, Table> {
  const nameOf = (schema: string | undefined, table: string) =>
    schema === undefined || schema === schemas[0] ? table : `${schema}.${table}`;
  const allowed = config.tables ? new Set(config.tables) : undefined;
  const tables = new Map<string, Table>();
  for (const part of parts) {
    const name = nameOf(part.schema, part.name);
    if (allowed && !allowed.has(name)) continue;
    const table = tableOf(part, name, (schema, target) => nameOf(schema, target), config, dialect);
    if (table.columns.size > 0) tables.set(name, table);
  }
  for (const option of ['tables', 'keys', 'types'] as const) {
    const names = option === 'tables' ? (config.tables ?? []) : Object.keys(config[option]);
    const missing = names.find((name) => !tables.has(name));
    if (missing !== undefined) throw brokenOption(option, `there is no table or view "${missing}" here that can be read`);
  }
  return tables;
}

function tableOf(
  part: TableParts,
  name: string,
  nameOf: (schema: string | undefined, table: string) => string,
  config: SqlConfig,
  dialect: Dialect,
): Table {
  const { schema, description, estimatedRows } = part;
  const columns = new Map<string, Column>();
  for (const { codec, ...column } of part.columns) {
    if (codec)
      columns.set(column.name, {
        ...column,
        codec,
        quoted: `${TABLE_ALIAS}.${dialect.quote(column.name)}`,
        alias: dialect.quote(column.name),
      });
  }
  const key = keyOf(part, columns, config.keys[name], name);
  // Whoever names a key promises that it is never null; views do not say so themselves.
  for (const field of key) {
    const column = columns.get(field);
    if (column?.nullable) columns.set(field, { ...column, nullable: false });
  }
  const references = part.references.map(
    ({ fields, targets, ...target }): Reference => ({
      fields,
      collection: nameOf(target.schema, target.table),
      collectionFields: targets,
    }),
  );
  return {
    name,
    quoted: `${schema === undefined ? '' : `${dialect.quote(schema)}.`}${dialect.quote(part.name)} as ${TABLE_ALIAS}`,
    ...(description ? { description } : {}),
    columns,
    key,
    indexes: part.indexes.filter((index) => index.length > 0 && index.every((field) => columns.has(field))),
    references: references.filter(({ fields }) => fields.every((field) => columns.has(field))),
    ...(estimatedRows === undefined ? {} : { estimatedRows }),
  };
}

/** The configured key, else the primary key, else the first unique list of columns that are never null. */
function keyOf(
  part: TableParts,
  columns: ReadonlyMap<string, Column>,
  configured: readonly string[] | undefined,
  table: string,
): readonly string[] {
  if (configured) {
    const unknown = configured.find((field) => !columns.has(field));
    if (unknown !== undefined) throw brokenOption(`keys.${table}`, `there is no column "${unknown}" that can be read`);
    return configured;
  }
  const fits = (field: string) => {
    const column = columns.get(field);
    return column !== undefined && !column.nullable && column.codec.sortable;
  };
  return part.uniques.find((unique) => unique.length > 0 && unique.every(fits)) ?? [];
}

/** Collects rows under a name, in the order in which they come. */
export function grouped<T>(rows: readonly T[], nameOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(nameOf(row));
    if (group) group.push(row);
    else groups.set(nameOf(row), [row]);
  }
  return groups;
}
