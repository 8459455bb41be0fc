import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { buildStaticSchema } from '../../resolvers/index.ts';
import { deriveSchema, readModel } from '../../src/model/index.ts';
import { startTestCity, type TestCity } from '../demo/helpers.ts';
import { type RunningServer, startServer } from '../real/running-server.ts';
import { comparable, jsonText, shownAnswer } from './answers.ts';
import { type Block, blocksOf, pages } from './pages.ts';

// With CIVIGRAPH_DOCS=write the answers on the pages are renewed instead of compared.
const WRITE = process.env.CIVIGRAPH_DOCS === 'write';

const queries = pages.flatMap(blocksOf).filter((block) => block.language === 'graphql');
const place = ({ page, line }: Block) => `${page}:${line}`;

describe('the queries on the pages', () => {
  const base = buildStaticSchema();
  const schema = deriveSchema(base, readModel(base));

  test('are there', () => expect(queries.length).toBeGreaterThan(20));

  test.each(queries.map((block) => [place(block), block] as const))('fit the schema: %s', (_, { text }) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });
});

describe('the answers on the pages', () => {
  let city: TestCity | undefined;
  let server: RunningServer | undefined;

  beforeAll(async () => {
    city = await startTestCity();
    server = await startServer(city.configFile, city.environment);
  }, 60_000);

  afterAll(async () => {
    await server?.close();
    await city?.end();
  });

  test.each(queries.map((block) => [place(block), block] as const))('are those of the demo city: %s', async (_, block) => {
    const answer = await server?.query<{ explain?: { text: string } }>(block.text);
    if (!answer) throw new Error('the server did not start');
    const shown = shownAnswer(answer);
    const plan = answer.data.explain?.text.trimEnd() ?? '';
    switch (block.next?.language) {
      case 'json':
        if (WRITE) renew(block, jsonText(shown));
        else expect(comparable(JSON.parse(block.next.text))).toEqual(comparable(shown));
        break;
      case 'text':
        if (WRITE) renew(block, plan);
        else expect(block.next.text.trimEnd()).toBe(plan);
        break;
      default:
        expect(answer.errors).toBeUndefined();
    }
  });
});

function renew({ page, text, next }: Block, shown: string): void {
  if (!next) return;
  const old = `\`\`\`graphql\n${text}\`\`\`\n\n\`\`\`${next.language}\n${next.text}\`\`\``;
  const fresh = `\`\`\`graphql\n${text}\`\`\`\n\n\`\`\`${next.language}\n${shown}\n\`\`\``;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(old, () => fresh),
  );
}
