import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataFolder, examplePath, exampleText, type RunningServer, startServer } from './running-server.ts';

const describeWithData = dataFolder ? describe : describe.skip;

interface Groups {
  readonly groups: readonly { readonly key: Readonly<Record<string, string | null>>; readonly count: number }[];
}

function answerOf<T>(id: string): T {
  const cases: { id: string; answer: T }[] = JSON.parse(readFileSync(join(dataFolder ?? '', 'examples', 'examples.json'), 'utf8'));
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`examples.json has no ${id}`);
  return found.answer;
}

const countsBy = (field: string, { groups }: Groups) => Object.fromEntries(groups.map(({ key, count }) => [String(key[field]), count]));

describeWithData('the Washington example (needs the real data sets)', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(examplePath('washington/civigraph.yaml'), { CIVIGRAPH_DATA: dataFolder });
  });
  afterAll(() => server?.close());

  it('answers P01: feeds with data and in error, rejected rows, different requests', async () => {
    interface Answer {
      readonly serviceRequestsAggregate: Groups & {
        readonly completeness: { readonly status: string; readonly missing: readonly { readonly name: string }[] };
        readonly sources: readonly {
          readonly source: { readonly name: string };
          readonly state: string;
          readonly rows: number | null;
          readonly rejected: number;
        }[];
      };
    }
    const { data, errors } = await server.query<Answer>(exampleText('washington/queries/p01.graphql'));
    const { groups, completeness, sources } = data.serviceRequestsAggregate;
    const inError = sources.filter(({ state }) => state === 'UNAVAILABLE').map(({ source }) => source.name);
    const sum = (numbers: readonly (number | null)[]) => numbers.reduce<number>((total, one) => total + (one ?? 0), 0);
    expect({
      feeds_with_data: sources.length - inError.length,
      feeds_in_error: inError,
      rejected: sum(sources.map(({ rejected }) => rejected)),
      rows: sum(sources.map(({ rows }) => rows)),
      distinct: groups[0]?.count,
    }).toEqual(answerOf('P01'));
    expect(completeness).toEqual({ status: 'PARTIAL', missing: [{ name: 'leaf-collection' }, { name: 'snow' }] });
    expect(errors?.map(({ extensions }) => [extensions.code, extensions.source])).toEqual([
      ['SOURCE_BAD_DATA', 'leaf-collection'],
      ['SOURCE_BAD_DATA', 'snow'],
    ]);
  });

  it('answers P02: different requests by status as delivered', async () => {
    const { data } = await server.query<{ serviceRequestsAggregate: Groups }>(exampleText('washington/queries/p02.graphql'));
    expect(countsBy('statusRaw', data.serviceRequestsAggregate)).toEqual(answerOf('P02'));
  });

  it('answers P03: requests per ward by area, and within 200 m of a police camera', async () => {
    const { data } = await server.query<{ requests: Groups; nearCamera: Groups }>(exampleText('washington/queries/p03.graphql'));
    const requests = countsBy('wardCode', data.requests);
    const near = countsBy('wardCode', data.nearCamera);
    const found = Object.fromEntries(Object.keys(requests).map((ward) => [ward, { requests: requests[ward], near_camera: near[ward] }]));
    expect(found).toEqual(answerOf('P03'));
  });
});

describeWithData('the elevator example (needs the real data sets)', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(examplePath('elevators/civigraph.yaml'), { CIVIGRAPH_DATA: dataFolder });
  });
  afterAll(() => server?.close());

  it('answers P05: elevators by borough and status', async () => {
    interface Answer {
      readonly elevatorsAggregate: Groups & { readonly completeness: { readonly status: string } };
      readonly all: Groups;
      readonly dummy: Groups;
    }
    const { data, errors } = await server.query<Answer>(exampleText('elevators/queries/p05.graphql'));
    const by: Record<string, Record<string, number>> = {};
    for (const { key, count } of data.elevatorsAggregate.groups)
      by[String(key.divisionName)] = { ...by[String(key.divisionName)], [String(key.stateRaw)]: count };
    expect({ rows: data.all.groups[0]?.count, dummy: data.dummy.groups[0]?.count, by }).toEqual(answerOf('P05'));
    expect(data.elevatorsAggregate.completeness.status).toBe('COMPLETE');
    expect(errors).toBeUndefined();
  });

  it('keeps codes as text and counts no value as wrong', async () => {
    interface Answer {
      readonly elevators: {
        readonly totalCount: number;
        readonly nodes: readonly Record<string, unknown>[];
        readonly sources: readonly Record<string, unknown>[];
      };
    }
    const query = `{ elevators(filter: { code: { eq: "2E11" } }) { totalCount nodes { code postalCode lastInspectedOn elevatorKind state }
      sources { invalidValues rejected state } } }`;
    const { data } = await server.query<Answer>(query);
    expect(data.elevators.nodes).toMatchObject([{ code: '2E11' }]);
    const all = await server.query<Answer>(
      '{ elevators(first: 500) { sources { invalidValues rejected state } nodes { approvedOn lastInspectedOn stateSince location { lon } postalCode } } }',
    );
    expect(all.data.elevators.sources).toEqual([{ invalidValues: 0, rejected: 0, state: 'LIVE' }]);
  });
});
