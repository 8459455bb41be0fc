import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import {
  type ASTNode,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Catalog } from './catalog/catalog.ts';
import type { CatalogSnapshot } from './catalog/snapshot.ts';
import type { RequestContext } from './context.ts';
import type { Engine, Explanation, Generation, Operation, SourceHealth } from './engine.ts';
import { RowBudget } from './execute/budget.ts';
import { type AnswerError, ErrorCollector, type RunContext } from './execute/context.ts';
import { CursorCodec } from './execute/cursor.ts';
import { runRoots } from './execute/run-operation.ts';
import { sourceObject } from './execute/source-object.ts';
import { Trace } from './execute/trace.ts';
import type { CheckedText } from './explain-guard.ts';
import { type CompiledOperation, compileOperation, type Model } from './model/index.ts';
import { explainReads, planText } from './plan/explain.ts';

export interface GraphEngineOptions {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly catalog: Catalog;
  /** Rows that one request may read. Default 200,000. */
  readonly rowBudget?: number;
  /** Signs cursors; the same in every process that serves one endpoint. Default: random, so cursors end with the process. */
  readonly cursorSecret?: string;
  /** Parses and checks a text that is to be explained, and coerces its variables. Throws PublicError. */
  readonly checkText: (query: string, operationName: string | undefined, variables: unknown) => CheckedText;
}

/** Characters of text and variables above which an operation is compiled at every request. */
const LONGEST_REMEMBERED = 20_000;

interface RunOptions {
  readonly planOnly: boolean;
  readonly detailed: boolean;
}

/** The engine over one catalog: stations 4 to 9 of a request. */
export class GraphEngine implements Engine {
  readonly generation: Generation;
  readonly #options: GraphEngineOptions;
  readonly #cursors: CursorCodec;
  /** What is known of operations with their variables: decided once, used until it is pushed out. */
  readonly #compiled = new LRUCache<string, CompiledOperation>({ max: 1_000 });

  constructor(options: GraphEngineOptions) {
    this.#options = options;
    this.#cursors = new CursorCodec(options.cursorSecret ?? randomUUID());
    this.generation = { number: 1, schema: options.schema };
  }

  onGeneration(listener: (generation: Generation) => void): () => void {
    listener(this.generation);
    return () => undefined;
  }

  async execute(operation: Operation): Promise<ExecutionResult> {
    return (await this.#run(operation, { planOnly: false, detailed: false })).result;
  }

  async explain(operation: Operation, analyze: boolean): Promise<Explanation> {
    const { trace, result } = await this.#run(operation, { planOnly: !analyze, detailed: true });
    const refused = result.errors?.find((error) => error.extensions.code === 'BAD_USER_INPUT');
    if (refused) throw refused;
    const steps = explainReads(trace.entries, analyze);
    const problems = (result.errors ?? []).map(({ message, path, extensions }) => ({
      path: path?.join('.') ?? '',
      code: extensions.code,
      message,
    }));
    const reads = trace.entries.reduce((sum, entry) => sum + entry.reads, 0);
    const rows = trace.entries.reduce((sum, entry) => sum + entry.rows, 0);
    const text = [planText(steps), ...problems.map(({ path, code, message }) => `${path}: ${String(code)}: ${message}`)].join('\n');
    return { text, plan: { analyzed: analyze, reads, ...(analyze ? { rows } : {}), steps, problems } };
  }

  health(): readonly SourceHealth[] {
    const { snapshot } = this.#options.catalog;
    return snapshot.sources.map((name) => {
      const { connector, state, since, errorCode, message, nextAttemptAt } = snapshot.source(name);
      return {
        name,
        connector,
        state,
        since: since ?? '',
        ...(errorCode === null ? {} : { errorCode }),
        ...(message === null ? {} : { message }),
        ...(nextAttemptAt === null ? {} : { nextAttempt: nextAttemptAt }),
      };
    });
  }

  close(): Promise<void> {
    return this.#options.catalog.close();
  }

  async #run(operation: Operation, options: RunOptions): Promise<{ result: ExecutionResult; trace: Trace }> {
    const { catalog } = this.#options;
    const compiled = this.#compile(operation);
    const trace = new Trace(options.detailed);
    // One request may have a hundred reads under way, and each listens to its signal.
    setMaxListeners(0, operation.signal);
    if (!compiled.roots) return { result: await this.#runOthers(compiled, undefined, operation), trace };
    const context = this.#context(catalog.snapshot, operation.signal, trace, options);
    const records = compiled.roots.filter((root) => root.kind !== 'other');
    const others = compiled.roots.length > records.length && !options.detailed;
    const [answers, rest] = await Promise.all([
      runRoots(context, records),
      others ? this.#runOthers(compiled, compiled.roots, operation) : undefined,
    ]);
    const errors = [...answers.errors.map(toGraphQLError), ...(rest?.errors ?? [])];
    const data: Record<string, unknown> = Object.create(null);
    for (const { key } of compiled.roots) data[key] = answers.data.has(key) ? answers.data.get(key) : (rest?.data?.[key] ?? null);
    const whole = rest?.data === null ? null : data;
    return { result: errors.length === 0 ? { data: whole } : { errors, data: whole }, trace };
  }

  #compile({ source, document, operationName, variables }: Operation): CompiledOperation {
    const { schema, model } = this.#options;
    const key = `${operationName ?? ''}\n${JSON.stringify(variables)}\n${source}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const compiled = compileOperation(schema, model, document, operationName, variables);
    if (key.length <= LONGEST_REMEMBERED) this.#compiled.set(key, compiled);
    return compiled;
  }

  #context(snapshot: CatalogSnapshot, signal: AbortSignal, trace: Trace, { planOnly }: RunOptions): RunContext {
    return {
      snapshot,
      model: this.#options.model,
      signal,
      budget: new RowBudget(this.#options.rowBudget ?? 200_000),
      cursors: this.#cursors,
      errors: new ErrorCollector(),
      trace,
      planOnly,
      now: new Date().toISOString(),
    };
  }

  /** Fields that ask for no records: introspection, sources, EXPLAIN. They run on graphql-js, without the record fields beside them. */
  async #runOthers(
    { operation, fragments }: CompiledOperation,
    roots: CompiledOperation['roots'],
    request: Operation,
  ): Promise<ExecutionResult> {
    const selections = roots?.flatMap((root) => (root.kind === 'other' ? root.nodes : [])) ?? operation.selectionSet.selections;
    const used = usedVariables(selections, fragments);
    const variableDefinitions = operation.variableDefinitions?.filter((one) => used.has(one.variable.name.value)) ?? [];
    const document: DocumentNode = {
      kind: Kind.DOCUMENT,
      definitions: [
        { ...operation, variableDefinitions, selectionSet: { kind: Kind.SELECTION_SET, selections } },
        ...Object.values(fragments),
      ],
    };
    return execute({
      schema: this.#options.schema,
      document,
      variableValues: request.variables,
      contextValue: this.#requestContext(request),
    });
  }

  #requestContext({ requestId, signal }: Operation): RequestContext {
    const { catalog, checkText } = this.#options;
    return {
      requestId,
      signal,
      sources: () => catalog.snapshot.sources.map((name) => sourceObject(catalog.snapshot, name)),
      explain: (query, raw, operationName, analyze) => {
        const checked = checkText(query, operationName, raw);
        return this.explain({ ...checked, source: query, operationName, requestId, signal }, analyze);
      },
    };
  }
}

/** Names of the variables that selections use, in the fragments that they spread too. */
function usedVariables(selections: readonly SelectionNode[], fragments: CompiledOperation['fragments']): ReadonlySet<string> {
  const used = new Set<string>();
  const open: ASTNode[] = [...selections];
  const spread = new Set<string>();
  for (let node = open.pop(); node; node = open.pop()) {
    visit(node, {
      Variable: ({ name }) => void used.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments[name.value];
        if (!fragment || spread.has(name.value)) return;
        spread.add(name.value);
        open.push(fragment);
      },
    });
  }
  return used;
}

function toGraphQLError({ message, path, extensions }: AnswerError): GraphQLError {
  return new GraphQLError(message, { path: [...path], extensions });
}
