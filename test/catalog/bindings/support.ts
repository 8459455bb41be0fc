import {
  type BindingDefinition,
  bindingFromData,
  compileBinding,
  type EntityShape,
  formatProblem,
  isProblems,
} from '../../../src/catalog/bindings/index.ts';
import { type CompiledBinding, type FieldMapping, MappingError } from '../../../src/catalog/mapping.ts';
import type { CollectionDescription, FieldMark, FieldType, Row } from '../../../src/contract/index.ts';

export interface FieldShape {
  readonly type: FieldType;
  readonly enumValues?: readonly string[];
  readonly mark?: FieldMark;
}

export function entityOf(fields: Readonly<Record<string, FieldShape | FieldType>>, name = 'Thing'): EntityShape {
  return {
    name,
    fields: new Map(
      Object.entries(fields).map(([field, shape]) => {
        const { type, enumValues, mark } = typeof shape === 'string' ? ({ type: shape } as FieldShape) : shape;
        return [field, { name: field, type, enumValues, mark: mark ?? {} }];
      }),
    ),
  };
}

export function collectionOf(columns: Readonly<Record<string, FieldType>>, key: readonly string[] = []): CollectionDescription {
  const fields = Object.entries(columns).map(([name, type]) => ({ name, type, nullable: true }));
  return { name: 'rows', fields, key, capabilities: {} };
}

export function definitionOf(data: Readonly<Record<string, unknown>>): BindingDefinition {
  const definition = bindingFromData({ source: 's', collection: 'rows', entity: 'Thing', ...data });
  if (isProblems(definition)) throw new Error(definition.map(formatProblem).join('\n'));
  return definition;
}

export interface OneField {
  readonly columns: Readonly<Record<string, FieldType>>;
  readonly field: unknown;
  readonly to: FieldShape | FieldType;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Compiles a binding with the one field `f`; gives the messages when it cannot be. */
export function compileOne({ columns, field, to, more }: OneField): FieldMapping | string[] {
  const binding = compileAll({ ...columns, row_id: 'text' }, entityOf({ f: to }), { key: 'row_id', fields: { f: field }, ...more });
  if (Array.isArray(binding)) return binding;
  const mapping = binding.fields.get('f');
  if (!mapping) throw new Error('no mapping');
  return mapping;
}

export function compileAll(
  columns: Readonly<Record<string, FieldType>>,
  entity: EntityShape,
  data: Readonly<Record<string, unknown>>,
): CompiledBinding | string[] {
  const binding = compileBinding(definitionOf(data), entity, collectionOf(columns));
  return isProblems(binding) ? binding.map(({ message }) => message) : binding;
}

/** The mapping itself, for cases that must compile. */
export function mapping(one: OneField): FieldMapping {
  const compiled = compileOne(one);
  if (Array.isArray(compiled)) throw new Error(compiled.join('\n'));
  return compiled;
}

/** The value of a row, or "refused: ..." */
export function mapRow({ map }: FieldMapping, row: Row): unknown {
  try {
    return map(row);
  } catch (error) {
    if (error instanceof MappingError) return `refused: ${error.reason}`;
    throw error;
  }
}
