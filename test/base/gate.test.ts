import { describe, expect, it } from '@jest/globals';
import { Gate, pause } from '../../src/base/gate.ts';

const never = new AbortController().signal;

describe('a gate', () => {
  it('lets in as many as it has places, and the others in the order they came', async () => {
    const gate = new Gate(2, undefined);
    const entered: number[] = [];
    const enter = async (number: number) => {
      const leave = await gate.enter(never);
      entered.push(number);
      return leave;
    };
    const [first, , third] = [enter(1), enter(2), enter(3), enter(4)];
    (await first)();
    await third;
    expect(entered).toEqual([1, 2, 3]);
    expect(gate.inside).toBe(2);
  });

  it('gives a place up once, however often the same holder leaves', async () => {
    const gate = new Gate(1, undefined);
    const leave = await gate.enter(never);
    leave();
    leave();
    await gate.enter(never);
    expect(gate.inside).toBe(1);
  });

  it('lets one who stops waiting go with the reason, and the next one takes the turn', async () => {
    const gate = new Gate(1, undefined);
    const leave = await gate.enter(never);
    const stop = new AbortController();
    const gone = gate.enter(stop.signal);
    const next = gate.enter(never);
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(gone).rejects.toBe(reason);
    leave();
    await next;
    expect(gate.inside).toBe(1);
  });

  it('keeps the number per second, and leaves the place of one who stops meanwhile', async () => {
    const gate = new Gate(2, 20);
    const started = performance.now();
    (await gate.enter(never))();
    (await gate.enter(never))();
    expect(performance.now() - started).toBeGreaterThan(45);
    const reason = new Error('enough');
    await expect(gate.enter(AbortSignal.abort(reason))).rejects.toBe(reason);
    const stop = new AbortController();
    const gone = gate.enter(stop.signal);
    stop.abort(reason);
    await expect(gone).rejects.toBe(reason);
    expect(gate.inside).toBe(0);
  });
});

describe('a pause', () => {
  it('ends early with the reason of its signal', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const waiting = pause(60_000, stop.signal);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(pause(60_000, stop.signal)).rejects.toBe(reason);
    await expect(pause(0, never)).resolves.toBeUndefined();
  });
});
