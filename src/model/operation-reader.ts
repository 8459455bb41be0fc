import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { PublicError } from '../contract/error-codes.ts';
import type { Model } from './entity.ts';

type Variables = Readonly<Record<string, unknown>>;
type Fields = ReadonlyMap<string, readonly FieldNode[]>;

/** As a key of an answer `__proto__` would change the answer object itself. */
function safe(fields: Fields): Fields {
  if (!fields.has('__proto__')) return fields;
  throw new PublicError('BAD_USER_INPUT', '`__proto__` cannot be used as a name: names that begin with two underscores are reserved.');
}

/** One operation with its variables, walked by field and type. */
export class OperationReader {
  readonly schema: GraphQLSchema;
  readonly model: Model;
  readonly #fragments: Record<string, FragmentDefinitionNode>;
  readonly #variables: Variables;

  constructor(schema: GraphQLSchema, model: Model, fragments: Record<string, FragmentDefinitionNode>, variables: Variables) {
    this.schema = schema;
    this.model = model;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  /** Root fields by response key. */
  rootFields(operation: OperationDefinitionNode, type: GraphQLObjectType): Fields {
    return safe(collectFields(this.schema, this.#fragments, this.#variables, type, operation.selectionSet));
  }

  /** Sub-fields of merged field nodes, as they apply to a concrete type. */
  subfields(nodes: readonly FieldNode[], type: GraphQLObjectType): Fields {
    return safe(collectSubfields(this.schema, this.#fragments, this.#variables as Record<string, unknown>, type, nodes as FieldNode[]));
  }

  /** Coerced arguments of a field. */
  arguments(type: GraphQLObjectType, nodes: readonly FieldNode[]): Readonly<Record<string, unknown>> {
    const [node] = nodes;
    const definition = node && type.getFields()[node.name.value];
    if (!node || !definition) return {};
    return definition.args.length === 0 ? {} : getArgumentValues(definition, node, this.#variables);
  }

  /** The named type that a field returns. */
  typeOf(type: GraphQLObjectType, name: string): GraphQLNamedType {
    const field = type.getFields()[name];
    if (!field) throw new Error(`${type.name} has no field "${name}"`);
    return getNamedType(field.type);
  }

  /** The object type of that name. */
  objectType(name: string): GraphQLObjectType {
    const type = this.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`"${name}" is no object type`);
    return type;
  }

  isLeaf(type: GraphQLNamedType): boolean {
    return isScalarType(type) || isEnumType(type);
  }

  isInterface(name: string): boolean {
    return isInterfaceType(this.schema.getType(name));
  }
}

/** Finds the operation to run. Throws OPERATION_RESOLUTION_FAILURE as GraphQL servers do. */
export function operationOf(
  definitions: readonly { readonly kind: string }[],
  operationName: string | undefined,
): { readonly operation: OperationDefinitionNode; readonly fragments: Record<string, FragmentDefinitionNode> } {
  const operations = definitions.filter((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION);
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const one of definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) {
      const fragment = one as FragmentDefinitionNode;
      fragments[fragment.name.value] = fragment;
    }
  }
  const found = operationName === undefined ? operations : operations.filter((one) => one.name?.value === operationName);
  const [operation] = found;
  if (!operation || found.length > 1) {
    const message = operation ? 'Several operations came; expected `operationName` to name one.' : 'No operation of that name came.';
    throw new PublicError('OPERATION_RESOLUTION_FAILURE', message);
  }
  return { operation, fragments };
}
