import type { FieldType } from '../../../src/contract/index.ts';
import { type SqliteFile, sqliteCodec } from '../codecs/sqlite.ts';
import type { SqlConfig } from '../config.ts';
import type { Dialect } from '../dialect.ts';
import type { DriverRow } from '../rows.ts';
import type { Catalog } from '../table.ts';
import { parseZone } from '../zone.ts';
import { type ColumnParts, grouped, type TableParts, tablesOf } from './table-parts.ts';

type Ask = (sql: string, values: readonly unknown[]) => Promise<readonly DriverRow[]>;

interface Index {
  readonly isUnique: boolean;
  readonly isMain: boolean;
  readonly fields: readonly string[];
  /** Columns that the index compares otherwise than by code point. */
  readonly folded: readonly string[];
}

/** Looks at the tables and views of a file. */
export async function introspectSqlite(ask: Ask, config: SqlConfig, dialect: Dialect): Promise<Catalog> {
  const file: SqliteFile = {
    zone: parseZone(config.timeZone) ?? { kind: 'fixed', minutes: 0 },
    canonicalTimes: config.canonicalTimes,
  };
  const found = await ask(
    "select name, type from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name",
    [],
  );
  const parts: TableParts[] = [];
  for (const { name, type } of found) parts.push(await tableParts(ask, String(name), type === 'table', config, file, dialect));
  return { tables: tablesOf(parts, [], config, dialect) };
}

async function tableParts(
  ask: Ask,
  name: string,
  isTable: boolean,
  config: SqlConfig,
  file: SqliteFile,
  dialect: Dialect,
): Promise<TableParts> {
  const columns = await ask('select name, type, "notnull" as required, pk, hidden from pragma_table_xinfo(?) order by cid', [name]);
  const indexes = isTable ? await indexesOf(ask, name) : [];
  const key = columns.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk));
  const keyNames = key.map((column) => String(column.name));
  const main = indexes.some(({ isMain }) => isMain) || keyNames.length === 0 ? [] : [keyNames];
  const folded = new Set(indexes.flatMap((index) => index.folded));
  const size = isTable ? await sizeOf(ask, dialect.quote(name)) : undefined;
  return {
    name,
    ...(size === undefined ? {} : { estimatedRows: size }),
    columns: columns
      .filter(({ hidden }) => Number(hidden) !== 1)
      .map((column) => columnParts(column, folded.has(String(column.name)), config.types[name] ?? {}, file)),
    uniques: [
      ...(keyNames.length > 0 ? [keyNames] : []),
      ...indexes.filter(({ isUnique, isMain }) => isUnique && !isMain).map(({ fields }) => fields),
    ],
    indexes: [...main, ...indexes.map(({ fields }) => fields)],
    references: await referencesOf(ask, name),
  };
}

function columnParts(row: DriverRow, foldingIndex: boolean, types: Readonly<Record<string, FieldType>>, file: SqliteFile): ColumnParts {
  const name = String(row.name);
  const declared = String(row.type);
  const type = types[name];
  return {
    name,
    nullable: Number(row.required) === 0 && Number(row.pk) === 0,
    nativeType: declared,
    codec: sqliteCodec({ declared, foldingIndex, ...(type ? { type } : {}) }, file),
  };
}

async function indexesOf(ask: Ask, table: string): Promise<readonly Index[]> {
  const list = await ask('select name, "unique" as one, origin, partial from pragma_index_list(?) order by seq', [table]);
  const indexes: Index[] = [];
  for (const { name, one, origin, partial } of list) {
    if (Number(partial) === 1) continue;
    const columns = await ask('select name, coll from pragma_index_xinfo(?) where key = 1 order by seqno', [String(name)]);
    if (columns.some((column) => column.name === null)) continue;
    const isFolded = ({ coll }: DriverRow) => String(coll).toUpperCase() !== 'BINARY';
    indexes.push({
      isUnique: Number(one) === 1,
      isMain: origin === 'pk',
      fields: columns.map((column) => String(column.name)),
      folded: columns.filter(isFolded).map((column) => String(column.name)),
    });
  }
  return indexes;
}

async function referencesOf(ask: Ask, table: string): Promise<TableParts['references']> {
  const rows = await ask('select id, "table" as target, "from" as field, "to" as remote from pragma_foreign_key_list(?) order by id, seq', [
    table,
  ]);
  return [...grouped(rows, ({ id }) => String(id)).values()]
    .filter((group) => group.every(({ remote }) => remote !== null))
    .map((group) => ({
      fields: group.map(({ field }) => String(field)),
      table: String(group[0]?.target),
      targets: group.map(({ remote }) => String(remote)),
    }));
}

/** The highest row number is near enough and found at once; tables without one are not estimated. */
async function sizeOf(ask: Ask, quoted: string): Promise<number | undefined> {
  try {
    const [row] = await ask(`select max(rowid) as size from ${quoted.replaceAll('\\?', '?')}`, []);
    return Number(row?.size ?? 0);
  } catch {
    return undefined;
  }
}
