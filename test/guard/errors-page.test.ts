import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { errorsPage } from '../../src/guard/index.ts';

const file = new URL('../../docs/errors.md', import.meta.url);

test('docs/errors.md tells the table of error codes (UPDATE_PAGES=1 writes it anew)', () => {
  if (process.env.UPDATE_PAGES === '1') writeFileSync(file, errorsPage());
  expect(readFileSync(file, 'utf8')).toBe(errorsPage());
});
