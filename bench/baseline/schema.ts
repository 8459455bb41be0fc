import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { AccessControllerResolver, CameraResolver } from './resolvers.ts';

export { createContext } from './context.ts';
export { PlatformApi, Registry } from './sources.ts';

export function createSchema(): Promise<GraphQLSchema> {
  return buildSchema({ resolvers: [AccessControllerResolver, CameraResolver], validate: false });
}
