import type { Source, SourceError } from '../../contract/index.ts';

/** Stands for a source that could not be opened: whatever is asked of it fails with the same error. */
export function brokenSource(error: SourceError): Source {
  const fail = () => Promise.reject(error);
  return {
    describe: fail,
    // biome-ignore lint/correctness/useYield: it fails before the first batch.
    async *read() {
      throw error;
    },
    check: () =>
      Promise.resolve([{ step: 'configuration', ok: false, cause: error.message, ...(error.advice ? { advice: error.advice } : {}) }]),
    close: () => Promise.resolve(),
  };
}
