import mysql from 'mysql2';
import { SourceError } from '../../../src/contract/index.ts';
import { type MariaServer, mariaCodec } from '../codecs/mariadb.ts';
import type { SqlConfig } from '../config.ts';
import type { Dialect } from '../dialect.ts';
import type { DriverRow } from '../rows.ts';
import type { Catalog } from '../table.ts';
import { casedLetters, unfoldableLetters } from '../text.ts';
import { parseZone } from '../zone.ts';
import { type ColumnParts, grouped, type TableParts, tablesOf } from './table-parts.ts';

type Ask = (sql: string) => Promise<readonly DriverRow[]>;
type Texts = Readonly<Record<string, string | null>>;

/** Looks at the tables of the configured databases. */
export async function introspectMaria(ask: Ask, config: SqlConfig, dialect: Dialect): Promise<Catalog> {
  const schemas = config.schemas.length > 0 ? config.schemas : [config.database ?? ''];
  const list = schemas.map((schema) => mysql.escape(schema)).join(', ');
  const { server, unfoldable } = await lookAtServer(ask, config);
  const tables = await ask(`select table_schema as s, table_name as t, table_comment as comment, table_rows as size, table_type as type
    from information_schema.tables where table_schema in (${list}) order by table_schema, table_name`);
  const columns = await ask(`select table_schema as s, table_name as t, column_name as name, is_nullable as nullable, data_type as type,
    column_type as full, character_octet_length as bytes, numeric_precision as digits, datetime_precision as fraction,
    character_set_name as charset, collation_name as collation, column_comment as comment
    from information_schema.columns where table_schema in (${list}) order by table_schema, table_name, ordinal_position`);
  const indexes =
    await ask(`select table_schema as s, table_name as t, index_name as name, non_unique as many, column_name as field, sub_part as part
    from information_schema.statistics where table_schema in (${list}) order by table_schema, table_name, index_name <> 'PRIMARY', index_name, seq_in_index`);
  const references = await ask(`select table_schema as s, table_name as t, constraint_name as name, column_name as field,
    referenced_table_schema as rs, referenced_table_name as rt, referenced_column_name as target
    from information_schema.key_column_usage where table_schema in (${list}) and referenced_table_name is not null
    order by table_schema, table_name, constraint_name, ordinal_position`);
  const json = await jsonColumns(ask, list, server.isMariaDb);
  const idOf = (row: DriverRow) => `${row.s}\u0000${row.t}`;
  const [columnsOf, indexesOf, referencesOf] = [grouped(columns, idOf), grouped(indexes, idOf), grouped(references, idOf)];
  const parts = tables.map((table): TableParts => {
    const id = idOf(table);
    const own = grouped(indexesOf.get(id) ?? [], (row) => String(row.name));
    const whole = [...own.values()].filter((rows) => rows.every(({ part, field }) => part === null && field !== null));
    const fieldsOf = (rows: readonly DriverRow[]) => rows.map(({ field }) => String(field));
    return {
      schema: String(table.s),
      name: String(table.t),
      ...(table.type === 'BASE TABLE' && table.comment ? { description: String(table.comment) } : {}),
      ...(table.size === null || table.type !== 'BASE TABLE' ? {} : { estimatedRows: Number(table.size) }),
      columns: (columnsOf.get(id) ?? []).map((row) => columnParts(row as Texts, json.has(`${id}\u0000${row.name}`), server)),
      uniques: whole.filter(([row]) => Number(row?.many) === 0).map(fieldsOf),
      indexes: whole.map(fieldsOf),
      references: [...grouped(referencesOf.get(id) ?? [], (row) => String(row.name)).values()].map((rows) => ({
        fields: fieldsOf(rows),
        schema: String(rows[0]?.rs),
        table: String(rows[0]?.rt),
        targets: rows.map(({ target }) => String(target)),
      })),
    };
  });
  return { tables: tablesOf(parts, schemas, config, dialect), ...(unfoldable ? { unfoldable } : {}) };
}

function columnParts(row: Texts, json: boolean, server: MariaServer): ColumnParts {
  const codec = mariaCodec(
    {
      dataType: String(row.type).toLowerCase(),
      columnType: String(row.full).toLowerCase(),
      charset: row.charset ?? null,
      collation: row.collation ?? null,
      maxBytes: Number(row.bytes ?? 0),
      precision: Number(row.digits ?? 0),
      fraction: Number(row.fraction ?? 0),
      json,
    },
    server,
  );
  return {
    name: String(row.name),
    nullable: row.nullable === 'YES',
    nativeType: String(row.full),
    ...(row.comment ? { description: row.comment } : {}),
    codec,
  };
}

/** MariaDB keeps JSON as text with a check that it is valid. */
async function jsonColumns(ask: Ask, list: string, isMariaDb: boolean): Promise<ReadonlySet<string>> {
  if (!isMariaDb) return new Set();
  const checks = await ask(`select constraint_schema as s, table_name as t, check_clause as clause
    from information_schema.check_constraints where constraint_schema in (${list}) and check_clause like 'json_valid(%'`);
  return new Set(
    checks.flatMap(({ s, t, clause }) => {
      const name = /^json_valid\(`((?:[^`]|``)+)`\)$/.exec(String(clause))?.[1];
      return name === undefined ? [] : [`${s}\u0000${t}\u0000${name.replaceAll('``', '`')}`];
    }),
  );
}

async function lookAtServer(ask: Ask, config: SqlConfig): Promise<{ server: MariaServer; unfoldable: ReadonlySet<string> | undefined }> {
  const [version] = await ask('select version() as version');
  const isMariaDb = /mariadb/i.test(String(version?.version));
  const names = isMariaDb ? ['utf8mb4_nopad_bin', 'utf8mb4_uca1400_as_cs'] : ['utf8mb4_0900_bin', 'utf8mb4_0900_as_cs'];
  const [binaryCollation = '', foldCollation = ''] = names;
  const known = await ask(`select 'a' collate ${binaryCollation} = 'a ' as folds`).catch(() => []);
  if (Number(known[0]?.folds ?? 1) !== 0) {
    throw new SourceError('BROKEN', `the server has no collation ${binaryCollation}, which is needed to compare texts exactly`, {
      advice: 'use MariaDB 10.2, MySQL 8.0.17 or later',
    });
  }
  const unfoldable = await foldingOf(ask, foldCollation);
  const zone = parseZone(config.timeZone) ?? { kind: 'fixed', minutes: 0 };
  return { server: { isMariaDb, binaryCollation, foldCollation: unfoldable ? foldCollation : undefined, zone }, unfoldable };
}

async function foldingOf(ask: Ask, collation: string): Promise<ReadonlySet<string> | undefined> {
  const letters = casedLetters();
  const [answer] = await ask(`select lower(${mysql.escape(letters.join(''))} collate ${collation}) as folded`).catch(() => []);
  return answer ? unfoldableLetters(letters, String(answer.folded)) : undefined;
}
