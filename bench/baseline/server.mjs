// What a good team would write by hand: Apollo Server on Express, TypeGraphQL, DataLoader, knex, axios, set up for production.
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { createContext, createSchema, PlatformApi, Registry } from '../dist/baseline/schema.js';
import { databaseOptions } from '../lib/database.mjs';

const platform = new PlatformApi(process.env.UPSTREAM);
const registry = new Registry(databaseOptions());
const server = new ApolloServer({
  schema: await createSchema(),
  introspection: false,
  plugins: [ApolloServerPluginCacheControlDisabled()],
});
await server.start();

const app = express();
app.disable('x-powered-by');
app.use('/graphql', express.json(), expressMiddleware(server, { context: async () => createContext(platform, registry) }));
const listener = app.listen(Number(process.env.PORT), '127.0.0.1');
listener.keepAliveTimeout = 600_000;
