import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { guardSource, type ReadFacts } from '../../../src/catalog/runtime/index.ts';
import { type Log, SourceError } from '../../../src/contract/index.ts';
import { ALL, failing, giving, hanging, never, READ, ROWS, rowsOf, type Script, scriptedSource } from './scripted-source.ts';

const FAST = { firstPause: 5 };
const unreachable = (options = {}) => new SourceError('UNREACHABLE', 'no answer', options);

function recordingLog() {
  const lines: string[] = [];
  const line = (message: string, facts?: Readonly<Record<string, unknown>>) => void lines.push(`${message} ${JSON.stringify(facts)}`);
  const log: Log = { debug: line, info: line, warn: line, error: line };
  return { log, lines };
}

async function errorOf(work: Promise<unknown>): Promise<SourceError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('expected a SourceError, but it went well');
}

describe('a guarded source, tried again', () => {
  it('asks again after UNREACHABLE before the first row', async () => {
    const source = scriptedSource([failing(unreachable()), failing(unreachable()), giving(ROWS)]);
    const guard = guardSource(source, { name: 's', retry: FAST });
    expect(await rowsOf(guard.read(READ, never()))).toEqual(ROWS);
    expect(source.reads).toBe(3);
    expect(guard.counters).toMatchObject({ retries: 2, errors: 0, rows: 2, active: 0 });
  });

  it('gives up after its attempts with the last error', async () => {
    const source = scriptedSource([failing(unreachable())]);
    const error = await errorOf(rowsOf(guardSource(source, { name: 's', retry: FAST }).read(READ, never())));
    expect(error.message).toBe('no answer');
    expect(source.reads).toBe(3);
  });

  it('never asks again after a row was handed on', async () => {
    const half: Script = async function* () {
      yield { rows: ROWS };
      throw unreachable();
    };
    const source = scriptedSource([half, giving(ROWS)]);
    expect((await errorOf(rowsOf(guardSource(source, { name: 's', retry: FAST }).read(READ, never())))).kind).toBe('UNREACHABLE');
    expect(source.reads).toBe(1);
  });

  it.each(['NEEDS_AUTH', 'BAD_DATA', 'UNSUPPORTED', 'BROKEN'] as const)('does not ask again after %s', async (kind) => {
    const source = scriptedSource([failing(new SourceError(kind, 'no'))]);
    expect((await errorOf(rowsOf(guardSource(source, { name: 's', retry: FAST }).read(READ, never())))).kind).toBe(kind);
    expect(source.reads).toBe(1);
  });

  it('waits as long as the source asked for', async () => {
    const source = scriptedSource([failing(unreachable({ retryAfter: 120 })), giving(ROWS)]);
    const started = performance.now();
    await rowsOf(guardSource(source, { name: 's', retry: FAST }).read(READ, never()));
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  });

  it('does not wait past the deadline', async () => {
    const source = scriptedSource([failing(unreachable({ retryAfter: 60_000 })), giving(ROWS)]);
    const started = performance.now();
    const error = await errorOf(rowsOf(guardSource(source, { name: 's', retry: FAST }).read(READ, never())));
    expect(error.retryAfter).toBe(60_000);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(source.reads).toBe(1);
  });
});

describe('a guarded source, stopped', () => {
  it('ends a read that takes too long as UNREACHABLE with timeout, even when the source ignores the signal', async () => {
    const guard = guardSource(scriptedSource([hanging()]), { name: 's', limits: { readTimeout: 60 }, retry: FAST });
    const error = await errorOf(rowsOf(guard.read(READ, never())));
    expect(error).toMatchObject({ kind: 'UNREACHABLE', timeout: true });
    expect(guard.health).toBe('down');
  });

  it('does not count the time that its consumer takes', async () => {
    const guard = guardSource(scriptedSource([giving(ROWS, ROWS, ROWS)]), { name: 's', limits: { readTimeout: 80 } });
    let rows = 0;
    for await (const batch of guard.read(READ, never())) {
      rows += batch.rows.length;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(rows).toBe(6);
  });

  it('lets one read take longer when told so', async () => {
    const slow: Script = async function* () {
      await new Promise((resolve) => setTimeout(resolve, 120));
      yield { rows: ROWS };
    };
    const guard = guardSource(scriptedSource([slow]), { name: 's', limits: { readTimeout: 40 } });
    expect(await rowsOf(guard.read(READ, never(), { timeout: Number.POSITIVE_INFINITY }))).toEqual(ROWS);
  });

  it('ends at once when the caller aborts, tells the source, and is not down for it', async () => {
    let told = false;
    const listening: Script = async function* (signal) {
      signal.addEventListener('abort', () => {
        told = true;
      });
      yield { rows: ROWS };
      await new Promise(() => {});
    };
    const facts: ReadFacts[] = [];
    const guard = guardSource(scriptedSource([listening]), { name: 's', observe: (each) => facts.push(each) });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const started = performance.now();
    expect((await errorOf(rowsOf(guard.read(READ, controller.signal)))).kind).toBe('UNREACHABLE');
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(told).toBe(true);
    expect(guard.health).not.toBe('down');
    expect(facts.at(-1)).toMatchObject({ operation: 'read', outcome: 'stopped', rows: 2, collection: 'things' });
  });

  it('asks nothing when the signal has aborted before', async () => {
    const source = scriptedSource([giving(ROWS)]);
    const guard = guardSource(source, { name: 's' });
    await guard.describe(never());
    await errorOf(rowsOf(guard.read(READ, AbortSignal.abort())));
    expect(source.reads).toBe(0);
  });

  it('starts nothing before the first row is asked for', async () => {
    const source = scriptedSource([giving(ROWS)]);
    guardSource(source, { name: 's' }).read(READ, never());
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(source.reads).toBe(0);
  });

  it('lets the source clean up when the consumer leaves early', async () => {
    const source = scriptedSource([giving(ROWS, ROWS)]);
    const guard = guardSource(source, { name: 's' });
    for await (const _ of guard.read(READ, never())) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(source.returned).toBe(1);
    expect(guard.counters.active).toBe(0);
  });

  it('ends reads under way with an error when it is closed, and refuses later ones', async () => {
    let closes = 0;
    const source = scriptedSource([hanging(ROWS)], {
      close: async () => {
        closes += 1;
      },
    });
    const guard = guardSource(source, { name: 's' });
    const reading = errorOf(rowsOf(guard.read(READ, never())));
    await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all([guard.close(), guard.close()]);
    expect((await reading).message).toContain('closed');
    expect((await errorOf(rowsOf(guard.read(READ, never())))).message).toContain('closed');
    expect(closes).toBe(1);
  });
});

describe('a guarded source, bounded', () => {
  it('reads no more at the same time than its limit, and serves those who wait', async () => {
    let now = 0;
    let most = 0;
    const counted: Script = async function* () {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 10));
      now -= 1;
      yield { rows: ROWS };
    };
    const guard = guardSource(scriptedSource([counted]), { name: 's', limits: { parallelReads: 3 } });
    const answers = await Promise.all(Array.from({ length: 12 }, () => rowsOf(guard.read(READ, never()))));
    expect(answers.every((rows) => rows.length === 2)).toBe(true);
    expect(most).toBe(3);
  });

  it('keeps the reads per second that the source describes', async () => {
    const base = scriptedSource([giving(ROWS)]);
    const source = {
      ...base,
      describe: async (signal: AbortSignal) => ({ ...(await base.describe(signal)), limits: { readsPerSecond: 50 } }),
    };
    const guard = guardSource(source, { name: 's' });
    await guard.describe(never());
    const started = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => rowsOf(guard.read(READ, never()))));
    expect(performance.now() - started).toBeGreaterThanOrEqual(95);
  });

  it('lets a caller who waits in line leave', async () => {
    const guard = guardSource(scriptedSource([hanging(), giving(ROWS)]), {
      name: 's',
      limits: { parallelReads: 1, readTimeout: 150 },
      retry: { retries: 0 },
    });
    await guard.describe(never());
    const first = errorOf(rowsOf(guard.read(READ, never())));
    const controller = new AbortController();
    const second = errorOf(rowsOf(guard.read(READ, controller.signal)));
    controller.abort();
    expect((await second).message).toContain('stopped');
    await first;
    expect(guard.counters.active).toBe(0);
  });
});

describe('a guarded source, checked', () => {
  const guard = guardSource(scriptedSource([giving(ROWS)]), { name: 's' });

  it.each([
    ['an unknown collection', { collection: 'nothing' }],
    ['an unknown field', { fields: ['ghost'] }],
    ['no field', { fields: [] }],
    ['an undeclared operator', { predicate: { kind: 'compare', field: 'id', operator: 'lt', value: 3 } }],
    ['a value of another type', { predicate: { kind: 'compare', field: 'id', operator: 'eq', value: 'x' } }],
    ['a comparison with null', { predicate: { kind: 'compare', field: 'id', operator: 'eq', value: null } }],
    ['an order without the key', { order: [{ field: 'name', direction: 'asc' }] }],
    ['a negative limit', { limit: -1 }],
    ['an undeclared offset', { offset: 2 }],
    ['a seek without an order', { after: { values: [1], inclusive: false } }],
    ['a predicate of no kind', { predicate: { kind: 'sql', text: '1=1' } }],
    ['a name of the prototype', { predicate: { kind: 'isNull', field: '__proto__' } }],
  ])('refuses %s with UNSUPPORTED and names it', async (_, change) => {
    const error = await errorOf(rowsOf(guard.read({ ...READ, ...change } as never, never())));
    expect(error.kind).toBe('UNSUPPORTED');
    expect(error.message).toMatch(/source "s": /);
  });

  it('never repeats a value of the request in a refusal', async () => {
    const predicate = { kind: 'compare', field: 'id', operator: 'eq', value: 'secret-value' } as const;
    expect((await errorOf(rowsOf(guard.read({ ...READ, predicate }, never())))).message).not.toContain('secret-value');
  });

  it('refuses aggregates of a source that has none', async () => {
    const error = await errorOf(
      guard.aggregate({ kind: 'aggregate', collection: 'things', predicate: READ.predicate, groupBy: [], measures: [] }, never()),
    );
    expect(error.kind).toBe('UNSUPPORTED');
  });

  it('hands the source frozen requests', async () => {
    let frozen = false;
    const looking: Script = async function* (_, request) {
      frozen = Object.isFrozen(request) && Object.isFrozen(request.fields) && Object.isFrozen(request.predicate);
      yield { rows: ROWS };
    };
    await rowsOf(guardSource(scriptedSource([looking]), { name: 's' }).read({ ...READ, fields: ['id', 'name'] }, never()));
    expect(frozen).toBe(true);
  });

  it('keeps a request within what the source leaves of its capabilities', async () => {
    const narrow = guardSource(scriptedSource([giving(ROWS)], { negotiate: () => ({ ...ALL, fields: {} }) }), { name: 's' });
    const predicate = { kind: 'compare', field: 'id', operator: 'eq', value: 1 } as const;
    expect((await errorOf(rowsOf(narrow.read({ ...READ, predicate }, never())))).kind).toBe('UNSUPPORTED');
  });

  it('takes off fields that nobody asked for', async () => {
    const talkative = guardSource(scriptedSource([giving(ROWS)]), { name: 's' });
    expect(await rowsOf(talkative.read({ ...READ, fields: ['id'] }, never()))).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it.each([
    ['an absent field', [{ id: 1 }]],
    ['an undefined value', [{ id: 1, name: undefined }]],
    ['a row that is null', [null]],
    ['no list of rows', undefined],
  ])('tells %s as BAD_DATA', async (_, rows) => {
    const error = await errorOf(rowsOf(guardSource(scriptedSource([giving(rows as never)]), { name: 's' }).read(READ, never())));
    expect(error.kind).toBe('BAD_DATA');
  });
});

describe('a guarded source, failing', () => {
  it('turns a foreign error into BAD_DATA without its text, and keeps it as the cause', async () => {
    const cause = new Error("Access denied for user 'root'@'10.0.0.7' (password: hunter2)");
    const error = await errorOf(rowsOf(guardSource(scriptedSource([failing(cause)]), { name: 's' }).read(READ, never())));
    expect(error).toMatchObject({ kind: 'BAD_DATA', cause });
    expect(`${error.message} ${error.advice}`).not.toMatch(/hunter2|root|10\.0/);
  });

  it.each([[undefined], ['text'], [42], [null]])('survives a throw of %p', async (thrown) => {
    expect((await errorOf(rowsOf(guardSource(scriptedSource([failing(thrown)]), { name: 's' }).read(READ, never())))).kind).toBe(
      'BAD_DATA',
    );
  });

  it('knows a refused connection as UNREACHABLE', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const dialling: Script = async function* () {
      const response = await fetch(`http://127.0.0.1:${port}/`);
      yield { rows: [{ id: response.status, name: null }] };
    };
    const error = await errorOf(rowsOf(guardSource(scriptedSource([dialling]), { name: 's', retry: FAST }).read(READ, never())));
    expect(error).toMatchObject({ kind: 'UNREACHABLE' });
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('logs once that it is down and once that it is back, without the text of the cause', async () => {
    const { log, lines } = recordingLog();
    const down = failing(Object.assign(new Error('connect 10.0.0.7 hunter2'), { code: 'ECONNRESET' }));
    const guard = guardSource(scriptedSource([down, down, down, giving(ROWS)]), { name: 's', log, retry: { retries: 0 } });
    for (let read = 0; read < 3; read += 1) await errorOf(rowsOf(guard.read(READ, never())));
    expect(guard.health).toBe('down');
    for (let read = 0; read < 3; read += 1) await rowsOf(guard.read(READ, never()));
    expect(guard.health).toBe('up');
    expect(lines.map((line) => line.split(' {')[0])).toEqual(['source is down', 'source is back']);
    expect(lines.join()).not.toMatch(/hunter2|10\.0/);
  });

  it('answers a check that hangs or throws with a failed step', async () => {
    const broken = scriptedSource([giving(ROWS)], {
      check: async () => {
        throw new Error('hunter2');
      },
    });
    const [step] = await guardSource(broken, { name: 's' }).check(never());
    expect(step).toMatchObject({ ok: false });
    expect(JSON.stringify(step)).not.toContain('hunter2');
  });

  it('describes again after a failure, one description for reads at the same time', async () => {
    const sound = scriptedSource([giving(ROWS)]);
    let asked = 0;
    const source = {
      ...sound,
      describe: async (signal: AbortSignal) => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (asked === 1) throw new SourceError('NEEDS_AUTH', 'no password');
        return sound.describe(signal);
      },
    };
    const guard = guardSource(source, { name: 's' });
    expect((await errorOf(rowsOf(guard.read(READ, never())))).kind).toBe('NEEDS_AUTH');
    await Promise.all([1, 2, 3].map(() => rowsOf(guard.read(READ, never()))));
    expect(asked).toBe(2);
  });
});
