import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { connectors } from '../../src/connectors.ts';
import { blocksOf, exists, type Page, pageAt, pages, proseOf } from './pages.ts';

const named = pages.map((page) => [page.path, page] as const);

/** Anchors of a page's headings as GitHub makes them. */
function anchorsOf({ text }: Page): readonly string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function linksOf(page: Page): readonly string[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function isDead(page: Page, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page.path : normalize(join(dirname(page.path), path));
  if (!exists(target)) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(pageAt(target)).includes(anchor);
}

describe('links', () => {
  test.each(named)('of %s lead somewhere', (_, page) => {
    expect(linksOf(page).filter((link) => isDead(page, link))).toEqual([]);
  });
});

describe('words', () => {
  const unwanted = /\b(TODO|FIXME|TBD|XXX|lorem ipsum)\b|\/(?:work|tmp|root|home)\/\w|\b(?:apologi[sz]e|coming soon)\b/i;

  test.each(named)('of %s are finished and name no machine', (_, { text }) => {
    expect(unwanted.exec(text)?.[0]).toBeUndefined();
  });
});

const manifest: { readonly scripts: Readonly<Record<string, string>>; readonly engines: { readonly node: string } } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const commandLine = readFileSync('src/cli/main.ts', 'utf8');
const commands = pages.flatMap((page) =>
  blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .flatMap((line) => line.replace(/\s+#.*$/, '').split('&&'))
    .map((command) => command.trim().replace(/^(?:[A-Z_]+=\S+ )+/, ''))
    .filter((command) => command !== '')
    .map((command) => [page.path, command] as const),
);

/** Why a command of a page would not work; undefined when it would. */
function faultOf(command: string): string | undefined {
  const [program, ...rest] = command.split(/\s+/);
  if (program === 'npm') {
    const script = rest[0] === 'run' ? rest.find((word) => word !== 'run' && !word.startsWith('-')) : rest[0];
    const known = script === 'ci' || (script !== undefined && script in manifest.scripts);
    return known ? undefined : `package.json has no script "${script}"`;
  }
  if (program === 'npx' && rest[0] === 'civigraph') {
    const words = rest.slice(1, 3).filter((word) => /^[a-z]+$/.test(word));
    const [first = ''] = words;
    return new RegExp(`command\\('${first}[ ']`).test(commandLine) ? undefined : `there is no command "${first}"`;
  }
  if (program === 'curl' || program === 'git' || program === 'cd') return undefined;
  if (program === 'node' || program?.startsWith('.ci/')) {
    const file = program === 'node' ? rest.find((word) => /\.m?js$/.test(word)) : program;
    return file !== undefined && (file.startsWith('dist/') || exists(file)) ? undefined : `there is no file "${file}"`;
  }
  return `nobody knows the program "${program}"`;
}

describe('commands', () => {
  test.each(commands)('of %s exist: %s', (_, command) => {
    expect(faultOf(command)).toBeUndefined();
  });

  test('of the README are what the check runs', () => {
    const script = readFileSync('.ci/run', 'utf8');
    const { text } = pageAt('README.md');
    expect(text).toContain('npm ci && npm start');
    expect(text).toContain('npm ci && npm test');
    expect(script).toMatch(/^npm ci\b/m);
    expect(script).toMatch(/^npm test\b/m);
  });

  test('the README names the version of Node that the package asks for', () => {
    expect(pageAt('README.md').text).toContain(manifest.engines.node.replace('>=', ''));
  });
});

describe('lists', () => {
  test('every connector is in the table of docs/connectors.md', () => {
    const { text } = pageAt('docs/connectors.md');
    const listed = [...text.matchAll(/^\| \[`(\w+)`\]/gm)].map(([, kind = '']) => kind).sort();
    expect(listed).toEqual(connectors.map(({ kind }) => kind).sort());
  });

  test('every environment variable on the pages is read somewhere', () => {
    const known = new Set(['CIVIGRAPH_CONFIG', 'CIVIGRAPH_STORE', 'CIVIGRAPH_URL', 'CIVIGRAPH_DATA', 'CIVIGRAPH_DOCS']);
    const setting = /^CIVIGRAPH_(?:SERVER|LOG|DEMO|TEST|BENCH)_/;
    const found = pages.flatMap(({ text }) => [...text.matchAll(/\bCIVIGRAPH_[A-Z_]*[A-Z]\b/g)].map(([name]) => name));
    expect([...new Set(found)].filter((name) => !known.has(name) && !setting.test(name) && name !== 'CIVIGRAPH_DEMO')).toEqual([]);
  });

  test.each(['demo-city', 'washington', 'elevators'])('every query of examples/%s is on its page', (name) => {
    const { text } = pageAt(`examples/${name}/README.md`);
    const queries = readdirSync(`examples/${name}/queries`).filter((file) => file.endsWith('.graphql'));
    expect(queries.filter((file) => !text.includes(`queries/${file}`))).toEqual([]);
  });

  test('every decision is numbered, dated and listed', () => {
    const decisions = pages.filter(({ path }) => path.startsWith('docs/decisions/') && !path.endsWith('README.md'));
    const list = pageAt('docs/decisions/README.md').text;
    expect(decisions.length).toBeGreaterThan(5);
    for (const [position, { path, text }] of decisions.entries()) {
      const [, number, name] = /(\d{4})-([a-z0-9-]+)\.md$/.exec(path) ?? [];
      expect(Number(number)).toBe(position + 1);
      expect(text).toMatch(/^# .+\n\n\d{4}-\d{2}-\d{2}\n/);
      expect(list).toContain(`(${number}-${name}.md)`);
    }
  });
});
