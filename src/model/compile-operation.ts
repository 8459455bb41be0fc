import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { PublicError } from '../contract/error-codes.ts';
import { SelectionCompiler } from './compile-selection.ts';
import type { Entity, Model } from './entity.ts';
import { decodeId } from './ids.ts';
import { OperationReader, operationOf } from './operation-reader.ts';
import type { RootSelection } from './selection.ts';

/** What an operation asks for, its variables bound. */
export interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** In the order of the response; undefined for mutations and subscriptions, which ask for no records themselves. */
  readonly roots: readonly RootSelection[] | undefined;
}

type RootKind = { readonly kind: 'one' | 'list' | 'aggregate'; readonly entity: Entity } | { readonly kind: 'node' };

/** Root fields of the schema that ask for records, by name. */
export function recordRoots(model: Model): ReadonlyMap<string, RootKind> {
  const out = new Map<string, RootKind>([['node', { kind: 'node' }]]);
  for (const entity of model.entities.values()) {
    out.set(entity.root.one, { kind: 'one', entity });
    out.set(entity.root.many, { kind: 'list', entity });
    out.set(entity.root.aggregate, { kind: 'aggregate', entity });
  }
  return out;
}

/** Reads a validated operation once. `variables` are coerced already. A root field whose arguments break a rule becomes `failed`; the others are not touched. */
export function compileOperation(
  schema: GraphQLSchema,
  model: Model,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): CompiledOperation {
  const { operation, fragments } = operationOf(document.definitions, operationName);
  const query = schema.getQueryType();
  if (operation.operation !== 'query' || !query) return { operation, fragments, roots: undefined };
  const reader = new OperationReader(schema, model, fragments, variables);
  const compiler = new SelectionCompiler(reader);
  const known = recordRoots(model);
  const roots = [...reader.rootFields(operation, query)].map(([key, nodes]): RootSelection => {
    try {
      return compileRoot({ reader, compiler, query, known }, key, nodes);
    } catch (error) {
      if (error instanceof PublicError) return { kind: 'failed', key, error };
      // graphql-js finds a null variable in a place that takes none only when the argument is read.
      if (error instanceof GraphQLError) return { kind: 'failed', key, error: new PublicError('BAD_USER_INPUT', error.message) };
      throw error;
    }
  });
  return { operation, fragments, roots };
}

interface RootContext {
  readonly reader: OperationReader;
  readonly compiler: SelectionCompiler;
  readonly query: GraphQLObjectType;
  readonly known: ReadonlyMap<string, RootKind>;
}

function compileRoot({ reader, compiler, query, known }: RootContext, key: string, nodes: readonly FieldNode[]): RootSelection {
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return { kind: 'typename', key, name: query.name };
  const root = known.get(name);
  if (!root) return { kind: 'other', key, nodes };
  if (root.kind === 'list') return { kind: 'list', key, list: compiler.list(root.entity, query, nodes) };
  if (root.kind === 'aggregate') return { kind: 'aggregate', key, aggregate: compiler.aggregate(root.entity, query, nodes) };
  const id = String(reader.arguments(query, nodes).id);
  const decoded = decodeId(id);
  if (!decoded)
    throw new PublicError('BAD_USER_INPUT', 'At id: expected an id that Civigraph gave out, came another text.', {
      extensions: { argument: 'id' },
    });
  const entity = reader.model.entities.get(decoded.entity);
  const fits = entity !== undefined && (root.kind === 'node' || root.entity.members.includes(entity.name));
  if (!fits) return { kind: 'absent', key };
  return { kind: 'one', key, entity, id: decoded, selection: compiler.records(entity, nodes) };
}
