import type { RawAnswer } from './transport.ts';

/** No service is left alone for longer, whatever it asks for. */
const LONGEST = 3_600_000;
/** From here on a number is no span of seconds but a time in seconds since 1970. */
const FIRST_EPOCH_SECOND = 1_000_000_000;

/**
 * Milliseconds until the service wants to be asked again: `Retry-After` in seconds or as a date (RFC 9110), else the reset of
 * a spent rate limit (`RateLimit-Reset`, `X-RateLimit-Reset`: seconds from now, or since 1970). Undefined when it says nothing.
 */
export function retryAfterOf(headers: RawAnswer['headers'], now: number): number | undefined {
  const asked = millisecondsOf(headers['retry-after'], now);
  if (asked !== undefined) return asked;
  const left = headers['ratelimit-remaining'] ?? headers['x-ratelimit-remaining'];
  if (left !== undefined && Number(left) > 0) return undefined;
  return millisecondsOf(headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'], now);
}

function millisecondsOf(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!text) return undefined;
  const seconds = Number(text);
  const wait = Number.isNaN(seconds) ? Date.parse(text) - now : seconds >= FIRST_EPOCH_SECOND ? seconds * 1000 - now : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST, Math.max(0, Math.ceil(wait)));
}
