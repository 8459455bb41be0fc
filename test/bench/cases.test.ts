import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { loadDefinitions } from '../../src/load-definitions.ts';

const bench = join(import.meta.dirname, '../../bench');
const schema: GraphQLSchema = buildSchema(readFileSync(join(bench, '../schema/schema.graphql'), 'utf8'));
const files = readdirSync(join(bench, 'cases')).filter((file) => file.endsWith('.graphql'));

describe('the cases of the bench', () => {
  test('are there', () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
  });

  test.each(files)('%s is valid in the schema', (file) => {
    const document = parse(readFileSync(join(bench, 'cases', file), 'utf8'));
    expect(validate(schema, document)).toEqual([]);
  });

  test('every case that the runner names has its operation', () => {
    const named = [...readFileSync(join(bench, 'lib/cases.mjs'), 'utf8').matchAll(/(?:name|operation|cursors): '([a-z-]+)'/g)];
    const operations = new Set(named.map(([, name]) => `${name}.graphql`));
    operations.delete('group-by-shared.graphql');
    expect([...operations].sort()).toEqual([...files].sort());
  });

  test('the bindings of the bench are sound', () => {
    const { sources, bindings } = loadDefinitions(join(bench, 'civigraph/civigraph.yaml'), { UPSTREAM: 'http://127.0.0.1:1' });
    expect(sources.map(({ name }) => name)).toEqual(['registry', 'platform']);
    expect(bindings.map(({ entity }) => entity)).toEqual(
      expect.arrayContaining(['Camera', 'GridCell', 'AccessController', 'DeviceStatus']),
    );
  });
});
