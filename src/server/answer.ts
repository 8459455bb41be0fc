import { type ErrorCode, errorCodes, isErrorCode, type PublicError } from '../contract/error-codes.ts';
import { type CapOptions, capErrors, toPublicError } from '../guard/index.ts';
import type { FormattedResult } from './apollo.ts';
import type { MediaType } from './media-type.ts';

/** A response, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Codes of the errors in it. */
  readonly codes: readonly ErrorCode[];
  /** How whole the data are, for the log. */
  readonly completeness: 'COMPLETE' | 'PARTIAL' | 'NONE';
}

/** Errors about the GraphQL part of a well-formed request: with `application/json` they travel with status 200. */
const withinGraphql: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'INTROSPECTION_DISABLED',
  'QUERY_TOO_COMPLEX',
  'NOT_FOUND',
  'CONFLICT',
]);

function codesOf(result: FormattedResult): readonly ErrorCode[] {
  return (result.errors ?? []).flatMap((error) => (isErrorCode(error.extensions?.code) ? [error.extensions.code] : []));
}

function statusOf(result: FormattedResult, code: ErrorCode | undefined, mediaType: MediaType): number {
  if (result.data !== undefined || code === undefined) return 200;
  return mediaType === 'application/json' && withinGraphql.has(code) ? 200 : errorCodes[code].httpStatus;
}

/** The one place where answers are written: caps the errors, chooses the status, orders the parts. */
export function answerOf(result: FormattedResult, mediaType: MediaType, options: CapOptions): Answer {
  const codes = codesOf(result);
  const errors = result.errors === undefined || result.errors.length === 0 ? undefined : capErrors(result.errors, options);
  return {
    status: statusOf(result, codes[0], mediaType),
    contentType: `${mediaType}; charset=utf-8`,
    body: JSON.stringify({ errors, data: result.data, extensions: result.extensions }),
    codes,
    completeness: result.data === undefined || result.data === null ? 'NONE' : errors === undefined ? 'COMPLETE' : 'PARTIAL',
  };
}

/** The answer to a request that was refused before anything ran. */
export function refusal(error: PublicError, mediaType: MediaType, options: CapOptions): Answer {
  return answerOf({ errors: [toPublicError(error, () => undefined).toJSON()] }, mediaType, options);
}
