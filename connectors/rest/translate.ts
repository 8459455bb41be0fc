import type { Scalar } from '../../src/contract/index.ts';
import type { Assigned, DeclaredCollection, EndpointName, SpelledTerm, WireAsk } from '../kit/declared/model.ts';
import { parsePath, putAt } from '../kit/declared/path.ts';
import type { HttpCall } from '../kit/http/client.ts';
import type { RestCollection } from './config.ts';

/** An endpoint as it is spoken to. */
export interface RestEndpoint {
  readonly method: 'GET' | 'POST';
  /** Path with names in braces. */
  readonly path: string;
  /** Parameters of every request, encoded. */
  readonly query: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly order?: RestCollection['list']['order'];
  readonly absent?: 'json' | 'html';
}

/** The endpoints of a collection. */
export function endpointsOf({ list, byKey, byKeys }: RestCollection): Readonly<Partial<Record<EndpointName, RestEndpoint>>> {
  return {
    list: { ...spoken(list), order: list.order },
    ...(byKey
      ? {
          byKey: {
            ...spoken({ ...byKey, method: 'GET', payload: {} }),
            absent: byKey.absentMayBeHtml ? ('html' as const) : ('json' as const),
          },
        }
      : {}),
    ...(byKeys ? { byKeys: spoken(byKeys) } : {}),
  };
}

function spoken({ method, path, query, payload }: Pick<RestCollection['list'], 'method' | 'path' | 'query' | 'payload'>): RestEndpoint {
  const fixed = Object.entries(query).map(([name, value]) => pair(name, value));
  return { method, path, query: fixed.join('&'), payload };
}

/** The request for a question. Every value is encoded; names come from the declaration only. */
export function translate(ask: WireAsk, endpoint: RestEndpoint, what: string): HttpCall {
  const { method, absent, order } = endpoint;
  const shared = { what, exactNumbers: ask.collection.exactNumbers, midway: ask.midway === true, ...(absent ? { absent } : {}) };
  if (ask.follow) return { ...shared, method: 'GET', target: new URL(ask.follow.link, ask.follow.from).href };
  const pieces = endpoint.query === '' ? [] : [endpoint.query];
  const body = method === 'POST' ? structuredClone(endpoint.payload) : undefined;
  let { path } = endpoint;
  for (const assigned of ask.assigned) {
    const [place, name] = placeOf(assigned);
    if (place === 'path') path = path.replace(`{${name}}`, () => encodeURIComponent(String(assigned.value)));
    else if (place === 'query') pieces.push(queryPiece(name, assigned));
    else if (body) putAt(body, parsePath(name), assigned.value);
  }
  if (order && ask.order.length > 0) putOrder(order, ask.order, pieces, body);
  const target = pieces.length === 0 ? path : `${path}?${pieces.join('&')}`;
  return { ...shared, method, target, ...(body ? { body: JSON.stringify(body) } : {}) };
}

/** The question with the names of parameters in place of values. */
export function previewText(ask: WireAsk, { method, path, query, order }: RestEndpoint): string {
  const names = ask.assigned.map(placeOf);
  const parameters = names.flatMap(([place, name]) => (place === 'query' ? [`${name}={${name}}`] : []));
  const places = names.flatMap(([place, name]) => (place === 'body' ? [name] : []));
  const said = ask.order.map(({ text }) => text).join(',');
  if (said !== '' && order?.param !== undefined) parameters.push(`${order.param}=${said}`);
  const all = [...(query === '' ? [] : [query]), ...parameters].join('&');
  return `${method} ${path}${all === '' ? '' : `?${all}`}${places.length === 0 ? '' : ` with ${places.join(', ')} in the body`}`;
}

/** Method and path template, for messages. */
export function whatOf(collection: DeclaredCollection, { method, path }: RestEndpoint): string {
  return `${method} ${path} (${collection.name})`;
}

function placeOf({ slot }: Assigned): readonly ['path' | 'query' | 'body', string] {
  const cut = slot.indexOf(':');
  return [slot.slice(0, cut) as 'path' | 'query' | 'body', slot.slice(cut + 1)];
}

function queryPiece(name: string, { value, many }: Assigned): string {
  if (!isList(value)) return pair(name, value);
  if (many?.style === 'join') return `${encodeURIComponent(name)}=${value.map(encoded).join(encodeSeparator(many.separator))}`;
  return value.map((one) => pair(name, one)).join('&');
}

/** A comma may stand in a query as it is (RFC 3986), and services that split before they decode want it so. */
function encodeSeparator(separator: string): string {
  return separator === ',' || separator === ';' ? separator : encodeURIComponent(separator);
}

function pair(name: string, value: Scalar): string {
  return `${encodeURIComponent(name)}=${encoded(value)}`;
}

function encoded(value: Scalar): string {
  return encodeURIComponent(String(value));
}

function isList(value: Assigned['value']): value is readonly Scalar[] {
  return Array.isArray(value);
}

function putOrder(
  order: NonNullable<RestEndpoint['order']>,
  terms: readonly SpelledTerm[],
  pieces: string[],
  body: Record<string, unknown> | undefined,
): void {
  const [first] = terms;
  if (order.param === undefined) {
    if (body && order.body !== undefined)
      putAt(
        body,
        parsePath(order.body),
        terms.map(({ text }) => text),
      );
  } else if (order.directionParam !== undefined && first) {
    pieces.push(pair(order.param, first.name), pair(order.directionParam, first.direction));
  } else if (order.style === 'repeat') {
    for (const { text } of terms) pieces.push(pair(order.param, text));
  } else pieces.push(pair(order.param, terms.map(({ text }) => text).join(',')));
}
