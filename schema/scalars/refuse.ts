import { GraphQLError } from 'graphql';

/** Says what kind of value came without repeating it. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return value === '' ? 'an empty text' : `a text of ${value.length} characters`;
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

/** The error for a value that a scalar does not take: what was expected, what came. */
export function refuse(scalar: string, expected: string, came: string): GraphQLError {
  return new GraphQLError(`${scalar} expects ${expected}; got ${came}.`);
}
