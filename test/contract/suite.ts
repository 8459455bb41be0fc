import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { brokenBodyFaults } from './broken-bodies.ts';
import { type ContractOptions, fixturesOf, subjectOf } from './check.ts';
import type { OpenedSource, Subject } from './law.ts';
import { laws } from './laws/index.ts';

export type { BrokenBody } from './broken-bodies.ts';
export type { ContractOptions } from './check.ts';
export type { Fixture, FixtureField } from './fixture.ts';
export type { OpenedSource } from './law.ts';

/** One jest test per law. */
export function runContractSuite(options: ContractOptions): void {
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
