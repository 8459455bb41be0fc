import type {
  FieldNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';
import { getNamedType, getNullableType, isCompositeType, isInterfaceType, isListType, isObjectType } from 'graphql';
import { limitExceeded } from './limit-error.ts';
import type { RequestLimits } from './limits.ts';
import type { Fragments } from './measure-document.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Number of objects that an operation's answer could hold, for given coerced variables. Throws when a limit is exceeded. */
export type CostCheck = (variables: Variables) => void;

/** A page size that is known, or comes with the variables. */
type PageSize = number | { readonly variable: string };

/** `size` times (`own` plus the parts). Parts that depend on no variable are already in `own`. */
interface CostTerm {
  readonly size: PageSize;
  readonly own: number;
  readonly parts: readonly CostTerm[];
}

function literalSize(value: ValueNode): PageSize | undefined {
  if (value.kind === 'Variable') return { variable: value.name.value };
  return value.kind === 'IntValue' ? Number(value.value) : undefined;
}

/** Builds cost terms out of a validated operation. */
class CostCompiler {
  readonly #schema: GraphQLSchema;
  readonly #fragments: Fragments;
  readonly #limits: RequestLimits;

  constructor(schema: GraphQLSchema, fragments: Fragments, limits: RequestLimits) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#limits = limits;
  }

  /** `page` is the size that lists directly below take on: the fields `nodes` and `edges` of a connection, the groups of an aggregate. */
  selection(set: SelectionSetNode, parent: GraphQLNamedType, page: PageSize): CostTerm {
    let own = 0;
    const parts: CostTerm[] = [];
    for (const selection of set.selections) {
      let term: CostTerm | undefined;
      if (selection.kind === 'Field') {
        term = this.#field(selection, parent, page);
      } else {
        const fragment = selection.kind === 'FragmentSpread' ? this.#fragments.get(selection.name.value) : selection;
        const type = fragment?.typeCondition === undefined ? parent : this.#schema.getType(fragment.typeCondition.name.value);
        if (fragment !== undefined && type !== undefined) term = this.selection(fragment.selectionSet, type, page);
      }
      if (term === undefined) continue;
      if (typeof term.size === 'number' && term.parts.length === 0) own += term.size * term.own;
      else parts.push(term);
    }
    return { size: 1, own, parts };
  }

  #field(node: FieldNode, parent: GraphQLNamedType, page: PageSize): CostTerm | undefined {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (field === undefined || node.selectionSet === undefined) return undefined;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return undefined;
    const asked = this.#pageOf(node, field);
    const isList = isListType(getNullableType(field.type));
    const inner = this.selection(node.selectionSet, type, isList ? 1 : (asked ?? 1));
    return { size: isList ? (asked ?? page) : 1, own: inner.own + 1, parts: inner.parts };
  }

  #pageOf(node: FieldNode, field: GraphQLField<unknown, unknown>): PageSize | undefined {
    if (!field.args.some((argument) => argument.name === 'first' || argument.name === 'last')) return undefined;
    for (const argument of node.arguments ?? []) {
      if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
      const size = literalSize(argument.value);
      if (typeof size === 'number' && size > this.#limits.page) throw limitExceeded('page', this.#limits, size);
      if (size !== undefined) return size;
    }
    return this.#limits.defaultPage;
  }
}

function sizeOf(size: PageSize, variables: Variables, limits: RequestLimits): number {
  if (typeof size === 'number') return Math.max(0, size);
  const value = variables[size.variable];
  if (typeof value !== 'number') return limits.defaultPage;
  if (value > limits.page) throw limitExceeded('page', limits, value);
  return Math.max(0, value);
}

function evaluate(term: CostTerm, variables: Variables, limits: RequestLimits): number {
  let inner = term.own;
  for (const part of term.parts) inner += evaluate(part, variables, limits);
  return sizeOf(term.size, variables, limits) * inner;
}

/** Prepares the cost check of a validated operation. An operation whose page sizes are literals is judged here and now. */
export function compileCost(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  limits: RequestLimits,
): CostCheck {
  const root = schema.getRootType(operation.operation);
  if (!root) return () => undefined;
  const term = new CostCompiler(schema, fragments, limits).selection(operation.selectionSet, root, 1);
  const check: CostCheck = (variables) => {
    const cost = evaluate(term, variables, limits);
    if (cost > limits.cost) throw limitExceeded('cost', limits, cost);
  };
  if (term.parts.length > 0) return check;
  check({});
  return () => undefined;
}
