import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import {
  type BindingFile,
  checkTogether,
  formatProblem,
  isProblems,
  parseBindingFile,
  validateBinding,
} from '../../src/catalog/bindings/index.ts';
import { deriveSchema, readModel } from '../../src/model/index.ts';
import { buildEntitySchema } from '../schema/build.ts';

const folder = join(import.meta.dirname, '../../examples/demo-city');
const base = buildEntitySchema();
const model = readModel(base);

async function bindingFiles(): Promise<readonly BindingFile[]> {
  const names = (await readdir(join(folder, 'bindings'))).map((name) => join('bindings', name));
  return Promise.all(
    names.map(async (name) => {
      const read = parseBindingFile(await readFile(join(folder, name), 'utf8'), name);
      if (isProblems(read)) throw new Error(read.map(formatProblem).join('\n'));
      return read;
    }),
  );
}

describe('the bindings of the demo city', () => {
  test('fit their entities', async () => {
    const problems = (await bindingFiles()).flatMap(({ bindings }) =>
      bindings.flatMap((binding) => {
        const entity = model.entities.get(binding.entity);
        return entity === undefined ? [{ path: [], message: `there is no entity ${binding.entity}` }] : validateBinding(binding, entity);
      }),
    );
    expect(problems.map(formatProblem)).toEqual([]);
  });

  test('have different ids', async () => {
    const problems = checkTogether(await bindingFiles()).map(formatProblem);
    expect(problems.filter((problem) => !problem.includes('there is no source'))).toEqual([]);
  });

  test('feed every entity of the schema but the interface', async () => {
    const fed = new Set((await bindingFiles()).flatMap(({ bindings }) => bindings.map((binding) => binding.entity)));
    expect([...model.entities.keys()].filter((name) => !fed.has(name))).toEqual(['Device']);
  });
});

describe('the example queries', () => {
  test('are valid against the schema that clients see', async () => {
    const schema = deriveSchema(base, model);
    const names = (await readdir(join(folder, 'queries'))).filter((name) => name.endsWith('.graphql'));
    expect(names.length).toBeGreaterThan(12);
    for (const name of names) {
      const errors = validate(schema, parse(await readFile(join(folder, 'queries', name), 'utf8')));
      expect([name, errors.map((error) => error.message)]).toEqual([name, []]);
    }
  });
});
