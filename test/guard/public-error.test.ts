import { describe, expect, test } from '@jest/globals';
import { GraphQLError, Kind } from 'graphql';
import { PublicError } from '../../src/contract/error-codes.ts';
import { SourceError } from '../../src/contract/errors.ts';
import { capErrors, defaultErrorLimits, MASKED_MESSAGE, toPublicError } from '../../src/guard/index.ts';

const nowhere = () => undefined;
const shown = (error: unknown) => toPublicError(error, nowhere).toJSON();

describe('masking', () => {
  test.each([
    ['an error', new Error('secret')],
    ['a text', 'secret'],
    ['nothing', undefined],
    ['a GraphQL error around an error', new GraphQLError('secret', { originalError: new Error('secret') })],
    ['a code that is not in the table', new GraphQLError('secret', { extensions: { code: 'ER_SECRET' } })],
    ['the code INTERNAL with a message', new GraphQLError('secret', { extensions: { code: 'INTERNAL' } })],
    ['a code of a property of Object', new GraphQLError('secret', { extensions: { code: 'constructor' } })],
  ])('%s becomes INTERNAL and is reported', (_name, error) => {
    const reported: unknown[] = [];
    const result = toPublicError(error, (inner) => reported.push(inner)).toJSON();
    expect(result).toEqual({ message: MASKED_MESSAGE, extensions: { code: 'INTERNAL', retryable: false } });
    expect(reported).toEqual([error]);
  });

  test('public errors keep message, code, facts and path, however deep they are wrapped', () => {
    const inner = new PublicError('ROW_BUDGET_EXCEEDED', 'Too many rows.', { extensions: { field: 'name' } });
    const wrapped = new GraphQLError('x', { originalError: new GraphQLError('y', { originalError: inner }), path: ['a', 0] });
    expect(shown(wrapped)).toEqual({
      message: 'Too many rows.',
      path: ['a', 0],
      extensions: { field: 'name', code: 'ROW_BUDGET_EXCEEDED', retryable: false },
    });
    expect(shown(new PublicError('NOT_FOUND', 'No.', { path: ['b'] }))).toMatchObject({ path: ['b'] });
  });

  test.each([
    [new SourceError('UNREACHABLE', 'm'), 'SOURCE_UNAVAILABLE'],
    [new SourceError('UNREACHABLE', 'm', { timeout: true }), 'SOURCE_TIMEOUT'],
    [new SourceError('NEEDS_AUTH', 'm'), 'SOURCE_AUTH_FAILED'],
    [new SourceError('BAD_DATA', 'm'), 'SOURCE_BAD_DATA'],
    [new SourceError('UNSUPPORTED', 'm'), 'UNSUPPORTED_BY_SOURCE'],
    [new SourceError('BROKEN', 'm'), 'SOURCE_MISCONFIGURED'],
  ])('a source error keeps its message and has a public code: %#', (error, code) => {
    expect(shown(error)).toMatchObject({ message: 'm', extensions: { code } });
  });

  test('an error that graphql raised about an argument is the caller’s', () => {
    const node = { kind: Kind.NAME, value: 'x' } as const;
    expect(shown(new GraphQLError('Argument "x" is wrong.', { nodes: node })).extensions?.code).toBe('BAD_USER_INPUT');
  });

  test('stack traces and HTTP facts never leave', () => {
    const error = new GraphQLError('m', { extensions: { code: 'BAD_USER_INPUT', stacktrace: ['at x'], http: { status: 500 } } });
    expect(shown(error).extensions).toEqual({ code: 'BAD_USER_INPUT', retryable: false });
  });
});

describe('caps', () => {
  const options = { limits: defaultErrorLimits, requestId: 'r', suggestions: false };
  const error = (message: string, path: string[] = []) => ({ message, path, extensions: { code: 'BAD_USER_INPUT' } });

  test('at most 20 errors of 200 characters', () => {
    const capped = capErrors(
      Array.from({ length: 50 }, () => error('x'.repeat(500))),
      options,
    );
    expect(capped).toHaveLength(20);
    expect(capped.every(({ message }) => message.length === 200)).toBe(true);
  });

  test('at most 8 KB together, and never less than one', () => {
    const long = Array.from({ length: 20 }, () => error('m', ['p'.repeat(1_000)]));
    expect(Buffer.byteLength(JSON.stringify(capErrors(long, options)))).toBeLessThan(8 * 1024);
    expect(capErrors([error('m', ['p'.repeat(20_000)])], options)).toEqual([
      { message: 'm', extensions: { code: 'BAD_USER_INPUT', requestId: 'r' } },
    ]);
  });

  test('a cut leaves no half characters', () => {
    const [capped] = capErrors([error('😀'.repeat(300))], options);
    expect(capped?.message).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  test.each([
    ['Cannot query field "a" on type "T". Did you mean "b", "c", or "d"?', 'Cannot query field "a" on type "T".'],
    ['Value "X" does not exist in "E" enum. Did you mean the enum value "Y"?', 'Value "X" does not exist in "E" enum.'],
    ['Cannot query. Did you mean to use an inline fragment on "A" or "B"?', 'Cannot query.'],
    ['No hint.', 'No hint.'],
  ])('near names are removed: %s', (message, expected) => {
    expect(capErrors([error(message)], options)[0]?.message).toBe(expected);
    expect(capErrors([error(message)], { ...options, suggestions: true })[0]?.message).toBe(message);
  });
});
