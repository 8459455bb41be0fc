// Mercurius with its compiler (graphql-jit) and its own batching of nested fields.
import fastify from 'fastify';
import mercurius from 'mercurius';
import { buildingOf, compoundsOf, gridCellsOf, statesOf } from '../handmade/sources.mjs';
import { roots } from './roots.mjs';
import { typeDefs } from './schema.mjs';

const app = fastify({ keepAliveTimeout: 600_000 });
await app.register(mercurius, {
  schema: typeDefs,
  resolvers: { Query: roots },
  loaders: {
    AccessController: {
      building: (queries) => Promise.all(queries.map(({ obj }) => buildingOf(obj.buildingCode))),
      compound: (queries) => compoundsOf(queries.map(({ obj }) => obj.compoundCode)),
    },
    Camera: {
      gridCell: (queries) => gridCellsOf(queries.map(({ obj }) => obj.gridCellCode)),
      liveStatus: (queries) => statesOf(queries.map(({ obj }) => obj.code)),
    },
  },
  jit: 1,
  graphiql: false,
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
