import { GraphQLEnumType, type GraphQLEnumValueConfigMap, GraphQLInputObjectType, GraphQLNonNull } from 'graphql';
import { type Entity, type EntityField, entityOf, isOrdered, type Model } from '../entity.ts';
import { camelCase, pascalCase, upperSnake } from '../names.ts';
import { typeName } from '../read-model.ts';
import { type Derivation, titleOf } from './types.ts';

/** A field to sort or group by: the entity's own, or that of a to-one relation. */
export interface FieldPath {
  /** Name in group keys: "status", "gridCellName". */
  readonly name: string;
  readonly field: EntityField;
  /** The to-one relation that leads to the field. */
  readonly relation?: string;
}

/** Everything that an entity's records may be sorted and grouped by. Own fields win over a relation's field of the same name. */
export function fieldPaths(model: Model, entity: Entity): FieldPath[] {
  const paths = new Map<string, FieldPath>();
  const usable = (field: EntityField) => isOrdered(field) && field.mark.privacy !== 'PERSONAL';
  for (const field of entity.fields.values()) if (usable(field)) paths.set(field.name, { name: field.name, field });
  for (const relation of entity.relations.values()) {
    if (relation.many) continue;
    for (const field of entityOf(model, relation.to).fields.values()) {
      const name = camelCase(`${relation.name}${pascalCase(field.name)}`);
      if (usable(field) && isPlain(field) && !paths.has(name)) paths.set(name, { name, field, relation: relation.name });
    }
  }
  return [...paths.values()];
}

/** Texts as delivered and texts written by people are left out where they belong to another entity: nobody sorts by them, and they are many. */
function isPlain(field: EntityField): boolean {
  return !field.mark.freeText && !field.name.endsWith('Raw');
}

function pathValues(paths: readonly FieldPath[]): GraphQLEnumValueConfigMap {
  return Object.fromEntries(
    paths.map((path) => {
      const text = path.relation ? `\`${path.relation}.${path.field.name}\`` : path.field.description;
      return [upperSnake(path.name), { value: path, ...(text ? { description: text } : {}) }];
    }),
  );
}

/** Enum of the fields that an entity's records may be sorted and grouped by. */
export function fieldEnum(derivation: Derivation, entity: Entity): GraphQLEnumType | undefined {
  const paths = fieldPaths(derivation.model, entity);
  if (paths.length === 0) return undefined;
  const name = typeName(entity.name, 'Field');
  return derivation.add(name, () => {
    return new GraphQLEnumType({
      name,
      description: `What ${titleOf(entity)} records may be sorted and grouped by.`,
      values: pathValues(paths),
    });
  });
}

/** Input type of one sort term. */
export function orderType(derivation: Derivation, entity: Entity): GraphQLInputObjectType | undefined {
  const fields = fieldEnum(derivation, entity);
  if (!fields) return undefined;
  const name = typeName(entity.name, 'Order');
  return derivation.add(name, () => {
    return new GraphQLInputObjectType({
      name,
      description: 'One sort term. Nulls come last in both directions; the id is always the last term.',
      fields: () => ({
        field: { type: new GraphQLNonNull(fields) },
        direction: { type: new GraphQLNonNull(derivation.named<GraphQLEnumType>('SortDirection')), defaultValue: 'ASC' },
      }),
    });
  });
}
