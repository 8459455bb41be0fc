import { setMaxListeners } from 'node:events';
import { Gate, pause } from '../../../src/base/gate.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { credentialsOf } from './auth.ts';
import { isHtml, jsonOf } from './body.ts';
import type { HttpConfig } from './config.ts';
import type { Credentials } from './credentials.ts';
import { BrokenConnection, closedError, statusError, stoppedError } from './errors.ts';
import { retryAfterOf } from './retry-after.ts';
import { Exchange, HttpTransport, type RawAnswer } from './transport.ts';

/** One question to a service. */
export interface HttpCall {
  /** The endpoint for messages: method and path template, no values. */
  readonly what: string;
  readonly method: 'GET' | 'POST';
  /** Path and query, encoded, or a whole address (a "next" link). */
  readonly target: string;
  /** A JSON text. */
  readonly body?: string;
  /** Keeps the digits of numbers that a JavaScript number would round. */
  readonly exactNumbers: boolean;
  /** Pages came before this one: a failure here would cost them too. */
  readonly midway?: boolean;
  /** Finds the failure that the JSON body of an error status tells better than the status does. */
  readonly failureIn?: (body: unknown) => SourceError | undefined;
  /** Whether status 404 and 410 say that there is no such thing; `html`: even where a web page says so. */
  readonly absent?: 'json' | 'html';
}

/** What a service answered: parsed JSON, or that there is no such thing. */
export interface HttpAnswer {
  readonly absent: boolean;
  readonly body: unknown;
  readonly headers: RawAnswer['headers'];
}

export interface HttpClientOptions {
  /** The connector's kind, for messages. */
  readonly kind: string;
  /** Where relative targets start. */
  readonly base: URL;
  readonly config: HttpConfig;
  readonly secret: (reference: string) => string;
}

/** How often a request in the middle of a read is repeated at least. */
const TIMES_MIDWAY = 2;

/**
 * Asks a service for JSON: signed in, paced, repeated where that may help, redirects followed. Every failure is a SourceError
 * whose text holds no address, header or piece of a body.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #transport: HttpTransport;
  readonly #credentials: Credentials;
  readonly #gate: Gate;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #prefix: string;
  #closed = false;

  constructor(options: HttpClientOptions) {
    const { kind, config, secret, base } = options;
    const { parallelReads: parallel, readsPerSecond: perSecond } = config.limits;
    this.#options = options;
    this.#transport = new HttpTransport({
      kind,
      connectTimeout: config.timeouts.connect,
      requestTimeout: config.timeouts.request,
      maxBody: config.maxBody,
      connections: parallel,
      ca: config.tls.ca === undefined ? undefined : secret(config.tls.ca),
    });
    this.#credentials = credentialsOf(config.auth, secret, { kind, send: (exchange, signal) => this.#transport.send(exchange, signal) });
    this.#gate = new Gate(parallel, perSecond);
    const own = Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    this.#headers = { accept: 'application/json', 'accept-encoding': 'gzip, deflate', ...Object.fromEntries(own) };
    this.#prefix = base.pathname.replace(/\/+$/, '');
  }

  /** The host and port that the service is reached at. */
  get base(): URL {
    return this.#options.base;
  }

  /** Asks and gives the parsed answer. Throws SourceError. */
  json(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
    if (this.#closed) return Promise.reject(closedError(this.#options.kind));
    // One read may be many requests side by side, each of which listens to the read's signal.
    setMaxListeners(0, signal);
    return this.#inTurn(call, signal);
  }

  /** Gets the credentials as a request would, for the sign-in step of a check. */
  async signIn(signal: AbortSignal): Promise<void> {
    await this.#credentials.headers(signal);
  }

  /** Ends every request under way with an error; idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#transport.close();
  }

  async #inTurn(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
    const leave = await this.#waited(this.#gate.enter(signal));
    try {
      return await this.#repeated(call, signal);
    } finally {
      leave();
    }
  }

  /** What is waited for, which ends early only because the caller stops. */
  async #waited<T>(waiting: Promise<T>): Promise<T> {
    try {
      return await waiting;
    } catch {
      throw stoppedError(this.#options.kind);
    }
  }

  async #repeated(call: HttpCall, signal: AbortSignal): Promise<HttpAnswer> {
    const times = Math.max(this.#options.config.retry.times, call.midway ? TIMES_MIDWAY : 0);
    for (let tries = 0; ; tries += 1) {
      try {
        const { answer, redirected } = await this.#signedIn(call, signal);
        const wait = tries < times ? this.#waitAfter(answer, tries) : undefined;
        if (wait === undefined) return this.#read(call, answer, redirected);
        await this.#waited(pause(wait, signal));
      } catch (error) {
        if (tries >= Math.max(1, times) || this.#closed || !(error instanceof BrokenConnection)) throw error;
        if (tries > 0) await this.#waited(pause(this.#pause(tries), signal));
      }
    }
  }

  /** How long to wait before asking again; undefined when asking again is of no use or comes too late. */
  #waitAfter(answer: RawAnswer, tries: number): number | undefined {
    const { retry } = this.#options.config;
    if (!retry.statuses.includes(answer.status)) return undefined;
    const wait = retryAfterOf(answer.headers, Date.now()) ?? this.#pause(tries);
    return wait <= retry.longestPause ? wait : undefined;
  }

  #pause(tries: number): number {
    const { pause: first, longestPause } = this.#options.config.retry;
    return Math.min(longestPause, first * 2 ** tries * (0.75 + Math.random() / 2));
  }

  async #signedIn(call: HttpCall, signal: AbortSignal) {
    const credentials = await this.#credentials.headers(signal);
    const first = await this.#followed(call, credentials, signal);
    if (first.answer.status !== 401 || !this.#credentials.renew(credentials)) return first;
    return this.#followed(call, await this.#credentials.headers(signal), signal);
  }

  async #followed(call: HttpCall, credentials: Readonly<Record<string, string>>, signal: AbortSignal) {
    let exchange = this.#exchange(call, credentials);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#transport.send(exchange, signal);
      const next = answer.status >= 300 && answer.status < 400 ? this.#redirect(exchange, answer) : undefined;
      if (!next) return { answer, redirected: redirects > 0 };
      if (redirects >= this.#options.config.maxRedirects) throw statusError(this.#options.kind, call.what, answer);
      exchange = next;
    }
  }

  #exchange(call: HttpCall, credentials: Readonly<Record<string, string>>): Exchange {
    const headers = call.body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' };
    const { base, kind } = this.#options;
    if (!/^[a-z][a-z0-9+.-]*:/i.test(call.target)) {
      return new Exchange(call.method, base.origin, this.#prefix + call.target || '/', { ...headers, ...credentials }, call.body);
    }
    const url = new URL(call.target);
    if (url.origin !== base.origin) {
      throw new SourceError('BAD_DATA', `${kind}: ${call.what} names a next page on another host; expected the same one`, {
        advice: 'let the service give links under the configured address',
      });
    }
    return new Exchange(call.method, url.origin, url.pathname + url.search, { ...headers, ...credentials }, call.body);
  }

  /** Where to go on. Another host gets neither credentials nor configured headers, and TLS is never left. */
  #redirect(exchange: Exchange, answer: RawAnswer): Exchange | undefined {
    const { location } = answer.headers;
    if (typeof location !== 'string' || answer.status === 304) return undefined;
    const url = addressOf(location, exchange.origin + exchange.path);
    if (!url || !/^https?:$/.test(url.protocol)) return undefined;
    if (exchange.origin.startsWith('https:') && url.protocol !== 'https:') return undefined;
    const keeps = answer.status === 307 || answer.status === 308;
    if (exchange.method === 'POST' && !(keeps && url.origin === exchange.origin)) return undefined;
    const headers = url.origin === exchange.origin ? exchange.headers : { accept: 'application/json' };
    return new Exchange(exchange.method, url.origin, url.pathname + url.search, headers, exchange.body);
  }

  #read(call: HttpCall, answer: RawAnswer, redirected: boolean): HttpAnswer {
    const { status, headers } = answer;
    const { kind, config } = this.#options;
    if (status >= 200 && status < 300) {
      const expected = { kind, what: call.what, contentTypes: config.contentTypes, exactNumbers: call.exactNumbers, redirected };
      return { absent: false, body: jsonOf(answer, expected), headers };
    }
    const missing = status === 404 || status === 410;
    if (missing && call.absent && (call.absent === 'html' || !isHtml(answer))) return { absent: true, body: undefined, headers };
    throw (call.failureIn && told(answer, call.failureIn)) ?? statusError(kind, call.what, answer);
  }
}

/** The address that a text names, seen from another one; undefined when it names none. (`URL.parse` is younger than the oldest Node.js that is served.) */
function addressOf(text: string, from: string): URL | undefined {
  try {
    return new URL(text, from);
  } catch {
    return undefined;
  }
}

function told(answer: RawAnswer, failureIn: (body: unknown) => SourceError | undefined): SourceError | undefined {
  try {
    return failureIn(JSON.parse(answer.body.toString('utf8')));
  } catch {
    return undefined;
  }
}
