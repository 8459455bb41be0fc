import { isUtf8 } from 'node:buffer';
import { PublicError } from '../contract/error-codes.ts';
import { type RequestLimits, scanJson } from '../guard/index.ts';

/** The parameters of a GraphQL over HTTP request. `extensions` are checked and not used. */
export interface GraphqlParameters {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

const noVariables: Readonly<Record<string, unknown>> = Object.freeze({});

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

function bad(message: string): PublicError {
  return new PublicError('BAD_REQUEST', message);
}

function recordOf(parameters: Readonly<Record<string, unknown>>, name: 'variables' | 'extensions'): Readonly<Record<string, unknown>> {
  const value = parameters[name];
  if (value === undefined || value === null) return noVariables;
  if (!isRecord(value)) throw bad(`Expected \`${name}\` to be an object, ${nameOf(value)} came.`);
  return value;
}

/** Checks the types of the parameters. Throws BAD_REQUEST that says what was expected and what came. */
export function checkParameters(parameters: unknown): GraphqlParameters {
  if (Array.isArray(parameters)) throw bad('Expected one GraphQL request, a list came: batching is off. Send the requests one by one.');
  if (!isRecord(parameters)) throw bad('Expected a JSON object with `query`, and `variables` and `operationName` where needed.');
  const { query, operationName } = parameters;
  if (typeof query !== 'string') throw bad(`Expected \`query\` to be a text, ${query === undefined ? 'nothing' : nameOf(query)} came.`);
  if (query.trim() === '') throw bad('Expected `query` to hold a GraphQL document, an empty text came.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw bad(`Expected \`operationName\` to be a text, ${nameOf(operationName)} came.`);
  }
  recordOf(parameters, 'extensions');
  return {
    query,
    operationName: operationName === null || operationName === '' ? undefined : operationName,
    variables: recordOf(parameters, 'variables'),
  };
}

/** Smaller bodies hold too little to be slow. */
const SMALL_BODY = 8 * 1024;

/** The body of a POST: UTF-8, within the limits on levels and items, JSON. Throws BAD_REQUEST or QUERY_TOO_COMPLEX. */
export function parseBody(body: Buffer, limits: RequestLimits): unknown {
  if (!isUtf8(body)) throw bad('Expected the body in UTF-8, other bytes came.');
  const text = body.toString('utf8');
  if (text.length > SMALL_BODY) scanJson(text, limits);
  try {
    return JSON.parse(text);
  } catch {
    throw bad('Expected the body to be JSON, it cannot be parsed.');
  }
}

function once(search: URLSearchParams, name: string): string | undefined {
  const values = search.getAll(name);
  if (values.length > 1) throw bad(`Expected \`${name}\` once, it came ${values.length} times.`);
  return values[0];
}

function jsonOnce(search: URLSearchParams, name: string): unknown {
  const text = once(search, name);
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw bad(`Expected \`${name}\` to be JSON, it cannot be parsed.`);
  }
}

/** The parameters of a GET, from the part of the URL after `?`. */
export function parseSearch(url: string): unknown {
  const search = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  return {
    query: once(search, 'query'),
    operationName: once(search, 'operationName'),
    variables: jsonOnce(search, 'variables'),
    extensions: jsonOnce(search, 'extensions'),
  };
}
