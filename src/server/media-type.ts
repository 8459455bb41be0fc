import { PublicError } from '../contract/error-codes.ts';

/** The two media types that an answer can have. */
export type MediaType = 'application/json' | 'application/graphql-response+json';

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

interface Preference {
  readonly type: MediaType;
  readonly quality: number;
}

function preferenceOf(entry: string): Preference | undefined {
  const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  if (!(weight > 0 && weight <= 1)) return undefined;
  if (parameters.some((parameter) => parameter.startsWith('charset=') && !/^charset="?utf-8"?$/.test(parameter))) return undefined;
  if (range === RESPONSE_TYPE) return { type: RESPONSE_TYPE, quality: weight };
  return range === JSON_TYPE || range === '*/*' || range === 'application/*' ? { type: JSON_TYPE, quality: weight } : undefined;
}

/** The media type to answer with; `application/json` where the caller does not care. Throws NOT_ACCEPTABLE. */
export function negotiate(accept: string | undefined): MediaType {
  if (accept === undefined || accept === '*/*' || accept === JSON_TYPE) return JSON_TYPE;
  let best: Preference | undefined;
  for (const entry of accept.slice(0, 1_000).split(',')) {
    const preference = preferenceOf(entry);
    if (preference !== undefined && (best === undefined || preference.quality > best.quality)) best = preference;
  }
  if (best === undefined) {
    throw new PublicError('NOT_ACCEPTABLE', `Expected an accept header with ${RESPONSE_TYPE} or ${JSON_TYPE}.`);
  }
  return best.type;
}

/** True when a browser asks for a page: text/html is named and no GraphQL media type before it. */
export function wantsPage(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const ranges = accept.split(',').map((entry) => entry.split(';')[0]?.trim().toLowerCase());
  const page = ranges.indexOf('text/html');
  return page >= 0 && !ranges.slice(0, page).some((range) => range === JSON_TYPE || range === RESPONSE_TYPE);
}

/** True for `application/json` alone or with charset UTF-8; every other parameter is a trick or a mistake. */
export function isPlainJson(contentType: string | undefined): boolean {
  return contentType === JSON_TYPE || /^application\/json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i.test(contentType ?? '');
}
