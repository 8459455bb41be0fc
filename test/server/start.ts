import { type Config, loadConfig } from '../../src/config.ts';
import type { Log } from '../../src/contract/index.ts';
import { type CivigraphServer, createServer } from '../../src/server.ts';
import { SmallEngine } from './small-engine.ts';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface Started {
  readonly server: CivigraphServer;
  readonly engine: SmallEngine;
  readonly url: string;
  readonly port: number;
  readonly lines: LogLine[];
  readonly config: Config;
}

/** Starts a server over a small engine on a free port, with settings by path. */
export async function start(settings: Readonly<Record<string, string>> = {}): Promise<Started> {
  const flags = Object.fromEntries(
    Object.entries({ 'server.port': '0', ...settings }).map(([path, value]) => [path, { value, flag: path }]),
  );
  const config = loadConfig({ flags, environment: {}, folder: '/' });
  const lines: LogLine[] = [];
  const note =
    (level: string) =>
    (message: string, facts: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, message, facts });
    };
  const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const engine = new SmallEngine();
  const server = await createServer({ engine, config, log, openingQuery: '{ hello }' });
  const address = await server.listen();
  return { server, engine, url: `${address}/graphql`, port: Number(new URL(address).port), lines, config };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: {
    readonly data?: Record<string, unknown>;
    readonly errors?: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[];
  };
}

/** Sends a GraphQL request by POST. */
export async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  return read(response);
}

export async function read(response: Response): Promise<Reply> {
  const text = await response.text();
  let json: Reply['json'] = {};
  try {
    json = JSON.parse(text);
  } catch {
    // Pages and metrics are no JSON.
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** Waits until the engine has been asked something that contains the text. */
export async function untilAsked(engine: SmallEngine, text: string): Promise<void> {
  const end = Date.now() + 10_000;
  while (!engine.asked.some((operation) => operation.source.includes(text))) {
    if (Date.now() > end) throw new Error(`the engine was not asked "${text}"`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
