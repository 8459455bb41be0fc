import type { FieldDescription, FieldType } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import type { FieldConfig, Format, FormatOptions } from './config.ts';
import type { TypeGuess } from './infer.ts';
import type { NativeColumn } from './raw.ts';

/** A field and where in the file its values stand. */
export interface FileField extends FieldDescription {
  /** Column of the file; undefined for the field that names the file. */
  readonly column: string | undefined;
}

/** What one file told about its columns. */
export interface SeenColumns {
  readonly names: readonly string[];
  readonly natives: ReadonlyMap<string, NativeColumn>;
  readonly guesses: ReadonlyMap<string, TypeGuess>;
  readonly rows: number;
}

/** Formats whose columns are fixed by a header, so a declared column that is missing is an error. */
const WITH_HEADER: ReadonlySet<Format> = new Set(['csv', 'tsv', 'xlsx', 'parquet']);

/** Name in the file of a declared field. */
export const columnOf = (field: FieldConfig): string => field.from ?? field.name;

/** The declared fields, in their order, then every other column as the file names it. */
export function resolveFields(options: FormatOptions, format: Format, seen: readonly SeenColumns[]): readonly FileField[] {
  const declared = options.fields ?? [];
  const columns = [...new Set(seen.flatMap(({ names }) => names))];
  if (WITH_HEADER.has(format)) checkDeclared(declared, seen);
  const fields: FileField[] = declared.map((field) => declaredField(field, options, seen));
  const taken = new Set(declared.map(columnOf));
  const names = new Set(declared.map(({ name }) => name));
  for (const column of options.onlyFields ? [] : columns) {
    if (taken.has(column)) continue;
    const name = freeName(column, names);
    names.add(name);
    fields.push({ name, column, ...columnType(column, options, seen) });
  }
  if (options.fileField !== undefined)
    fields.push({ name: freeName(options.fileField, names), column: undefined, type: 'text', nullable: false });
  return checkKey(fields, options);
}

function checkDeclared(declared: readonly FieldConfig[], seen: readonly SeenColumns[]): void {
  for (const { names } of seen) {
    const missing = declared.map(columnOf).filter((column) => !names.includes(column));
    if (missing.length > 0) {
      throw new SourceError(
        'BAD_DATA',
        `the file has no column ${missing.map((name) => `"${name}"`).join(', ')}, expected the declared columns`,
        {
          advice: `Correct "fields", or look at what wrote the file. ${known(names)}`,
        },
      );
    }
  }
}

function known(names: readonly string[]): string {
  const shown = names.slice(0, 30).map((name) => `"${name.slice(0, 60)}"`);
  return `It has: ${shown.join(', ')}${names.length > shown.length ? ', ...' : ''}.`;
}

function declaredField(field: FieldConfig, options: FormatOptions, seen: readonly SeenColumns[]): FileField {
  const column = columnOf(field);
  const own = columnType(column, options, seen);
  return {
    name: field.name,
    column,
    type: field.type ?? own.type,
    nullable: field.nullable ?? (isKey(field.name, options) ? false : field.type !== undefined || own.nullable),
    ...(field.description !== undefined && { description: field.description }),
    ...(own.nativeType !== undefined && { nativeType: own.nativeType }),
  };
}

interface ColumnType {
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly nativeType?: string;
}

/** A column's type over all files: theirs when they agree, text otherwise. */
function columnType(column: string, options: FormatOptions, seen: readonly SeenColumns[]): ColumnType {
  const found = seen.flatMap(({ names, natives, guesses, rows }): ColumnType[] => {
    const native = natives.get(column);
    if (native) return [native];
    const guess = guesses.get(column);
    if (!guess || !names.includes(column)) return [];
    return [{ type: guess.type(options.timeZone), nullable: guess.isNullable(rows) }];
  });
  const types = new Set(found.map(({ type }) => type));
  const nullable = found.length < seen.length || found.length === 0 || found.some((one) => one.nullable);
  const nativeType = found[0]?.nativeType;
  return { type: common(types), nullable: nullable && !isKey(column, options), ...(nativeType !== undefined && { nativeType }) };
}

function common(types: ReadonlySet<FieldType>): FieldType {
  const [only] = types;
  if (types.size === 1 && only !== undefined) return only;
  const all = [...types];
  if (all.length > 0 && all.every((type) => type === 'int' || type === 'bigint')) return 'bigint';
  if (all.length > 0 && all.every((type) => type === 'int' || type === 'bigint' || type === 'float')) return 'float';
  return types.has('json') ? 'json' : 'text';
}

/** `__proto__` as a name would change objects instead of naming a field. */
function freeName(column: string, taken: ReadonlySet<string>): string {
  let name = column === '__proto__' ? '_proto_' : column;
  while (taken.has(name)) name = `${name}_`;
  return name;
}

function isKey(name: string, options: FormatOptions): boolean {
  return options.key?.includes(name) ?? false;
}

function checkKey(fields: readonly FileField[], options: FormatOptions): readonly FileField[] {
  for (const name of options.key ?? []) {
    const field = fields.find((candidate) => candidate.name === name);
    if (!field)
      throw new SourceError('BAD_DATA', `the key field "${name}" is not in the file`, {
        advice: `Correct "key". ${known(fields.map((candidate) => candidate.name))}`,
      });
    if (field.type === 'json' || field.type === 'point' || field.type === 'geometry') {
      throw new SourceError('BROKEN', `configuration "key": "${name}" is ${field.type}, expected a type that can be compared`);
    }
  }
  return fields;
}
