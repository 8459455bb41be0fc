import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import { MaxIntrospectionDepthRule } from 'graphql';
import type { Log } from '../contract/index.ts';
import type { Engine } from '../engine.ts';
import { toPublicError, validationOptions } from '../guard/index.ts';
import type { GraphqlParameters } from './graphql-parameters.ts';
import type { OperationRunner, RunContext } from './operation-runner.ts';

/** Apollo Server as the server uses it. */
export interface ApolloPath {
  run(parameters: GraphqlParameters, context: RunContext): Promise<FormattedResult>;
  stop(): Promise<void>;
}

/** An answer whose errors are ready to be written. */
export interface FormattedResult {
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly data?: unknown;
  readonly extensions?: unknown;
}

export interface ApolloOptions {
  readonly engine: Engine;
  readonly runner: OperationRunner;
  readonly introspection: boolean;
  readonly log: Log;
}

function apolloLogger(log: Log) {
  return {
    debug: (message?: unknown) => log.debug(`apollo: ${message}`),
    info: (message?: unknown) => log.info(`apollo: ${message}`),
    warn: (message?: unknown) => log.warn(`apollo: ${message}`),
    error: (message?: unknown) => log.error(`apollo: ${message}`),
  };
}

/** The gateway hook: every generation is published through it, and operations that Apollo has validated come to the runner. */
function gatewayOf(engine: Engine, runner: OperationRunner) {
  return {
    load: async () => ({
      executor: (request: {
        readonly document: Parameters<OperationRunner['accept']>[0];
        readonly source: string;
        readonly schema: Parameters<OperationRunner['accept']>[3];
        readonly request: { readonly operationName?: string; readonly variables?: Record<string, unknown> };
        readonly context: Record<string, unknown>;
      }): Promise<ExecutionResult<Record<string, unknown>, Record<string, unknown>>> => {
        const { operationName, variables = {} } = request.request;
        const context = request.context as unknown as RunContext;
        return runner.accept(request.document, request.source, operationName, request.schema, variables, context);
      },
    }),
    onSchemaLoadOrUpdate: (publish: (context: { apiSchema: Engine['generation']['schema']; coreSupergraphSdl: string }) => void) =>
      engine.onGeneration((generation) => {
        publish({ apiSchema: generation.schema, coreSupergraphSdl: `# generation ${generation.number}` });
        runner.renew(generation);
      }),
    stop: async () => undefined,
  };
}

/** Starts Apollo Server: no landing page, no cache control, no reporting, no document store, errors masked. */
export async function startApollo(options: ApolloOptions): Promise<ApolloPath> {
  const { engine, runner, introspection, log } = options;
  const apollo = new ApolloServer<RunContext>({
    gateway: gatewayOf(engine, runner),
    introspection,
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
    validationRules: [MaxIntrospectionDepthRule],
    validationOptions: validationOptions(introspection),
    persistedQueries: false,
    documentStore: null,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    nodeEnv: 'production',
    apollo: {},
    logger: apolloLogger(log),
    formatError: (_formatted, error) =>
      toPublicError(error, (unknown) =>
        log.error('unexpected error', { error: unknown instanceof Error ? unknown.stack : String(unknown) }),
      ).toJSON(),
  });
  await apollo.start();
  return {
    run: async ({ query, operationName, variables }, context) => {
      const response = await apollo.executeOperation(
        { query, variables: { ...variables }, ...(operationName === undefined ? {} : { operationName }) },
        { contextValue: context },
      );
      return response.body.kind === 'single' ? (response.body.singleResult as FormattedResult) : { errors: [] };
    },
    stop: () => apollo.stop(),
  };
}
