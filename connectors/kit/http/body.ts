import { SourceError } from '../../../src/contract/index.ts';
import { parseExactJson } from '../json-exact.ts';
import { retryAfterOf } from './retry-after.ts';
import type { RawAnswer } from './transport.ts';

/** Milliseconds after which a service that is still preparing its data is asked again when it names no time. */
const PROCESSING_PAUSE = 5_000;
const PROCESSING =
  /process|pending|in.?progress|preparing|not.?ready|try.?again|come.?back|later|queued|running|处理中|排队|请稍后|稍候|生成中|准备中/i;
const TELLING = ['status', 'state', 'message', 'msg', 'code', 'detail', 'result', 'info'];

/** What is known about an answer that should be JSON. */
export interface BodyExpectation {
  readonly kind: string;
  /** The endpoint: method and path template, no values. */
  readonly what: string;
  /** Further content types that are taken as JSON. */
  readonly contentTypes: readonly string[];
  /** Keeps the digits of numbers that a JavaScript number would round: they come as text. */
  readonly exactNumbers: boolean;
  /** The answer came from another address than was asked. */
  readonly redirected: boolean;
}

/** The JSON value of an answer with a status of success. Throws BAD_DATA for anything else. */
export function jsonOf(answer: RawAnswer, expected: BodyExpectation): unknown {
  const { kind, what } = expected;
  if (answer.status === 202) throw processingError(kind, what, answer.headers);
  const text = textOf(answer, expected);
  if (text === '') throw badBody(expected, 'the body is empty');
  try {
    return expected.exactNumbers ? parseExactJson(text) : JSON.parse(text);
  } catch {
    throw badBody(expected, 'the body is JSON that breaks off or is malformed');
  }
}

/** The service has not got its data ready. */
export function processingError(kind: string, what: string, headers: RawAnswer['headers']): SourceError {
  return new SourceError('UNREACHABLE', `${kind}: ${what} answered that its data is still being prepared`, {
    retryAfter: retryAfterOf(headers, Date.now()) ?? PROCESSING_PAUSE,
  });
}

/** Whether an object without the promised rows says that they come later. */
export function saysProcessing(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
  return TELLING.some((name) => {
    const value: unknown = Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined;
    return typeof value === 'string' && value.length < 200 && PROCESSING.test(value);
  });
}

/** Whether an answer calls itself a page for people. */
export function isHtml(answer: RawAnswer): boolean {
  return /html/i.test(String(answer.headers['content-type'] ?? ''));
}

function textOf(answer: RawAnswer, expected: BodyExpectation): string {
  const type = String(answer.headers['content-type'] ?? '').toLowerCase();
  const [essence = ''] = type.split(';', 1);
  const name = essence.trim();
  const known = name === '' || name === 'application/json' || name === 'text/json' || name.endsWith('+json');
  if (!known && !expected.contentTypes.includes(name))
    throw isHtml(answer) ? pageError(expected) : badBody(expected, 'the content type is another');
  const text = decoded(answer.body, /charset="?([\w.:-]+)/.exec(type)?.[1] ?? 'utf-8', expected);
  if (/^\s*</.test(text)) throw pageError(expected);
  return text;
}

function decoded(body: Buffer, charset: string, expected: BodyExpectation): string {
  if (charset === 'utf-8' || charset === 'utf8') {
    const text = body.toString('utf8');
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    throw badBody(expected, 'the charset is unknown');
  }
}

function pageError(expected: BodyExpectation): SourceError {
  if (expected.redirected) {
    return new SourceError('NEEDS_AUTH', `${expected.kind}: ${expected.what} led to a web page, most likely to sign in; expected JSON`, {
      advice: 'set credentials in auth, or use the address that answers JSON',
    });
  }
  return badBody(expected, 'a web page came');
}

function badBody({ kind, what }: BodyExpectation, came: string): SourceError {
  return new SourceError('BAD_DATA', `${kind}: expected JSON from ${what}, but ${came}`, {
    advice: 'see what the service answers there, and correct the endpoint or the service',
  });
}
