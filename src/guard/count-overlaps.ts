import type { FieldNode, SelectionSetNode } from 'graphql';
import type { Fragments } from './measure-document.ts';

function collect(set: SelectionSetNode, fragments: Fragments, into: Map<string, FieldNode[]>): void {
  for (const selection of set.selections) {
    if (selection.kind === 'Field') {
      const name = selection.alias?.value ?? selection.name.value;
      const group = into.get(name);
      if (group === undefined) into.set(name, [selection]);
      else group.push(selection);
    } else {
      const inner = selection.kind === 'InlineFragment' ? selection.selectionSet : fragments.get(selection.name.value)?.selectionSet;
      if (inner !== undefined) collect(inner, fragments, into);
    }
  }
}

/**
 * Pairs of fields with the same response name at the same place, which the validator's rule about mergeable fields compares one
 * by one. Call it only for selections whose expanded size is known to be small: it expands them.
 */
export function countOverlaps(sets: readonly SelectionSetNode[], fragments: Fragments): number {
  const groups = new Map<string, FieldNode[]>();
  for (const set of sets) collect(set, fragments, groups);
  let pairs = 0;
  for (const group of groups.values()) {
    pairs += (group.length * (group.length - 1)) / 2;
    const inner = group.flatMap((field) => (field.selectionSet === undefined ? [] : [field.selectionSet]));
    if (inner.length > 0) pairs += countOverlaps(inner, fragments);
  }
  return pairs;
}
