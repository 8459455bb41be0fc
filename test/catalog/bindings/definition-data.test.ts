import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BindingDefinition, definitionData, isProblems, parseBindingFile } from '../../../src/catalog/bindings/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'civigraph-definition-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function definition(every: string): BindingDefinition {
  const text = `
bindings:
  - source: a
    collection: c
    entity: Camera
    mode: replica
    sync: { every: ${every} }
    fields: { code: code, state: { column: state, look-up: { file: states.csv } } }
`;
  const file = parseBindingFile(text, join(folder, 'bindings.yaml'));
  const [found] = isProblems(file) ? [] : file.bindings;
  if (!found) throw new Error('the binding of the test is not sound');
  return found;
}

function dataWith(table: string, every = 'PT1H'): string {
  writeFileSync(join(folder, 'states.csv'), table);
  return JSON.stringify(definitionData(definition(every)));
}

test('the data of a definition changes with what its look-up files say, and not with the interval of copying', () => {
  const before = dataWith('key,value\nok,ONLINE\n');
  expect(dataWith('key,value\nok,ONLINE\n', 'PT2H')).toBe(before);
  expect(dataWith('key,value\nok,OFFLINE\n')).not.toBe(before);
});
