// The jobs of the cases with no GraphQL at all: one URL each. What is measured here is the limit.
import { createServer } from 'node:http';
import { buildingOf, camerasOf, compoundsOf, controllersOf, gridCellsOf, groupsOf, statesOf } from './sources.mjs';

const pick = (row, keys) => {
  const out = {};
  for (const key of keys) out[key] = row[key];
  return out;
};
const LISTED = ['code', 'name', 'state', 'stateRaw', 'doorCount', 'installedOn', 'divisionCode'];

const jobs = {
  trivial: async () => ({ __typename: 'Query' }),

  'rest-list': async ({ division }) => {
    const found = await controllersOf(division);
    return { accessControllers: { nodes: found.map((row) => pick(row, LISTED)) } };
  },

  'rest-nested': async ({ division }) => {
    const found = await controllersOf(division);
    const buildings = await Promise.all(found.map((row) => buildingOf(row.buildingCode)));
    const nodes = found.map(({ code, name, state }, place) => ({ code, name, state, building: buildings[place] }));
    return { accessControllers: { nodes } };
  },

  'rest-nested-batch': async ({ division }) => {
    const found = await controllersOf(division);
    const compounds = await compoundsOf(found.map((row) => row.compoundCode));
    const nodes = found.map(({ code, name, state }, place) => ({ code, name, state, compound: compounds[place] }));
    return { accessControllers: { nodes } };
  },

  'sql-page': async (variables) => {
    const { nodes: found, pageInfo } = await camerasOf(variables);
    const cells = await gridCellsOf(found.map((row) => row.gridCellCode));
    const nodes = found.map(({ code, name, state, installedOn, location }, place) => {
      return { code, name, state, installedOn, location, gridCell: cells[place] };
    });
    return { cameras: { nodes, pageInfo: { hasNextPage: pageInfo.hasNextPage } } };
  },

  'sql-cursor': async (variables) => ({ cameras: { pageInfo: { endCursor: (await camerasOf(variables)).pageInfo.endCursor } } }),

  'sql-and-rest': async (variables) => {
    const { nodes: found } = await camerasOf(variables);
    const states = await statesOf(found.map((row) => row.code));
    const nodes = found.map(({ code, name, state, installedOn }, place) => ({ code, name, state, installedOn, liveStatus: states[place] }));
    return { cameras: { nodes } };
  },

  'group-by': async ({ since }) => ({ camerasAggregate: { groups: await groupsOf(since) } }),
};

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://handmade');
  const job = jobs[pathname.slice(1)];
  try {
    const data = job ? await job(Object.fromEntries(searchParams)) : undefined;
    const body = Buffer.from(JSON.stringify({ data }));
    response.writeHead(data ? 200 : 404, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
