import { describe, expect, test } from '@jest/globals';
import { type BindingFile, checkTogether, formatProblem, isProblems, parseBindingFile } from '../../../src/catalog/bindings/index.ts';

const HEAD = `bindings:
  - source: s
    collection: c
    entity: Camera
    key: id
    fields:
`;

/** Name, file, the exact messages. */
const BAD: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', ['f.yaml:1:1: expected "sources:" or "bindings:", got nothing']],
  ['a list at the top', '- a\n', ['f.yaml:1:1: expected "sources:" or "bindings:", got a list']],
  ['a text at the top', 'hello', ['f.yaml:1:1: expected "sources:" or "bindings:", got a text']],
  ['a duplicate key', 'sources: []\nsources: []\n', ['f.yaml:2:1: this key stands here a second time; remove one']],
  [
    'a key that differs only in type',
    `${HEAD}      state: {column: st, enum: {1: A, "1": B}}\n`,
    ['f.yaml:7:40: this key stands here a second time; remove one'],
  ],
  ['a tab as indentation', 'sources:\n\t- name: a\n', ['f.yaml:2:1: not YAML: indentation takes blanks, here is a tab']],
  ['an open quote', 'sources:\n  - name: "a\n', ['f.yaml:3:1: not YAML: a closing quote, bracket or ":" is missing before here']],
  ['an open bracket', 'sources: [\n', ['f.yaml:2:1: not YAML: the indentation does not fit: keys of one mapping start in the same column']],
  ['two documents', 'sources: []\n---\nbindings: []\n', ['f.yaml:2:1: not YAML: a file holds one document; split it or remove "---"']],
  ['a tag', 'sources: !!js/function x\n', ['f.yaml:1:10: not YAML: tags are not taken; remove the word that begins with !']],
  ['an unknown anchor', 'sources: *x\n', ['f.yaml:1:10: there is no anchor of this name above']],
  [
    'a secret in broken YAML',
    'sources:\n  - config: password: hunter2\n',
    ['f.yaml:2:13: not YAML: a second ": " in one line; put the text in quotes or the mapping on its own lines'],
  ],
  [
    'a merge key',
    `${HEAD}      a: {<<: {column: x}}\n`,
    [
      'f.yaml:7:11: bindings[0].fields.a.<<: unknown key "<<" (known: column, point, duration, concat, separator, expression, columns, value, transforms, split, enum, look-up, otherwise, date, redacted)',
    ],
  ],
  ['a prototype key', `${HEAD}      __proto__: x\n`, ['f.yaml:7:7: "__proto__" cannot be a key']],
  [
    'an unknown key at the top',
    'bindngs: []\n',
    ['f.yaml:1:1: bindngs: unknown key "bindngs"; did you mean "bindings"? (known: sources, bindings)'],
  ],
  [
    'an unknown key of a binding',
    'bindings:\n  - source: s\n    colection: c\n    entity: E\n    fields: {a: b}\n',
    [
      'f.yaml:2:5: bindings[0].collection: the key "collection" is missing: expected a text',
      'f.yaml:3:5: bindings[0].colection: unknown key "colection"; did you mean "collection"? (known: id, source, collection, entity, mode, sync, key, where, withoutKey, identity, datum, timeZone, updatedAt, fields)',
    ],
  ],
  [
    'a wrong mode',
    'bindings:\n  - source: s\n    collection: c\n    entity: E\n    mode: liv\n    fields: {a: b}\n',
    ['f.yaml:5:5: bindings[0].mode: expected live, replica, got "liv"; did you mean "live"?'],
  ],
  [
    'a replica without sync',
    'bindings:\n  - source: s\n    collection: c\n    entity: E\n    mode: replica\n    fields: {a: b}\n',
    ['f.yaml:5:5: bindings[0].mode: a replica needs "sync: {every: ...}"'],
  ],
  [
    'a sync without replica',
    'bindings:\n  - source: s\n    collection: c\n    entity: E\n    sync: {every: PT5M}\n    fields: {a: b}\n',
    ['f.yaml:5:5: bindings[0].sync: "sync" goes with "mode: replica" only'],
  ],
  [
    'no fields',
    'bindings:\n  - source: s\n    collection: c\n    entity: E\n    fields: {}\n',
    ['f.yaml:5:5: bindings[0].fields: expected at least one field'],
  ],
  [
    'fields as a list',
    'bindings:\n  - source: s\n    collection: c\n    entity: E\n    fields: [a]\n',
    ['f.yaml:5:5: bindings[0].fields: expected a mapping, got a list'],
  ],
  ['a field that is a number', `${HEAD}      a: 5\n`, ['f.yaml:7:7: bindings[0].fields.a: expected a text or a mapping, got a number']],
  ['a field that is nothing', `${HEAD}      a:\n`, ['f.yaml:7:7: bindings[0].fields.a: expected a text or a mapping, got nothing']],
  [
    'a field from nowhere',
    `${HEAD}      a: {transforms: [trim]}\n`,
    [
      'f.yaml:7:7: bindings[0].fields.a: expected exactly one of column, point, duration, concat, expression, value, got none',
      'f.yaml:7:11: bindings[0].fields.a.transforms: "transforms" goes with column or concat or point or duration only',
    ],
  ],
  [
    'a field from two places',
    `${HEAD}      a: {column: x, value: 5}\n`,
    ['f.yaml:7:7: bindings[0].fields.a: expected exactly one of column, point, duration, concat, expression, value, got column and value'],
  ],
  [
    'a wrong transform',
    `${HEAD}      a:\n        column: x\n        transforms: [trim, uper]\n`,
    [
      'f.yaml:9:28: bindings[0].fields.a.transforms[1]: expected trim, blank-as-null, upper, lower, number, got "uper"; did you mean "upper"?',
    ],
  ],
  [
    'a wrong transform mapping',
    `${HEAD}      a: {column: x, transforms: [{null-word: [a]}]}\n`,
    [
      'f.yaml:7:36: bindings[0].fields.a.transforms[0].null-word: unknown key "null-word"; did you mean "null-words"? (known: null-words, number)',
    ],
  ],
  [
    'null words of numbers',
    `${HEAD}      a: {column: x, transforms: [{null-words: [0]}]}\n`,
    ['f.yaml:7:49: bindings[0].fields.a.transforms[0].null-words[0]: expected a text, got a number'],
  ],
  [
    'a wrong key of a duration',
    `${HEAD}      a: {duration: {from: x, too: y, unit: minutes}}\n`,
    [
      'f.yaml:7:11: bindings[0].fields.a.duration.to: the key "to" is missing: expected a text',
      'f.yaml:7:31: bindings[0].fields.a.duration.too: unknown key "too"; did you mean "to"? (known: from, to, unit, pattern, midnight, maxHours)',
    ],
  ],
  [
    'enum and date together',
    `${HEAD}      a: {column: x, date: iso, enum: {a: b}}\n`,
    ['f.yaml:7:7: bindings[0].fields.a: expected one of enum, look-up and date, got enum and date'],
  ],
  [
    'otherwise without a table',
    `${HEAD}      a: {column: x, otherwise: null}\n`,
    ['f.yaml:7:22: bindings[0].fields.a.otherwise: "otherwise" goes with enum or look-up only'],
  ],
  [
    'pattern and epoch',
    `${HEAD}      a: {column: x, date: {pattern: yyyy, epoch: seconds}}\n`,
    ['f.yaml:7:22: bindings[0].fields.a.date: expected one of "pattern" and "epoch", got both'],
  ],
  [
    'a wrong word for date',
    `${HEAD}      a: {column: x, date: iso8601}\n`,
    ['f.yaml:7:22: bindings[0].fields.a.date: expected iso, got "iso8601"'],
  ],
  [
    'a look-up without a table',
    `${HEAD}      a: {column: x, look-up: {key: a}}\n`,
    ['f.yaml:7:22: bindings[0].fields.a.look-up: expected one of "table" and "file"'],
  ],
  [
    'a source name with capitals',
    'sources:\n  - name: Cameras\n    connector: sql\n',
    ['f.yaml:2:5: sources[0].name: expected lower-case words joined by "-"'],
  ],
  [
    'a limit of zero',
    'sources:\n  - name: a\n    connector: sql\n    limits: {parallelReads: 0}\n',
    ['f.yaml:4:14: sources[0].limits.parallelReads: expected at least 1'],
  ],
  [
    'a config that is a text',
    'sources:\n  - name: a\n    connector: sql\n    config: hunter2\n',
    ['f.yaml:4:5: sources[0].config: expected a mapping, got a text'],
  ],
  [
    'a wins rule with both',
    `${HEAD}      a: b\n    identity: {field: a, wins: {order: 1, newest: a}}\n`,
    ['f.yaml:8:26: bindings[0].identity.wins: expected one of "order" and "newest"'],
  ],
  ['a recursive anchor', 'sources: &a [*a]\n', ['f.yaml:1:14: values are nested more than 32 levels deep']],
];

describe('parseBindingFile', () => {
  test.each(BAD)('%s names file, line and column, what was expected and what came', (_, text, messages) => {
    const result = parseBindingFile(text, 'f.yaml');
    expect(isProblems(result) ? result.map(formatProblem) : result).toEqual(messages);
  });

  test('no message quotes a configured value', () => {
    for (const text of [
      'sources:\n  - name: a\n    connector: sql\n    config: {password: hunter2, x: [}\n',
      'sources:\n  - name: {password: hunter2}\n    connector: [hunter2]\n',
      'a: "hunter2\\q"',
      'sources: hunter2 : hunter2',
    ]) {
      const result = parseBindingFile(text, 'f.yaml');
      expect(isProblems(result)).toBe(true);
      expect(JSON.stringify(result)).not.toContain('hunter2');
    }
  });

  test('a bomb of anchors is refused soon', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `  l${level + 1}: &l${level + 1} [${Array(10)
          .fill(level === 0 ? 'x' : `*l${level}`)
          .join(', ')}]`,
    );
    const started = performance.now();
    const result = parseBindingFile(`sources:\n${levels.join('\n')}\n`, 'f.yaml');
    expect(isProblems(result) && result.map(formatProblem)).toEqual([expect.stringContaining('anchors are used more than 500 times')]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('a file that is too large or too deep is refused', () => {
    expect(parseBindingFile(`# ${'x'.repeat(1_100_000)}`, 'f.yaml')).toEqual([
      expect.objectContaining({ message: 'the file is larger than 1 MiB; split it' }),
    ]);
    expect(isProblems(parseBindingFile('['.repeat(100_000), 'f.yaml'))).toBe(true);
    expect(isProblems(parseBindingFile(`${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}`, 'f.yaml'))).toBe(true);
    expect(parseBindingFile(`a: ${'['.repeat(40)}${']'.repeat(40)}`, 'f.yaml')).toEqual([
      expect.objectContaining({ message: 'values are nested more than 32 levels deep', line: 1 }),
    ]);
  });

  test('a whole file gives definitions whose parts can be found again', () => {
    const file = parseBindingFile(
      `sources:
  - name: camera-registry
    connector: sql
    title: {en: Cameras, zh: 摄像机}
    config:
      host: 127.0.0.1
      password: env:PASSWORD
    limits: {parallelReads: 2}
bindings:
  - source: camera-registry
    collection: cameras
    entity: Camera
    key: 编号
    fields:
      name: 名称
      code: {column: 编号, enum: {01: A, 1: B, true: C}}
`,
      'f.yaml',
    ) as BindingFile;
    const [source] = file.sources;
    const [binding] = file.bindings;
    expect(source).toMatchObject({
      name: 'camera-registry',
      config: { host: '127.0.0.1', password: 'env:PASSWORD' },
      limits: { parallelReads: 2 },
    });
    expect(source?.origin?.locate([...source.origin.path, 'config', 'password'])).toEqual({ line: 7, column: 7 });
    expect(binding).toMatchObject({
      id: 'camera-registry.cameras.Camera',
      key: '编号',
      fields: { name: '名称', code: { enum: { '01': 'A', '1': 'B', true: 'C' } } },
    });
    expect(checkTogether([file])).toEqual([]);
  });

  test('sources and bindings of several files are checked together', () => {
    const read = (name: string, text: string) => parseBindingFile(text, name) as BindingFile;
    const a = read('a.yaml', 'sources:\n  - {name: cams, connector: sql}\n  - {name: cams, connector: sql}\n');
    const b = read(
      'b.yaml',
      'bindings:\n  - {source: cam, collection: c, entity: E, fields: {a: b}}\n  - {source: cam, collection: c, entity: E, fields: {a: b}}\n',
    );
    expect(checkTogether([a, b]).map(formatProblem)).toEqual([
      'a.yaml:3:6: sources[1].name: the source "cams" is already defined in a.yaml:2',
      'b.yaml:2:6: bindings[0].source: there is no source "cam"; did you mean "cams"?',
      'b.yaml:3:6: bindings[1].source: there is no source "cam"; did you mean "cams"?',
      'b.yaml:3:5: bindings[1].id: the binding "cam.c.E" is already defined in b.yaml:2; give one of them an "id"',
    ]);
  });

  test('bindings that feed one record share one identity and one way to win', () => {
    const file = parseBindingFile(
      `sources: [{name: cams, connector: sql}]
bindings:
  - {id: a, source: cams, collection: a, entity: Camera, fields: {code: a}, identity: {field: code, wins: {order: 0}}}
  - {id: b, source: cams, collection: b, entity: Camera, fields: {name: a}, identity: {field: name, wins: {order: 1}}}
  - {id: c, source: cams, collection: c, entity: Camera, fields: {code: a}, identity: {field: code, wins: {newest: code}}}
  - {id: d, source: cams, collection: d, entity: Camera, fields: {code: a}}
  - {id: e, source: cams, collection: e, entity: Elevator, fields: {name: a}, identity: {field: name, wins: {newest: name}}}
`,
      'c.yaml',
    ) as BindingFile;
    const expected = 'expected "field: code" with "wins: order" as the first binding of Camera has it in c.yaml:3';
    expect(checkTogether([file]).map(({ line, path, message }) => [line, path.join('.'), message])).toEqual([
      [4, 'bindings.1.identity', expected],
      [5, 'bindings.2.identity', expected],
    ]);
  });
});
