import { graphql } from '../../../connectors/graphql/index.ts';
import { runContractSuite } from '../../contract/suite.ts';
import { TestServer } from '../rest/test-server.ts';
import { recordingTools } from '../rest/tools.ts';
import { fixtureConfig, fixtureEndpoint } from './fixture-endpoint.ts';

for (const shape of ['offset', 'relay', 'plain'] as const) {
  runContractSuite({
    name: `graphql with ${shape} lists`,
    rows: 120,
    runs: 15,
    open: async (fixture) => {
      const server = await TestServer.start(fixtureEndpoint(fixture));
      const { tools, logged } = recordingTools();
      const source = graphql.open(fixtureConfig(fixture, server.url, shape), tools);
      const close = async () => {
        await source.close();
        await server.close();
      };
      return { source, close, logged };
    },
  });
}
