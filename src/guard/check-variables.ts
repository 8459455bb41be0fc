import { limitExceeded } from './limit-error.ts';
import type { RequestLimits } from './limits.ts';

/** Checks the raw variables: levels, items of every list, length of every text. Walks with its own stack, in linear time. */
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
      if (Array.isArray(value) && value.length > limits.listItems) throw limitExceeded('listItems', limits, value.length);
      for (const inner of Object.values(value)) {
        if (typeof inner !== 'string' && (typeof inner !== 'object' || inner === null)) continue;
        waiting.push(inner);
        levels.push(level + 1);
      }
    }
  }
}
