import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** How a test answers. Nothing is sent for it by itself. */
export type Handler = (seen: Seen, response: ServerResponse, request: IncomingMessage) => unknown;

/** A real HTTP server on loopback that remembers what it was asked. */
export class TestServer {
  readonly seen: Seen[] = [];
  /** Connections that were ever made. */
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #handler: Handler;

  private constructor(handler: Handler) {
    this.#handler = handler;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('connection', (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  static async start(handler: Handler = (_seen, response) => json(response, [])): Promise<TestServer> {
    const server = new TestServer(handler);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Answers differently from now on, and forgets what was seen. */
  answer(handler: Handler): void {
    this.#handler = handler;
    this.seen.length = 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = request.url ?? '/';
    const [path = '/', query = ''] = url.split('?', 2);
    const seen = {
      method: request.method ?? '',
      url,
      path,
      query: new URLSearchParams(query),
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    this.seen.push(seen);
    try {
      await this.#handler(seen, response, request);
    } catch {
      if (!response.headersSent) text(response, 'failed', { 'content-type': 'text/plain' }, 500);
    }
  }
}

/** Answers with JSON. */
export function json(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
  text(response, JSON.stringify(body), { 'content-type': 'application/json; charset=utf-8', ...headers }, status);
}

/** Answers with a text of any type. */
export function text(response: ServerResponse, body: string | Buffer, headers: Record<string, string>, status = 200): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  response.end(body);
}

/** Waits until something holds. */
export async function until(holds: () => boolean, milliseconds = 3_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
