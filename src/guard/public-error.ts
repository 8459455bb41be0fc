import { GraphQLError } from 'graphql';
import { type ErrorCode, errorCodes, isErrorCode, PublicError, sourceErrorCode } from '../contract/error-codes.ts';
import { SourceError } from '../contract/errors.ts';

/** What a masked error tells; everything else about it is in the log only. */
export const MASKED_MESSAGE = 'Something went wrong inside Civigraph. Report it with the request id.';

function rebuild(error: GraphQLError, message: string, extensions: Readonly<Record<string, unknown>>, path = error.path): GraphQLError {
  return new GraphQLError(message, {
    ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
    ...(error.source === undefined ? {} : { source: error.source }),
    ...(error.positions === undefined ? {} : { positions: error.positions }),
    ...(path === undefined ? {} : { path }),
    extensions,
  });
}

function withCode(extensions: Readonly<Record<string, unknown>>, code: ErrorCode): Readonly<Record<string, unknown>> {
  const { http: _http, stacktrace: _stacktrace, ...facts } = extensions;
  return { ...facts, code, retryable: errorCodes[code].retryable };
}

/** What was thrown at first: every layer that an error passes may have wrapped it once. */
function firstThrown(error: unknown): unknown {
  let inner = error;
  while (inner instanceof GraphQLError && inner.originalError != null) inner = inner.originalError;
  return inner;
}

function publicCause(error: unknown): PublicError | undefined {
  if (error instanceof PublicError) return error;
  if (error instanceof SourceError) return new PublicError(sourceErrorCode(error), error.message);
  return undefined;
}

/**
 * The one exit for errors: what a caller may see of any error. Public and source errors keep their message and code, errors that
 * graphql-js raised about the request keep theirs, all others become INTERNAL; `report` gets those, for the log.
 */
export function toPublicError(error: unknown, report: (error: unknown) => void): GraphQLError {
  const wrapper = error instanceof GraphQLError ? error : new GraphQLError(MASKED_MESSAGE);
  const cause = publicCause(firstThrown(error));
  if (cause !== undefined) return rebuild(wrapper, cause.message, withCode(cause.extensions, cause.code), wrapper.path ?? cause.path);
  if (error instanceof GraphQLError) {
    const code = error.extensions.code ?? (error.originalError === undefined && error.nodes !== undefined ? 'BAD_USER_INPUT' : undefined);
    if (isErrorCode(code) && code !== 'INTERNAL') return rebuild(error, error.message, withCode(error.extensions, code));
  }
  report(error);
  return rebuild(wrapper, MASKED_MESSAGE, { code: 'INTERNAL', retryable: errorCodes.INTERNAL.retryable });
}
