import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { checkWorld } from './check-world.ts';

const RUNS = Number(process.env.CIVIGRAPH_PROPERTY_RUNS ?? 60);
const SEED = Number(process.env.CIVIGRAPH_PROPERTY_SEED ?? 20_261_122);

describe('whatever the sources can do themselves, the engine answers as if it held all records', () => {
  test('random data, capabilities and operations', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(), checkWorld), { numRuns: RUNS, seed: SEED, endOnFailure: true });
  }, 300_000);
});
