import { describe, expect, test } from '@jest/globals';
import { buildStaticSchema } from '../../resolvers/index.ts';
import { checkTogether, formatProblem, isProblems, parseBindingFile, validateBinding } from '../../src/catalog/bindings/index.ts';
import { sectionNames } from '../../src/config/schema.ts';
import { connectors } from '../../src/connectors.ts';
import { readModel } from '../../src/model/index.ts';
import { type Block, blocksOf, pageAt } from './pages.ts';

const model = readModel(buildStaticSchema());

/** A block that shows fields only, made a whole binding file. */
function wholeFile(text: string): string {
  const entity = /^# fields of (\w+)\n/.exec(text)?.[1];
  if (entity === undefined) return text.replace(/^include:\n(?: .*\n)*/m, '');
  const fields = text
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
  return `sources: [{ name: s, connector: memory }]\nbindings:\n  - source: s\n    collection: c\n    entity: ${entity}\n    key: code\n    timeZone: Asia/Shanghai\n    datum: WGS84\n    fields:\n${fields}`;
}

function problemsOf({ page, text }: Block): readonly string[] {
  const file = parseBindingFile(wholeFile(text), page);
  if (isProblems(file)) return file.map(formatProblem);
  const fit = file.bindings.flatMap((binding) => {
    const entity = model.entities.get(binding.entity);
    return entity ? validateBinding(binding, entity) : [{ path: ['entity'], message: `there is no entity ${binding.entity}` }];
  });
  return [...checkTogether([file]), ...fit].map(formatProblem);
}

/** Problems without the name of the page and the place in it. */
const shown = (problems: readonly string[]) => problems.map((problem) => problem.replace(/^[^:]+\.md:/, 'city.yaml:'));

const blocks = ['README.md', 'docs/bindings.md'].flatMap((path) => blocksOf(pageAt(path))).filter(({ language }) => language === 'yaml');

describe('the configurations on the pages', () => {
  test.each(blocks.map((block) => [`${block.page}:${block.line}`, block] as const))('are what they are said to be: %s', (_, block) => {
    const expected = block.next?.language === 'text' ? block.next.text.trimEnd().split('\n') : [];
    expect(shown(problemsOf(block))).toEqual(expected);
  });

  test.each(blocks.map((block) => [`${block.page}:${block.line}`, block] as const))('name connectors that there are: %s', (_, block) => {
    const file = parseBindingFile(wholeFile(block.text), block.page);
    const kinds = isProblems(file) ? [] : file.sources.map(({ connector }) => connector);
    expect(kinds.filter((kind) => !connectors.some((one) => one.kind === kind))).toEqual([]);
  });

  test('the parts of a configuration file are those that the settings leave to others', () => {
    expect(sectionNames).toEqual(expect.arrayContaining(['sources', 'bindings', 'include']));
  });
});
