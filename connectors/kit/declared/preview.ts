import type { ReadRequest, Request } from '../../../src/contract/index.ts';
import type { Assigned, DeclaredCollection, PageRules, Wire, WireAsk } from './model.ts';
import { neededFields } from './needed.ts';
import type { ReadPlan } from './plan.ts';

/** How a service would be asked, for EXPLAIN: names of slots, no values. */
export function previewOf(wire: Wire, collection: DeclaredCollection, plan: ReadPlan, request: Request): string {
  const read: ReadRequest = request.kind === 'read' ? request : { ...request, kind: 'read', fields: [], order: [] };
  const ask = { collection, order: [], fields: neededFields(collection, read) };
  switch (plan.kind) {
    case 'nothing':
      return 'nothing is asked: no row can match';
    case 'byKey':
      return times(plan.lookUps.length, wire.preview({ ...ask, endpoint: 'byKey', assigned: plan.lookUps[0] ?? [] }));
    case 'byKeys': {
      const { byKeys } = collection;
      const assigned: readonly Assigned[] = byKeys ? [{ slot: byKeys.rule.slot, value: [], many: byKeys.rule.many }] : [];
      const chunks = Math.ceil(plan.values.length / (byKeys?.max ?? plan.values.length));
      return times(chunks, wire.preview({ ...ask, endpoint: 'byKeys', assigned }));
    }
    case 'list': {
      const whole: WireAsk = {
        ...ask,
        endpoint: 'list',
        order: plan.order,
        assigned: [...plan.assigned, ...pageSlots(collection.list.page)],
      };
      return wire.preview(whole) + (plan.residue.length > 0 ? ', rows then tested here' : '');
    }
    default:
      return plan satisfies never;
  }
}

function times(count: number, text: string): string {
  return count === 1 ? text : `${count} times ${text}`;
}

function pageSlots(page: PageRules): readonly Assigned[] {
  const names = [
    page.style === 'offset' ? page.offset : page.style === 'page' ? page.page : undefined,
    page.style === 'none' ? undefined : page.limit,
  ];
  return names.flatMap((slot) => (slot === undefined ? [] : [{ slot, value: 0 }]));
}
