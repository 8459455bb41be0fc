import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { execute, GraphQLError, getOperationAST, getVariableValues } from 'graphql';
import { LRUCache } from 'lru-cache';
import { PublicError } from '../contract/error-codes.ts';
import type { Log } from '../contract/index.ts';
import type { Engine, Generation } from '../engine.ts';
import {
  type CostCheck,
  checkVariables,
  compileCost,
  type Fragments,
  fragmentsOf,
  type RequestLimits,
  toPublicError,
  validationOptions,
} from '../guard/index.ts';
import type { RequestScope } from './request-scope.ts';

/** Operations with longer texts are answered, but not remembered. */
const REMEMBERED_LENGTH = 32 * 1024;

/** An operation that is parsed, within the limits and valid in one generation. */
export interface AcceptedOperation {
  readonly document: DocumentNode;
  readonly source: string;
  readonly operationName: string | undefined;
  readonly node: OperationDefinitionNode;
  readonly schema: GraphQLSchema;
  readonly checkCost: CostCheck;
}

/** What a run needs to know about its request. */
export interface RunContext {
  readonly requestId: string;
  readonly scope: RequestScope;
}

export interface RunnerOptions {
  readonly engine: Engine;
  readonly limits: RequestLimits & { readonly knownOperations: number };
  readonly suggestions: boolean;
  readonly log: Log;
}

type Variables = Readonly<Record<string, unknown>>;

/** Names of the root fields, those in fragments too. */
function rootNames(set: SelectionSetNode, fragments: Fragments, into: Set<string> = new Set()): Set<string> {
  for (const selection of set.selections) {
    if (selection.kind === 'Field') into.add(selection.name.value);
    else {
      const inner = selection.kind === 'InlineFragment' ? selection.selectionSet : fragments.get(selection.name.value)?.selectionSet;
      if (inner) rootNames(inner, fragments, into);
    }
  }
  return into;
}

/** True when nothing but the schema itself is asked for. */
function asksSchemaOnly(set: SelectionSetNode, fragments: Fragments): boolean {
  const names = rootNames(set, fragments);
  return (names.has('__schema') || names.has('__type')) && [...names].every((name) => name.startsWith('__'));
}

/**
 * The part that both paths share: coerces variables, keeps the limits that depend on them, runs the operation under its scope and
 * masks what may not be seen. Remembers accepted operations of the present generation.
 */
export class OperationRunner {
  readonly #options: RunnerOptions;
  readonly #known: LRUCache<string, Map<string | undefined, AcceptedOperation>>;
  #generation: Generation | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#known = new LRUCache({
      max: options.limits.knownOperations,
      maxSize: 32 * 1024 * 1024,
      sizeCalculation: (_value, key) => key.length + 500,
    });
  }

  /** Forgets the operations of the generation before. */
  renew(generation: Generation): void {
    this.#generation = generation;
    this.#known.clear();
  }

  /** An operation that was accepted before in the present generation. */
  known(source: string, operationName: string | undefined): AcceptedOperation | undefined {
    return this.#known.get(source)?.get(operationName);
  }

  /** Runs an operation that is valid in `schema`; remembers it when that is the present one. Never rejects. */
  async accept(
    document: DocumentNode,
    source: string,
    operationName: string | undefined,
    schema: GraphQLSchema,
    variables: Variables,
    context: RunContext,
  ): Promise<ExecutionResult> {
    try {
      const node = getOperationAST(document, operationName);
      if (!node) {
        throw new PublicError(
          'OPERATION_RESOLUTION_FAILURE',
          operationName === undefined
            ? 'Expected `operationName`: the document holds several operations.'
            : `The document has no operation "${operationName}".`,
        );
      }
      const fragments = fragmentsOf(document);
      if (asksSchemaOnly(node.selectionSet, fragments)) return await this.#runOnSchema(document, operationName, schema, variables);
      const accepted = {
        document,
        source,
        operationName,
        node,
        schema,
        checkCost: compileCost(schema, node, fragments, this.#options.limits),
      };
      if (schema === this.#generation?.schema && source.length <= REMEMBERED_LENGTH) this.#remember(accepted);
      return await this.run(accepted, variables, context);
    } catch (error) {
      return { errors: [this.#mask(error, context)] };
    }
  }

  /** Runs an accepted operation. Never rejects. */
  async run(operation: AcceptedOperation, variables: Variables, context: RunContext): Promise<ExecutionResult> {
    try {
      checkVariables(variables, this.#options.limits);
      const coerced = this.#coerce(operation, variables);
      if ('errors' in coerced) return { errors: coerced.errors };
      operation.checkCost(coerced.values);
      const { document, source, operationName } = operation;
      const { requestId, scope } = context;
      const work = this.#options.engine.execute({
        document,
        source,
        operationName,
        variables: coerced.values,
        requestId,
        signal: scope.signal,
      });
      const result = await scope.within(work);
      return result.errors === undefined ? result : { ...result, errors: result.errors.map((error) => this.#mask(error, context)) };
    } catch (error) {
      return { errors: [this.#mask(error, context)] };
    }
  }

  #remember(operation: AcceptedOperation): void {
    const names = this.#known.get(operation.source);
    if (names === undefined) this.#known.set(operation.source, new Map([[operation.operationName, operation]]));
    else names.set(operation.operationName, operation);
  }

  #coerce(
    operation: AcceptedOperation,
    variables: Variables,
  ): { readonly values: Variables } | { readonly errors: readonly GraphQLError[] } {
    const definitions = operation.node.variableDefinitions ?? [];
    if (definitions.length === 0) return { values: {} };
    const { errors, coerced } = getVariableValues(operation.schema, definitions, variables, validationOptions(this.#options.suggestions));
    if (errors === undefined) return { values: coerced };
    return { errors: errors.map((error) => toPublicError(asInputError(error), () => undefined)) };
  }

  async #runOnSchema(
    document: DocumentNode,
    operationName: string | undefined,
    schema: GraphQLSchema,
    variables: Variables,
  ): Promise<ExecutionResult> {
    checkVariables(variables, this.#options.limits);
    const result = await execute({
      schema,
      document,
      variableValues: variables,
      ...(operationName === undefined ? {} : { operationName }),
    });
    if (result.errors === undefined) return result;
    return { ...result, errors: result.errors.map((error) => toPublicError(asInputError(error), () => undefined)) };
  }

  #mask(error: unknown, context: RunContext): GraphQLError {
    return toPublicError(error, (unknown) => {
      const cause = unknown instanceof GraphQLError ? (unknown.originalError ?? unknown) : unknown;
      this.#options.log.error('unexpected error', {
        requestId: context.requestId,
        error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      });
    });
  }
}

function asInputError(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
