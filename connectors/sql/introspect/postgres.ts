import { SourceError } from '../../../src/contract/index.ts';
import { type PostgresServer, postgresCodec } from '../codecs/postgres.ts';
import type { SqlConfig } from '../config.ts';
import type { Dialect } from '../dialect.ts';
import type { DriverRow } from '../rows.ts';
import type { Catalog } from '../table.ts';
import { casedLetters, unfoldableLetters } from '../text.ts';
import { parseZone } from '../zone.ts';
import { type ColumnParts, grouped, type TableParts, tablesOf } from './table-parts.ts';

type Ask = (sql: string, values: readonly unknown[]) => Promise<readonly DriverRow[]>;

const TABLES = `select c.oid, n.nspname as s, c.relname as t, obj_description(c.oid, 'pg_class') as comment, c.reltuples as size, c.relkind as kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1::text[]) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  order by n.nspname, c.relname`;

const COLUMNS = `select a.attrelid as oid, a.attname as name, a.attnotnull as required, format_type(a.atttypid, a.atttypmod) as native,
    b.typname as type, format_type(b.oid, null) as cast_name, b.typtype as kind, b.typcategory as category,
    case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as typmod, col_description(a.attrelid, a.attnum) as comment,
    coalesce(o.collname, '') as collation, coalesce(o.collisdeterministic, true) as deterministic, coalesce(o.collcollate, '') as collate,
    (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = b.oid)::text as labels
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid
  join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
  left join pg_collation o on o.oid = a.attcollation
  where n.nspname = any($1::text[]) and a.attnum > 0 and not a.attisdropped
  order by a.attrelid, a.attnum`;

const INDEXES = `select i.indrelid as oid, i.indisunique and i.indpred is null as whole, i.indisprimary as main, i.indpred is null as full_index,
    (select json_agg(a.attname order by k.place) from unnest(i.indkey::int2[]) with ordinality k(number, place)
      left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number where k.place <= i.indnkeyatts)::text as fields
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1::text[]) and i.indisvalid
  order by i.indrelid, i.indisprimary desc, i.indexrelid`;

const REFERENCES = `select f.conrelid as oid, tn.nspname as rs, tc.relname as rt,
    (select json_agg(a.attname order by k.place) from unnest(f.conkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number)::text as fields,
    (select json_agg(a.attname order by k.place) from unnest(f.confkey) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number)::text as targets
  from pg_constraint f
  join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class tc on tc.oid = f.confrelid join pg_namespace tn on tn.oid = tc.relnamespace
  where f.contype = 'f' and n.nspname = any($1::text[])
  order by f.conrelid, f.conname`;

/** Looks at the tables of the configured schemas. */
export async function introspectPostgres(ask: Ask, config: SqlConfig, dialect: Dialect): Promise<Catalog> {
  const schemas = config.schemas.length > 0 ? config.schemas : ['public'];
  const { server, unfoldable, defaultCollate } = await lookAtServer(ask, config);
  const tables = await ask(TABLES, [schemas]);
  const idOf = (row: DriverRow) => String(row.oid);
  const columnsOf = grouped(await ask(COLUMNS, [schemas]), idOf);
  const indexesOf = grouped(await ask(INDEXES, [schemas]), idOf);
  const referencesOf = grouped(await ask(REFERENCES, [schemas]), idOf);
  const parts = tables.map((table): TableParts => {
    const id = idOf(table);
    const indexes = (indexesOf.get(id) ?? [])
      .map((row) => ({ row, fields: listOf(row.fields) }))
      .filter(({ fields }) => !fields.includes(null));
    const namesOf = ({ fields }: { readonly fields: readonly (string | null)[] }) => fields.map(String);
    return {
      schema: String(table.s),
      name: String(table.t),
      ...(table.comment ? { description: String(table.comment) } : {}),
      ...(table.kind === 'v' || Number(table.size) < 0 ? {} : { estimatedRows: Math.round(Number(table.size)) }),
      columns: (columnsOf.get(id) ?? []).map((row) => columnParts(row as Readonly<Record<string, string | null>>, server, defaultCollate)),
      uniques: indexes.filter(({ row }) => row.whole === 't').map(namesOf),
      indexes: indexes.filter(({ row }) => row.full_index === 't').map(namesOf),
      references: (referencesOf.get(id) ?? []).map((row) => ({
        fields: listOf(row.fields).map(String),
        schema: String(row.rs),
        table: String(row.rt),
        targets: listOf(row.targets).map(String),
      })),
    };
  });
  return { tables: tablesOf(parts, schemas, config, dialect), ...(unfoldable ? { unfoldable } : {}) };
}

function listOf(json: unknown): readonly (string | null)[] {
  return typeof json === 'string' ? (JSON.parse(json) as (string | null)[]) : [];
}

/** Collations that compare by code point in a UTF-8 database. */
const BY_CODE_POINT = new Set(['C', 'POSIX', 'ucs_basic', 'C.UTF-8', 'C.utf8', 'pg_c_utf8']);

function columnParts(row: Readonly<Record<string, string | null>>, server: PostgresServer, defaultCollate: string): ColumnParts {
  const isDefault = row.collation === 'default';
  const typeName = String(row.type);
  const typmod = Number(row.typmod);
  const codec = postgresCodec(
    {
      typeName,
      castName: String(row.cast_name),
      kind: String(row.kind),
      category: String(row.category),
      precision: typeName === 'numeric' ? (typmod < 0 ? -1 : (typmod - 4) & 0xffff) : typmod,
      binaryCollation: BY_CODE_POINT.has(isDefault ? defaultCollate : String(row.collation)),
      deterministic: row.deterministic === 't',
      labels: listOf(row.labels).map(String),
    },
    server,
  );
  return {
    name: String(row.name),
    nullable: row.required !== 't',
    nativeType: String(row.native),
    ...(row.comment ? { description: row.comment } : {}),
    codec,
  };
}

async function lookAtServer(ask: Ask, config: SqlConfig) {
  const [database] = await ask(
    `select pg_encoding_to_char(encoding) as encoding, datcollate as collate, datlocprovider = 'i' as icu
    from pg_database where datname = current_database()`,
    [],
  ).catch(() =>
    ask(
      `select pg_encoding_to_char(encoding) as encoding, datcollate as collate, false as icu from pg_database where datname = current_database()`,
      [],
    ),
  );
  if (database?.encoding !== 'UTF8') {
    throw new SourceError('BROKEN', 'the database must be encoded in UTF8, this one is not', {
      advice: 'use a database with the encoding UTF8',
    });
  }
  const letters = casedLetters();
  const [answer] = await ask('select lower($1::text collate "C.utf8") as folded', [letters.join('')]).catch(() => []);
  const unfoldable = answer ? unfoldableLetters(letters, String(answer.folded)) : undefined;
  const zone = parseZone(config.timeZone) ?? ({ kind: 'fixed', minutes: 0 } as const);
  const server: PostgresServer = { foldCollation: unfoldable ? '"C.utf8"' : undefined, zone };
  return { server, unfoldable, defaultCollate: database.icu === 't' ? '' : String(database.collate) };
}
