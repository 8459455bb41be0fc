import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CompiledCli, compileCli } from '../cli/compiled.ts';
import { type RunningServer, startServer } from '../real/running-server.ts';

const configuration = {
  sources: [
    {
      name: 'registry',
      connector: 'memory',
      title: { en: 'Device registry', zh: '设备台账' },
      config: {
        collections: {
          cameras: { fields: [{ name: 'code', type: 'text', nullable: false }], key: ['code'], rows: [{ code: 'C1' }, { code: 'C2' }] },
        },
      },
    },
  ],
  bindings: [{ source: 'registry', collection: 'cameras', entity: 'Camera', fields: { code: 'code' } }],
};

interface Explained {
  readonly explain: { readonly text: string; readonly plan: unknown } | null;
}

let folder: string;
let server: RunningServer;
let cli: CompiledCli;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'civigraph-explain-'));
  const lines = Object.entries(configuration).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  writeFileSync(join(folder, 'civigraph.yaml'), lines.join(''));
  server = await startServer(join(folder, 'civigraph.yaml'));
  cli = await compileCli();
}, 60_000);
afterAll(async () => {
  await server?.close();
  await cli?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const CAMERAS = 'query ($code: String!, $first: Int) { cameras(filter: { code: { eq: $code } }, first: $first) { nodes { code } } }';
const EXPLAIN = 'query ($query: String!, $variables: JSON) { explain(query: $query, variables: $variables) { text } }';
const PUSHED = /^cameras: read registry\.cameras .*\n {2}pushed {5}filter code = \?$/m;

describe('explain on a running server', () => {
  test('takes the variables of the operation as a variable', async () => {
    const { data, errors } = await server.query<Explained>(EXPLAIN, { query: CAMERAS, variables: { code: 'C1', first: 1 } });
    expect(errors).toBeUndefined();
    expect(data.explain?.text).toMatch(PUSHED);
  });

  test('takes them as a literal, with variables in it', async () => {
    const literal = 'query ($query: String!, $n: Int) { explain(query: $query, variables: { code: "C1", first: $n }) { text } }';
    const { data, errors } = await server.query<Explained>(literal, { query: CAMERAS, n: 1 });
    expect(errors).toBeUndefined();
    expect(data.explain?.text).toMatch(PUSHED);
  });

  test.each([undefined, null, {}])('needs none where the operation has none: %j', async (variables) => {
    const { data } = await server.query<Explained>(EXPLAIN, { query: '{ cameras { nodes { code } } }', variables });
    expect(data.explain?.text).toMatch(/^cameras: read registry\.cameras/);
  });

  test.each([
    ['no object', [], /expected an object of values by name, a list came/],
    ['one that does not fit', { code: 1 }, /At explain\.variables: .*\$code/],
    ['one too few', {}, /At explain\.variables: .*\$code/],
  ])('refuses variables that are %s', async (_, variables, message) => {
    const { data, errors } = await server.query<Explained>(EXPLAIN, { query: CAMERAS, variables });
    expect(data).toEqual({ explain: null });
    expect(errors).toMatchObject([{ message: expect.stringMatching(message), path: ['explain'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test.each([
    ['a mutation', 'mutation { x }', 'BAD_USER_INPUT', /expected a query, a mutation came/],
    ['a subscription', 'subscription { x }', 'BAD_USER_INPUT', /expected a query, a subscription came/],
    ['several queries and no name', 'query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE', /operationName/],
    ['no operation', 'fragment F on Camera { code }', 'OPERATION_RESOLUTION_FAILURE', /No operation/],
    ['an unknown field', '{ nonsense }', 'BAD_USER_INPUT', /At explain\.query: .*"nonsense"/],
    ['a slip', '{ cameras ', 'GRAPHQL_PARSE_FAILED', /Expected/],
  ])('refuses %s', async (_, query, code, message) => {
    const { data, errors } = await server.query<Explained>(EXPLAIN, { query });
    expect(data).toEqual({ explain: null });
    expect(errors).toMatchObject([{ message: expect.stringMatching(message), extensions: { code } }]);
  });

  test('explains the named one of several queries', async () => {
    const query = 'query A { __typename } query B { cameras { nodes { code } } }';
    const { data } = await server.query<Explained>(
      `query ($query: String!) { explain(query: $query, operationName: "B") { text } unnamed: explain(query: "{ __typename }", operationName: null) { text } }`,
      { query },
    );
    expect(data).toMatchObject({ explain: { text: expect.stringMatching(/^cameras: /) }, unnamed: { text: 'Nothing is read.' } });
  });
});

describe('civigraph explain', () => {
  const explain = (...more: readonly string[]) => cli.run(['explain', ...more, '--url', `${server.url}/graphql`]);

  test('shows the plan of a query without variables', async () => {
    const { code, out, err } = await explain('{ cameras { nodes { code } } }');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^cameras: read registry\.cameras/);
  });

  test('takes variables, and runs the query where it is told to', async () => {
    const { code, out, err } = await explain(CAMERAS, '--variables', '{ "code": "C1" }', '--analyze');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/was 1 rows in 1 reads/);
    expect(out).not.toContain('C1');
  });

  test('ends with code 2 where the text is no query', async () => {
    const { code, err } = await explain('mutation { x }');
    expect(code).toBe(2);
    expect(err).toMatch(/BAD_USER_INPUT at explain: At explain\.query: expected a query/);
  });
});
