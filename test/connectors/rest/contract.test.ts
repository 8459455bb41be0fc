import { rest } from '../../../connectors/rest/index.ts';
import type { ConnectorTools } from '../../../src/contract/index.ts';
import { runContractSuite } from '../../contract/suite.ts';
import { type Declares, fixtureConfig, fixtureService, type PageStyle } from './fixture-service.ts';
import { TestServer } from './test-server.ts';
import { recordingTools } from './tools.ts';

const variants: readonly { readonly style: PageStyle; readonly declares: Declares; readonly tieBreak: boolean }[] = [
  { style: 'offset', declares: 'all', tieBreak: false },
  { style: 'page', declares: 'all', tieBreak: true },
  { style: 'cursor', declares: 'all', tieBreak: false },
  { style: 'link', declares: 'list', tieBreak: false },
  { style: 'none', declares: 'list', tieBreak: false },
];

for (const { style, declares, tieBreak } of variants) {
  runContractSuite({
    name: `rest with pages of style ${style} and ${declares === 'all' ? 'everything' : 'only a list'} declared`,
    rows: 120,
    runs: 15,
    open: async (fixture) => {
      const server = await TestServer.start(fixtureService(fixture, style, tieBreak));
      const { tools, logged } = recordingTools();
      const source = rest.open(fixtureConfig(fixture, server.url, style, declares, tieBreak), tools satisfies ConnectorTools);
      const close = async () => {
        await source.close();
        await server.close();
      };
      return { source, close, logged };
    },
  });
}
