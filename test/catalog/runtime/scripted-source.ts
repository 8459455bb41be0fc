import type { Batch, CollectionCapabilities, ReadRequest, Row, Source } from '../../../src/contract/index.ts';

/** What a scripted source does at its first, second, ... read; the last one counts for all later ones. */
export type Script = (signal: AbortSignal, request: ReadRequest) => AsyncIterable<Batch>;

export const ALL: CollectionCapabilities = {
  fields: { id: { operators: ['eq', 'in', 'isNull'], sortable: true }, name: { operators: ['eq', 'contains'], sortable: true } },
  combine: { and: true, or: true, not: true },
  limit: true,
  seek: true,
};

/** A source written out by hand: its collection `things` has an int key `id` and a text `name`. */
export function scriptedSource(
  scripts: readonly Script[],
  more: Partial<Source> = {},
): Source & { readonly reads: number; readonly returned: number } {
  const counts = { reads: 0, returned: 0 };
  return {
    get reads() {
      return counts.reads;
    },
    get returned() {
      return counts.returned;
    },
    describe: async () => ({
      collections: [
        {
          name: 'things',
          key: ['id'],
          fields: [
            { name: 'id', type: 'int', nullable: false },
            { name: 'name', type: 'text', nullable: true },
          ],
          capabilities: ALL,
        },
      ],
    }),
    async *read(request, signal) {
      const script = scripts[Math.min(counts.reads, scripts.length - 1)];
      counts.reads += 1;
      try {
        if (script) yield* script(signal, request);
      } finally {
        counts.returned += 1;
      }
    },
    check: async () => [{ step: 'read', ok: true }],
    close: async () => {},
    ...more,
  };
}

/** Hands out batches. */
export function giving(...batches: readonly (readonly Row[])[]): Script {
  return async function* () {
    for (const rows of batches) yield { rows };
  };
}

/** Throws before the first row. */
export function failing(error: unknown): Script {
  return async function* () {
    yield* [];
    throw error;
  };
}

/** Hands out batches, then never answers again, whatever the signal says. */
export function hanging(...batches: readonly (readonly Row[])[]): Script {
  return async function* () {
    for (const rows of batches) yield { rows };
    await new Promise(() => {});
  };
}

export const READ: ReadRequest = {
  kind: 'read',
  collection: 'things',
  fields: ['id', 'name'],
  predicate: { kind: 'and', of: [] },
  order: [],
};

export const ROWS: readonly Row[] = [
  { id: 1, name: 'a' },
  { id: 2, name: null },
];

export function never(): AbortSignal {
  return new AbortController().signal;
}

/** Rows of a read. */
export async function rowsOf(batches: AsyncIterable<Batch>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch.rows);
  return rows;
}
