import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { bindingJsonSchema, writeBindingJsonSchema } from '../../../src/catalog/bindings/index.ts';
import { knownKeys } from '../../../src/catalog/bindings/issues.ts';
import { fileSchema } from '../../../src/catalog/bindings/schema.ts';

const PUBLISHED = new URL('../../../docs/binding.schema.json', import.meta.url).pathname;
if (process.env.UPDATE_PUBLISHED) writeBindingJsonSchema(PUBLISHED);

const EXAMPLE = `
bindings:
  - source: s
    collection: c
    entity: Camera
    key: [a, b]
    datum: GCJ02
    where: {status: [A, B], size: {gte: 5}}
    fields:
      name: n
      place: {point: {lon: x, lat: y}}
      state: {column: st, transforms: [trim, {null-words: ["NULL"]}], enum: {"1": ON}, otherwise: null}
      opened: {column: d, date: {pattern: yyyyMMdd}}
`;

describe('the published JSON Schema', () => {
  test('is what the structure check uses (UPDATE_PUBLISHED=1 writes it)', () => {
    expect(readFileSync(PUBLISHED, 'utf8')).toBe(bindingJsonSchema());
  });

  test('accepts a good file and refuses unknown keys', () => {
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(bindingJsonSchema()));
    expect(validate(parse(EXAMPLE))).toBe(true);
    expect(validate(parse(EXAMPLE.replace('datum:', 'datun:')))).toBe(false);
    expect(validate(parse(EXAMPLE.replace('trim', 'trimm')))).toBe(false);
  });

  test('the keys that messages offer are those of the structure', () => {
    const shape = (schema: unknown, ...steps: readonly string[]): readonly string[] => {
      let at = schema as Schema;
      for (const step of steps) {
        at = unwrap(at);
        at = step === '[]' ? (at.element as Schema) : step === '*' ? (at.valueType as Schema) : (at.shape?.[step] as Schema);
      }
      return Object.keys(unwrap(at).shape ?? {});
    };
    const field = ['bindings', '[]', 'fields', '*'];
    const cases: readonly (readonly [readonly (string | number)[], readonly string[]])[] = [
      [[], []],
      [
        ['sources', 0],
        ['sources', '[]'],
      ],
      [
        ['sources', 0, 'title'],
        ['sources', '[]', 'title'],
      ],
      [
        ['sources', 0, 'limits'],
        ['sources', '[]', 'limits'],
      ],
      [
        ['bindings', 0],
        ['bindings', '[]'],
      ],
      [
        ['bindings', 0, 'sync'],
        ['bindings', '[]', 'sync'],
      ],
      [
        ['bindings', 0, 'identity'],
        ['bindings', '[]', 'identity'],
      ],
      [
        ['bindings', 0, 'identity', 'wins'],
        ['bindings', '[]', 'identity', 'wins'],
      ],
      [['bindings', 0, 'fields', 'a'], field],
      [
        ['bindings', 0, 'updatedAt'],
        ['bindings', '[]', 'updatedAt'],
      ],
      ...['point', 'duration', 'split', 'look-up', 'date'].map(
        (key) =>
          [
            ['bindings', 0, 'fields', 'a', key],
            [...field, key],
          ] as const,
      ),
      [
        ['bindings', 0, 'fields', 'a', 'transforms', 0],
        [...field, 'transforms', '[]'],
      ],
      [
        ['bindings', 0, 'fields', 'a', 'transforms', 0, 'number'],
        [...field, 'transforms', '[]', 'number'],
      ],
    ];
    for (const [path, steps] of cases) expect([path, knownKeys(path)]).toEqual([path, shape(fileSchema, ...steps)]);
  });
});

interface Schema {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly Schema[];
  readonly unwrap?: () => Schema;
  readonly def: { readonly type: string };
}

/** Through "optional", and to the mapping among the forms of a union. */
function unwrap(schema: Schema): Schema {
  if (schema.def.type === 'optional' && schema.unwrap) return unwrap(schema.unwrap());
  if (schema.def.type !== 'union') return schema;
  return unwrap(schema.options?.find((option) => unwrap(option).def.type === 'object') ?? schema);
}
