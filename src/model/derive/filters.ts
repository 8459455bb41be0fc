import {
  GraphQLBoolean,
  GraphQLFloat,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql';
import { type Entity, type EntityField, entityOf, type Relation } from '../entity.ts';
import { typeName } from '../read-model.ts';
import { type Derivation, titleOf, valueTypeName } from './types.ts';

const EQUALITY = ['eq', 'ne'] as const;
const ORDER = ['lt', 'lte', 'gt', 'gte'] as const;
const TEXT = ['contains', 'startsWith', 'endsWith'] as const;

/** The filter type of an entity: its fields, its relations, and/or/not. */
export function filterType(derivation: Derivation, entity: Entity): GraphQLInputObjectType {
  const name = typeName(entity.name, 'Filter');
  return derivation.add(name, () => {
    return new GraphQLInputObjectType({
      name,
      description: `Conditions on ${titleOf(entity)}; all that are given must hold. A null or empty operand is an error, never "everything".`,
      fields: () => filterFields(derivation, entity),
    });
  });
}

function filterFields(derivation: Derivation, entity: Entity): GraphQLInputFieldConfigMap {
  const self = derivation.named<GraphQLInputObjectType>(typeName(entity.name, 'Filter'));
  const several = { type: new GraphQLList(new GraphQLNonNull(self)) };
  const out: GraphQLInputFieldConfigMap = {
    and: { ...several, description: 'All of these.' },
    or: { ...several, description: 'At least one of these.' },
    not: { type: self, description: 'The exact opposite: what the inner filter finds and what its `not` finds make the whole.' },
    id: { type: operators(derivation, 'IDFilter', 'ID', ['eq', 'ne', 'in', 'notIn']) },
  };
  for (const field of entity.fields.values()) {
    const type = fieldFilterType(derivation, field);
    if (type) out[field.name] = { type, ...(field.description ? { description: field.description } : {}) };
  }
  for (const relation of entity.relations.values()) out[relation.name] = { type: relationFilterType(derivation, relation) };
  return out;
}

function fieldFilterType(derivation: Derivation, field: EntityField): GraphQLInputType | undefined {
  if (field.mark.privacy === 'PERSONAL') return undefined;
  if (field.enumName)
    return operators(derivation, typeName(field.enumName, 'Filter'), field.enumName, [...EQUALITY, 'in', 'notIn', 'isNull']);
  switch (field.type) {
    case 'text':
      return stringFilter(derivation);
    case 'boolean':
      return operators(derivation, 'BooleanFilter', 'Boolean', [...EQUALITY, 'isNull']);
    case 'duration':
      return operators(derivation, 'DurationFilter', 'Duration', [...EQUALITY, 'in', 'notIn', 'isNull']);
    case 'point':
      return pointFilter(derivation);
    case 'geometry':
      return operators(derivation, 'GeometryFilter', 'Geometry', ['isNull']);
    case 'json':
      return undefined;
    default: {
      const scalar = valueTypeName(field);
      return operators(derivation, typeName(scalar, 'Filter'), scalar, [...EQUALITY, 'in', 'notIn', ...ORDER, 'isNull']);
    }
  }
}

function operators(derivation: Derivation, name: string, valueType: string, names: readonly string[]): GraphQLInputObjectType {
  return derivation.add(name, () => {
    return new GraphQLInputObjectType({
      name,
      description: `Conditions on a ${valueType}. Null meets none of them but \`isNull\`.`,
      fields: () => operatorFields(derivation.named<never>(valueType), names),
    });
  });
}

function operatorFields(type: GraphQLInputType, names: readonly string[]): GraphQLInputFieldConfigMap {
  const list = new GraphQLList(new GraphQLNonNull(type));
  const typeOf = (name: string) => (name === 'in' || name === 'notIn' ? list : name === 'isNull' ? GraphQLBoolean : type);
  return Object.fromEntries(names.map((name) => [name, { type: typeOf(name) }]));
}

function stringFilter(derivation: Derivation): GraphQLInputObjectType {
  return derivation.add('StringFilter', () => {
    return new GraphQLInputObjectType({
      name: 'StringFilter',
      description: 'Conditions on a text. Text compares by Unicode code point, upper and lower case differ.',
      fields: () => ({
        ...operatorFields(derivation.named<never>('String'), [...EQUALITY, 'in', 'notIn', ...ORDER, ...TEXT, 'isNull']),
        ignoreCase: {
          type: GraphQLBoolean,
          description: 'For `contains`, `startsWith` and `endsWith`: upper and lower case are the same.',
        },
      }),
    });
  });
}

function pointFilter(derivation: Derivation): GraphQLInputObjectType {
  const float = new GraphQLNonNull(GraphQLFloat);
  const box = derivation.add('BoxInput', () => {
    return new GraphQLInputObjectType({
      name: 'BoxInput',
      description: 'Edges in degrees of WGS 84; they belong to the box. West greater than east: the box crosses the 180th meridian.',
      fields: { west: { type: float }, south: { type: float }, east: { type: float }, north: { type: float } },
    });
  });
  const point = derivation.add('PointInput', () => {
    return new GraphQLInputObjectType({
      name: 'PointInput',
      description: 'A place in degrees of WGS 84.',
      fields: { lon: { type: float }, lat: { type: float } },
    });
  });
  const near = derivation.add('NearInput', () => {
    return new GraphQLInputObjectType({
      name: 'NearInput',
      description: 'Within a great-circle distance in metres (haversine, R = 6,371,008.8 m), inclusive.',
      fields: { point: { type: new GraphQLNonNull(point) }, metres: { type: float } },
    });
  });
  return derivation.add('PointFilter', () => {
    return new GraphQLInputObjectType({
      name: 'PointFilter',
      description: 'Conditions on a place.',
      fields: () => ({
        withinBox: { type: box },
        withinPolygon: { type: derivation.named<never>('Geometry'), description: 'A GeoJSON Polygon or MultiPolygon; edges belong to it.' },
        near: { type: near },
        isNull: { type: GraphQLBoolean },
      }),
    });
  });
}

function relationFilterType(derivation: Derivation, relation: Relation): GraphQLInputObjectType {
  const other = entityOf(derivation.model, relation.to);
  const otherFilter = filterType(derivation, other);
  if (!relation.many) return otherFilter;
  const within = relation.mark.by === 'within';
  const name = typeName(other.name, within ? 'NearbyFilter' : 'ListFilter');
  return derivation.add(name, () => {
    return new GraphQLInputObjectType({
      name,
      description: `Conditions on related ${titleOf(other)} records. An empty inner filter means any record.`,
      fields: () => ({
        ...(within ? { metres: { type: GraphQLFloat, description: 'Distance in metres; default is that of the relation.' } } : {}),
        some: { type: otherFilter, description: 'At least one related record meets this.' },
        none: { type: otherFilter, description: 'No related record meets this.' },
        every: { type: otherFilter, description: 'All related records meet this; true where there are none.' },
      }),
    });
  });
}
