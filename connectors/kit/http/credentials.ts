import { SourceError } from '../../../src/contract/index.ts';

/** The credentials of requests. */
export interface Credentials {
  /** Headers that sign a request in. */
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** The service refused these headers. True when there are others to try. */
  renew(refused: Readonly<Record<string, string>>): boolean;
}

/** The value of an `Authorization` header after RFC 7617, in UTF-8. */
export function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** A secret as it may stand in a header: without the line break that editors put at the end of files. */
export function plain(text: string, kind: string): string {
  const trimmed = text.trim();
  if (/^[\x20-\x7e]+$/.test(trimmed)) return trimmed;
  throw new SourceError('BROKEN', `${kind}: the secret in auth is empty or holds characters that no header takes`, {
    advice: 'store the token as one line of plain ASCII',
  });
}
