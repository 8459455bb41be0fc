import { SourceError } from '../../contract/index.ts';

/** How an unreachable source is tried again. */
export interface RetryRules {
  /** Further attempts after the first. Default 2. */
  readonly retries: number;
  /** Milliseconds of the first pause, doubled for each further one; the real pause is random between half of it and all of it. Default 200. */
  readonly firstPause: number;
}

export const DEFAULT_RETRY: RetryRules = { retries: 2, firstPause: 200 };

/**
 * Milliseconds to wait before attempt number `attempt` + 1 (the first is 0), or undefined when there is none: the error is not one that
 * passes, the attempts are used up, or the pause would outlast the time that is left.
 */
export function pauseBeforeRetry(error: unknown, attempt: number, timeLeft: number, rules: RetryRules): number | undefined {
  if (!(error instanceof SourceError) || !error.retryable || attempt >= rules.retries) return undefined;
  const backoff = rules.firstPause * 2 ** attempt * (0.5 + Math.random() / 2);
  const wait = Math.max(error.retryAfter ?? 0, backoff);
  return wait < timeLeft ? wait : undefined;
}
