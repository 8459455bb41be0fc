import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { type DemoCity, startDemoCity } from '../../demo/index.ts';
import { examplePath, exampleText, type RunningServer, startServer } from '../real/running-server.ts';

const names = readdirSync(examplePath('demo-city/queries'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

let city: DemoCity;
let server: RunningServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'civigraph-demo-'));
  city = await startDemoCity({ folder });
  server = await startServer(city.configFile, city.environment);
}, 60_000);

afterAll(async () => {
  await server?.close();
  await city?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the demo city through the running server', () => {
  it.each(names)('answers %s as published', async (name) => {
    const answer = await server.query(exampleText(`demo-city/queries/${name}.graphql`));
    expect(answer).toEqual(JSON.parse(readFileSync(examplePath(`demo-city/queries/${name}.json`), 'utf8')));
  });

  it('joins a database, two services, files and a GraphQL feed in one query, and says who is missing', async () => {
    interface Answer {
      readonly gridCells: {
        readonly nodes: readonly Record<string, { readonly nodes?: readonly unknown[]; readonly totalCount?: number | null }>[];
      };
    }
    const { data, errors } = await server.query<Answer>(exampleText('demo-city/queries/hello.graphql'));
    const [cell] = data.gridCells.nodes;
    for (const part of ['cameras', 'serviceRequests', 'gridEvents', 'buildings']) {
      expect(cell?.[part]?.nodes?.length).toBeGreaterThan(0);
      expect(cell?.[part]?.totalCount).toBeGreaterThan(0);
    }
    expect(cell?.patrols).toMatchObject({ nodes: [], completeness: { status: 'PARTIAL', missing: [{ name: 'patrols' }] } });
    expect(errors?.map(({ extensions }) => [extensions.code, extensions.source])).toEqual([['SOURCE_UNAVAILABLE', 'patrols']]);
  });
});

describe('GraphQL over HTTP', () => {
  it('passes all audits of graphql-http', async () => {
    const audits = serverAudits({ url: `${server.url}/graphql`, fetchFn: fetch });
    const results = await Promise.all(audits.map((audit) => audit.fn()));
    expect(results.filter(({ status }) => status !== 'ok').map(({ name }) => name)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(61);
  });
});
