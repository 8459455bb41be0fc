import { openMemory } from '../../../connectors/memory/index.ts';
import type {
  AggregateRequest,
  AggregateResult,
  Batch,
  CheckStep,
  CollectionCapabilities,
  CollectionDescription,
  Predicate,
  ReadRequest,
  Request,
  Row,
  Source,
  SourceDescription,
  Value,
} from '../../../src/contract/index.ts';
import { answerRead } from '../../../src/rows/index.ts';
import { memoryConfig } from '../../connectors/memory/memory-config.ts';
import type { Fixture } from '../fixture.ts';

/** What a broken source does otherwise than the sound one. */
export interface Break {
  /** The request as the source understands it. */
  readonly request?: <R extends Request>(request: R) => R;
  /** The answer, made from the sound one. */
  readonly rows?: (rows: readonly Row[], request: ReadRequest) => readonly Row[];
  /** The whole evaluation. */
  readonly answer?: (request: ReadRequest) => readonly Row[];
  readonly groups?: (groups: readonly Row[], request: AggregateRequest) => readonly Row[];
  readonly aggregate?: (request: AggregateRequest) => readonly Row[];
  readonly description?: (description: CollectionDescription) => CollectionDescription;
  readonly read?: (request: ReadRequest, signal: AbortSignal) => AsyncIterable<Batch>;
  readonly check?: () => readonly CheckStep[];
  readonly close?: (close: () => Promise<void>) => Promise<void>;
  readonly preview?: (request: Request) => string;
  readonly negotiate?: (described: CollectionCapabilities) => CollectionCapabilities;
}

/** One broken source: what is wrong with it, and the law that has to catch it. */
export interface BrokenSource {
  readonly what: string;
  readonly caughtBy: string;
  /** Makes it over a fixture; `sound` is a memory source over the same rows, `log` takes a log line. */
  readonly make: (parts: { readonly fixture: Fixture; readonly sound: Source; readonly log: (line: string) => void }) => Break;
}

/** Opens a broken source over a fixture. */
export function openBroken(broken: BrokenSource, fixture: Fixture): { source: Source; close(): Promise<void>; logged(): string } {
  const sound = openMemory(memoryConfig(fixture));
  const lines: string[] = [];
  const source = brokenSource(sound, broken.make({ fixture, sound, log: (line) => lines.push(line) }));
  return { source, close: () => sound.close(), logged: () => lines.join('\n') };
}

function brokenSource(sound: Source, change: Break): Source {
  const understood = <R extends Request>(request: R): R => change.request?.(request) ?? request;
  return {
    describe: async (signal): Promise<SourceDescription> => {
      const description = await sound.describe(signal);
      return { ...description, collections: description.collections.map((each) => change.description?.(each) ?? each) };
    },
    async *read(request, signal) {
      if (change.read) {
        yield* change.read(request, signal);
        return;
      }
      const own = change.answer?.(request);
      for await (const batch of sound.read(understood(request), signal)) {
        yield { ...batch, rows: own ?? change.rows?.(batch.rows, request) ?? batch.rows };
        if (own) return;
      }
      if (own && own.length > 0) yield { rows: own };
    },
    aggregate: async (request, signal): Promise<AggregateResult> => {
      if (change.aggregate) return { groups: change.aggregate(request) };
      const result = await sound.aggregate?.(understood(request), signal);
      const groups = result?.groups ?? [];
      return { groups: change.groups?.(groups, request) ?? groups };
    },
    check: async (signal) => change.check?.() ?? sound.check(signal),
    close: () => (change.close ? change.close(() => sound.close()) : sound.close()),
    preview: (request) => change.preview?.(request) ?? request.collection,
    ...(change.negotiate
      ? { negotiate: (_: Request, described: CollectionCapabilities) => change.negotiate?.(described) ?? described }
      : {}),
  };
}

/** Field types by name, with the position that {@link evaluatedAs} adds. */
export function typesIn(fixture: Fixture): Map<string, Fixture['fields'][number]['type']> {
  return new Map([...fixture.fields.map(({ name, type }) => [name, type] as const), ['#', 'int' as const]]);
}

/** Evaluates a request on rows whose values were changed, but answers with the values as they are: how a folding collation behaves. */
export function evaluatedAs(fixture: Fixture, change: (value: Value, field: string) => Value) {
  const altered = fixture.rows.map((row, place) => ({ ...mapRow(row, change), '#': place }));
  return (request: ReadRequest): readonly Row[] => {
    const found = answerRead(altered, { ...mapRequest(request, change), fields: ['#'] }, typesIn(fixture));
    return found.map((row) => {
      const original = fixture.rows[Number(row['#'])] ?? {};
      return Object.fromEntries(request.fields.map((field) => [field, original[field] ?? null]));
    });
  };
}

/** A row with each value changed. */
export function mapRow(row: Row, change: (value: Value, field: string) => Value): Row {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [field, value === null ? null : change(value, field)]));
}

function mapRequest(request: ReadRequest, change: (value: Value, field: string) => Value): ReadRequest {
  const predicate = mapLeaves(request.predicate, (leaf) => {
    if (leaf.kind === 'compare') return { ...leaf, value: change(leaf.value, leaf.field) as string };
    if (leaf.kind === 'in') return { ...leaf, values: leaf.values.map((value) => change(value, leaf.field) as string) };
    return leaf.kind === 'text' ? { ...leaf, value: change(leaf.value, leaf.field) as string } : leaf;
  });
  const { after } = request;
  if (!after) return { ...request, predicate };
  const values = after.values.map((value, place) => (value === null ? null : change(value, request.order[place]?.field ?? '')));
  return { ...request, predicate, after: { ...after, values } };
}

/** A predicate that tests one field. */
export type Leaf = Exclude<Predicate, { readonly kind: 'and' | 'or' | 'not' }>;

/** A predicate with each leaf replaced. */
export function mapLeaves(predicate: Predicate, change: (leaf: Leaf) => Predicate): Predicate {
  if (predicate.kind === 'and' || predicate.kind === 'or') return { ...predicate, of: predicate.of.map((part) => mapLeaves(part, change)) };
  if (predicate.kind === 'not') return { ...predicate, of: mapLeaves(predicate.of, change) };
  return change(predicate);
}

/** A change of every leaf of every request. */
export function leaves(change: (leaf: Leaf) => Predicate): Break {
  return { request: (request) => ({ ...request, predicate: mapLeaves(request.predicate, change) }) };
}

/** A change of the reads only. */
export function reads(change: (request: ReadRequest) => ReadRequest): Break {
  return { request: (request) => (request.kind === 'read' ? (change(request) as typeof request) : request) };
}

/** Changes the values of one field type in every answer. */
export function valuesOfType(fixture: Fixture, type: string, change: (value: Value) => Value): Break {
  const types = typesIn(fixture);
  return { rows: (rows) => rows.map((row) => mapRow(row, (value, field) => (types.get(field) === type ? change(value) : value))) };
}
