import type { SourceError } from './errors.ts';

/** Who has to act so that the error goes away. */
export type Fault = 'CALLER' | 'SOURCE' | 'OPERATOR' | 'CIVIGRAPH' | 'NOBODY';

/** What is known about a public error code. */
export interface ErrorCodeFacts {
  readonly fault: Fault;
  /** HTTP status when the whole request ends with this error before anything ran. Errors beside data always travel with 200. */
  readonly httpStatus: number;
  /** True when the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  readonly meaning: string;
  /** What the one at fault can do. */
  readonly advice: string;
}

const table = {
  BAD_USER_INPUT: {
    fault: 'CALLER',
    httpStatus: 400,
    retryable: false,
    meaning: 'An argument or a variable has a value that the schema or a rule does not allow.',
    advice: 'Correct the value that the message and the path name.',
  },
  GRAPHQL_PARSE_FAILED: {
    fault: 'CALLER',
    httpStatus: 400,
    retryable: false,
    meaning: 'The text is not a GraphQL document.',
    advice: 'Correct the syntax at the given line and column.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    fault: 'CALLER',
    httpStatus: 400,
    retryable: false,
    meaning: 'The operation does not fit the schema.',
    advice: 'Compare the operation with the schema (/schema.graphql).',
  },
  OPERATION_RESOLUTION_FAILURE: {
    fault: 'CALLER',
    httpStatus: 400,
    retryable: false,
    meaning: 'It is not clear which operation of the document to run.',
    advice: 'Send `operationName` when the document holds several operations, and spell it as in the document.',
  },
  INTROSPECTION_DISABLED: {
    fault: 'CALLER',
    httpStatus: 400,
    retryable: false,
    meaning: 'The schema may not be read by this caller.',
    advice: 'Ask the operator for the schema, or for `server.introspection: true`.',
  },
  QUERY_TOO_COMPLEX: {
    fault: 'CALLER',
    httpStatus: 400,
    retryable: false,
    meaning: 'The request exceeds one of the limits of the server; `extensions.limit` names it.',
    advice: 'Ask for fewer fields, smaller pages or less depth, or split the request.',
  },
  BAD_REQUEST: {
    fault: 'CALLER',
    httpStatus: 400,
    retryable: false,
    meaning: 'The HTTP request is not a GraphQL over HTTP request.',
    advice: 'Send POST with content-type application/json and a body like {"query": "...", "variables": {}}.',
  },
  METHOD_NOT_ALLOWED: {
    fault: 'CALLER',
    httpStatus: 405,
    retryable: false,
    meaning: 'The HTTP method does not fit the operation.',
    advice: 'Use POST. GET runs queries only.',
  },
  NOT_ACCEPTABLE: {
    fault: 'CALLER',
    httpStatus: 406,
    retryable: false,
    meaning: 'None of the media types that the caller accepts can be answered.',
    advice: 'Accept application/graphql-response+json or application/json.',
  },
  REQUEST_TIMEOUT: {
    fault: 'CALLER',
    httpStatus: 408,
    retryable: true,
    meaning: 'The request did not arrive in time.',
    advice: 'Send the whole request at once.',
  },
  REQUEST_TOO_LARGE: {
    fault: 'CALLER',
    httpStatus: 413,
    retryable: false,
    meaning: 'The body or the headers are larger than the server takes.',
    advice: 'Send less at once.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    fault: 'CALLER',
    httpStatus: 415,
    retryable: false,
    meaning: 'The body has a content type or a charset that the server does not take.',
    advice: 'Send content-type application/json in UTF-8.',
  },
  UNAUTHENTICATED: {
    fault: 'CALLER',
    httpStatus: 401,
    retryable: false,
    meaning: 'The caller is not known.',
    advice: 'Send valid credentials.',
  },
  FORBIDDEN: {
    fault: 'CALLER',
    httpStatus: 403,
    retryable: false,
    meaning: 'The caller may not do or see this.',
    advice: 'Ask the operator for the role or the purpose that allows it.',
  },
  NOT_FOUND: {
    fault: 'CALLER',
    httpStatus: 404,
    retryable: false,
    meaning: 'What was asked for by name or id does not exist.',
    advice: 'Check the name or the id.',
  },
  CONFLICT: {
    fault: 'CALLER',
    httpStatus: 409,
    retryable: false,
    meaning: 'The request contradicts the present state.',
    advice: 'Read the present state and decide again.',
  },
  RATE_LIMITED: {
    fault: 'CALLER',
    httpStatus: 429,
    retryable: true,
    meaning: 'Too many requests in a short time.',
    advice: 'Wait for `extensions.retryAfter` milliseconds.',
  },
  INCOMPLETE: {
    fault: 'SOURCE',
    httpStatus: 200,
    retryable: true,
    meaning: 'A complete answer was demanded, and a source could not give its part.',
    advice: 'Try again later, or take the partial answer.',
  },
  ROW_BUDGET_EXCEEDED: {
    fault: 'CALLER',
    httpStatus: 200,
    retryable: false,
    meaning: 'More rows would have to be read than one request may; the message names the field that no source can take.',
    advice: 'Narrow the filter by a field that the source can take, or ask the operator for a replica.',
  },
  DEADLINE_EXCEEDED: {
    fault: 'NOBODY',
    httpStatus: 200,
    retryable: true,
    meaning: 'The request took longer than one request may.',
    advice: 'Ask for less at once, or try again later.',
  },
  CANCELLED: {
    fault: 'CALLER',
    httpStatus: 200,
    retryable: true,
    meaning: 'The caller went away before the answer was ready.',
    advice: 'Keep the connection open until the answer is there.',
  },
  SOURCE_UNAVAILABLE: {
    fault: 'SOURCE',
    httpStatus: 200,
    retryable: true,
    meaning: 'A source cannot be reached, or refuses for now.',
    advice: 'Wait: it is tried again by itself. `/health` shows its state.',
  },
  SOURCE_TIMEOUT: {
    fault: 'SOURCE',
    httpStatus: 200,
    retryable: true,
    meaning: 'A source did not answer in time.',
    advice: 'Try again later, or ask it for less.',
  },
  SOURCE_AUTH_FAILED: {
    fault: 'OPERATOR',
    httpStatus: 200,
    retryable: false,
    meaning: 'A source does not accept the credentials that Civigraph has for it.',
    advice: 'The operator renews the credentials of the source.',
  },
  SOURCE_BAD_DATA: {
    fault: 'SOURCE',
    httpStatus: 200,
    retryable: false,
    meaning: 'A source answered something else than it promised.',
    advice: 'The integrator compares the binding with what the source delivers.',
  },
  SOURCE_MISCONFIGURED: {
    fault: 'OPERATOR',
    httpStatus: 200,
    retryable: false,
    meaning: 'The configuration of a source or of a binding is wrong.',
    advice: 'The operator corrects it; `civigraph config validate` names the place.',
  },
  UNSUPPORTED_BY_SOURCE: {
    fault: 'CIVIGRAPH',
    httpStatus: 200,
    retryable: false,
    meaning: 'A source was asked for more than it can do.',
    advice: 'Report it with the request id.',
  },
  NOT_READY: {
    fault: 'NOBODY',
    httpStatus: 503,
    retryable: true,
    meaning: 'The server is starting or stopping.',
    advice: 'Try again in a few seconds.',
  },
  INTERNAL: {
    fault: 'CIVIGRAPH',
    httpStatus: 500,
    retryable: false,
    meaning: 'Something went wrong inside Civigraph. Details are in its log only.',
    advice: 'Report it with the request id.',
  },
} as const satisfies Readonly<Record<string, ErrorCodeFacts>>;

/** A public error code: the value of `extensions.code`. The set is closed; `docs/errors.md` is generated from this table. */
export type ErrorCode = keyof typeof table;

/** Every public error code with its facts. The only place where codes live. */
export const errorCodes: Readonly<Record<ErrorCode, ErrorCodeFacts>> = table;

/** True when a text is one of the public error codes. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(table, code);
}

export interface PublicErrorOptions {
  /** Facts for `extensions` beside `code` and `retryable`: a source's name, a limit. No row values, no secrets. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Response path that the error belongs to. */
  readonly path?: readonly (string | number)[];
  readonly cause?: unknown;
}

/** An error whose message may be shown to the caller. Every other error leaves the server as INTERNAL with no details. */
export class PublicError extends Error {
  readonly code: ErrorCode;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly path: readonly (string | number)[] | undefined;

  constructor(code: ErrorCode, message: string, options: PublicErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PublicError';
    this.code = code;
    this.extensions = { ...options.extensions, code, retryable: errorCodes[code].retryable };
    this.path = options.path;
  }
}

/** The public code of a source's failure. */
export function sourceErrorCode(error: SourceError): ErrorCode {
  switch (error.kind) {
    case 'UNREACHABLE':
      return error.timeout ? 'SOURCE_TIMEOUT' : 'SOURCE_UNAVAILABLE';
    case 'NEEDS_AUTH':
      return 'SOURCE_AUTH_FAILED';
    case 'BAD_DATA':
      return 'SOURCE_BAD_DATA';
    case 'UNSUPPORTED':
      return 'UNSUPPORTED_BY_SOURCE';
    case 'BROKEN':
      return 'SOURCE_MISCONFIGURED';
  }
}
