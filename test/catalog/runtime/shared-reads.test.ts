import { describe, expect, it } from '@jest/globals';
import { guardSource, sharedReads } from '../../../src/catalog/runtime/index.ts';
import { type AggregateRequest, type Row, SourceError } from '../../../src/contract/index.ts';
import { ALL, failing, giving, never, READ, ROWS, rowsOf, type Script, scriptedSource } from './scripted-source.ts';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const batchOf = (from: number, size: number): readonly Row[] =>
  Array.from({ length: size }, (_, place) => ({ id: from + place, name: null }));

/** Batches of ten rows, a moment apart; tells whether it was aborted. */
function slowly(batches: number) {
  const seen = { aborted: false, given: 0 };
  const script: Script = async function* (signal) {
    signal.addEventListener('abort', () => {
      seen.aborted = true;
    });
    for (let batch = 0; batch < batches; batch += 1) {
      await pause(3);
      seen.given += 10;
      yield { rows: batchOf(batch * 10, 10) };
    }
  };
  return { seen, script };
}

function sharedOver(script: Script, maxRows?: number) {
  const source = scriptedSource([script]);
  const shared = sharedReads(guardSource(source, { name: 's', retry: { retries: 0 } }), maxRows === undefined ? {} : { maxRows });
  return { source, shared };
}

describe('shared reads', () => {
  it('ask once for identical reads at the same time, and again for later ones', async () => {
    const { source, shared } = sharedOver(slowly(3).script);
    const answers = await Promise.all([1, 2, 3, 4].map(() => rowsOf(shared.read(READ, never()))));
    expect(answers.every((rows) => rows.length === 30)).toBe(true);
    expect(source.reads).toBe(1);
    await rowsOf(shared.read(READ, never()));
    expect(source.reads).toBe(2);
    expect(shared.size).toBe(0);
  });

  it('ask for each different request', async () => {
    const { source, shared } = sharedOver(slowly(1).script);
    await Promise.all([rowsOf(shared.read(READ, never())), rowsOf(shared.read({ ...READ, limit: 5 }, never()))]);
    expect(source.reads).toBe(2);
  });

  it('start nothing before the first row is asked for', async () => {
    const { source, shared } = sharedOver(giving(ROWS));
    shared.read(READ, never());
    await pause(5);
    expect(source.reads).toBe(0);
  });

  it('go on when one of the consumers leaves, and stop when all have left', async () => {
    const { seen, script } = slowly(50);
    const { shared } = sharedOver(script);
    const [first, second] = [new AbortController(), new AbortController()];
    const leaving = rowsOf(shared.read(READ, first.signal)).catch((error: unknown) => error);
    const staying = rowsOf(shared.read(READ, second.signal)).catch((error: unknown) => error);
    await pause(15);
    first.abort();
    expect(await leaving).toBeInstanceOf(SourceError);
    await pause(10);
    expect(seen.aborted).toBe(false);
    second.abort();
    expect(await staying).toBeInstanceOf(SourceError);
    await pause(10);
    expect(seen.aborted).toBe(true);
    expect(shared.size).toBe(0);
  });

  it('are not held up by a slow consumer', async () => {
    const { shared } = sharedOver(slowly(5).script);
    const slow = shared.read(READ, never());
    await slow.next();
    expect(await rowsOf(shared.read(READ, never()))).toHaveLength(50);
    await slow.return();
  });

  it('buffer no more than their bound, and give every consumer everything all the same', async () => {
    const { seen, script } = slowly(20);
    const { source, shared } = sharedOver(script, 50);
    const slow = shared.read(READ, never());
    const first = await slow.next();
    const others = [rowsOf(shared.read(READ, never())), rowsOf(shared.read(READ, never()))];
    await pause(60);
    expect(source.reads).toBe(3);
    for (const rows of await Promise.all(others)) expect(rows).toHaveLength(200);
    // The others have drawn 200 rows each for themselves; the first one's own read stands at the bound until he goes on.
    expect(seen.given).toBe(400 + 60);
    const rest = await rowsOf(slow);
    expect((first.value?.rows.length ?? 0) + rest.length).toBe(200);
    expect(rest.at(-1)).toEqual({ id: 199, name: null });
  });

  it('stop the source when the first consumer of an outgrown read leaves', async () => {
    const { seen, script } = slowly(50);
    const { shared } = sharedOver(script, 20);
    for await (const { rows } of shared.read(READ, never())) if ((rows[0]?.id ?? 0) === 40) break;
    await pause(10);
    expect(seen.aborted).toBe(true);
    expect(seen.given).toBeLessThan(100);
  });

  it('give the error to every consumer and forget it', async () => {
    const { source, shared } = sharedOver(failing(new SourceError('NEEDS_AUTH', 'no password')));
    const errors = await Promise.all([1, 2, 3].map(() => rowsOf(shared.read(READ, never())).catch((error: unknown) => error)));
    expect(errors.every((error) => error instanceof SourceError && error.kind === 'NEEDS_AUTH')).toBe(true);
    expect(source.reads).toBe(1);
    expect(shared.size).toBe(0);
  });

  it('leave reads alone whose limit is above the bound', async () => {
    const { source, shared } = sharedOver(slowly(1).script, 5);
    await Promise.all([1, 2].map(() => rowsOf(shared.read({ ...READ, limit: 6 }, never()))));
    expect(source.reads).toBe(2);
  });
});

describe('shared aggregates', () => {
  const REQUEST: AggregateRequest = {
    kind: 'aggregate',
    collection: 'things',
    predicate: READ.predicate,
    groupBy: [],
    measures: [{ name: 'n', function: 'count' }],
  };

  function counting() {
    const seen = { asked: 0, aborted: 0 };
    const base = scriptedSource([giving(ROWS)]);
    const source = {
      ...base,
      describe: async (signal: AbortSignal) => {
        const { collections } = await base.describe(signal);
        return { collections: collections.map((each) => ({ ...each, capabilities: { ...ALL, aggregate: { count: true as const } } })) };
      },
      aggregate: async (_: AggregateRequest, signal: AbortSignal) => {
        seen.asked += 1;
        signal.addEventListener('abort', () => {
          seen.aborted += 1;
        });
        await pause(20);
        return { groups: [{ n: 2 }] };
      },
    };
    return { seen, shared: sharedReads(guardSource(source, { name: 's' })) };
  }

  it('are asked once', async () => {
    const { seen, shared } = counting();
    const answers = await Promise.all([1, 2, 3].map(() => shared.aggregate(REQUEST, never())));
    expect(answers.map(({ groups }) => groups)).toEqual([[{ n: 2 }], [{ n: 2 }], [{ n: 2 }]]);
    expect(seen.asked).toBe(1);
    expect(shared.size).toBe(0);
  });

  it('stop when all have left, and a later asker gets a fresh answer', async () => {
    const { seen, shared } = counting();
    const controller = new AbortController();
    const left = shared.aggregate(REQUEST, controller.signal).catch((error: unknown) => error);
    await pause(8);
    controller.abort();
    expect(await left).toBeInstanceOf(SourceError);
    expect(seen.aborted).toBe(1);
    expect((await shared.aggregate(REQUEST, never())).groups).toEqual([{ n: 2 }]);
    expect(seen.asked).toBe(2);
  });
});
