import { z } from 'zod';
import type { ConfigSchema, FieldType, SourceError } from '../../src/contract/index.ts';
import { brokenOption } from './errors.ts';
import { isOfType } from './values.ts';

const FIELD_TYPES = [
  'text',
  'int',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'date',
  'time',
  'datetime',
  'duration',
  'json',
  'point',
  'geometry',
] as const satisfies readonly FieldType[];

const field = z.strictObject({
  name: z.string().min(1).describe('Name of the field.').meta({ 'x-description-zh': '字段名。' }),
  type: z.enum(FIELD_TYPES).describe('Type of its values.').meta({ 'x-description-zh': '值的类型。' }),
  nullable: z.boolean().default(true).describe('Whether a value may be missing.').meta({ 'x-description-zh': '是否可以为空。' }),
  description: z.string().optional().describe('What the field means.').meta({ 'x-description-zh': '字段的含义。' }),
});

const collection = z.strictObject({
  fields: z.array(field).min(1).describe('The fields of each row.').meta({ 'x-description-zh': '每行的字段。' }),
  key: z
    .array(z.string())
    .default([])
    .describe('Fields that together identify a row.')
    .meta({ 'x-description-zh': '唯一标识一行的字段。' }),
  rows: z
    .array(z.record(z.string(), z.json()))
    .default([])
    .describe('The rows: values by field name.')
    .meta({ 'x-description-zh': '数据行：按字段名给出的值。' }),
});

const config = z.strictObject({
  collections: z.record(z.string(), collection).describe('Collections by name.').meta({ 'x-description-zh': '按名称给出的数据集。' }),
  capabilities: z
    .enum(['all', 'none'])
    .default('all')
    .describe('What the source does itself: everything, or only handing out its rows.')
    .meta({ 'x-description-zh': '数据源自身的能力：全部，或仅返回数据行。' }),
});

/** The configuration of a memory source, checked and with its defaults. */
export type MemoryConfig = z.output<typeof config>;

/** One collection of it. */
export type MemoryCollection = MemoryConfig['collections'][string];

export const configSchema: ConfigSchema = z.toJSONSchema(config, { io: 'input' });

/** Checks a configuration. Throws {@link SourceError} BROKEN that names the option. */
export function parseConfig(value: unknown): MemoryConfig {
  const result = config.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw brokenOption(issue?.path.join('.') ?? '', issue?.message ?? 'not understood');
  }
  for (const [name, each] of Object.entries(result.data.collections)) {
    checkNames(name, each.fields, each.key);
    checkRows(name, each);
  }
  return result.data;
}

function checkNames(collectionName: string, fields: MemoryCollection['fields'], key: readonly string[]): void {
  const names = fields.map((each) => each.name);
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined) throw brokenOption(`collections.${collectionName}.fields`, `field "${twice}" is declared twice`);
  const unknown = key.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw brokenOption(`collections.${collectionName}.key`, `no field "${unknown}"; the fields are ${names.join(', ')}`);
  }
}

/** Rows are small and stand in a file that people write, so each value is looked at. Messages name the place, never the value. */
function checkRows(collectionName: string, { fields, key, rows }: MemoryCollection): void {
  const types = new Map(fields.map((each) => [each.name, each]));
  for (const [place, row] of rows.entries()) {
    const option = `collections.${collectionName}.rows.${place}`;
    const unknown = Object.keys(row).find((name) => !types.has(name));
    if (unknown !== undefined) throw brokenOption(option, `field "${unknown}" is not declared`);
    for (const { name, type, nullable } of fields) {
      const value = row[name] ?? null;
      if (value === null && (!nullable || key.includes(name))) throw brokenOption(option, `field "${name}" must have a value`);
      if (value !== null && !isOfType(type, value)) throw brokenOption(option, `field "${name}" must hold ${type} values`);
    }
  }
}
