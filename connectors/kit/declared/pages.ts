import { SourceError } from '../../../src/contract/index.ts';
import type { Assigned, ListEndpoint, PageRules, Slot, WireAsk, WireReply } from './model.ts';
import { valueAt } from './path.ts';
import { itemsOf, nextLinkOf, type Speaker, shapeError, totalOf } from './reply.ts';

/** What is wanted of a list. */
export interface PagesAsk {
  readonly list: ListEndpoint;
  readonly speaker: Speaker;
  /** Elements to skip in the service, for styles that count. */
  readonly start: number;
  /** Elements that are needed if every one is a row that counts, which sizes pages and never ends them; undefined: all. */
  readonly most: number | undefined;
  /** Asks for a page. */
  readonly ask: (slots: readonly Assigned[], follow?: WireAsk['follow']) => Promise<WireReply>;
}

/** Where the reading of a list stands. */
interface Progress {
  /** Elements that came. */
  seen: number;
  /** The smallest number of rows that the service spoke of: rows that are added while pages are read must not look like missing ones. */
  smallestTotal: number;
  pages: number;
}

/** The elements of one page, as they came. */
type Page = readonly unknown[];

/**
 * Reads a list page by page. The end is where the service says so, or where a page comes short; a list that ends before the
 * number of rows that the service itself names is BAD_DATA, never a short answer. Only the consumer knows which elements are
 * rows that count, so it ends the reading when it has enough, and what is wrong with the end of a page matters only to one who goes on.
 */
export async function* readPages(task: PagesAsk): AsyncGenerator<Page> {
  const progress: Progress = { seen: 0, smallestTotal: Number.POSITIVE_INFINITY, pages: 0 };
  const { page } = task.list;
  switch (page.style) {
    case 'offset':
      return yield* counted(task, progress, page.size, (size) => slots([page.offset, task.start + progress.seen], [page.limit, size]));
    case 'page': {
      const size = task.start === 0 ? firstSize(task, page) : page.size;
      const first = page.first + Math.floor(task.start / size);
      return yield* counted(task, progress, size, () => slots([page.page, first + progress.pages], [page.limit, size]));
    }
    case 'none':
      return yield* counted(task, progress, Number.POSITIVE_INFINITY, () => []);
    default:
      return yield* chained(task, progress, page);
  }
}

/** How many elements the first page of a list skips by itself, for a given number to skip. */
export function skippedByPages(page: PageRules, start: number): number {
  if (page.style === 'offset') return start;
  return page.style === 'page' ? Math.floor(start / page.size) * page.size : 0;
}

/** A page is asked smaller than declared only where the service is told so. */
function firstSize({ most }: PagesAsk, { limit, size }: { readonly limit?: Slot | undefined; readonly size: number }): number {
  return limit === undefined ? size : Math.min(size, most ?? size);
}

/** What is left of the elements that are needed; once more are needed than was thought, whole pages. */
function nextSize(task: PagesAsk, { seen }: Progress, page: { readonly limit?: Slot | undefined; readonly size: number }): number {
  const left = (task.most ?? Number.POSITIVE_INFINITY) - seen;
  return page.limit === undefined || left <= 0 ? page.size : Math.min(page.size, left);
}

async function* counted(task: PagesAsk, progress: Progress, size: number, slotsOf: (size: number) => Assigned[]): AsyncGenerator<Page> {
  const { page } = task.list;
  for (;;) {
    const wanted = page.style === 'offset' ? nextSize(task, progress, page) : size;
    const reply = await task.ask(slotsOf(wanted));
    const { items, total } = received(task, progress, reply);
    yield items;
    const position = task.start + progress.seen;
    if (items.length === 0 || (total === undefined ? items.length < wanted : position >= total)) {
      return checkWhole(task, progress, position);
    }
    if (page.style === 'page' && items.length < wanted) {
      throw badPage(
        task,
        `a page of ${wanted} rows was asked for and ${items.length} came, though more are left`,
        'declare the page size that the service keeps',
      );
    }
    if (page.style === 'none') throw badPage(task, 'there are more rows than came', 'declare how the list is paged');
    nextPage(task, progress);
  }
}

async function* chained(task: PagesAsk, progress: Progress, page: Extract<PageRules, { style: 'cursor' | 'link' }>): AsyncGenerator<Page> {
  const size = [page.limit, firstSize(task, page)] as const;
  let reply = await task.ask(slots(size));
  let before: unknown;
  for (;;) {
    const { items } = received(task, progress, reply);
    yield items;
    const next = nextOf(page, reply, task.speaker);
    if (next === undefined) return checkWhole(task, progress, progress.seen);
    if (next === before) throw badPage(task, 'the service names the same next page again', 'correct the paging of the endpoint');
    before = next;
    nextPage(task, progress);
    reply = await (page.style === 'link'
      ? task.ask([], { link: String(next), from: reply.address })
      : task.ask(slots([page.cursor, next], size)));
  }
}

function received({ list, speaker, start }: PagesAsk, progress: Progress, reply: WireReply) {
  const items = itemsOf(reply, list.rows, speaker);
  const total = totalOf(reply, list.total, speaker);
  if (progress.pages === 0 && total !== undefined && items.length > 0 && start + items.length > total) {
    throw new SourceError('BAD_DATA', `${speaker.kind}: ${speaker.what} gives more rows than the number of rows that it names`, {
      advice: 'correct where the total is declared to stand, or the service',
    });
  }
  progress.seen += items.length;
  progress.smallestTotal = Math.min(progress.smallestTotal, total ?? progress.smallestTotal);
  return { items, total };
}

/** The mark of the next page; undefined at the end. */
function nextOf(page: Extract<PageRules, { style: 'cursor' | 'link' }>, reply: WireReply, speaker: Speaker): string | number | undefined {
  const next = page.style === 'link' && !page.next ? nextLinkOf(reply.headers.link) : valueAt(reply.body, page.next ?? []);
  const more = page.style === 'cursor' && page.more ? valueAt(reply.body, page.more) : undefined;
  if (more === false) return undefined;
  if (next === undefined || next === null || next === '' || next === false) {
    if (more === true) throw shapeError(reply, 'the mark of the next page, which the service says there is,', speaker);
    return undefined;
  }
  if (typeof next === 'string' || typeof next === 'number') return next;
  throw shapeError(reply, 'the mark of the next page as a text or number', speaker);
}

function checkWhole(task: PagesAsk, progress: Progress, position: number): void {
  if (task.start >= progress.smallestTotal || position >= progress.smallestTotal) return;
  if (progress.smallestTotal === Number.POSITIVE_INFINITY) return;
  throw badPage(
    task,
    `the service names ${progress.smallestTotal} rows, but its pages end after ${position}`,
    'correct page style and page size of the endpoint, or where the total is declared to stand',
  );
}

function nextPage(task: PagesAsk, progress: Progress): void {
  progress.pages += 1;
  const { maxPages } = task.list.page;
  if (progress.pages >= maxPages)
    throw badPage(task, `there are more than ${maxPages} pages`, 'raise page.maxPages if the list is that long');
}

function badPage({ speaker }: PagesAsk, came: string, advice: string): SourceError {
  return new SourceError('BAD_DATA', `${speaker.kind}: ${speaker.what}: ${came}`, { advice });
}

function slots(...pairs: readonly (readonly [Slot | undefined, string | number])[]): Assigned[] {
  return pairs.flatMap(([slot, value]) => (slot === undefined ? [] : [{ slot, value }]));
}

/** Elements of a page that were not in the page before it: rows move from page to page when others are added in between. */
export class RepeatedRows {
  readonly #identify: (item: unknown) => string;
  #before: readonly unknown[] = [];

  constructor(key: readonly { readonly path: readonly string[] }[], item: readonly string[]) {
    this.#identify = (element) => {
      const row = valueAt(element, item);
      return JSON.stringify(key.length === 0 ? row : key.map(({ path }) => valueAt(row, path) ?? null)) ?? '';
    };
  }

  /** Undefined when the page is the same as the last one. */
  withoutRepeated(items: readonly unknown[]): readonly unknown[] | undefined {
    const before = new Set(this.#before.map(this.#identify));
    this.#before = items;
    if (before.size === 0 || items.length === 0) return items;
    const fresh = items.filter((item) => !before.has(this.#identify(item)));
    return fresh.length === 0 ? undefined : fresh;
  }
}
