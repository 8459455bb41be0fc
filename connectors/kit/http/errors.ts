import { SourceError } from '../../../src/contract/index.ts';
import { retryAfterOf } from './retry-after.ts';
import type { RawAnswer } from './transport.ts';

/** The source was closed. */
export function closedError(kind: string): SourceError {
  return new SourceError('UNREACHABLE', `${kind}: the source is closed`, { advice: 'open the source again' });
}

/** The caller stopped waiting. */
export function stoppedError(kind: string): SourceError {
  return new SourceError('UNREACHABLE', `${kind}: the request was stopped before its end`);
}

/** The whole answer did not come in time. */
export function timeoutError(kind: string, milliseconds: number): SourceError {
  return new SourceError('UNREACHABLE', `${kind}: expected an answer within ${milliseconds} ms, none came whole`, {
    timeout: true,
    advice: 'see whether the service is overloaded, or raise timeouts.request',
  });
}

/** More came than one answer may hold. */
export function bodyTooLarge(kind: string, most: number): SourceError {
  return new SourceError('BAD_DATA', `${kind}: the body is longer than the ${most} bytes that one answer may have`, {
    advice: 'declare smaller pages, or raise maxBody',
  });
}

const LOOK_UP = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
const CERTIFICATE = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** A failure below HTTP. Only the code of the cause is told: its text may name hosts and credentials. */
export function networkError(kind: string, error: unknown): SourceError {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') {
    return new SourceError('UNREACHABLE', `${kind}: the connection was refused (${code})`, {
      advice: 'start the service, or correct host and port of its address',
    });
  }
  if (LOOK_UP.has(code)) {
    return new SourceError('UNREACHABLE', `${kind}: the host name was not found (${code})`, {
      advice: 'correct the host name, or see whether DNS works',
    });
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new SourceError('UNREACHABLE', `${kind}: no connection within the time allowed (${code})`, {
      timeout: true,
      advice: 'see whether a firewall stands between, or raise timeouts.connect',
    });
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') return closedError(kind);
  if (CERTIFICATE.test(code)) {
    return new SourceError('BROKEN', `${kind}: the certificate of the service is not trusted (${code})`, {
      advice: 'renew the certificate, or name its authority in tls.ca',
    });
  }
  if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new SourceError('BAD_DATA', `${kind}: the answer is no HTTP (${code})`, { advice: 'correct scheme and port of the address' });
  }
  return new BrokenConnection(kind, code);
}

/** A connection that broke under a request: gone at the very next try where only a kept connection had grown old. */
export class BrokenConnection extends SourceError {
  constructor(kind: string, code: string) {
    super('UNREACHABLE', `${kind}: the connection broke before the answer was whole (${code})`);
  }
}

/** The code of an error or of its cause. By shape, not by class: errors of the runtime may belong to another realm. */
export function codeOf(error: unknown): string {
  for (let at = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : undefined) {
    if ('errors' in at && Array.isArray(at.errors) && at.errors.length > 0) return codeOf(at.errors[0]);
    if ('code' in at && typeof at.code === 'string') return at.code;
    if ('name' in at && at.name === 'HTTPParserError') return 'HPE_INVALID';
  }
  return 'unknown';
}

/** The failure that a status of 300 and more tells. `what` names the endpoint: method and path template, no values. */
export function statusError(kind: string, what: string, answer: RawAnswer): SourceError {
  const { status } = answer;
  const said = `${kind}: ${what} answered status ${status}`;
  if (status === 401 || status === 407) {
    return new SourceError('NEEDS_AUTH', `${said}: not signed in`, { advice: 'set credentials that are valid in auth' });
  }
  if (status === 403) {
    return new SourceError('NEEDS_AUTH', `${said}: not allowed`, {
      advice: 'give the account the right to read this, or use another in auth',
    });
  }
  if (status === 404 || status === 410) {
    return new SourceError('BROKEN', `${said}: there is no such path`, { advice: 'correct the address and the path of the endpoint' });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) return busyError(said, answer);
  if (status >= 300 && status < 400) {
    return new SourceError('BROKEN', `${said}: a redirect that is not followed`, {
      advice: 'use the address that the service redirects to',
    });
  }
  if (status === 405 || status === 406 || status === 415 || status === 501) {
    return new SourceError('BROKEN', `${said}: the endpoint does not take this kind of request`, {
      advice: 'correct method and path of the endpoint',
    });
  }
  return new SourceError('BAD_DATA', `${said}: the service does not understand the request`, {
    advice: 'compare filters, order and page parameters of the endpoint with what the service documents',
  });
}

function busyError(said: string, answer: RawAnswer): SourceError {
  const retryAfter = retryAfterOf(answer.headers, Date.now());
  const why = answer.status === 429 ? 'too many requests' : answer.status >= 500 ? 'the service failed' : 'not now';
  return new SourceError('UNREACHABLE', `${said}: ${why}`, { ...(retryAfter === undefined ? {} : { retryAfter }) });
}
