import type { RecordSelection } from '../model/index.ts';

/** Entity fields that a record selection needs: its values and the linking fields of its relations. */
export function selectedFields(selections: readonly RecordSelection[], into: Set<string> = new Set()): Set<string> {
  for (const selection of selections) {
    for (const picks of selection.byType.values()) {
      for (const pick of picks) {
        if (pick.kind === 'value' || pick.kind === 'label') into.add(pick.field.name);
        else if (pick.kind === 'one' || pick.kind === 'many') into.add(pick.relation.mark.from);
      }
    }
  }
  return into;
}
