import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { Predicate, Request } from '../contract/index.ts';

/** Shares of rows that a condition is taken to leave, where nothing better is known (the classic System R guesses). */
const SHARE = { eq: 0.1, range: 1 / 3, text: 0.1, place: 0.1 } as const;

/** Rows that a request is expected to give; undefined when the source does not say how many it has. */
export function estimateRows(binding: ReadyBinding, request: Request): number | undefined {
  const { estimatedRows } = binding.description;
  if (estimatedRows === undefined) return undefined;
  const matching = Math.ceil(estimateFilter(request.predicate, binding, estimatedRows));
  if (request.kind === 'aggregate') return request.groupBy.length === 0 ? 1 : Math.min(matching, 100);
  return Math.min(matching, request.limit ?? Number.POSITIVE_INFINITY);
}

function estimateFilter(predicate: Predicate, binding: ReadyBinding, rows: number): number {
  const [key] = binding.description.key;
  const unique = binding.description.key.length === 1 ? key : undefined;
  switch (predicate.kind) {
    case 'and':
      return predicate.of.reduce((left, part) => Math.min(left, estimateFilter(part, binding, left)), rows);
    case 'or':
      return Math.min(
        rows,
        predicate.of.reduce((sum, part) => sum + estimateFilter(part, binding, rows), 0),
      );
    case 'not':
      return rows - estimateFilter(predicate.of, binding, rows);
    case 'in':
      return Math.min(rows, predicate.values.length * (predicate.field === unique ? 1 : Math.max(1, rows * SHARE.eq)));
    case 'compare':
      if (predicate.operator === 'eq') return predicate.field === unique ? 1 : rows * SHARE.eq;
      return predicate.operator === 'ne' ? rows * (1 - SHARE.eq) : rows * SHARE.range;
    case 'isNull':
      return rows * SHARE.eq;
    case 'text':
      return rows * SHARE.text;
    case 'withinBox':
    case 'withinPolygon':
    case 'withinDistance':
      return rows * SHARE.place;
    default:
      return predicate satisfies never;
  }
}
