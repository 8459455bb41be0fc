import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { generateCity } from '../../demo/city/city.ts';
import { expectedAnswers } from './answers.ts';

const folder = join(import.meta.dirname, '../../examples/demo-city/queries');

test('every answer that stands beside a query is what the default city holds', async () => {
  const answers = expectedAnswers(generateCity('yunlan'));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));
  expect(names.sort()).toEqual(Object.keys(answers).sort());
  for (const name of names) {
    expect([name, JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))]).toEqual([name, { data: answers[name] }]);
  }
});

test('every query but the introductory one has its answer beside it', async () => {
  const names = await readdir(folder);
  const queries = names.filter((name) => name.endsWith('.graphql')).map((name) => name.replace('.graphql', ''));
  expect(queries.filter((name) => !names.includes(`${name}.json`))).toEqual(['hello']);
});
