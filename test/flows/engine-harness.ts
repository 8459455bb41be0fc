import {
  type ExecutionResult,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { openMemory } from '../../connectors/memory/index.ts';
import { buildStaticSchema } from '../../resolvers/index.ts';
import { checkTogether, formatProblem, isProblems, parseBindingFile } from '../../src/catalog/bindings/index.ts';
import { Catalog } from '../../src/catalog/catalog.ts';
import type { ReadFacts } from '../../src/catalog/runtime/index.ts';
import {
  CONTRACT_VERSION,
  type CollectionCapabilities,
  type ConnectorModule,
  type FieldType,
  type Log,
  type Request,
  type Row,
  type Source,
  SourceError,
} from '../../src/contract/index.ts';
import type { Explanation } from '../../src/engine.ts';
import { checkOperationText } from '../../src/explain-guard.ts';
import { GraphEngine } from '../../src/graph-engine.ts';
import { defaultRequestLimits } from '../../src/guard/index.ts';
import { deriveSchema, type Model, readModel } from '../../src/model/index.ts';

/** What a source answers instead of its rows; undefined: it answers as it should. */
export type Trouble = SourceError | undefined;

/** One collection of a test source. */
export interface TestCollection {
  readonly columns: Readonly<Record<string, FieldType>>;
  readonly key?: readonly string[];
  readonly rows: readonly Row[];
  readonly capabilities?: 'all' | 'none' | ((all: CollectionCapabilities) => CollectionCapabilities);
  /** Columns that are never null; key columns are so by themselves. */
  readonly required?: readonly string[];
}

/** A source of rows in memory that a test can watch and break. */
export class TestSource {
  readonly requests: Request[] = [];
  /** Signals of the reads, to see whether an abort reaches the source. */
  readonly signals: AbortSignal[] = [];
  trouble: Trouble;
  /** Told at every read; a promise holds the read up. */
  onRead: ((request: Request, signal: AbortSignal) => Promise<void> | void) | undefined;
  readonly #collections: Readonly<Record<string, TestCollection>>;
  #memory: ReturnType<typeof openMemory>;

  constructor(collections: Readonly<Record<string, TestCollection>>) {
    this.#collections = collections;
    this.#memory = this.#open();
  }

  get reads(): readonly Request[] {
    return this.requests;
  }

  replaceRows(collection: string, rows: readonly Row[]): void {
    this.#memory.replaceRows(collection, rows as never);
  }

  open(): Source {
    this.#memory = this.#open();
    const meet = async (request: Request, signal: AbortSignal) => {
      this.requests.push(request);
      this.signals.push(signal);
      await this.onRead?.(request, signal);
      if (this.trouble) throw this.trouble;
    };
    const memory = () => this.#memory;
    const stop = () => {
      if (this.trouble) throw this.trouble;
    };
    return {
      describe: async (signal) => {
        stop();
        return memory().describe(signal);
      },
      async *read(request, signal) {
        await meet(request, signal);
        yield* memory().read(request, signal);
      },
      aggregate: async (request, signal) => {
        await meet(request, signal);
        return memory().aggregate(request, signal);
      },
      check: (signal) => memory().check(signal),
      preview: (request) => memory().preview(request),
      close: () => memory().close(),
    };
  }

  #open() {
    const collections = Object.fromEntries(
      Object.entries(this.#collections).map(([name, { columns, key = [], rows, required = [] }]) => {
        const fields = Object.entries(columns).map(([field, type]) => {
          return { name: field, type, nullable: !key.includes(field) && !required.includes(field) };
        });
        return [name, { fields, key, rows }];
      }),
    );
    return openMemory({ collections }, (all, name) => {
      const { capabilities = 'all' } = this.#collections[name] ?? {};
      if (capabilities === 'all') return all;
      return capabilities === 'none' ? {} : capabilities(all);
    });
  }
}

export interface EngineOptions {
  readonly sources: Readonly<Record<string, TestSource>>;
  /** Bindings as data or as YAML text with a `bindings:` list. */
  readonly bindings: readonly unknown[] | string;
  readonly base?: GraphQLSchema;
  readonly rowBudget?: number;
  readonly cursorSecret?: string;
  readonly firstProbe?: number;
}

const silent = () => undefined;
export const noLog: Log = { debug: silent, info: silent, warn: silent, error: silent };

const derived = new WeakMap<GraphQLSchema, { schema: GraphQLSchema; model: Model }>();
let builtIn: GraphQLSchema | undefined;

/** The derived schema of a base, made once. */
export function schemaOf(base?: GraphQLSchema): { schema: GraphQLSchema; model: Model } {
  builtIn ??= buildStaticSchema();
  const own = base ?? builtIn;
  let known = derived.get(own);
  if (!known) {
    const model = readModel(own);
    known = { model, schema: deriveSchema(own, model) };
    derived.set(own, known);
  }
  return known;
}

/** An engine over test sources. */
export class TestEngine {
  readonly engine: GraphEngine;
  readonly catalog: Catalog;
  readonly model: Model;
  readonly facts: ReadFacts[] = [];
  readonly #schema: GraphQLSchema;

  constructor({ sources, bindings, base, rowBudget, cursorSecret, firstProbe = 20 }: EngineOptions) {
    const { schema, model } = schemaOf(base);
    this.#schema = schema;
    this.model = model;
    const module: ConnectorModule = {
      contractVersion: CONTRACT_VERSION,
      kind: 'test',
      title: { en: 'test', zh: 'test' },
      configSchema: {},
      open: (_config, { name }) => {
        const source = sources[name];
        if (!source) throw new SourceError('BROKEN', 'no such test source');
        return source.open();
      },
    };
    const head = { sources: Object.keys(sources).map((name) => ({ name, connector: 'test' })) };
    const text = typeof bindings === 'string' ? `${JSON.stringify(head).slice(1, -1)}\n` : JSON.stringify({ ...head, bindings });
    const file =
      typeof bindings === 'string'
        ? parseBindingFile(`"sources": ${JSON.stringify(head.sources)}\n${bindings}`, 'test.yaml')
        : parseBindingFile(text, 'test.yaml');
    if (isProblems(file)) throw new Error(file.map(formatProblem).join('\n'));
    const problems = checkTogether([file]);
    if (problems.length > 0) throw new Error(problems.map(formatProblem).join('\n'));
    this.catalog = new Catalog({
      connectors: [module],
      sources: file.sources,
      bindings: file.bindings,
      model,
      log: noLog,
      baseDir: process.cwd(),
      secret: (reference) => reference,
      probes: { first: firstProbe, longest: 100 },
      observe: (facts) => this.facts.push(facts),
    });
    this.engine = new GraphEngine({
      schema,
      model,
      catalog: this.catalog,
      checkText: (query, operationName, variables) => checkOperationText(schema, defaultRequestLimits, query, operationName, variables),
      ...(rowBudget === undefined ? {} : { rowBudget }),
      cursorSecret: cursorSecret ?? 'test',
    });
  }

  async start(): Promise<this> {
    await this.catalog.start(2_000);
    for (const entity of this.model.entities.keys()) {
      for (const binding of this.catalog.snapshot.bindingsOf(entity)) {
        if (!binding.ready && binding.failure.kind === 'BROKEN') throw new Error(`${binding.id}: ${binding.failure.message}`);
      }
    }
    return this;
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  /** Runs an operation as the server does: parsed, validated, variables coerced. */
  run(query: string, variables: Readonly<Record<string, unknown>> = {}, signal = new AbortController().signal): Promise<ExecutionResult> {
    return this.engine.execute(this.operation(query, variables, signal));
  }

  /** The data of an operation that must have no errors, as plain JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
  async data(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<any> {
    const result = await this.run(query, variables);
    if (result.errors) throw new Error(`unexpected errors: ${result.errors.map(({ message }) => message).join('; ')}`);
    return plain(result.data);
  }

  explain(query: string, analyze = false, variables: Readonly<Record<string, unknown>> = {}): Promise<Explanation> {
    return this.engine.explain(this.operation(query, variables, new AbortController().signal), analyze);
  }

  operation(query: string, variables: Readonly<Record<string, unknown>>, signal: AbortSignal) {
    const document = parse(query);
    const problems = validate(
      this.#schema,
      document,
      specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule),
    );
    if (problems.length > 0) throw new Error(`invalid test query: ${problems.map(({ message }) => message).join('; ')}`);
    const [definition] = document.definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the operation comes first');
    const { coerced, errors } = getVariableValues(this.#schema, definition.variableDefinitions ?? [], variables as Record<string, unknown>);
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
    return { document, source: query, operationName: undefined, variables: coerced, requestId: 'test', signal };
  }
}

/** As a client gets it. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Starts an engine over test sources. */
export function startEngine(options: EngineOptions): Promise<TestEngine> {
  return new TestEngine(options).start();
}

/** Codes of an answer's errors, sorted. */
export function codesOf({ errors = [] }: ExecutionResult): readonly string[] {
  return errors.map(({ extensions }) => String(extensions.code)).sort();
}
