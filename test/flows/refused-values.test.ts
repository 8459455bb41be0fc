import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEngine, type TestEngine, TestSource } from './engine-harness.ts';

const rows = [
  { id: 'a', k: '1', rep: '20250101' },
  { id: 'b', k: '9', rep: '20250230' },
  { id: 'c', k: '2', rep: null },
];
const binding = {
  source: 'm',
  collection: 'rows',
  entity: 'DisputeCase',
  fields: {
    code: 'id',
    kind: { column: 'k', enum: { '1': 'FAMILY', '2': 'LAND' } },
    reportedAt: { column: 'rep', date: { pattern: 'yyyyMMdd', zone: 'Asia/Shanghai' } },
  },
};

describe.each(['all', 'none'] as const)('values that no mapping takes, on a source that can do %s', (capabilities) => {
  let engine: TestEngine;
  beforeAll(async () => {
    const m = new TestSource({ rows: { columns: { id: 'text', k: 'text', rep: 'text' }, key: ['id'], rows, capabilities } });
    engine = await startEngine({ sources: { m }, bindings: [binding] });
  });
  afterAll(() => engine.close());

  test.each([
    ['{ kind: { ne: FAMILY } }', ['c']],
    ['{ kind: { notIn: [FAMILY] } }', ['c']],
    ['{ not: { kind: { eq: FAMILY } } }', ['c']],
    ['{ kind: { isNull: false } }', ['a', 'c']],
    ['{ kind: { isNull: true } }', []],
    ['{ reportedAt: { isNull: false } }', ['a']],
    ['{ or: [{ kind: { notIn: [FAMILY] } }, { code: { eq: "b" } }] }', ['b', 'c']],
  ])('%s finds neither them nor their opposite', async (filter, codes) => {
    const { disputeCases } = await engine.data(`{ disputeCases(filter: ${filter}) { nodes { code } } }`);
    expect(disputeCases.nodes).toEqual(codes.map((code) => ({ code })));
  });

  test('an answer that had to look at one says that it is not whole', async () => {
    const { disputeCases } = await engine.data(
      '{ disputeCases(filter: { kind: { notIn: [FAMILY] } }) { totalCount completeness { status } sources { invalidValues } } }',
    );
    expect(disputeCases).toEqual({ totalCount: null, completeness: { status: 'PARTIAL' }, sources: [{ invalidValues: 1 }] });
  });
});
