import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../real/running-server.ts';

const collections = { cameras: { fields: [{ name: 'code', type: 'text', nullable: false }], key: ['code'], rows: [{ code: 'C1' }] } };
const configuration = {
  sources: [
    { name: 'registry', connector: 'memory', title: { en: 'Device registry', zh: '设备台账' }, config: { collections } },
    { name: 'untitled', connector: 'memory', config: { collections: {} } },
  ],
  bindings: [{ source: 'registry', collection: 'cameras', entity: 'Camera', fields: { code: 'code' } }],
};

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'civigraph-sources-'));
  const lines = Object.entries(configuration).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  writeFileSync(join(folder, 'civigraph.yaml'), lines.join(''));
  server = await startServer(join(folder, 'civigraph.yaml'));
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const TITLES = 'title english: title(locale: "en") chinese: title(locale: "zh-CN")';
const titles = { title: 'Device registry', english: 'Device registry', chinese: '设备台账' };

describe('the title of a source, in the asked language', () => {
  test('is there for all sources; one without a title is called by its name', async () => {
    const answer = await server.query(`{ sources { name ${TITLES} } }`);
    const untitled = { name: 'untitled', title: 'untitled', english: 'untitled', chinese: 'untitled' };
    expect(answer).toEqual({ data: { sources: [{ name: 'registry', ...titles }, untitled] } });
  });

  test('is there for one source by name, with the language as a variable', async () => {
    const query = 'query ($locale: Locale) { source(name: "registry") { title(locale: $locale) } none: source(name: "x") { title } }';
    for (const [locale, title] of [
      ['zh', '设备台账'],
      ['en', 'Device registry'],
      [null, 'Device registry'],
    ]) {
      expect(await server.query(query, { locale })).toEqual({ data: { source: { title }, none: null } });
    }
  });

  test('is there beside records', async () => {
    const answer = await server.query(`{ cameras { sources { source { ${TITLES} } } nodes { provenance { source { ${TITLES} } } } } }`);
    expect(answer).toEqual({ data: { cameras: { sources: [{ source: titles }], nodes: [{ provenance: { source: titles } }] } } });
  });
});
