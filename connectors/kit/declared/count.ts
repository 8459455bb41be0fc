import type { Assigned, DeclaredCollection, Wire } from './model.ts';
import type { ListPlan } from './plan.ts';
import { itemsOf, totalOf } from './reply.ts';

/** The number of rows that match, as the service names it beside the smallest page that it gives. */
export async function countRows(
  wire: Wire,
  collection: DeclaredCollection,
  plan: ListPlan,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { list, fields, key } = collection;
  const speaker = { kind: wire.kind, what: wire.what(collection, 'list') };
  const named = key.flatMap((name) => fields.get(name) ?? []);
  const [first] = fields.values();
  const reply = await wire.ask(
    {
      collection,
      endpoint: 'list',
      assigned: [...plan.assigned, ...firstPage(collection)],
      order: [],
      fields: named.length > 0 || !first ? named : [first],
    },
    signal,
  );
  itemsOf(reply, list.rows, speaker);
  return totalOf(reply, list.total, speaker);
}

function firstPage({ list: { page } }: DeclaredCollection): readonly Assigned[] {
  const limit: Assigned[] = page.style === 'none' || page.limit === undefined ? [] : [{ slot: page.limit, value: 1 }];
  if (page.style === 'offset') return [{ slot: page.offset, value: 0 }, ...limit];
  return page.style === 'page' ? [{ slot: page.page, value: page.first }, ...limit] : limit;
}
