import { SourceError } from '../../src/contract/index.ts';
import type { DeclaredCollection, EndpointName, Wire, WireAsk, WireReply } from '../kit/declared/model.ts';
import { parsePath, valueAt } from '../kit/declared/path.ts';
import { processingError } from '../kit/http/body.ts';
import type { HttpAnswer, HttpClient } from '../kit/http/client.ts';
import type { RestConfig } from './config.ts';
import { endpointsOf, previewText, type RestEndpoint, translate, whatOf } from './translate.ts';

type Endpoints = Readonly<Partial<Record<EndpointName, RestEndpoint>>>;

/** Questions to a REST service. */
export class RestWire implements Wire {
  readonly kind = 'rest';
  readonly #client: HttpClient;
  readonly #config: RestConfig;
  readonly #endpoints: ReadonlyMap<string, Endpoints>;

  constructor(client: HttpClient, config: RestConfig) {
    this.#client = client;
    this.#config = config;
    this.#endpoints = new Map(Object.entries(config.collections).map(([name, options]) => [name, endpointsOf(options)]));
  }

  async ask(ask: WireAsk, signal: AbortSignal): Promise<WireReply> {
    const endpoint = this.#endpoint(ask.collection, ask.endpoint);
    const what = whatOf(ask.collection, endpoint);
    const call = translate(ask, endpoint, what);
    const answer = await this.#client.json(call, signal);
    if (!answer.absent) this.#checkEnvelope(answer, what);
    return { ...answer, address: addressOf(call.target, this.#config.baseUrl) };
  }

  what(collection: DeclaredCollection, name: EndpointName): string {
    return whatOf(collection, this.#endpoint(collection, name));
  }

  preview(ask: WireAsk): string {
    return previewText(ask, this.#endpoint(ask.collection, ask.endpoint));
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #endpoint(collection: DeclaredCollection, name: EndpointName): RestEndpoint {
    const endpoint = this.#endpoints.get(collection.name)?.[name];
    if (endpoint) return endpoint;
    throw new SourceError('UNSUPPORTED', `rest: collection "${collection.name}" has no endpoint "${name}"`);
  }

  #checkEnvelope({ body, headers }: HttpAnswer, what: string): void {
    const { processing, success } = this.#config;
    if (processing && includes(processing.values, valueAt(body, parsePath(processing.path)))) throw processingError('rest', what, headers);
    if (!success) return;
    const code = valueAt(body, parsePath(success.path));
    if (includes(success.values, code)) return;
    if (includes(success.busy, code)) throw processingError('rest', what, headers);
    if (includes(success.needsAuth, code)) {
      throw new SourceError('NEEDS_AUTH', `rest: ${what} answered with a code of its own for missing or wrong credentials`, {
        advice: 'set credentials that are valid in auth',
      });
    }
    throw new SourceError('BAD_DATA', `rest: expected a code of success from ${what}, another came`, {
      advice: 'see what the service answers there, and compare it with success.values',
    });
  }
}

/** A link is relative to the address that gave it. */
function addressOf(target: string, baseUrl: string): string {
  if (!target.startsWith('/')) return target;
  const { origin, pathname } = new URL(baseUrl);
  return origin + pathname.replace(/\/+$/, '') + target;
}

function includes(values: readonly unknown[], found: unknown): boolean {
  return values.some((value) => value === found || (typeof found === 'number' && value === String(found)));
}
