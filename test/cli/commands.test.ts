import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Started, start } from '../server/start.ts';
import { type CompiledCli, compileCli } from './compiled.ts';

let cli: CompiledCli;
let started: Started;
let folder: string;
beforeAll(async () => {
  cli = await compileCli();
  started = await start();
  folder = await mkdtemp(join(tmpdir(), 'civigraph-'));
  await writeFile(join(folder, 'greet.graphql'), 'query Greet($n: String) { hello(name: $n) }');
});
afterAll(async () => {
  await started.server.close();
  await cli.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('help and usage', () => {
  test('--help begins with examples, names the exit codes and is quick', async () => {
    const runs = [await cli.run(['--help']), await cli.run(['--help']), await cli.run(['--help'])];
    expect(runs[0]).toMatchObject({ code: 0, err: '' });
    expect(runs[0]?.out).toMatch(/^Examples:\n {2}civigraph start/);
    expect(runs[0]?.out).toContain('Exit codes: 0 ok');
    expect(Math.min(...runs.map((run) => run.milliseconds))).toBeLessThan(300);
  });

  test.each([
    [['nonsense']],
    [['query']],
    [['query', '{ hello }', '--nonsense']],
    [['query', 'no-such-file.graphql']],
    [['config', 'print', '--set', 'x']],
  ])('%j ends with code 2 and says what was expected', async (args) => {
    const { code, out, err } = await cli.run(args, { CIVIGRAPH_URL: started.url });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).not.toBe('');
  });
});

describe('query', () => {
  test('prints the data of a text', async () => {
    const { code, out, err } = await cli.run(['query', '{ hello }', '--url', started.url]);
    expect([code, JSON.parse(out), err]).toEqual([0, { hello: 'hello world' }, '']);
  });

  test('reads a file and variables, and the address from the environment', async () => {
    const { code, out } = await cli.run(['query', 'greet.graphql', '--variables', '{"n":"张"}'], { CIVIGRAPH_URL: started.url }, folder);
    expect([code, JSON.parse(out)]).toEqual([0, { hello: 'hello 张' }]);
  });

  test('a partial answer ends with code 7, the errors on standard error', async () => {
    const { code, out, err } = await cli.run(['query', '{ hello dead }', '--url', started.url]);
    expect([code, JSON.parse(out)]).toEqual([7, { hello: 'hello world', dead: null }]);
    expect(err).toBe('SOURCE_UNAVAILABLE at dead: The source "hotline" cannot be reached.\n');
  });

  test('--json prints the whole answer', async () => {
    const { out } = await cli.run(['query', '{ hello dead }', '--url', started.url, '--json']);
    expect(JSON.parse(out)).toMatchObject({ data: { dead: null }, errors: [{ path: ['dead'] }] });
  });

  test('a wrong query ends with code 2', async () => {
    const { code, out, err } = await cli.run(['query', '{ helo }', '--url', started.url]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('GRAPHQL_VALIDATION_FAILED: Cannot query field "helo"');
  });

  test('variables that are no JSON object end with code 2', async () => {
    for (const variables of ['{', '[]', 'null']) {
      expect((await cli.run(['query', '{ hello }', '--variables', variables, '--url', started.url])).code).toBe(2);
    }
  });

  test('no server ends with code 4', async () => {
    const { code, err } = await cli.run(['query', '{ hello }', '--url', 'http://127.0.0.1:9/graphql']);
    expect(code).toBe(4);
    expect(err).toContain('civigraph start');
  });

  test('something else than Civigraph ends with code 4', async () => {
    expect((await cli.run(['query', '{ hello }', '--url', started.url.replace('/graphql', '/metrics')])).code).not.toBe(0);
  });
});

describe('explain and schema', () => {
  test('explain prints the plan as text, or as data', async () => {
    const text = await cli.run(['explain', '{ hello }', '--analyze', '--url', started.url]);
    expect(text).toMatchObject({ code: 0, out: 'plan of { hello } with figures\n', err: '' });
    expect(JSON.parse((await cli.run(['explain', '{ hello }', '--json', '--url', started.url])).out)).toBe('{}');
  });

  test('schema print prints SDL', async () => {
    expect((await cli.run(['schema', 'print', '--url', started.url])).out).toContain('type Query {');
  });
});

describe('config', () => {
  test('print --origin tells where each value comes from, and hides secrets', async () => {
    const file = `server:\n  port: \${MY_PORT:-4100}\nsources:\n  west:\n    password: hunter2\n    token: env:WEST_TOKEN\n    url: https://me:hunter2@west.example/\n`;
    await writeFile(join(folder, 'civigraph.yaml'), file);
    const { code, out } = await cli.run(
      ['config', 'print', '--origin', '--set', 'server.limits.depth=9'],
      { HOST: '127.0.0.2', WEST_TOKEN: 'hush' },
      folder,
    );
    expect(code).toBe(0);
    expect(out).toMatch(/server\.port +4100 +\S+civigraph\.yaml:2\n/);
    expect(out).toMatch(/server\.host +"127\.0\.0\.2" +env HOST\n/);
    expect(out).toMatch(/server\.limits\.depth +9 +flag --set server\.limits\.depth\n/);
    expect(out).toMatch(/server\.access +"loopback" +default\n/);
    expect(out).toMatch(/sources\.west\.password +SET +\S+civigraph\.yaml:5\n/);
    expect(out).toMatch(/sources\.west\.token +env:WEST_TOKEN \(SET\)/);
    expect(out).not.toMatch(/hunter2|hush/);
  });

  test('a reader that closes its pipe ends it quietly', async () => {
    const settings = Array.from({ length: 5_000 }, (_, at) => `  source${at}: { url: "http://source${at}.example/" }\n`).join('');
    await writeFile(join(folder, 'long.yaml'), `sources:\n${settings}`);
    const whole = await cli.run(['config', 'print', '--config', 'long.yaml'], {}, folder);
    expect(whole.code).toBe(0);
    const { code, out, err } = await cli.runUntil('source0', ['config', 'print', '--config', 'long.yaml'], folder);
    expect([code, err]).toEqual([0, '']);
    expect(out.length).toBeLessThan(whole.out.length);
  });

  test('validate ends with code 3 and names every place that is wrong', async () => {
    await writeFile(join(folder, 'wrong.yaml'), 'server:\n  prt: 4000\n  limits: { depth: many }\nsorces: {}\n');
    const { code, err } = await cli.run(['config', 'validate', '--config', 'wrong.yaml'], {}, folder);
    expect(code).toBe(3);
    expect(err).toMatch(/wrong\.yaml:2:3: "server\.prt" is not a setting\. Did you mean "port"\?/);
    expect(err).toMatch(/wrong\.yaml:4:1: "sorces" is not a setting\. Did you mean "sources"\?/);
    expect(err).toMatch(/wrong\.yaml:3: "server\.limits\.depth" \(levels of fields\): expected number/);
  });

  test('an address that others can reach needs access', async () => {
    const { code, err } = await cli.run(['config', 'validate', '--host', '0.0.0.0'], {}, tmpdir());
    expect(code).toBe(3);
    expect(err).toContain('server.access: open');
    expect((await cli.run(['config', 'validate', '--host', '0.0.0.0'], { CIVIGRAPH_SERVER_ACCESS: 'open' }, tmpdir())).code).toBe(0);
  });
});
