import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guardSource } from '../../src/catalog/runtime/guard-source.ts';
import type { FieldType } from '../../src/contract/index.ts';
import { type BrokenBody, brokenBodyFaults } from './broken-bodies.ts';
import { emptyFixture, FIXTURE_TYPES, type Fixture, type Holds, pairedFixture, wideFixture } from './fixture.ts';
import type { OpenedSource, Subject, Violation } from './law.ts';
import { laws } from './laws/index.ts';

export interface ContractSuiteOptions {
  /** The connector, for the names of the tests. */
  readonly name: string;
  /** Sets up a fixture's collection with its rows in the real system and opens a source over it. May be called again for the same fixture. */
  open(fixture: Fixture): Promise<OpenedSource>;
  /** Field types that the connector can hold; default all. */
  readonly types?: readonly FieldType[];
  readonly holds?: Holds;
  /** Rows in the wide collection; default 240. */
  readonly rows?: number;
  /** Random requests per law; default 60. */
  readonly runs?: number;
  readonly seed?: number;
  /** Laws by id that are not checked, each with its reason. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Opened sources whose answer is not data: an error page with status 200, truncated, "processing". */
  brokenBodies?(): Iterable<BrokenBody> | AsyncIterable<BrokenBody>;
  /** Milliseconds per law; default 60,000. */
  readonly timeout?: number;
}

/** Opens a source over a fixture and makes the subject that laws are checked on. */
export async function subjectOf(options: ContractSuiteOptions, fixture: Fixture, shrink = true): Promise<Subject & OpenedSource> {
  const opened = await options.open(fixture);
  const { collections } = await opened.source.describe(new AbortController().signal);
  const description = collections.find(({ name }) => name === fixture.collection);
  if (!description) throw new Error(`collection "${fixture.collection}" is not described`);
  return {
    fixture,
    description,
    holds: options.holds ?? {},
    source: opened.source,
    guarded: guardSource(opened.source, { name: options.name }),
    open: () => options.open(fixture),
    close: () => opened.close(),
    logged: () => opened.logged?.() ?? '',
    seed: options.seed ?? 20_261_122,
    runs: options.runs ?? 60,
    shrink,
  };
}

/** The fixtures of a suite: every type, a key of two fields, no rows. */
export function fixturesOf({ types, holds, rows, seed }: Omit<ContractSuiteOptions, 'open' | 'name'>): readonly Fixture[] {
  const options = { types: types ?? FIXTURE_TYPES, rows: rows ?? 240, seed: seed ?? 7, ...(holds ? { holds } : {}) };
  return [wideFixture(options), pairedFixture(options), emptyFixture(options)];
}

/** Checks every law on every fixture, without a test runner. */
export async function checkEveryLaw(options: ContractSuiteOptions, shrink = false): Promise<readonly Violation[]> {
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
  return violations;
}

/** One jest test per law. */
export function runContractSuite(options: ContractSuiteOptions): void {
  describe(`${options.name} keeps the connector contract`, () => {
    const subjects: (Subject & OpenedSource)[] = [];

    beforeAll(async () => {
      for (const fixture of fixturesOf(options)) subjects.push(await subjectOf(options, fixture));
    }, 60_000);

    afterAll(async () => {
      for (const subject of subjects) await subject.close();
    }, 60_000);

    for (const { id, title, check } of laws) {
      const reason = options.skip?.[id];
      if (reason) {
        it.skip(`${title} [${id}; skipped: ${reason}]`, () => {});
        continue;
      }
      it(
        `${title} [${id}]`,
        async () => {
          const violations: string[] = [];
          for (const subject of subjects) violations.push(...(await check(subject)).map(({ message }) => message));
          expect(violations).toEqual([]);
        },
        options.timeout ?? 60_000,
      );
    }

    const bodies = options.brokenBodies;
    if (bodies) {
      it(
        'a body that is not the promised data is a SourceError, never zero rows [broken-body]',
        async () => {
          expect(await brokenBodyFaults(bodies.call(options))).toEqual([]);
        },
        options.timeout ?? 60_000,
      );
    }
  });
}
