import { GraphQLScalarType, Kind } from 'graphql';
import { kindOf, refuse } from './refuse.ts';

/** What a scalar that travels as text needs to know. */
export interface TextScalarOptions {
  readonly name: string;
  readonly description: string;
  readonly specifiedByURL: string;
  /** Completes "X expects ...". */
  readonly expected: string;
  /** The canonical text, or undefined when the text is not of the scalar's form. */
  readonly normalise: (text: string) => string | undefined;
  /** The text of a value of another type that is taken as well; undefined when it is not. */
  readonly textOf?: (value: unknown) => string | undefined;
  /** Number literals of a query document are taken, digit by digit as they are written. */
  readonly numberLiterals?: 'int' | 'int and float';
}

/** A scalar whose values are texts with one canonical form, the same form in and out. */
export function textScalar(options: TextScalarOptions): GraphQLScalarType<string, string> {
  const { name, expected, normalise, numberLiterals } = options;
  const read = (value: unknown): string => {
    const text = typeof value === 'string' ? value : options.textOf?.(value);
    const normal = text === undefined ? undefined : normalise(text);
    if (normal === undefined) throw refuse(name, expected, kindOf(value));
    return normal;
  };
  return new GraphQLScalarType({
    name,
    description: options.description,
    specifiedByURL: options.specifiedByURL,
    serialize: read,
    parseValue: read,
    parseLiteral(node) {
      if (node.kind === Kind.STRING) return read(node.value);
      if (node.kind === Kind.INT && numberLiterals !== undefined) return read(node.value);
      if (node.kind === Kind.FLOAT && numberLiterals === 'int and float') return read(node.value);
      throw refuse(name, expected, `a literal of kind ${node.kind}`);
    },
  });
}
