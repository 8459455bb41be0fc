import { GraphQLScalarType } from 'graphql';
import { refuse } from './refuse.ts';

/** Any JSON value, for output only (query plans). */
export const JsonScalar = new GraphQLScalarType<never, unknown>({
  name: 'JSON',
  description: 'Any JSON value; output only.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: outputOnly,
  parseLiteral: outputOnly,
});

function outputOnly(): never {
  throw refuse('JSON', 'to be used in answers only', 'an input value');
}
