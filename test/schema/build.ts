import type { GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { GraphQLList, getNamedType, isInterfaceType, isListType, isNonNullType, isObjectType } from 'graphql';
import { buildSchemaSync, Query, Resolver } from 'type-graphql';
import { entityClasses, finishSchema, Node, sharedTypes } from '../../schema/index.ts';
import type { EntityMark, FieldMark } from '../../src/contract/index.ts';

@Resolver()
class Dummy {
  @Query(() => Node, { nullable: true })
  node(): undefined {
    return undefined;
  }
}

/** The static schema as the model builds it, with a query that does nothing. */
export function buildEntitySchema(): GraphQLSchema {
  const schema = buildSchemaSync({ resolvers: [Dummy], orphanedTypes: [...entityClasses, ...sharedTypes], validate: false });
  return finishSchema(schema);
}

export interface FieldFact {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  readonly required: boolean;
  readonly description: string;
  readonly mark: FieldMark;
}

export interface EntityFact {
  readonly name: string;
  readonly description: string;
  readonly mark: EntityMark;
  readonly fields: ReadonlyMap<string, FieldFact>;
}

/** Every entity of a schema with its marks. */
export function entityFacts(schema: GraphQLSchema): ReadonlyMap<string, EntityFact> {
  const facts = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .filter((type) => markOf(type) !== undefined)
    .map((type) => [type.name, entityFact(type)] as const);
  return new Map(facts);
}

function entityFact(type: GraphQLObjectType | GraphQLInterfaceType): EntityFact {
  const fields = Object.values(type.getFields()).map((field): FieldFact => {
    const required = isNonNullType(field.type);
    const nullable = isNonNullType(field.type) ? field.type.ofType : field.type;
    return {
      name: field.name,
      type: getNamedType(field.type).name,
      list: isListType(nullable) || nullable instanceof GraphQLList,
      required,
      description: field.description ?? '',
      mark: markOf(field) ?? {},
    };
  });
  return {
    name: type.name,
    description: type.description ?? '',
    mark: markOf(type) ?? {},
    fields: new Map(fields.map((field) => [field.name, field])),
  };
}

function markOf(holder: { readonly extensions: object }): (FieldMark & EntityMark) | undefined {
  const { civigraph } = holder.extensions as { readonly civigraph?: FieldMark & EntityMark };
  return civigraph;
}
