import { expect, test } from '@jest/globals';
import { defaultRequestLimits, scanJson } from '../../src/guard/index.ts';

const limits = { ...defaultRequestLimits, listItems: 3, jsonDepth: 2 };
const outcome = (text: string): unknown => {
  try {
    scanJson(text, limits);
    return 'kept';
  } catch (error) {
    return (error as { extensions: Record<string, unknown> }).extensions.limit;
  }
};

test.each([
  ['{"a":[1,2,3]}', 'kept'],
  ['{"a":[1,2,3,4]}', 'listItems'],
  ['{"a":1,"b":2,"c":3,"d":4}', 'listItems'],
  ['[[1,2],[1,2],[1,2]]', 'kept'],
  ['{"a":",,,,,,[[[[[["}', 'kept'],
  ['{"a":"\\",,,,,,"}', 'kept'],
  ['{"a":"\\\\","b":[1,2,3,4]}', 'listItems'],
  ['[[[[1]]]]', 'kept'],
  ['[[[[[1]]]]]', 'jsonDepth'],
  ['', 'kept'],
  ['"', 'kept'],
  [']]]],,,,,', 'kept'],
])('%s: %s', (text, expected) => {
  expect(outcome(text)).toBe(expected);
});
