import { openMemory } from '../../../connectors/memory/index.ts';
import { runContractSuite } from '../../contract/suite.ts';
import { memoryConfig } from './memory-config.ts';

for (const capabilities of ['all', 'none'] as const) {
  runContractSuite({
    name: `memory with capabilities ${capabilities}`,
    open: async (fixture) => {
      const source = openMemory(memoryConfig(fixture), capabilities);
      return { source, close: () => source.close() };
    },
  });
}
