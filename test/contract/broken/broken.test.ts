import { describe, expect, it } from '@jest/globals';
import { openMemory } from '../../../connectors/memory/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { KNOWN_GAPS } from '../../connectors/memory/known-gaps.ts';
import { memoryConfig } from '../../connectors/memory/memory-config.ts';
import { type BrokenBody, brokenBodyFaults } from '../broken-bodies.ts';
import { type ContractOptions, checkEveryLaw, fixturesOf, subjectOf } from '../check.ts';
import { CANARY } from '../fixture.ts';
import { laws } from '../laws/index.ts';
import { brokenAggregates } from './aggregates.ts';
import { brokenConduct } from './conduct.ts';
import { brokenOrders } from './order.ts';
import { brokenPredicates, ignoringCase } from './predicates.ts';
import { brokenRows } from './rows.ts';
import { type BrokenSource, openBroken } from './wrap.ts';

const REACH = { rows: 130, runs: 24, soon: 300 };
/** A broken source has to be caught for what it does, not because it fell over. */
const OUR_OWN_MISTAKE = /TypeError|RangeError|ReferenceError/;
const broken: readonly BrokenSource[] = [...brokenRows, ...brokenPredicates, ...brokenOrders, ...brokenAggregates, ...brokenConduct];

/** What the law says about a broken source on the first fixture that accuses it. */
async function accusation(each: BrokenSource): Promise<string | undefined> {
  const law = laws.find(({ id }) => id === each.caughtBy);
  if (!law) throw new Error(`there is no law "${each.caughtBy}"`);
  const options: ContractOptions = { name: each.what, open: async (fixture) => openBroken(each, fixture), ...REACH };
  for (const fixture of fixturesOf(options)) {
    const subject = await subjectOf(options, fixture, false);
    const [violation] = await law.check(subject);
    await subject.close();
    if (violation) return violation.message;
  }
  return undefined;
}

describe('the contract suite', () => {
  it('knows at least thirty ways to break a source, each of another name', () => {
    expect(broken.length).toBeGreaterThanOrEqual(30);
    expect(new Set(broken.map(({ what }) => what)).size).toBe(broken.length);
  });

  for (const each of broken) {
    it(`catches a source that ${each.what} by the law "${each.caughtBy}"`, async () => {
      const message = await accusation(each);
      expect(message).toEqual(expect.any(String));
      expect(message).not.toMatch(OUR_OWN_MISTAKE);
    });
  }

  it('accuses no source that folds by simple lower case', async () => {
    const simple = (text: string) => text.replaceAll('\u0130', 'i').replaceAll('\u03a3', '\u03c3').toLowerCase();
    expect(await accusation(ignoringCase('folds by simple lower case', simple))).toBeUndefined();
  });

  it('accuses no sound source', async () => {
    const open: ContractOptions['open'] = async (fixture) => {
      const source = openMemory(memoryConfig(fixture));
      return { source, close: () => source.close() };
    };
    expect(await checkEveryLaw({ name: 'memory', open, skip: KNOWN_GAPS, ...REACH })).toEqual([]);
  });
});

describe('the law about bodies that are not the promised data', () => {
  const body = (what: string, fail: () => void): BrokenBody => {
    const source = openMemory({ collections: { things: { fields: [{ name: 'id', type: 'int' }], rows: [] } } });
    return {
      what,
      collection: 'things',
      fields: ['id'],
      source: Object.assign(Object.create(source), {
        async *read() {
          fail();
          yield* [];
        },
      }),
      close: () => source.close(),
    };
  };

  it('accepts a SourceError', async () => {
    const sound = body('an error page', () => {
      throw new SourceError('BAD_DATA', 'expected JSON, came text/html');
    });
    expect(await brokenBodyFaults([sound])).toEqual([]);
  });

  it('accuses zero rows, other errors, and errors that quote the body', async () => {
    const faults = await brokenBodyFaults([
      body('zero rows', () => {}),
      body('a parser error', () => JSON.parse('<html>')),
      body('a quoting error', () => {
        throw new SourceError('BAD_DATA', `expected JSON, came ${CANARY}`);
      }),
    ]);
    expect(faults).toHaveLength(3);
  });
});
