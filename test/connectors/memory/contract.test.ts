import { openMemory } from '../../../connectors/memory/index.ts';
import { runContractSuite } from '../../contract/suite.ts';
import { KNOWN_GAPS } from './known-gaps.ts';
import { memoryConfig } from './memory-config.ts';

for (const capabilities of ['all', 'none'] as const) {
  runContractSuite({
    name: `memory with capabilities ${capabilities}`,
    ...(capabilities === 'all' ? { skip: KNOWN_GAPS } : {}),
    open: async (fixture) => {
      const source = openMemory(memoryConfig(fixture), capabilities);
      return { source, close: () => source.close() };
    },
  });
}
