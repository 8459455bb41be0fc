import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { entityClasses, finishSchema, sharedTypes } from '../schema/index.ts';
import { ExplainResolver } from './explain.ts';
import { SourceResolver } from './sources.ts';

/** The schema of all built-in entities and resolvers, before the model derives root fields from it. */
export function buildStaticSchema(): GraphQLSchema {
  const resolvers = [SourceResolver, ExplainResolver] as const;
  return finishSchema(buildSchemaSync({ resolvers, orphanedTypes: [...entityClasses, ...sharedTypes], validate: false }));
}
