import { guardSource } from '../../src/catalog/runtime/guard-source.ts';
import type { FieldType } from '../../src/contract/index.ts';
import { type BrokenBody, brokenBodyFaults } from './broken-bodies.ts';
import { emptyFixture, FIXTURE_TYPES, type Fixture, type Holds, pairedFixture, wideFixture } from './fixture.ts';
import type { OpenedSource, Subject, Violation } from './law.ts';
import { laws } from './laws/index.ts';

/** How a connector is checked. */
export interface ContractOptions {
  /** The connector, for the names of the tests. */
  readonly name: string;
  /**
   * Sets up a fixture's collection with its rows in the real system and opens a source over it. Called for several fixtures whose
   * sources are open at the same time, each with a collection name of its own.
   */
  open(fixture: Fixture): Promise<OpenedSource>;
  /** Field types that the connector can hold; default all. */
  readonly types?: readonly FieldType[];
  readonly holds?: Holds;
  /** Rows in the wide collection; default 240. */
  readonly rows?: number;
  /** Random requests per law; default 60. */
  readonly runs?: number;
  readonly seed?: number;
  /** Milliseconds in which the source has to notice an abort or a close; default 2,000. */
  readonly soon?: number;
  /** Laws by id that are not checked, each with its reason. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Opened sources whose answer is not data: an error page with status 200, truncated, "processing". */
  brokenBodies?(): Iterable<BrokenBody> | AsyncIterable<BrokenBody>;
  /** Milliseconds per law; default 60,000. */
  readonly timeout?: number;
}

/** Opens a source over a fixture and makes the subject that laws are checked on. */
export async function subjectOf(options: ContractOptions, fixture: Fixture, shrink = true): Promise<Subject & OpenedSource> {
  let opened = 1;
  const first = await options.open(fixture);
  const { collections } = await first.source.describe(new AbortController().signal);
  const description = collections.find(({ name }) => name === fixture.collection);
  if (!description) throw new Error(`collection "${fixture.collection}" is not described`);
  return {
    fixture,
    description,
    holds: options.holds ?? {},
    source: first.source,
    guarded: guardSource(first.source, { name: options.name }),
    open: async () => {
      opened += 1;
      const collection = `${fixture.collection}_${opened}`;
      const again = await options.open({ ...fixture, collection });
      return { collection, source: again.source, close: () => again.close() };
    },
    soon: options.soon ?? 2_000,
    close: () => first.close(),
    logged: () => first.logged?.() ?? '',
    seed: options.seed ?? 20_261_122,
    runs: options.runs ?? 60,
    shrink,
    enough: shrink ? 5 : 1,
  };
}

/** The fixtures of a suite: every type, a key of two fields, no rows. */
export function fixturesOf({ types, holds, rows, seed }: Omit<ContractOptions, 'open' | 'name'>): readonly Fixture[] {
  const options = { types: types ?? FIXTURE_TYPES, rows: rows ?? 240, seed: seed ?? 7, ...(holds ? { holds } : {}) };
  return [wideFixture(options), pairedFixture(options), emptyFixture(options)];
}

/** Checks every law on every fixture, without a test runner. */
export async function checkEveryLaw(options: ContractOptions, shrink = false): Promise<readonly Violation[]> {
  const violations: Violation[] = [];
  for (const fixture of fixturesOf(options)) {
    const subject = await subjectOf(options, fixture, shrink);
    try {
      for (const each of laws) {
        if (!options.skip?.[each.id]) violations.push(...(await each.check(subject)));
      }
    } finally {
      await subject.close();
    }
  }
  const bodies = options.brokenBodies ? await brokenBodyFaults(options.brokenBodies()) : [];
  return [...violations, ...bodies.map((message) => ({ law: 'broken-body', message }))];
}
