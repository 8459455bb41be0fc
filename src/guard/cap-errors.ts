import type { GraphQLFormattedError } from 'graphql';
import type { ErrorLimits } from './limits.ts';

export interface CapOptions {
  readonly limits: ErrorLimits;
  readonly requestId: string;
  /** False when the caller may not see the schema: names that "did you mean" would tell are then removed. */
  readonly suggestions: boolean;
}

const suggestion = /\s*Did you mean [^?]*\?/g;

function shorten(message: string, maximum: number): string {
  if (message.length <= maximum) return message;
  // A cut inside a surrogate pair would leave half a character.
  return `${message.slice(0, maximum - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function finish(error: GraphQLFormattedError, options: CapOptions): GraphQLFormattedError {
  const told = options.suggestions ? error.message : error.message.replace(suggestion, '');
  return {
    message: shorten(told, options.limits.errorLength),
    ...(error.locations === undefined ? {} : { locations: error.locations.slice(0, 4) }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { ...error.extensions, requestId: options.requestId },
  };
}

/** The errors of an answer: not too many, not too long, with the request id, and with no hints at names that are not to be seen. */
export function capErrors(errors: readonly GraphQLFormattedError[], options: CapOptions): readonly GraphQLFormattedError[] {
  const kept: GraphQLFormattedError[] = [];
  let bytes = 0;
  for (const error of errors.slice(0, options.limits.errors)) {
    let finished = finish(error, options);
    let size = Buffer.byteLength(JSON.stringify(finished));
    if (size > options.limits.errorBytes - bytes && kept.length === 0) {
      finished = { message: finished.message, extensions: { code: error.extensions?.code, requestId: options.requestId } };
      size = Buffer.byteLength(JSON.stringify(finished));
    } else if (size > options.limits.errorBytes - bytes) {
      break;
    }
    bytes += size;
    kept.push(finished);
  }
  return kept;
}
