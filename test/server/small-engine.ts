import { buildSchema, type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { PublicError } from '../../src/contract/error-codes.ts';
import { SourceError } from '../../src/contract/errors.ts';
import type { Engine, Generation, Operation } from '../../src/engine.ts';

const text = `
  type Camera { id: ID! name: String cameras(first: Int, last: Int): CameraConnection! }
  type CameraEdge { node: Camera! }
  type PageInfo { hasNextPage: Boolean! }
  type CameraConnection { nodes: [Camera!]! edges: [CameraEdge!]! totalCount: Int pageInfo: PageInfo! }
  input CameraFilter { name: String and: [CameraFilter!] }
  enum Colour { RED GREEN }
  type Query {
    hello(name: String): String!
    echo(value: Int, colour: Colour): Int
    cameras(first: Int, last: Int, filter: CameraFilter, ids: [ID!]): CameraConnection!
    slow: String
    stubborn: String
    broken: String
    driver: String
    dead: String
    long: Float!
    explain(query: String!, variables: JSON, operationName: String, analyze: Boolean): Explanation!
  }
  type Explanation { text: String! plan: String }
  scalar JSON
  type Mutation { rename(name: String!): String }
  type Subscription { ticks: Int }
`;

type Root = Readonly<Record<string, (args: Readonly<Record<string, unknown>>, operation: Operation) => unknown>>;

function camera(at: number): unknown {
  return { id: String(at), name: `Camera ${at}`, cameras: connection };
}

function connection({ first }: Readonly<Record<string, unknown>>): unknown {
  const nodes = Array.from({ length: Math.min(3, Number(first ?? 3)) }, (_, at) => camera(at));
  return { nodes, edges: nodes.map((node) => ({ node })), totalCount: 3, pageInfo: { hasNextPage: false } };
}

/** A small engine over graphql-js that remembers what it was asked. */
export class SmallEngine implements Engine {
  generation: Generation;
  readonly asked: Operation[] = [];
  readonly aborted: unknown[] = [];
  closed = false;
  sources: ReturnType<Engine['health']> = [
    { name: 'registry', connector: 'sql', state: 'LIVE', since: '2026-01-01T00:00:00.000Z' },
    { name: 'hotline', connector: 'rest', state: 'RETRYING', since: '2026-01-01T00:00:00.000Z', errorCode: 'SOURCE_UNAVAILABLE' },
  ];
  readonly #listeners = new Set<(generation: Generation) => void>();

  constructor() {
    this.generation = { number: 1, schema: buildSchema(text) };
  }

  renew(schema: GraphQLSchema = buildSchema(`${text} extend type Query { added: String }`)): void {
    this.generation = { number: this.generation.number + 1, schema };
    for (const listener of this.#listeners) listener(this.generation);
  }

  onGeneration(listener: (generation: Generation) => void): () => void {
    this.#listeners.add(listener);
    listener(this.generation);
    return () => this.#listeners.delete(listener);
  }

  async execute(operation: Operation): Promise<ExecutionResult> {
    this.asked.push(operation);
    operation.signal.addEventListener('abort', () => this.aborted.push(operation.signal.reason));
    return execute({
      schema: this.generation.schema,
      document: operation.document,
      variableValues: operation.variables,
      ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }),
      rootValue: this.#root,
      contextValue: operation,
    });
  }

  async explain(): Promise<{ text: string; plan: unknown }> {
    return { text: 'plan', plan: {} };
  }

  health(): ReturnType<Engine['health']> {
    return this.sources;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  readonly #root: Root = {
    hello: ({ name }) => `hello ${name ?? 'world'}`,
    echo: ({ value }) => value,
    added: () => 'added',
    cameras: (args) => connection(args),
    slow: (_args, { signal }) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => resolve('done'), 5_000);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
    stubborn: () => new Promise((resolve) => setTimeout(() => resolve('late'), 3_000).unref()),
    broken: () => {
      throw new Error('secret: mysql://root:hunter2@db/city at /srv/app.js:1');
    },
    driver: () => {
      throw Object.assign(new GraphQLError('ER_ACCESS_DENIED for root@10.0.0.1'), {});
    },
    dead: () => {
      throw new GraphQLError('x', { originalError: new SourceError('UNREACHABLE', 'The source "hotline" cannot be reached.') });
    },
    long: () => 'not a number',
    explain: ({ query, analyze }) => ({ text: `plan of ${String(query).trim()}${analyze ? ' with figures' : ''}`, plan: '{}' }),
    rename: () => {
      throw new PublicError('FORBIDDEN', 'You may not rename.');
    },
  };
}
