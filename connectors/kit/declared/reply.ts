import { SourceError } from '../../../src/contract/index.ts';
import { processingError, saysProcessing } from '../http/body.ts';
import type { TotalPlace, WireReply } from './model.ts';
import { type Path, pathText, valueAt } from './path.ts';

/** The connector's kind and the endpoint, for messages. */
export interface Speaker {
  readonly kind: string;
  readonly what: string;
}

/** The list of rows in an answer. Throws where it is not there: an answer without it is never an answer of no rows. */
export function itemsOf(reply: WireReply, rows: Path, speaker: Speaker): readonly unknown[] {
  const items = reply.absent ? undefined : valueAt(reply.body, rows);
  if (Array.isArray(items)) return items;
  throw shapeError(reply, `a list at ${pathText(rows)}`, speaker);
}

/** An answer that has not the promised shape; or one that says that its data is still being prepared. */
export function shapeError(reply: WireReply, expected: string, { kind, what }: Speaker): SourceError {
  if (saysProcessing(reply.body)) return processingError(kind, what, reply.headers);
  return new SourceError('BAD_DATA', `${kind}: expected ${expected} from ${what}, something else came`, {
    advice: 'compare the answer of the service with the paths that are declared for the endpoint',
  });
}

/** The number of all rows as the service says it; undefined where no place is declared for it. */
export function totalOf(reply: WireReply, place: TotalPlace | undefined, speaker: Speaker): number | undefined {
  if (!place) return undefined;
  const found = 'path' in place ? valueAt(reply.body, place.path) : reply.headers[place.header.toLowerCase()];
  const total = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found;
  if (typeof total === 'number' && Number.isSafeInteger(total) && total >= 0) return total;
  throw shapeError(reply, `the number of rows at ${'path' in place ? pathText(place.path) : 'the declared header'}`, speaker);
}

/** The address in a `Link` header (RFC 8288) whose relation is "next". */
export function nextLinkOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  for (const [, address = '', parameters = ''] of text.matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:"[^"]*"|[^",;\s]+))?)*)/g)) {
    if (/;\s*rel\s*=\s*("[^"]*\bnext\b[^"]*"|next\b)/i.test(parameters)) return address;
  }
  return undefined;
}
