import type { FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLSchema, getOperationAST } from 'graphql';
import type { ServerSettings } from '../config.ts';
import { PublicError } from '../contract/error-codes.ts';
import { type CapOptions, checkDocument, checkTypes, type RequestLimits, toPublicError } from '../guard/index.ts';
import { type Answer, answerOf, refusal } from './answer.ts';
import type { ApolloPath, FormattedResult } from './apollo.ts';
import { refuseForeignGet } from './foreign-site.ts';
import { checkParameters, type GraphqlParameters, parseBody, parseSearch } from './graphql-parameters.ts';
import { isPlainJson, type MediaType, negotiate } from './media-type.ts';
import type { OperationRunner } from './operation-runner.ts';
import type { RequestNotes } from './request-notes.ts';
import { openScope, type RequestScope } from './request-scope.ts';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloPath;
  readonly runner: OperationRunner;
  /** The present schema. */
  readonly schema: () => GraphQLSchema;
  readonly limits: ServerSettings['limits'];
  readonly suggestions: boolean;
}

/** Reads the parameters of a request. Throws PublicError. */
function readParameters(request: FastifyRequest, limits: RequestLimits): GraphqlParameters {
  if (request.method === 'GET') {
    refuseForeignGet(request.headers);
    return checkParameters(parseSearch(request.url));
  }
  const body: unknown = request.body;
  if (!isPlainJson(request.headers['content-type'])) {
    throw new PublicError('UNSUPPORTED_MEDIA_TYPE', 'Expected content-type application/json in UTF-8.');
  }
  if (!Buffer.isBuffer(body) || body.length === 0) throw new PublicError('BAD_REQUEST', 'Expected a JSON body, none came.');
  return checkParameters(parseBody(body, limits));
}

/** A GET runs queries only, and subscriptions do not end, so they cannot be answered here. */
function checkKind(document: ReturnType<typeof checkDocument>, { operationName }: GraphqlParameters, method: string): void {
  const kind = getOperationAST(document, operationName)?.operation;
  if (kind === 'mutation' && method === 'GET') {
    throw new PublicError('METHOD_NOT_ALLOWED', 'Expected a query: a GET cannot run a mutation. Use POST.');
  }
  if (kind === 'subscription')
    throw new PublicError('BAD_USER_INPUT', 'Expected a query or a mutation: subscriptions do not run over plain HTTP.');
}

/** The handler of `/graphql`: known operations go straight to the engine, all others through Apollo. */
export function graphqlHandler(
  options: GraphqlRouteOptions,
): (request: FastifyRequest, reply: FastifyReply, notes: RequestNotes) => Promise<Answer> {
  const { apollo, runner, schema, limits, suggestions } = options;

  async function run(parameters: GraphqlParameters, method: string, scope: RequestScope, notes: RequestNotes): Promise<FormattedResult> {
    const context = { requestId: notes.requestId, scope };
    const known = method === 'POST' ? runner.known(parameters.query, parameters.operationName) : undefined;
    if (known !== undefined) {
      notes.path = 'known';
      const result = await runner.run(known, parameters.variables, context);
      return { data: result.data, errors: result.errors?.map((error) => error.toJSON()), extensions: result.extensions };
    }
    notes.path = 'full';
    const document = checkDocument(parameters.query, limits);
    checkTypes(document, schema());
    checkKind(document, parameters, method);
    return apollo.run(parameters, context);
  }

  return async (request, reply, notes) => {
    const cap: CapOptions = { limits, requestId: notes.requestId, suggestions };
    let mediaType: MediaType = 'application/json';
    let scope: RequestScope | undefined;
    try {
      mediaType = negotiate(request.headers.accept);
      const parameters = readParameters(request, limits);
      notes.operationName = parameters.operationName?.slice(0, 60);
      scope = openScope(reply.raw, limits.deadline);
      return answerOf(await run(parameters, request.method, scope, notes), mediaType, cap);
    } catch (error) {
      notes.limit = error instanceof PublicError ? limitOf(error.extensions) : undefined;
      if (error instanceof PublicError) return refusal(error, mediaType, cap);
      return answerOf({ errors: [toPublicError(error, notes.unexpected).toJSON()] }, mediaType, cap);
    } finally {
      scope?.end();
    }
  };
}

function limitOf(extensions: Readonly<Record<string, unknown>>): string | undefined {
  return typeof extensions.limit === 'string' ? extensions.limit : undefined;
}
