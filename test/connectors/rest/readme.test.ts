import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { graphql } from '../../../connectors/graphql/index.ts';
import { rest } from '../../../connectors/rest/index.ts';
import { optionsTable, pageWith } from './readme.ts';

for (const { kind, configSchema } of [rest, graphql]) {
  it(`the README of ${kind} has the options of the code (CIVIGRAPH_WRITE=1 writes them)`, async () => {
    const [page, wanted] = await pageWith(resolve(`connectors/${kind}/README.md`), { options: optionsTable(configSchema) });
    expect(page).toBe(wanted);
  });
}
