import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { AggregateRequest, Predicate, ReadRequest, Request } from '../contract/index.ts';
import { estimateRows } from './estimate.ts';

/** One read as EXPLAIN needs it. Figures are there when the operation was run. */
export interface ExplainedRead {
  readonly path: string;
  readonly binding: ReadyBinding;
  readonly request: Request;
  readonly preview: string | undefined;
  readonly reasons: readonly string[];
  readonly rows: number;
  readonly reads: number;
  readonly milliseconds: number;
}

/** A plan's read as data. Conditions show fields and operators, never values. */
export interface PlanRead {
  readonly path: string;
  readonly operation: 'read' | 'aggregate';
  readonly source: string;
  readonly collection: string;
  readonly entity: string;
  readonly mode: 'live' | 'replica';
  readonly fields: readonly string[];
  readonly pushed: readonly string[];
  readonly leftOver: readonly string[];
  readonly estimatedRows: number | null;
  readonly asked: string | null;
  readonly actual: { readonly rows: number; readonly reads: number; readonly milliseconds: number } | null;
}

/** The plan of an operation: its reads, those of one place and shape taken together. */
export function explainReads(reads: readonly ExplainedRead[], analyzed: boolean): readonly PlanRead[] {
  const merged = new Map<string, PlanRead>();
  for (const read of reads) {
    const { request, binding } = read;
    const pushed = request.kind === 'read' ? pushedOfRead(request) : pushedOfAggregate(request);
    const key = JSON.stringify([read.path, binding.id, request.kind, pushed.map((text) => text.replace(/\d+/g, 'n'))]);
    const before = merged.get(key);
    merged.set(key, {
      path: read.path,
      operation: request.kind,
      source: binding.source,
      collection: binding.collection,
      entity: binding.entity,
      mode: binding.mapping.mode,
      fields: request.kind === 'read' ? request.fields : [],
      pushed,
      leftOver: [...new Set(read.reasons)],
      estimatedRows: sum(before?.estimatedRows, estimateRows(binding, request)),
      asked: read.preview ?? null,
      actual: analyzed
        ? {
            rows: (before?.actual?.rows ?? 0) + read.rows,
            reads: (before?.actual?.reads ?? 0) + read.reads,
            milliseconds: Math.max(before?.actual?.milliseconds ?? 0, Math.round(read.milliseconds * 10) / 10),
          }
        : null,
    });
  }
  return [...merged.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function sum(before: number | null | undefined, own: number | undefined): number | null {
  if (own === undefined) return before ?? null;
  return (before ?? 0) + own;
}

function pushedOfRead(request: ReadRequest): readonly string[] {
  const out: string[] = [];
  const filter = predicateText(request.predicate);
  if (filter !== '') out.push(`filter ${filter}`);
  if (request.order.length > 0) out.push(`order ${request.order.map(({ field, direction }) => `${field} ${direction}`).join(', ')}`);
  if (request.after) out.push(`go on after a position in ${request.after.values.length} fields`);
  if (request.limitPerKey) out.push(`first ${request.limitPerKey.count} per ${request.limitPerKey.fields.join(', ')}`);
  if (request.limit !== undefined) out.push(`limit ${request.limit}`);
  return out;
}

function pushedOfAggregate(request: AggregateRequest): readonly string[] {
  const out: string[] = [];
  const filter = predicateText(request.predicate);
  if (filter !== '') out.push(`filter ${filter}`);
  if (request.groupBy.length > 0) {
    out.push(`group by ${request.groupBy.map(({ field, bucket }) => (bucket ? `${field} per ${bucket}` : field)).join(', ')}`);
  }
  out.push(`measure ${request.measures.map((measure) => `${measure.function}(${measure.field ?? '*'})`).join(', ')}`);
  return out;
}

const SIGN = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** A predicate with its fields and operators and without its values. */
export function predicateText(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const parts = predicate.of.map(predicateText);
      if (parts.length === 0) return predicate.kind === 'and' ? '' : 'nothing';
      return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(` ${predicate.kind} `)})`;
    }
    case 'not':
      return `not ${predicateText(predicate.of)}`;
    case 'compare':
      return `${predicate.field} ${SIGN[predicate.operator]} ?`;
    case 'in':
      return `${predicate.field} in (${predicate.values.length} value${predicate.values.length === 1 ? '' : 's'})`;
    case 'isNull':
      return `${predicate.field} is null`;
    case 'text':
      return `${predicate.field} ${predicate.operator} ?${predicate.ignoreCase ? ' ignoring case' : ''}`;
    case 'withinBox':
      return `${predicate.field} within a box`;
    case 'withinPolygon':
      return `${predicate.field} within ${predicate.polygons.length} polygon${predicate.polygons.length === 1 ? '' : 's'}`;
    case 'withinDistance':
      return `${predicate.field} within ${predicate.metres} m`;
    default:
      return predicate satisfies never;
  }
}

/** The plan as text, one block per read. */
export function planText(reads: readonly PlanRead[]): string {
  const lines: string[] = [];
  for (const read of reads) {
    const estimate = read.estimatedRows === null ? 'unknown' : String(read.estimatedRows);
    const actual = read.actual ? `; was ${read.actual.rows} rows in ${read.actual.reads} reads, ${read.actual.milliseconds} ms` : '';
    lines.push(
      `${read.path}: ${read.operation} ${read.source}.${read.collection} (${read.entity}, ${read.mode}), estimated rows ${estimate}${actual}`,
    );
    for (const text of read.pushed) lines.push(`  pushed     ${text}`);
    for (const text of read.leftOver) lines.push(`  left over  ${text}`);
    if (read.asked !== null) lines.push(`  asked as   ${read.asked}`);
  }
  return lines.length === 0 ? 'Nothing is read.' : lines.join('\n');
}
