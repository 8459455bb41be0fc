import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import type { EntityMark, FieldMark, FieldType } from '../contract/index.ts';
import type { Entity, EntityField, LabelField, Model, Relation } from './entity.ts';
import { camelCase, pascalCase, pluralOf } from './names.ts';

/** Fields that the engine fills by itself. */
export const ENGINE_FIELDS: ReadonlySet<string> = new Set(['id', 'provenance']);

const TYPE_OF_SCALAR: Readonly<Record<string, FieldType>> = {
  ID: 'text',
  String: 'text',
  Int: 'int',
  Float: 'float',
  Boolean: 'boolean',
  DateTime: 'datetime',
  Date: 'date',
  Time: 'time',
  Duration: 'duration',
  Decimal: 'decimal',
  BigInt: 'bigint',
  GeoPoint: 'point',
  Geometry: 'geometry',
};

type EntityType = GraphQLObjectType | GraphQLInterfaceType;

/** Reads the entities and their marks out of a schema. Throws when a mark names something that is not there. */
export function readModel(schema: GraphQLSchema): Model {
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is EntityType => (isObjectType(type) || isInterfaceType(type)) && markOf<EntityMark>(type) !== undefined,
  );
  const names = new Set(types.map((type) => type.name));
  const entities = new Map(types.map((type) => [type.name, readEntity(schema, type, names)]));
  for (const entity of entities.values()) checkRelations(entity, entities);
  return { entities };
}

function readEntity(schema: GraphQLSchema, type: EntityType, names: ReadonlySet<string>): Entity {
  const mark = markOf<EntityMark>(type) ?? {};
  const fields = new Map<string, EntityField>();
  const relations = new Map<string, Relation>();
  const labels: LabelField[] = [];
  for (const field of Object.values(type.getFields())) {
    if (ENGINE_FIELDS.has(field.name)) continue;
    const fieldMark = markOf<FieldMark>(field) ?? {};
    if (fieldMark.labelOf !== undefined) continue;
    const target = getNamedType(field.type);
    if (fieldMark.relation && names.has(target.name)) {
      const many = isListType(getNullableType(field.type));
      relations.set(field.name, {
        name: field.name,
        to: target.name,
        many,
        mark: fieldMark.relation,
        description: field.description ?? undefined,
      });
    } else {
      fields.set(field.name, readField(type.name, field, fieldMark));
    }
  }
  for (const field of Object.values(type.getFields())) {
    const of = markOf<FieldMark>(field)?.labelOf;
    if (of === undefined) continue;
    const target = fields.get(of);
    if (!target?.enumValues) throw new Error(`${type.name}.${field.name} is a label of "${of}", which is no enum field of ${type.name}`);
    labels.push({ name: field.name, of: target });
  }
  const one = camelCase(type.name);
  const many = mark.plural ?? pluralOf(type.name);
  const members = isInterfaceType(type)
    ? schema
        .getPossibleTypes(type)
        .map((member) => member.name)
        .filter((member) => names.has(member))
        .sort()
    : [type.name];
  return {
    name: type.name,
    description: type.description ?? undefined,
    mark,
    fields,
    labels: new Map(labels.map((label) => [label.name, label])),
    relations,
    members,
    root: { one, many, aggregate: `${many}Aggregate` },
  };
}

function readField(owner: string, field: GraphQLField<unknown, unknown>, mark: FieldMark): EntityField {
  const named = getNamedType(field.type);
  const description = field.description ?? undefined;
  if (isListType(getNullableType(field.type))) return { name: field.name, type: 'json', description, mark };
  if (isEnumType(named)) {
    const labels = markOf<FieldMark>(named)?.labels;
    const enumValues = named.getValues().map((value) => value.name);
    return { name: field.name, type: 'text', description, enumName: named.name, enumValues, mark, ...(labels ? { labels } : {}) };
  }
  const type = mark.type ?? TYPE_OF_SCALAR[named.name];
  if (!type)
    throw new Error(`${owner}.${field.name} has type ${named.name}, which bindings cannot fill; mark it as a relation or use a scalar`);
  return { name: field.name, type, description, mark };
}

function checkRelations(entity: Entity, entities: ReadonlyMap<string, Entity>): void {
  for (const { name, to, mark } of entity.relations.values()) {
    const target = entities.get(to);
    if (!entity.fields.has(mark.from)) throw new Error(`${entity.name}.${name}: ${entity.name} has no field "${mark.from}"`);
    if (!target?.fields.has(mark.to)) throw new Error(`${entity.name}.${name}: ${to} has no field "${mark.to}"`);
  }
}

/** The mark of a type or field, if it has one. */
export function markOf<T>(holder: { readonly extensions: Readonly<Record<string, unknown>> }): T | undefined {
  return holder.extensions.civigraph as T | undefined;
}

/** Name of the derived type of an entity: `typeName('Camera', 'Filter')`. */
export function typeName(entity: string, role: string): string {
  return `${pascalCase(entity)}${role}`;
}
