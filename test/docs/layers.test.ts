import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { pageAt } from './pages.ts';

interface Rule {
  readonly name: string;
}

const rules = (createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { forbidden: readonly Rule[] }).forbidden;

/** What each layer may import, out of the names of the rules: "src/plan may import only: src/base, src/model". */
function checkedLayers(): Readonly<Record<string, readonly string[]>> {
  const found = rules.flatMap(({ name }) => {
    const [layer, list] = name.split(' may import only: ');
    if (layer === undefined || list === undefined) return [];
    return [[layer, list === 'itself' ? [] : list.split(', ').sort()] as const];
  });
  return Object.fromEntries(found);
}

/** The rows of the page's table: "| `src/plan` | `src/base`, `src/model` |". */
function describedLayers(): Readonly<Record<string, readonly string[]>> {
  const { text } = pageAt('docs/architecture.md');
  const section = text.split('### Who may import whom')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` \| ([^|]*)\|/gm)];
  return Object.fromEntries(
    rows.map(([, layer = '', list = '']) => [layer, [...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).sort()]),
  );
}

test('the table of layers is the one that the check of import directions keeps', () => {
  expect(Object.keys(checkedLayers()).length).toBeGreaterThan(10);
  expect(describedLayers()).toEqual(checkedLayers());
});
