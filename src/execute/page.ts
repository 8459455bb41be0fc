import { type ListSelection, PAGE } from '../model/index.ts';
import type { EntityOrder, EntityPosition } from '../plan/split-read.ts';
import type { FieldTypes } from '../rows/index.ts';
import type { CursorCodec, CursorPosition } from './cursor.ts';
import type { RecordOrder } from './order-records.ts';
import type { EntityRecord } from './record.ts';

/** Where a page lies and how long it is. */
export interface PagePlan {
  readonly order: RecordOrder;
  /** Records on the page. */
  readonly size: number;
  readonly backward: boolean;
  /** The record after which (in reading direction) the page starts. */
  readonly position: CursorPosition | undefined;
}

/** Reads paging arguments. A page from the end is read backwards: every direction turned, nulls first. */
export function planPage({ entity, args }: ListSelection, types: FieldTypes, cursors: CursorCodec): PagePlan {
  const backward = args.last !== undefined;
  const name = [entity.name, ...args.orderBy.map((term) => `${term.path.name} ${term.direction}`)].join(',');
  const terms = args.orderBy.map((term): EntityOrder => {
    if (!backward) return { field: term.path.name, direction: term.direction };
    return { field: term.path.name, direction: term.direction === 'asc' ? 'desc' : 'asc', nulls: 'first' };
  });
  const cursor = backward ? args.before : args.after;
  return {
    order: { terms, sign: backward ? -1 : 1, name, types },
    size: args.first ?? args.last ?? PAGE.default,
    backward,
    position: cursor === undefined ? undefined : cursors.decode(cursor, name, backward ? 'before' : 'after'),
  };
}

/** The cursor of a record in a page's order. */
export function cursorOf(plan: PagePlan, record: EntityRecord, cursors: CursorCodec): string {
  const values = plan.order.terms.map((term) => record.values[term.field] ?? null);
  return cursors.encode({ order: plan.order.name, values, binding: record.binding.id, key: record.key });
}

/** Where one binding goes on after a cursor; `skip`: all its records lie before it; undefined: from the start. */
export function positionFor(plan: PagePlan, bindingId: string): EntityPosition | 'skip' | undefined {
  const { position, order } = plan;
  if (!position) return undefined;
  if (bindingId === position.binding) return { values: position.values, key: position.key, inclusive: false };
  const later = order.sign * (bindingId < position.binding ? -1 : 1) > 0;
  if (position.values.length === 0) return later ? undefined : 'skip';
  return { values: position.values, inclusive: later };
}

/** One page of records with what Relay wants to know of it. */
export interface Page {
  readonly plan: PagePlan;
  readonly records: readonly EntityRecord[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** Cuts a page out of records in reading direction, of which one more than the page may be there. */
export function cutPage(plan: PagePlan, read: readonly EntityRecord[]): Page {
  const more = read.length > plan.size;
  const taken = read.slice(0, plan.size);
  const started = plan.position !== undefined;
  return {
    plan,
    records: plan.backward ? taken.reverse() : taken,
    hasNextPage: plan.backward ? started : more,
    hasPreviousPage: plan.backward ? more : started,
  };
}
