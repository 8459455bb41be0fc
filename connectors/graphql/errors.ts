import { SourceError, type SourceErrorKind } from '../../src/contract/index.ts';
import { stepInto, valueAt } from '../kit/declared/path.ts';

const NEEDS_AUTH = /UNAUTHENTICATED|UNAUTHORI[SZ]ED|FORBIDDEN|ACCESS_DENIED|PERMISSION|AUTH_NOT_AUTHENTICATED|AUTH_NOT_AUTHORIZED/;
const UNREACHABLE = /INTERNAL_SERVER_ERROR|INTERNAL_ERROR|TIMEOUT|RATE_?LIMIT|THROTTLED|TOO_MANY|UNAVAILABLE|DOWNSTREAM/;
const MISUNDERSTOOD = /VALIDATION|PARSE_FAILED|BAD_USER_INPUT|BAD_REQUEST/;

/**
 * The failure that the errors of an answer tell; undefined when it has none. Errors beside data are failures too: a value that
 * is null because its resolver failed must not pass for no value. Only the code is told, and only when it is a known one.
 */
export function failureOf(body: unknown, what: string): SourceError | undefined {
  const errors = stepInto(body, 'errors');
  if (errors === undefined || errors === null || (Array.isArray(errors) && errors.length === 0)) return undefined;
  const found: readonly unknown[] = Array.isArray(errors) ? errors : [errors];
  const codes = found.map((error) => String(valueAt(error, ['extensions', 'code']) ?? '').toUpperCase());
  const data = stepInto(body, 'data') === null || stepInto(body, 'data') === undefined ? 'no data' : 'incomplete data';
  const said = `graphql: ${what} answered ${data} and ${found.length} error${found.length === 1 ? '' : 's'}`;
  const failure = (kind: SourceErrorKind, why: string, advice?: string) =>
    new SourceError(kind, `${said}: ${why}`, advice === undefined ? {} : { advice });
  if (codes.some((code) => NEEDS_AUTH.test(code))) {
    return failure('NEEDS_AUTH', 'not signed in or not allowed', 'set credentials that may read this in auth');
  }
  if (codes.some((code) => MISUNDERSTOOD.test(code))) {
    return failure(
      'BAD_DATA',
      'the service does not understand the query',
      'compare fields and arguments of the collection with the schema of the service',
    );
  }
  if (codes.some((code) => UNREACHABLE.test(code))) return failure('UNREACHABLE', 'the service failed');
  return failure('BAD_DATA', 'expected data without errors', 'see what the service logs for this query');
}
