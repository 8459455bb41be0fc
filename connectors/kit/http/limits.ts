import type { SourceLimits } from '../../../src/contract/index.ts';
import type { HttpConfig } from './config.ts';

/** What the runtime is told of the limits. The rate is kept here, per request: one read may be many requests. */
export function sourceLimits({ limits }: HttpConfig): SourceLimits {
  return { parallelReads: limits.parallelReads };
}
