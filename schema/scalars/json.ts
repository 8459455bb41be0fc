import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { kindOf, refuse } from './refuse.ts';

/** Levels of lists and objects that an input value may have. */
export const MAX_JSON_DEPTH = 32;

type Variables = Readonly<Record<string, unknown>> | null | undefined;

/** Any JSON value: query plans, and the variables of an operation that is to be explained. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: `Any JSON value; as input at most ${MAX_JSON_DEPTH} levels of lists and objects.`,
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: (value) => fromValue(value, 0),
  parseLiteral: (node, variables) => fromLiteral(node, variables, 0),
});

function fromValue(value: unknown, level: number): unknown {
  if (typeof value === 'object' && value !== null) {
    demandLevel(level);
    if (Array.isArray(value)) return value.map((one) => fromValue(one, level + 1));
    return objectOf(Object.entries(value).map(([name, one]) => [name, fromValue(one, level + 1)]));
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value;
  throw refuse('JSON', 'a value that JSON has', kindOf(value));
}

function fromLiteral(node: ValueNode, variables: Variables, level: number): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return fromValue(Number(node.value), level);
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.LIST:
      demandLevel(level);
      return node.values.map((one) => fromLiteral(one, variables, level + 1));
    case Kind.OBJECT:
      demandLevel(level);
      return objectOf(node.fields.map(({ name, value }) => [name.value, fromLiteral(value, variables, level + 1)]));
    case Kind.VARIABLE:
      // While a document is validated there are no values yet.
      return fromValue(variables?.[node.name.value] ?? null, level);
    default:
      return node satisfies never;
  }
}

function demandLevel(level: number): void {
  if (level >= MAX_JSON_DEPTH) throw refuse('JSON', `at most ${MAX_JSON_DEPTH} levels`, 'more');
}

/** Names come from outside, so the object has no prototype that one of them could mean. */
function objectOf(members: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  const out: Record<string, unknown> = Object.create(null);
  for (const [name, value] of members) out[name] = value;
  return out;
}
