/**
 * The five ways in which a source fails, and who acts:
 * UNREACHABLE (network, timeout, 5xx, rate limit: it is retried), NEEDS_AUTH (credentials missing, expired, not allowed: the operator),
 * BAD_DATA (the source answered something else than it promised: the integrator), UNSUPPORTED (a request beyond the capabilities: our bug),
 * BROKEN (the configuration is wrong: the operator).
 */
export type SourceErrorKind = 'UNREACHABLE' | 'NEEDS_AUTH' | 'BAD_DATA' | 'UNSUPPORTED' | 'BROKEN';

export interface SourceErrorOptions {
  /** Milliseconds after which the source asked to be tried again. */
  readonly retryAfter?: number;
  /** True when the source did not answer in time (the public code is then SOURCE_TIMEOUT). */
  readonly timeout?: boolean;
  /** What the operator or integrator can do. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/**
 * The only error that a source throws. The message says what was expected, what came and what to do, and holds
 * nothing of a row, no secret, no host credentials and no text of a driver.
 */
export class SourceError extends Error {
  readonly kind: SourceErrorKind;
  readonly retryAfter: number | undefined;
  readonly timeout: boolean;
  readonly advice: string | undefined;

  constructor(kind: SourceErrorKind, message: string, options: SourceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SourceError';
    this.kind = kind;
    this.retryAfter = options.retryAfter;
    this.timeout = options.timeout ?? false;
    this.advice = options.advice;
  }

  /** True when trying again later may help without anybody acting. */
  get retryable(): boolean {
    return this.kind === 'UNREACHABLE';
  }
}
