import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../config.ts';
import { PublicError } from '../contract/error-codes.ts';

/** Headers that a foreign page can send only after a preflight, which this server never grants. */
const preflightHeaders = ['graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name', 'x-requested-with'];

/** True when a browser may have sent the request without its user having wanted it. */
function mayBeBrowser(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return false;
  if (site !== undefined || headers.origin !== undefined || headers.referer !== undefined || headers.cookie !== undefined) return true;
  return (headers['user-agent'] ?? '').startsWith('Mozilla/');
}

/**
 * A GET needs no preflight, so any web page can make its visitor's browser send one. It is taken when it carries a header that a
 * foreign page cannot send, or when nothing about it looks like a browser. Throws BAD_REQUEST.
 */
export function refuseForeignGet(headers: IncomingHttpHeaders): void {
  const type = headers['content-type'];
  if (type !== undefined && type !== 'application/json') {
    throw new PublicError('UNSUPPORTED_MEDIA_TYPE', 'Expected a GET without content-type.');
  }
  if (type !== undefined || preflightHeaders.some((name) => headers[name] !== undefined) || !mayBeBrowser(headers)) return;
  throw new PublicError('BAD_REQUEST', `Expected a GET from a browser to carry the header ${preflightHeaders[0]}: 1. Or use POST.`);
}

function nameOf(host: string): string {
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : (host.split(':')[0] ?? '');
}

/**
 * While only this machine may connect, a foreign page could still reach the server under a name of its own that it lets point to
 * 127.0.0.1 (DNS rebinding). Such a request carries that name in `host`.
 */
export function isKnownHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined) return true;
  const name = nameOf(host);
  return isLoopback(name) || allowed.includes(name) || allowed.includes(host);
}
