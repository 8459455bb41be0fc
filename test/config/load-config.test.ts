import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ConfigError, isLoopback, loadConfig } from '../../src/config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'civigraph-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string | Uint8Array, environment: Readonly<Record<string, string>> = {}) {
  const file = join(folder, 'city.yaml');
  writeFileSync(file, text);
  return loadConfig({ file, environment, folder });
}

function issuesOf(text: string | Uint8Array, environment: Readonly<Record<string, string>> = {}): string {
  try {
    load(text, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
  return 'no issue';
}

const originOf = (config: ReturnType<typeof load>, path: string) =>
  config.values.find((value) => value.path === path)?.origin.replace(`${folder}/`, '');

describe('precedence', () => {
  test('without file, environment and flags everything has its default', () => {
    const config = loadConfig({ environment: {}, folder });
    expect(config.server).toMatchObject({ host: '127.0.0.1', port: 4000, access: 'loopback', introspection: 'loopback' });
    expect(config.server.limits).toMatchObject({ tokens: 2000, depth: 12, cost: 20_000, deadline: 30_000 });
    expect(new Set(config.values.map((value) => value.origin))).toEqual(new Set(['default']));
  });

  test('a file beats the default, the environment beats the file, a flag beats both', () => {
    const text = 'server:\n  host: 127.0.0.3\n  port: 5000\n  limits:\n    depth: 5\n';
    const config = load(text, { PORT: '6000', CIVIGRAPH_SERVER_LIMITS_DEPTH: '6', CIVIGRAPH_SERVER_ALLOWED_HOSTS: 'a.example, b.example' });
    expect(config.server).toMatchObject({ host: '127.0.0.3', port: 6000, allowedHosts: ['a.example', 'b.example'] });
    expect(config.server.limits.depth).toBe(6);
    expect(originOf(config, 'server.host')).toBe('city.yaml:2');
    expect(originOf(config, 'server.port')).toBe('env PORT');
    const flagged = loadConfig({ environment: { PORT: '6000' }, folder, flags: { 'server.port': { value: '7000', flag: '--port' } } });
    expect([flagged.server.port, originOf(flagged, 'server.port')]).toEqual([7000, 'flag --port']);
  });

  test('CIVIGRAPH_CONFIG names the file, civigraph.yaml is found by itself', () => {
    writeFileSync(join(folder, 'other.yaml'), 'server: { port: 4321 }');
    expect(loadConfig({ environment: { CIVIGRAPH_CONFIG: 'other.yaml' }, folder }).server.port).toBe(4321);
    writeFileSync(join(folder, 'civigraph.yaml'), 'server: { port: 4322 }');
    expect(loadConfig({ environment: {}, folder }).server.port).toBe(4322);
    rmSync(join(folder, 'civigraph.yaml'));
  });

  test('sources, bindings and include are handed on as they stand', () => {
    const config = load(`include: [a.yaml]\nsources:\n  west:\n    kind: sql\n    port: \${P:-3306}\n    code: "\${C:-007}"\n`);
    expect(config.sections).toEqual({ include: ['a.yaml'], sources: { west: { kind: 'sql', port: 3306, code: '007' } } });
    expect(config.baseDir).toBe(folder);
    expect(config.file?.placeOf(['sources', 'west', 'kind'])).toBe(`${folder}/city.yaml:4`);
  });

  test('an empty file and empty groups are no mistakes', () => {
    expect(load('').server.port).toBe(4000);
    expect(load('# nothing\nserver:\nlog:\n').server.port).toBe(4000);
  });
});

describe('substitution', () => {
  test('takes the environment, else the default, and leaves $${ alone', () => {
    const config = load(`sources: { a: "\${X}/\${Y:-y}/$\${Z}" }`, { X: 'x' });
    expect(config.sections.sources).toEqual({ a: `x/y/\${Z}` });
  });

  test('a value cannot bring YAML in', () => {
    expect(load(`sources:\n  a: "\${X}"\n  b: \${X}\n`, { X: '{c: d}' }).sections.sources).toEqual({ a: '{c: d}', b: '{c: d}' });
  });

  test('a variable that is not set is named with its place', () => {
    expect(issuesOf(`sources:\n  a: \${NOT_THERE}\n`)).toBe(
      `city.yaml:2:6: environment variable NOT_THERE is not set. Set it, or write \${NOT_THERE:-default}.`,
    );
  });
});

describe('mistakes', () => {
  test.each([
    ['server:\n  hst: x\n', 'city.yaml:2:3: "server.hst" is not a setting. Did you mean "host"?'],
    ['server:\n  __proto__: x\n', '"server.__proto__" is not a setting.'],
    ['server:\n  limits: { detph: 3 }\n', '"server.limits.detph" is not a setting. Did you mean "depth"?'],
    ['bindngs: []\n', '"bindngs" is not a setting. Did you mean "bindings"?'],
    ['server: 5\n', 'city.yaml:1:9: "server" takes names and values'],
    ['server:\n  port: 70000\n', 'city.yaml:2: "server.port"'],
    ['server:\n  port: four\n', '"four" came.'],
    ['server:\n  introspection: maybe\n', '"server.introspection"'],
    ['server:\n  limits: { depth: 0 }\n', '"server.limits.depth"'],
    ['- a\n- b\n', 'expected names and values'],
    ['server: {port: 1, port: 2}\n', 'not YAML'],
    ['server: [\n', 'not YAML'],
    ['\tserver: 1\n', 'not YAML'],
  ])('%j: %s', (text, expected) => {
    expect(issuesOf(text)).toContain(expected);
  });

  test('one slip of YAML is told once, with its place and none of the text', () => {
    const lines = Array.from({ length: 50 }, (_, at) => `  setting${at}: hunter${at}\n`).join('');
    const issues = issuesOf(`server: { port: 1\n${lines}`);
    expect(issues).toMatch(/^\S*city\.yaml:\d+:\d+: not YAML: [^\n]+$/);
    expect(issues).not.toContain('hunter');
    expect(issuesOf('server:\n  port: "4000" hunter2\n')).toMatch(
      /^\S*city\.yaml:2:16: not YAML: something stands here that does not belong/,
    );
    expect(issuesOf('server: {port: 1, port: 2}\n')).toMatch(/not YAML: this key stands twice/);
  });

  test('bytes that are no UTF-8 are named', () => {
    expect(issuesOf(new Uint8Array([0x73, 0xff, 0xfe]))).toContain('expected UTF-8');
  });

  test('all mistakes are told at once', () => {
    expect(issuesOf('server:\n  hst: x\n  prt: 1\n  port: x\n').split('\n')).toHaveLength(3);
  });

  test('a misspelled environment variable is named, others of the same prefix are left alone', () => {
    expect(issuesOf('', { CIVIGRAPH_SERVER_LIMIT_DEPTH: '3' })).toContain(
      'env CIVIGRAPH_SERVER_LIMIT_DEPTH: sets no setting. Did you mean "CIVIGRAPH_SERVER_LIMITS_DEPTH"?',
    );
    expect(issuesOf('', { CIVIGRAPH_DATA: '/data' })).toBe('no issue');
  });

  test('a wrong value in the environment names the variable', () => {
    expect(issuesOf('', { PORT: 'http' })).toContain('env PORT: "server.port"');
  });

  test('a file that is not there is named', () => {
    expect(() => loadConfig({ file: 'nowhere.yaml', environment: {}, folder })).toThrow(/nowhere\.yaml: cannot be read \(ENOENT\)/);
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['[::1]', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.4', false],
  ['127.0.0.1.example.org', false],
  ['localhost.example.org', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
