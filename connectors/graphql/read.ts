import { SourceError } from '../../src/contract/index.ts';
import type { DeclaredCollection, EndpointName, Wire, WireAsk, WireReply } from '../kit/declared/model.ts';
import { type Path, stepInto } from '../kit/declared/path.ts';
import type { HttpAnswer, HttpClient } from '../kit/http/client.ts';
import { ARGUMENTS_QUERY, ArgumentTypes } from './argument-types.ts';
import type { GraphqlConfig } from './config.ts';
import { failureOf } from './errors.ts';
import { documentOf, endpointsOf, type GraphqlEndpoint, type Operation, variablesOf } from './translate.ts';

type Endpoints = Readonly<Partial<Record<EndpointName, GraphqlEndpoint>>>;

/** Questions to a GraphQL endpoint. */
export class GraphqlWire implements Wire {
  readonly kind = 'graphql';
  readonly #client: HttpClient;
  readonly #config: GraphqlConfig;
  readonly #endpoints: ReadonlyMap<string, Endpoints>;
  readonly #documents = new Map<string, string>();
  #types: ArgumentTypes | undefined;

  constructor(client: HttpClient, config: GraphqlConfig) {
    this.#client = client;
    this.#config = config;
    this.#endpoints = new Map(Object.entries(config.collections).map(([name, options]) => [name, endpointsOf(options)]));
  }

  async ask(ask: WireAsk, signal: AbortSignal): Promise<WireReply> {
    const endpoint = this.#endpoint(ask.collection, ask.endpoint);
    const variables = variablesOf(ask, endpoint);
    const query = await this.#document(ask, endpoint, Object.keys(variables), signal);
    const what = whatOf(ask.collection, endpoint);
    const answer = await this.#send({ query, variables }, what, ask, signal);
    return { ...answer, body: dataOf(answer, what), address: '' };
  }

  what(collection: DeclaredCollection, name: EndpointName): string {
    return whatOf(collection, this.#endpoint(collection, name));
  }

  preview(ask: WireAsk): string {
    const endpoint = this.#endpoint(ask.collection, ask.endpoint);
    const names = Object.keys(variablesOf(ask, endpoint));
    return documentOf(
      ask,
      endpoint,
      names,
      (name) => endpoint.types[name] ?? (this.#types ? this.#types.typeOf(endpoint.root, name) : '...'),
    );
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #document(ask: WireAsk, endpoint: GraphqlEndpoint, names: readonly string[], signal: AbortSignal): Promise<string> {
    const id = [ask.collection.name, ask.endpoint, ...names, '|', ...ask.fields.map(({ name }) => name)].join('\n');
    const known = this.#documents.get(id);
    if (known !== undefined) return known;
    const missing = names.some((name) => endpoint.types[name] === undefined);
    if (missing) this.#types ??= await this.#introspected(endpoint.root, signal);
    const document = documentOf(ask, endpoint, names, (name) => endpoint.types[name] ?? this.#types?.typeOf(endpoint.root, name) ?? '');
    if (this.#documents.size >= MOST_DOCUMENTS) this.#documents.clear();
    this.#documents.set(id, document);
    return document;
  }

  async #introspected(root: Path, signal: AbortSignal): Promise<ArgumentTypes> {
    if (!this.#config.introspection) {
      throw new SourceError(
        'BROKEN',
        `graphql: the types of the arguments of "${root.join('.')}" are not declared, and introspection is off`,
        {
          advice: 'declare them in arguments, or set introspection: true',
        },
      );
    }
    const what = 'introspection';
    const answer = await this.#send({ query: ARGUMENTS_QUERY, variables: {} }, what, undefined, signal);
    return new ArgumentTypes(dataOf(answer, what));
  }

  #send(operation: Operation, what: string, ask: WireAsk | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#client.json(
      {
        what,
        method: 'POST',
        target: new URL(this.#config.endpoint).search,
        body: JSON.stringify(operation),
        exactNumbers: ask?.collection.exactNumbers ?? false,
        midway: ask?.midway ?? false,
        failureIn: (body) => failureOf(body, what),
      },
      signal,
    );
  }

  #endpoint(collection: DeclaredCollection, name: EndpointName): GraphqlEndpoint {
    const endpoint = this.#endpoints.get(collection.name)?.[name];
    if (endpoint) return endpoint;
    throw new SourceError('UNSUPPORTED', `graphql: collection "${collection.name}" has no endpoint "${name}"`);
  }
}

/** Kept documents; past that they are made anew. */
const MOST_DOCUMENTS = 500;

function dataOf({ body }: HttpAnswer, what: string): unknown {
  const failure = failureOf(body, what);
  if (failure) throw failure;
  const data = stepInto(body, 'data');
  if (typeof data === 'object' && data !== null) return data;
  throw new SourceError('BAD_DATA', `graphql: expected data from ${what}, something else came`, {
    advice: 'see whether the address is that of a GraphQL endpoint',
  });
}

function whatOf(collection: DeclaredCollection, { root }: GraphqlEndpoint): string {
  return `query ${root.join('.')} (${collection.name})`;
}
