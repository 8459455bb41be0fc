import type { DocumentNode, FragmentDefinitionNode, SelectionNode, SelectionSetNode } from 'graphql';
import { PublicError } from '../contract/error-codes.ts';
import { INTROSPECTION_ALLOWANCE } from './limits.ts';

/** Size of a selection after fragment expansion. Numbers grow past any real document for exponential ones, they are never expanded. */
export interface Measure {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
}

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The document's fragments by name; of two with one name the first counts, the validator refuses the second. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition' && !fragments.has(definition.name.value)) {
      fragments.set(definition.name.value, definition);
    }
  }
  return fragments;
}

const nothing: Measure = { depth: 0, fields: 0, aliases: 0, directives: 0 };

function directivesOf(node: { readonly directives?: readonly unknown[] | undefined }): number {
  return node.directives?.length ?? 0;
}

/** `__proto__` as a key of an answer would change the answer object itself, so it is refused as a name. */
export function refusePrototypeName(name: string): void {
  if (name === '__proto__') {
    throw new PublicError(
      'GRAPHQL_VALIDATION_FAILED',
      '`__proto__` cannot be used as a name: names that begin with two underscores are reserved.',
    );
  }
}

/** Measures selections; every fragment is measured once. Recursion is bounded by the nesting limit and the number of fragments. */
export class DocumentMeasure {
  readonly #fragments: Fragments;
  readonly #measured = new Map<string, Measure | 'under way'>();

  constructor(fragments: Fragments) {
    this.#fragments = fragments;
  }

  /** Throws when fragments spread themselves. */
  selectionSet(set: SelectionSetNode): Measure {
    let { depth, fields, aliases, directives } = nothing;
    for (const selection of set.selections) {
      const part = this.#selection(selection);
      depth = Math.max(depth, part.depth);
      fields += part.fields;
      aliases += part.aliases;
      directives += part.directives;
    }
    return { depth, fields, aliases, directives };
  }

  #selection(selection: SelectionNode): Measure {
    const own = directivesOf(selection);
    if (selection.kind === 'Field') {
      const inner = selection.selectionSet === undefined ? nothing : this.selectionSet(selection.selectionSet);
      if (selection.alias !== undefined) refusePrototypeName(selection.alias.value);
      const introspection = selection.name.value === '__schema' || selection.name.value === '__type';
      return {
        depth: introspection ? Math.max(1, inner.depth + 1 - INTROSPECTION_ALLOWANCE) : inner.depth + 1,
        fields: inner.fields + 1,
        aliases: inner.aliases + (selection.alias === undefined ? 0 : 1),
        directives: inner.directives + own,
      };
    }
    const inner = selection.kind === 'InlineFragment' ? this.selectionSet(selection.selectionSet) : this.#fragment(selection.name.value);
    return own === 0 ? inner : { ...inner, directives: inner.directives + own };
  }

  #fragment(name: string): Measure {
    const known = this.#measured.get(name);
    if (known === 'under way') {
      throw new PublicError('GRAPHQL_VALIDATION_FAILED', `Fragment "${name}" spreads itself. Remove the cycle.`);
    }
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return nothing;
    this.#measured.set(name, 'under way');
    const inner = this.selectionSet(fragment.selectionSet);
    const measured = { ...inner, directives: inner.directives + directivesOf(fragment) };
    this.#measured.set(name, measured);
    return measured;
  }
}
