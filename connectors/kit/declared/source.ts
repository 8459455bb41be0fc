import {
  type AggregateRequest,
  type AggregateResult,
  type Batch,
  type CheckStep,
  type CollectionCapabilities,
  type CollectionDescription,
  type ReadRequest,
  type Request,
  type Row,
  type RowIssue,
  type Source,
  type SourceDescription,
  SourceError,
  type SourceLimits,
} from '../../../src/contract/index.ts';
import type { FieldTypes } from '../../../src/rows/index.ts';
import { type CapabilitySet, capabilitiesOf, negotiated } from './capabilities.ts';
import { countRows } from './count.ts';
import { readByKey } from './key-read.ts';
import { readList } from './list-read.ts';
import type { DeclaredCollection, Wire } from './model.ts';
import { neededFields } from './needed.ts';
import { askedOf, planRead, type ReadPlan } from './plan.ts';
import { previewOf } from './preview.ts';
import { MOST_ISSUES } from './rows.ts';

/** A collection ready to be read. */
interface Ready {
  readonly collection: DeclaredCollection;
  readonly types: FieldTypes;
  readonly capabilities: CapabilitySet;
}

export interface DeclaredSourceOptions {
  readonly wire: Wire;
  readonly collections: readonly DeclaredCollection[];
  readonly limits: SourceLimits;
  /** Makes sure that the service is there: what the collections are stands in the configuration, whether they answer does not. */
  readonly reach: (signal: AbortSignal) => Promise<void>;
  /** The steps before a first row is read. */
  readonly check: (probe: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) => Promise<readonly CheckStep[]>;
}

/** A source whose collections were described by hand, over any wire. */
export class DeclaredSource implements Source {
  readonly #options: DeclaredSourceOptions;
  readonly #collections: ReadonlyMap<string, Ready>;

  constructor(options: DeclaredSourceOptions) {
    this.#options = options;
    this.#collections = new Map(options.collections.map((collection) => [collection.name, readied(collection)]));
  }

  async describe(signal: AbortSignal): Promise<SourceDescription> {
    if (signal.aborted) throw this.#error('UNREACHABLE', 'the request was stopped before its end');
    await this.#options.reach(signal);
    return { collections: [...this.#collections.values()].map(describeCollection), limits: this.#options.limits };
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    const ready = this.#ready(request.collection);
    const plan = this.#plan(ready, request);
    const task = { wire: this.#options.wire, collection: ready.collection, types: ready.types, request };
    if (plan.kind === 'list') yield* readList({ ...task, plan }, signal);
    else if (plan.kind !== 'nothing') yield await readByKey({ ...task, plan }, signal);
  }

  async aggregate(request: AggregateRequest, signal: AbortSignal): Promise<AggregateResult> {
    const ready = this.#ready(request.collection);
    const { groupBy, measures } = request;
    const counts =
      groupBy.length === 0 && measures.every((measure) => measure.function === 'count' && !measure.field && !measure.predicate);
    if (!counts || !ready.collection.list.total) throw this.#error('UNSUPPORTED', 'only all rows that match can be counted');
    const plan = this.#plan(ready, request);
    const { count, malformed } = await this.#count(ready, plan, request, signal);
    const group: Row = Object.fromEntries(measures.map(({ name }) => [name, count]));
    return malformed ? { groups: [group], malformed } : { groups: [group] };
  }

  negotiate(request: Request, described: CollectionCapabilities): CollectionCapabilities {
    const ready = this.#collections.get(request.collection);
    return ready ? negotiated(ready.collection, ready.capabilities, request) : described;
  }

  preview(request: Request): string {
    const ready = this.#ready(request.collection);
    return previewOf(this.#options.wire, ready.collection, this.#plan(ready, request), request);
  }

  check(signal: AbortSignal): Promise<readonly CheckStep[]> {
    return this.#options.check((within) => this.#probe(within), signal);
  }

  close(): Promise<void> {
    return this.#options.wire.close();
  }

  /** Reads one row of each collection: malformed ones alone would not tell a bad row from a wrong declaration. */
  async #probe(signal: AbortSignal): Promise<void> {
    for (const { collection } of this.#collections.values()) {
      const [first] = collection.fields.keys();
      const request: ReadRequest = {
        kind: 'read',
        collection: collection.name,
        fields: first === undefined ? [] : [first],
        predicate: { kind: 'and', of: [] },
        order: [],
        limit: 1,
      };
      for await (const { rows } of this.read(request, signal)) if (rows.length > 0) break;
    }
  }

  async #count(ready: Ready, plan: ReadPlan, request: AggregateRequest, signal: AbortSignal) {
    if (plan.kind === 'nothing') return { count: 0 };
    const { wire } = this.#options;
    const counted = plan.kind === 'list' && plan.residue.length === 0 ? await countRows(wire, ready.collection, plan, signal) : undefined;
    if (counted !== undefined) return { count: counted };
    const read: ReadRequest = {
      kind: 'read',
      collection: request.collection,
      fields: neededFields(ready.collection, { ...request, kind: 'read', fields: [], order: [] }).map(({ name }) => name),
      predicate: request.predicate,
      order: [],
    };
    let count = 0;
    let malformed = 0;
    const issues: RowIssue[] = [];
    for await (const batch of this.read(read, signal)) {
      count += batch.rows.length;
      malformed += batch.malformed?.count ?? 0;
      issues.push(...(batch.malformed?.issues ?? []));
    }
    return malformed > 0 ? { count, malformed: { count: malformed, issues: issues.slice(0, MOST_ISSUES) } } : { count };
  }

  #ready(name: string): Ready {
    const ready = this.#collections.get(name);
    if (ready) return ready;
    throw this.#error('UNSUPPORTED', `no collection of that name; there are ${[...this.#collections.keys()].join(', ') || 'none'}`);
  }

  #plan({ collection }: Ready, request: Request): ReadPlan {
    const unknown = request.kind === 'read' && (request.fields.length === 0 || request.fields.some((name) => !collection.fields.has(name)));
    const plan = unknown ? undefined : planRead(collection, askedOf(request));
    if (plan) return plan;
    throw this.#error('UNSUPPORTED', `collection "${collection.name}" is asked for more than is declared for it`);
  }

  #error(kind: SourceError['kind'], message: string): SourceError {
    return new SourceError(kind, `${this.#options.wire.kind}: ${message}`);
  }
}

function readied(collection: DeclaredCollection): Ready {
  return {
    collection,
    types: new Map([...collection.fields.values()].map(({ name, type }) => [name, type])),
    capabilities: capabilitiesOf(collection),
  };
}

function describeCollection({ collection, capabilities }: Ready): CollectionDescription {
  const { name, description, key, estimatedRows, fields } = collection;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    fields: [...fields.values()].map((field) => ({
      name: field.name,
      type: field.type,
      nullable: field.nullable,
      ...(field.description === undefined ? {} : { description: field.description }),
    })),
    key,
    ...(estimatedRows === undefined ? {} : { estimatedRows }),
    capabilities: capabilities.whole,
  };
}
