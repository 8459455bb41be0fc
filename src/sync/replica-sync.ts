import { createHash } from 'node:crypto';
import { type BindingDefinition, definitionData } from '../catalog/bindings/index.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { BindingHandle, ReadyBinding } from '../catalog/snapshot.ts';
import { type CollectionDescription, type Log, type Source, SourceError } from '../contract/index.ts';
import { RowBudget } from '../execute/budget.ts';
import { openAsk } from '../execute/collect.ts';
import { ErrorCollector, type RunContext } from '../execute/context.ts';
import { CursorCodec } from '../execute/cursor.ts';
import { readBinding } from '../execute/read-binding.ts';
import { AnswerReport } from '../execute/report.ts';
import { Trace } from '../execute/trace.ts';
import type { Model } from '../model/index.ts';
import { splitRead } from '../plan/split-read.ts';
import { replicaBinding, replicaShape } from '../store/replica-columns.ts';
import type { ReplicaFacts, ReplicaStore } from '../store/replica-store.ts';

export interface ReplicaSyncOptions {
  readonly catalog: Catalog;
  readonly model: Model;
  readonly store: ReplicaStore;
  /** The store as a source: replicas are read through the same contract as everything else. */
  readonly reader: Source;
  readonly log: Log;
}

const DEFAULT_EVERY = 5 * 60_000;
/** Milliseconds that a source may work for one copy. */
const COPY_TIMEOUT = 60 * 60_000;
/** A copy that was replaced may still be read by requests under way. */
const KEEP_REPLACED = 60_000;

/** Makes and renews the copies of all bindings in mode `replica`. */
export class ReplicaSync {
  readonly #options: ReplicaSyncOptions;
  readonly #stop = new AbortController();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #drops = new Set<NodeJS.Timeout>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #current = new Map<string, ReplicaFacts>();
  readonly #unsubscribe: () => void;

  constructor(options: ReplicaSyncOptions) {
    this.#options = options;
    this.#unsubscribe = options.catalog.onChange(() => this.#startNew());
  }

  /** Takes up finished copies, then makes those that are missing. Resolves when every source that answers has been copied. */
  async start(): Promise<void> {
    for (const { id } of this.#options.catalog.replicaBindings) await this.#adopt(id);
    this.#startNew();
    await Promise.all(this.#running.values());
  }

  /** Copies one binding now. Calls at the same time share one copy. */
  sync(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running) return running;
    const work = this.#sync(id)
      .catch((error: unknown) => {
        const reason = error instanceof SourceError ? error.message : 'unexpected';
        this.#options.log.warn('a copy could not be made; the last one stays', { binding: id, reason, cause: causeOf(error) });
      })
      .finally(() => {
        this.#running.delete(id);
        this.#schedule(id);
      });
    this.#running.set(id, work);
    return work;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#unsubscribe();
    for (const timer of [...this.#timers.values(), ...this.#drops]) clearTimeout(timer);
    await Promise.all(this.#running.values());
  }

  #startNew(): void {
    if (this.#stop.signal.aborted) return;
    for (const { id } of this.#options.catalog.replicaBindings) {
      if (this.#timers.has(id) || this.#running.has(id)) continue;
      if (this.#options.catalog.origin(id)?.ready) void this.sync(id);
    }
  }

  #schedule(id: string): void {
    if (this.#stop.signal.aborted) return;
    const origin = this.#options.catalog.origin(id);
    const every = origin?.ready ? (origin.mapping.sync?.every ?? DEFAULT_EVERY) : DEFAULT_EVERY;
    const timer = setTimeout(() => void this.sync(id), every);
    timer.unref();
    this.#timers.set(id, timer);
  }

  /** A copy of an earlier run serves at once, also while its source is down. */
  async #adopt(id: string): Promise<void> {
    const { catalog, store, log } = this.#options;
    try {
      const facts = await store.find(id);
      if (!facts) return;
      const now = catalog.origin(id);
      const origin = now?.ready ? now : this.#originOf(facts);
      if (origin?.ready && fingerprint(origin, this.#definition(id)) === facts.fingerprint) await this.#serve(origin, facts);
    } catch (error) {
      log.warn('a copy of an earlier run cannot be used; it is made anew', { binding: id, cause: causeOf(error) });
    }
  }

  #originOf({ binding, described }: ReplicaFacts): BindingHandle | undefined {
    return described === '' ? undefined : this.#options.catalog.originAsOf(binding, JSON.parse(described) as CollectionDescription);
  }

  #definition(id: string): BindingDefinition | undefined {
    return this.#options.catalog.replicaBindings.find((definition) => definition.id === id);
  }

  /** A whole copy may take longer than a read that somebody waits for. */
  #patient(origin: ReadyBinding): ReadyBinding {
    const source = this.#options.catalog.guarded(origin.source);
    if (!source) return origin;
    return { ...origin, reader: { ...origin.reader, read: (request, signal) => source.read(request, signal, { timeout: COPY_TIMEOUT }) } };
  }

  async #sync(id: string): Promise<void> {
    const { catalog, model, store, log } = this.#options;
    const origin = catalog.origin(id);
    if (!origin?.ready) return;
    const started = performance.now();
    const entity = model.entities.get(origin.entity);
    const links = [...(entity?.relations.values() ?? [])].map((relation) => relation.mark.from);
    const indexed = new Set([...links, ...(origin.identityField ? [origin.identityField] : []), 'code']);
    const writer = await store.begin(id, replicaShape(origin.mapping, origin.types), [...indexed]);
    try {
      const context = this.#context();
      const place = { context, report: new AnswerReport(context.snapshot), path: [id] };
      const split = splitRead(this.#patient(origin), openAsk(origin.mapping.fields.keys()));
      for await (const batch of readBinding(place, split)) await writer.write(batch);
      const entry = place.report.of(origin);
      if (entry.error) throw entry.error;
      const syncedAt = new Date().toISOString();
      const rejected = entry.rejected + entry.malformed + writer.repeated;
      const facts: ReplicaFacts = {
        binding: id,
        table: writer.table,
        syncedAt,
        rows: writer.rows,
        rejected,
        invalidValues: entry.invalid,
        fingerprint: fingerprint(origin, this.#definition(id)),
        described: JSON.stringify({ ...origin.description, capabilities: {} }),
      };
      await store.finish(facts);
      await this.#serve(origin, facts);
      log.info('copied', { binding: id, rows: writer.rows, rejected, ms: Math.round(performance.now() - started) });
    } catch (error) {
      await store.drop(writer.table);
      throw error;
    }
  }

  async #serve(origin: ReadyBinding, facts: ReplicaFacts): Promise<void> {
    const { catalog, reader } = this.#options;
    const described = await reader.describe(this.#stop.signal);
    const description = described.collections.find(({ name }) => name === facts.table);
    if (!description) throw new SourceError('BROKEN', 'the store does not show the copy that was just made');
    const shape = replicaShape(origin.mapping, origin.types);
    const staleAfter = origin.mapping.sync?.staleAfter ?? Number.POSITIVE_INFINITY;
    catalog.setReplica(
      {
        ...origin,
        collection: facts.table,
        mapping: replicaBinding(origin.mapping, shape, facts.table),
        description,
        types: new Map(description.fields.map((field) => [field.name, field.type])),
        reader,
        age: () => ({
          asOf: facts.syncedAt,
          stale: Date.now() - Date.parse(facts.syncedAt) > staleAfter,
          rejected: facts.rejected,
          invalidValues: facts.invalidValues,
        }),
      },
      facts.syncedAt,
    );
    const before = this.#current.get(origin.id);
    this.#current.set(origin.id, facts);
    if (before) this.#dropLater(before.table);
  }

  #dropLater(table: string): void {
    const { store, log } = this.#options;
    const timer = setTimeout(() => {
      this.#drops.delete(timer);
      store.drop(table).catch((error: unknown) => log.warn('a replaced copy could not be removed', { cause: causeOf(error) }));
    }, KEEP_REPLACED);
    timer.unref();
    this.#drops.add(timer);
  }

  #context(): RunContext {
    const { catalog, model } = this.#options;
    return {
      snapshot: catalog.snapshot,
      model,
      signal: this.#stop.signal,
      budget: new RowBudget(Number.POSITIVE_INFINITY),
      cursors: new CursorCodec('sync'),
      errors: new ErrorCollector(),
      trace: new Trace(false),
      planOnly: false,
      now: new Date().toISOString(),
    };
  }
}

/** Name and code of a failure: the texts of foreign errors may hold rows. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}

/** Changes when anything does that decides what the records of a copy are: the binding, its look-up files, the fields of the collection. */
function fingerprint({ entity, source, collection, mapping, types }: ReadyBinding, definition: BindingDefinition | undefined): string {
  const data = [entity, source, collection, mapping.key, [...types], definition ? definitionData(definition) : null];
  return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16);
}
