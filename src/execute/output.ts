import type { AggregatePick, EdgePick, GroupPick, Pick, RecordSelection, Shape } from '../model/index.ts';
import type { AggregateAnswer } from './aggregate-answer.ts';
import type { RunContext } from './context.ts';
import type { ListAnswer } from './list-answer.ts';
import { cursorOf } from './page.ts';
import { provenanceOf } from './provenance.ts';
import type { EntityRecord } from './record.ts';

type Json = Record<string, unknown>;

/** A response object. Aliases cannot be `__proto__` (the guard refuses it), so a plain object does, which V8 keeps small and fast. */
const object = (): Json => ({});

/** Fields of a plain object under their response keys. A function is called with the field's arguments. */
export function shapeOutput(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((one) => shapeOutput(shape, one));
  const from = value as Json;
  const out = object();
  for (const { key, name, args, child, typename } of shape) {
    if (typename !== undefined) {
      out[key] = typename;
      continue;
    }
    const held = from[name];
    const own = typeof held === 'function' ? (held as (args: unknown) => unknown).call(from, args ?? {}) : (held ?? null);
    out[key] = child ? shapeOutput(child, own) : own;
  }
  return out;
}

/** What a selection asks of a record. */
export function recordOutput(context: RunContext, selection: RecordSelection, record: EntityRecord): Json {
  const out = object();
  for (const pick of selection.byType.get(record.entity) ?? []) out[pick.key] = pickOutput(context, pick, record);
  return out;
}

function pickOutput(context: RunContext, pick: Pick, record: EntityRecord): unknown {
  switch (pick.kind) {
    case 'value': {
      const value = pick.field.mark.privacy === 'PERSONAL' ? null : (record.values[pick.field.name] ?? null);
      return pick.shape ? shapeOutput(pick.shape, value) : value;
    }
    case 'id':
      return record.id;
    case 'typename':
      return record.entity;
    case 'label': {
      const value = record.values[pick.field.name] ?? null;
      return typeof value === 'string' ? (pick.field.labels?.[value]?.[pick.locale] ?? value) : null;
    }
    case 'provenance':
      return shapeOutput(pick.shape, provenanceOf(context, record));
    case 'one': {
      const joined = record.joinedAt(pick.slot) as EntityRecord | null;
      return joined ? recordOutput(context, pick.selection, joined) : null;
    }
    case 'many': {
      const answer = record.joinedAt(pick.slot) as ListAnswer | null;
      return answer ? listOutput(context, answer) : null;
    }
    default:
      return pick satisfies never;
  }
}

/** What a connection field asks for. */
export function listOutput(context: RunContext, { list, page, totalCount, report }: ListAnswer): Json {
  const out = object();
  for (const pick of list.picks) {
    switch (pick.kind) {
      case 'nodes':
        out[pick.key] = page.records.map((record) => recordOutput(context, pick.selection, record));
        break;
      case 'edges':
        out[pick.key] = page.records.map((record) => edgeOutput(context, list.entity.name, pick.picks, page.plan, record));
        break;
      case 'totalCount':
        out[pick.key] = totalCount;
        break;
      case 'pageInfo':
        out[pick.key] = shapeOutput(pick.shape, pageInfo(context, page));
        break;
      case 'completeness':
        out[pick.key] = shapeOutput(pick.shape, report.completeness());
        break;
      case 'sources':
        out[pick.key] = shapeOutput(pick.shape, report.sources());
        break;
      case 'typename':
        out[pick.key] = `${list.entity.name}Connection`;
        break;
      default:
        pick satisfies never;
    }
  }
  return out;
}

function pageInfo(context: RunContext, page: ListAnswer['page']) {
  const first = page.records[0];
  const last = page.records.at(-1);
  return {
    hasNextPage: page.hasNextPage,
    hasPreviousPage: page.hasPreviousPage,
    startCursor: () => (first ? cursorOf(page.plan, first, context.cursors) : null),
    endCursor: () => (last ? cursorOf(page.plan, last, context.cursors) : null),
  };
}

function edgeOutput(
  context: RunContext,
  entity: string,
  picks: readonly EdgePick[],
  plan: ListAnswer['page']['plan'],
  record: EntityRecord,
): Json {
  const out = object();
  for (const pick of picks) {
    if (pick.kind === 'node') out[pick.key] = recordOutput(context, pick.selection, record);
    else out[pick.key] = pick.kind === 'cursor' ? cursorOf(plan, record, context.cursors) : `${entity}Edge`;
  }
  return out;
}

/** What an aggregate field asks for. */
export function aggregateOutput({ selection, groups, groupCount, report }: AggregateAnswer): Json {
  const out = object();
  for (const pick of selection.picks) {
    if (pick.kind === 'groups') out[pick.key] = groups.map((group) => groupOutput(selection.entity.name, pick.picks, group));
    else if ('shape' in pick) out[pick.key] = truthOutput(pick, report);
    else out[pick.key] = pick.kind === 'groupCount' ? groupCount : `${selection.entity.name}Aggregate`;
  }
  return out;
}

function truthOutput(pick: Extract<AggregatePick, { readonly shape: Shape }>, report: AggregateAnswer['report']): unknown {
  return shapeOutput(pick.shape, pick.kind === 'completeness' ? report.completeness() : report.sources());
}

function groupOutput(entity: string, picks: readonly GroupPick[], group: AggregateAnswer['groups'][number]): Json {
  const out = object();
  for (const pick of picks) {
    if (pick.kind === 'key') out[pick.key] = shapeOutput(pick.shape, group.key);
    else if (pick.kind === 'measure') out[pick.key] = shapeOutput(pick.shape, group.measures[pick.measure] ?? {});
    else out[pick.key] = pick.kind === 'count' ? group.count : `${entity}Group`;
  }
  return out;
}
