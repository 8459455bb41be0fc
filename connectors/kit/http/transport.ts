import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Axios, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { type Dispatcher, Pool } from 'undici';
import { SourceError } from '../../../src/contract/index.ts';
import { bodyTooLarge, closedError, codeOf, networkError, stoppedError, timeoutError } from './errors.ts';

const unpack = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

/** How connections are made and how much one answer may hold. */
export interface TransportOptions {
  /** The connector's kind, for messages. */
  readonly kind: string;
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout: number;
  /** Milliseconds until one request must be answered whole. */
  readonly requestTimeout: number;
  /** Most bytes of a body, packed or unpacked. */
  readonly maxBody: number;
  /** Connections per host that are kept open. */
  readonly connections: number;
  /** PEM of the certificate authority that is trusted in place of the public ones. */
  readonly ca?: string | undefined;
}

/** One request as it goes over the wire. */
export class Exchange {
  readonly method: 'GET' | 'POST';
  readonly origin: string;
  /** Path with query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;

  constructor(method: 'GET' | 'POST', origin: string, path: string, headers: Readonly<Record<string, string>>, body?: string) {
    this.method = method;
    this.origin = origin;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }
}

/** An answer of any status. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

interface ExchangeConfig extends InternalAxiosRequestConfig {
  readonly exchange: Exchange;
}

/**
 * Keep-alive connections over which exchanges run, behind the face of axios. The adapter speaks to undici pools: measured
 * here, a small JSON answer costs a sixth of the processor time that axios needs over node's own client. The request travels
 * as one object that axios hands through, since merging of configurations and headers is what axios spends its time on.
 */
export class HttpTransport {
  readonly #options: TransportOptions;
  readonly #pools = new Map<string, Pool>();
  readonly #axios: Axios;
  #closed = false;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#axios = new Axios({ adapter: (config) => this.#adapt(config as ExchangeConfig) });
  }

  /** Sends one request and gives the answer whole. Throws SourceError; never retries, never follows. */
  async send(exchange: Exchange, signal: AbortSignal): Promise<RawAnswer> {
    if (this.#closed) throw closedError(this.#options.kind);
    if (signal.aborted) throw stoppedError(this.#options.kind);
    const config = { exchange, signal } as unknown as ExchangeConfig;
    let answer: RawAnswer;
    try {
      answer = (await this.#axios.request<unknown, AxiosResponse<RawAnswer>>(config)).data;
    } catch (error) {
      if (error instanceof SourceError) throw error;
      throw signal.aborted ? stoppedError(this.#options.kind) : networkError(this.#options.kind, error);
    }
    return this.#unpacked(answer);
  }

  /** Ends every exchange under way with an error and closes the connections. */
  async close(): Promise<void> {
    this.#closed = true;
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  async #adapt(config: ExchangeConfig): Promise<AxiosResponse<RawAnswer>> {
    const data = await this.#dispatch(config.exchange, config.signal as AbortSignal);
    return { data, status: data.status, statusText: '', headers: NO_HEADERS, config };
  }

  #dispatch(exchange: Exchange, signal: AbortSignal): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const answer = new AnswerHandler({ options: this.#options, signal, resolve, reject });
      const { method, path, headers, body } = exchange;
      this.#poolOf(exchange.origin).dispatch({ method, path, headers, body: body ?? null }, answer);
    });
  }

  #poolOf(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known) return known;
    const { connections, connectTimeout, ca } = this.#options;
    const pool = new Pool(origin, {
      connections,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connectTimeout, ...(ca === undefined ? {} : { ca }) },
    });
    this.#pools.set(origin, pool);
    return pool;
  }

  async #unpacked(answer: RawAnswer): Promise<RawAnswer> {
    const encoding = String(answer.headers['content-encoding'] ?? 'identity').toLowerCase();
    if (encoding === 'identity' || answer.body.length === 0) return answer;
    const { kind, maxBody } = this.#options;
    if (!Object.hasOwn(unpack, encoding)) {
      throw new SourceError('BAD_DATA', `${kind}: the body is packed in a way that was not asked for; expected gzip, deflate, br or none`);
    }
    try {
      return { ...answer, body: await unpack[encoding as keyof typeof unpack](answer.body, { maxOutputLength: maxBody }) };
    } catch (error) {
      if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(kind, maxBody);
      throw new SourceError('BAD_DATA', `${kind}: the packed body is damaged or cut off`);
    }
  }
}

const NO_HEADERS = new AxiosHeaders();

interface Waiting {
  readonly options: TransportOptions;
  readonly signal: AbortSignal;
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects one answer; ends the exchange on abort, time-out and too long a body by closing its socket. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #waiting: Waiting;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #status = 0;
  #headers: RawAnswer['headers'] = {};
  #controller: Dispatcher.DispatchController | undefined;
  #failure: SourceError | undefined;

  constructor(waiting: Waiting) {
    this.#waiting = waiting;
    const { kind, requestTimeout } = waiting.options;
    this.#timer = setTimeout(() => this.#fail(timeoutError(kind, requestTimeout)), requestTimeout);
    waiting.signal.addEventListener('abort', this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: RawAnswer['headers']): void {
    this.#status = status;
    this.#headers = headers;
    const { kind, maxBody } = this.#waiting.options;
    if (Number(headers['content-length'] ?? 0) > maxBody) this.#fail(bodyTooLarge(kind, maxBody));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    const { kind, maxBody } = this.#waiting.options;
    if (this.#length > maxBody) this.#fail(bodyTooLarge(kind, maxBody));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#settle();
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#length);
    this.#waiting.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    this.#settle();
    this.#waiting.reject(this.#failure ?? error);
  }

  readonly #onAbort = (): void => this.#fail(stoppedError(this.#waiting.options.kind));

  #fail(failure: SourceError): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#settle();
    this.#waiting.reject(failure);
    this.#controller?.abort(failure);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#waiting.signal.removeEventListener('abort', this.#onAbort);
  }
}
