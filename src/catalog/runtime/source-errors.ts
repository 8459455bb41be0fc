import { SourceError } from '../../contract/index.ts';

/** What Node's network layer says when the other side is not there or goes away. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EPIPE',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);
const TIMEOUT_CODES = /TIMEDOUT|TIMEOUT/;

/**
 * Whatever a source threw, as a SourceError. The text of a foreign error is not passed on (drivers put hosts, users and SQL into
 * it); it stays in `cause`, for the log only.
 */
export function asSourceError(name: string, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const code = codeOf(error);
  if (code !== undefined && NETWORK_CODES.has(code)) {
    const timeout = TIMEOUT_CODES.test(code);
    return new SourceError('UNREACHABLE', `source "${name}": the network failed (${code})`, {
      cause: error,
      timeout,
      advice: 'see whether the system runs and can be reached from here',
    });
  }
  return new SourceError('BAD_DATA', `source "${name}": the connector failed with an error of its own`, {
    cause: error,
    advice: 'the log holds the cause; report it to the author of the connector',
  });
}

/** The source did not answer in time. */
export function timedOut(name: string, milliseconds: number): SourceError {
  return new SourceError('UNREACHABLE', `source "${name}": no complete answer within ${Math.round(milliseconds)} ms`, {
    timeout: true,
    advice: 'ask for less, or raise readTimeout of the source',
  });
}

/** The one who asked does not wait any more. */
export function stoppedByCaller(name: string, reason?: unknown): SourceError {
  return new SourceError('UNREACHABLE', `source "${name}": the read was stopped by the one who asked`, { cause: reason });
}

/** The source was closed while, or before, it was asked. */
export function sourceClosed(name: string): SourceError {
  return new SourceError('UNREACHABLE', `source "${name}" is closed`, { advice: 'ask again; a new generation of the source may be open' });
}

/** A request that the source cannot take. */
export function unsupported(name: string, reason: string): SourceError {
  return new SourceError('UNSUPPORTED', `source "${name}": ${reason}`);
}

/** An answer that is not what was asked for. */
export function badAnswer(name: string, reason: string): SourceError {
  return new SourceError('BAD_DATA', `source "${name}": ${reason}`, { advice: 'check the connector with the contract suite' });
}

/** Errors that say nothing about the health of the source: our own stops and our own wrong requests. */
export function saysNothingOfHealth(error: SourceError): boolean {
  return error.kind === 'UNSUPPORTED';
}

/** Looks through the causes; an error is known by its members, since foreign ones may come from another realm. */
function codeOf(error: unknown): string | undefined {
  for (let each = error, depth = 0; typeof each === 'object' && each !== null && depth < 5; depth += 1) {
    const { code, name, cause } = each as { code?: unknown; name?: unknown; cause?: unknown };
    if (typeof code === 'string') return code;
    if (name === 'TimeoutError') return 'ETIMEDOUT';
    if (name === 'AbortError') return 'ECONNABORTED';
    each = cause;
  }
  return undefined;
}
