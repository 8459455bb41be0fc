// GraphQL Yoga on node:http, with DataLoader for nested fields. Its parser and validation caches are on by default.
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { buildingOf, compoundsOf, gridCellsOf, statesOf } from '../handmade/sources.mjs';
import { roots } from './roots.mjs';
import { typeDefs } from './schema.mjs';

const loaders = () => ({
  buildings: new DataLoader((codes) => Promise.all(codes.map(buildingOf))),
  compounds: new DataLoader(compoundsOf),
  cells: new DataLoader(gridCellsOf),
  states: new DataLoader(statesOf),
});

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      Query: roots,
      AccessController: {
        building: ({ buildingCode }, _args, { buildings }) => buildings.load(buildingCode),
        compound: ({ compoundCode }, _args, { compounds }) => compounds.load(compoundCode),
      },
      Camera: {
        gridCell: ({ gridCellCode }, _args, { cells }) => cells.load(gridCellCode),
        liveStatus: ({ code }, _args, { states }) => states.load(code),
      },
    },
  }),
  context: loaders,
  graphiql: false,
  landingPage: false,
  logging: false,
});
const server = createServer(yoga);
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
