import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildStaticSchema } from '../../resolvers/index.ts';
import { deriveSchema, readModel } from '../../src/model/index.ts';

const FILE = new URL('../../schema/schema.graphql', import.meta.url);

describe('schema/schema.graphql', () => {
  it('is the printed schema (write it with UPDATE_PUBLISHED=1)', () => {
    const base = buildStaticSchema();
    const printed = `${printSchema(lexicographicSortSchema(deriveSchema(base, readModel(base))))}\n`;
    if (process.env.UPDATE_PUBLISHED === '1') writeFileSync(FILE, printed);
    // A plain comparison: the difference of two texts of 39,000 lines would take minutes to print.
    expect(readFileSync(FILE, 'utf8') === printed).toBe(true);
  });
});
