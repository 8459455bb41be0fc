export { refusalOf } from './check-request.ts';
export { type GuardedSource, type GuardOptions, guardSource, type ReadOptions } from './guard-source.ts';
export type { HealthPhase, ReadFacts, SourceCounters } from './health.ts';
export { DEFAULT_RETRY, type RetryRules } from './retry.ts';
export { type SharedReads, type SharedReadsOptions, sharedReads } from './shared-reads.ts';
export { asSourceError } from './source-errors.ts';
export { FORM, hasForm } from './value-forms.ts';
