import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { type Entity, entityOf, type Relation } from '../entity.ts';
import { typeName } from '../read-model.ts';
import { filterType } from './filters.ts';
import { orderType } from './orders.ts';
import { type Derivation, listOf, nonNull, pagingArguments, titleOf } from './types.ts';

/** Says of a list or aggregate what it has and what it lacks. */
export function truthFields(derivation: Derivation): Record<string, GraphQLFieldConfig<unknown, unknown>> {
  return {
    completeness: {
      type: nonNull(derivation.named<GraphQLObjectType>('Completeness')),
      description: 'Whether everything is here: who is missing, how old the oldest part is.',
    },
    sources: {
      type: listOf(derivation.named<GraphQLObjectType>('SourceResult')),
      description: 'How each source answered for this field.',
    },
  };
}

/** Relay connection of an entity. */
export function connectionType(derivation: Derivation, entity: Entity): GraphQLObjectType {
  const name = typeName(entity.name, 'Connection');
  return derivation.add(name, () => {
    const node = () => nonNull(derivation.named<GraphQLObjectType>(entity.name));
    const edge = derivation.add(typeName(entity.name, 'Edge'), () => {
      return new GraphQLObjectType({
        name: typeName(entity.name, 'Edge'),
        description: `One ${titleOf(entity)} record of a page with its cursor.`,
        fields: () => ({
          cursor: { type: nonNull(GraphQLString), description: 'Place of the record in the list.' },
          node: { type: node() },
        }),
      });
    });
    return new GraphQLObjectType({
      name,
      description: `A page of ${titleOf(entity)} records.`,
      fields: () => ({
        edges: { type: listOf(edge) },
        nodes: {
          type: listOf(derivation.named<GraphQLObjectType>(entity.name)) as GraphQLOutputType,
          description: 'The records without their cursors.',
        },
        pageInfo: { type: nonNull(derivation.named<GraphQLObjectType>('PageInfo')) },
        totalCount: {
          type: GraphQLInt,
          description: 'Records in the whole list. Null when a source is missing or cannot count within the row budget.',
        },
        ...truthFields(derivation),
      }),
    });
  });
}

/** Arguments of a list: filter, order, paging. */
export function listArguments(derivation: Derivation, entity: Entity): GraphQLFieldConfigArgumentMap {
  const order = orderType(derivation, entity);
  return {
    filter: { type: filterType(derivation, entity) },
    ...(order ? { orderBy: { type: listOf(order).ofType, description: 'Sort terms, the first one leads.' } } : {}),
    ...pagingArguments(GraphQLString),
  };
}

/** Argument with which a client refuses partial answers. */
export const requireComplete = {
  type: nonNull(GraphQLBoolean),
  defaultValue: false,
  description: 'True: an error with code INCOMPLETE in place of an answer that is PARTIAL or STALE.',
};

/** The field of a relation in the derived schema. */
export function relationField(derivation: Derivation, relation: Relation): GraphQLFieldConfig<unknown, unknown> {
  const other = entityOf(derivation.model, relation.to);
  const description = relation.description ? { description: relation.description } : {};
  const { mark } = relation;
  const metres =
    mark.by === 'within'
      ? { metres: { type: nonNull(GraphQLFloat), defaultValue: mark.metres, description: 'Greatest distance in metres.' } }
      : {};
  if (!relation.many) return { type: derivation.named<GraphQLObjectType>(other.name), ...description };
  return { type: connectionType(derivation, other), args: { ...metres, ...listArguments(derivation, other) }, ...description };
}

/** `camera(id)` and `cameras(...)`. */
export function recordRootFields(derivation: Derivation, entity: Entity): Record<string, GraphQLFieldConfig<unknown, unknown>> {
  return {
    [entity.root.one]: {
      type: derivation.named<GraphQLObjectType>(entity.name),
      description: `The ${titleOf(entity)} with this id, or null.`,
      args: { id: { type: new GraphQLNonNull(GraphQLID) } },
    },
    [entity.root.many]: {
      type: connectionType(derivation, entity),
      description: `${titleOf(entity)} records of all sources.`,
      args: { ...listArguments(derivation, entity), requireComplete },
    },
  };
}
