import { limitExceeded } from './limit-error.ts';
import type { RequestLimits } from './limits.ts';

/** Checks the raw variables: levels, items of every list and object, length of every text. Walks with its own stack, in linear time. */
export function checkVariables(variables: Readonly<Record<string, unknown>>, limits: RequestLimits): void {
  const waiting: unknown[] = [variables];
  const levels: number[] = [0];
  while (waiting.length > 0) {
    const value = waiting.pop();
    const level = levels.pop() ?? 0;
    if (typeof value === 'string') {
      if (value.length > limits.stringLength) throw limitExceeded('stringLength', limits, value.length);
    } else if (typeof value === 'object' && value !== null) {
      if (level > limits.jsonDepth) throw limitExceeded('jsonDepth', limits);
      const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (items.length > limits.listItems) throw limitExceeded('listItems', limits, items.length);
      for (const inner of items) {
        if (typeof inner !== 'string' && (typeof inner !== 'object' || inner === null)) continue;
        waiting.push(inner);
        levels.push(level + 1);
      }
    }
  }
}
