import type { ErrorCode } from '../contract/error-codes.ts';

/** What is noted about a request while it is answered, for its log line and the metrics. */
export interface RequestNotes {
  readonly requestId: string;
  readonly started: number;
  path: 'known' | 'full' | 'other';
  operationName: string | undefined;
  limit: string | undefined;
  codes: readonly ErrorCode[];
  completeness: 'COMPLETE' | 'PARTIAL' | 'NONE' | undefined;
  /** Logs an error that the caller sees masked. */
  readonly unexpected: (error: unknown) => void;
}
