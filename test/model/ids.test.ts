import { describe, expect, test } from '@jest/globals';
import { decodeId, encodeId } from '../../src/model/ids.ts';

describe('an id gives back what it was made of', () => {
  test.each([
    ['a text', 'west.rows.Camera', ['C1']],
    ['a text that begins with a space', 'west.rows.Camera', [' C1']],
    ['a text that looks like a list', 'west.rows.Camera', [' ["C1"]']],
    ['an empty text', 'west.rows.Camera', ['']],
    ['a text of several lines', 'west.rows.Camera', ['C\n1']],
    ['a number', 'west.rows.Camera', [1]],
    ['several parts', 'west.rows.Camera', ['C1', 2, true]],
    ['a collection with a space in its name', 'west.Sheet 1.Camera', ['C1']],
    ['a collection in Chinese', '西区.摄像机 台账.Camera', [' 编号 1', 2]],
  ])('%s', (_text, binding, key) => {
    expect(decodeId(encodeId('Camera', binding, key))).toEqual({ entity: 'Camera', binding, key });
  });

  test('ids of different records differ', () => {
    const ids = [
      encodeId('Camera', 'a', ['b c']),
      encodeId('Camera', 'a b', ['c']),
      encodeId('Camera', 'a', [' b c']),
      encodeId('Camera', 'a', ['b', 'c']),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test.each(['', 'Camera', '***', Buffer.from('Camera').toString('base64url'), Buffer.from('Camera  [1,2]').toString('base64url')])(
  '"%s" is no id',
  (text) => {
    expect(decodeId(text)).toBeUndefined();
  },
);
