import {
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLOutputType,
} from 'graphql';
import type { Entity, EntityField, Model } from '../entity.ts';

/** Default and greatest page. */
export const PAGE = { default: 20, maximum: 500 } as const;
/** Default number of groups that an aggregate lists. */
export const GROUPS = { default: 1000, maximum: 10_000 } as const;

/** What the derivation steps share: the model, types made so far, and access to every type by name. */
export interface Derivation {
  readonly model: Model;
  /** Adds a derived type once; later calls with the same name return the first. */
  add<T extends GraphQLNamedType>(name: string, make: () => T): T;
  /** A type of the static schema or a derived one. */
  named<T extends GraphQLNamedType>(name: string): T;
}

export const nonNull = <T extends GraphQLOutputType | GraphQLInputType>(type: T) => new GraphQLNonNull(type as never);
export const listOf = <T extends GraphQLOutputType | GraphQLInputType>(type: T) =>
  new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type as never)));

const SCALAR_OF_TYPE = {
  text: 'String',
  int: 'Int',
  float: 'Float',
  boolean: 'Boolean',
  datetime: 'DateTime',
  date: 'Date',
  time: 'Time',
  duration: 'Duration',
  decimal: 'Decimal',
  bigint: 'BigInt',
} as const;

/** The GraphQL type that carries a field's values. */
export function valueTypeName(field: EntityField): string {
  if (field.enumName) return field.enumName;
  return SCALAR_OF_TYPE[field.type as keyof typeof SCALAR_OF_TYPE];
}

/** Relay's paging arguments. */
export function pagingArguments(stringType: GraphQLInputType): GraphQLFieldConfigArgumentMap {
  return {
    first: { type: GraphQLInt, description: `Records from the start; default ${PAGE.default}, at most ${PAGE.maximum}.` },
    after: { type: stringType, description: 'Cursor after which the page starts.' },
    last: { type: GraphQLInt, description: `Records from the end, at most ${PAGE.maximum}; not together with \`first\`.` },
    before: { type: stringType, description: 'Cursor before which the page ends.' },
  };
}

/** Text for people: "Camera (摄像机)". */
export function titleOf(entity: Entity): string {
  return entity.mark.term ? `${entity.name} (${entity.mark.term})` : entity.name;
}
