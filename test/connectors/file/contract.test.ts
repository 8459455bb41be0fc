import { describe } from '@jest/globals';
import type { BrokenBody } from '../../contract/broken-bodies.ts';
import type { Fixture } from '../../contract/fixture.ts';
import type { OpenedSource } from '../../contract/law.ts';
import { runContractSuite } from '../../contract/suite.ts';
import { TestFolder } from './helpers.ts';
import { asCsv, asGeojson, asJson, asNdjson, asParquet } from './writers.ts';

type Writer = (fixture: Fixture) => string | Uint8Array;

const FORMATS: Readonly<Record<string, { readonly write: Writer; readonly options?: Readonly<Record<string, unknown>> }>> = {
  csv: { write: ({ fields, rows }) => asCsv(fields, rows) },
  tsv: { write: ({ fields, rows }) => asCsv(fields, rows, '\t') },
  ndjson: { write: ({ fields, rows }) => asNdjson(fields, rows), options: { allowEmpty: true } },
  json: { write: ({ fields, rows }) => asJson(fields, rows), options: { rows: 'result.items' } },
  geojson: { write: ({ fields, rows }) => asGeojson(fields, rows), options: { onlyFields: true } },
  parquet: { write: ({ fields, rows }) => asParquet(fields, rows) },
};

async function openFixture(format: string, fixture: Fixture, more: Readonly<Record<string, unknown>> = {}): Promise<OpenedSource> {
  const folder = new TestFolder();
  const { write, options } = FORMATS[format] ?? {};
  if (!write) throw new Error(`no writer for ${format}`);
  const source = await folder.openFile(`${fixture.collection}.${format}`, write(fixture), {
    name: fixture.collection,
    key: fixture.key,
    fields: fixture.fields.map(({ name, type, nullable }) => ({ name, type, nullable })),
    ...options,
    ...more,
  });
  return { source, close: () => folder.remove(), logged: () => folder.logged.join('\n') };
}

const BROKEN: Readonly<Record<string, readonly (readonly [what: string, name: string, content: string])[]>> = {
  csv: [
    ['an HTML page', 'a.csv', '<!DOCTYPE html><html><body>502</body></html>'],
    ['an empty file', 'b.csv', ''],
    ['another table', 'c.csv', 'message\nplease come back later\n'],
  ],
  ndjson: [
    ['an HTML page', 'a.ndjson', '<html><body>502</body></html>'],
    ['an error message', 'b.ndjson', '{"status":"Processing"}\n'],
    ['a cut-off line', 'c.ndjson', '{"id":1,"na'],
  ],
  json: [
    ['an error message', 'a.json', '{"status":"Processing"}'],
    ['a cut-off document', 'b.json', '{"result":{"items":[{"id":1},{"id":'],
    ['another document', 'c.json', '{"result":{"items":{"id":1}}}'],
  ],
  geojson: [
    ['an error message', 'a.geojson', '{"processingTime":"0.109 seconds","status":"Processing","generating":{}}'],
    ['a cut-off document', 'b.geojson', '{"type":"FeatureCollection","features":[{"type":"Feature"'],
  ],
  parquet: [
    ['an HTML page', 'a.parquet', '<html><body>502</body></html>'],
    ['a cut-off file', 'b.parquet', 'PAR1abcdefgh'],
  ],
};

async function* brokenBodies(format: string): AsyncGenerator<BrokenBody> {
  for (const [what, name, content] of BROKEN[format] ?? []) {
    const folder = new TestFolder();
    const fields = [{ name: 'id', type: 'int' }];
    const source = await folder.openFile(name, content, { key: ['id'], fields, ...FORMATS[format]?.options, allowEmpty: false });
    yield { what, collection: 'things', fields: ['id'], source, close: () => folder.remove() };
  }
}

describe.each(Object.keys(FORMATS))('%s files', (format) => {
  runContractSuite({
    name: `file (${format})`,
    open: (fixture) => openFixture(format, fixture),
    runs: format === 'csv' ? 40 : 10,
    rows: format === 'csv' ? 240 : 120,
    brokenBodies: () => brokenBodies(format),
  });
});

describe.each(['csv', 'json', 'parquet'])('%s files too large to be held', (format) => {
  runContractSuite({
    name: `file (${format}, scanned)`,
    open: (fixture) => openFixture(format, fixture, { maxBytesInMemory: 0 }),
    runs: 6,
    rows: 50,
  });
});
