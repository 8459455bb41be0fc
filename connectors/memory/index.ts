import {
  type AggregateRequest,
  type AggregateResult,
  type Batch,
  type CheckStep,
  CONTRACT_VERSION,
  type ConnectorModule,
  type ReadRequest,
  type Request,
  type Source,
  type SourceDescription,
} from '../../src/contract/index.ts';
import { configSchema, type MemoryCollection, type MemoryConfig, parseConfig } from './config.ts';
import { type CapabilityChoice, describeCollection } from './describe.ts';
import { closed, unknownCollection } from './errors.ts';
import { aggregateRows, readRows, throwIfAborted } from './read.ts';

/** Rows that stand in the configuration itself: the smallest complete connector, and the one to copy. */
export const memory: ConnectorModule = {
  contractVersion: CONTRACT_VERSION,
  kind: 'memory',
  title: { en: 'Rows in the configuration', zh: '配置内数据' },
  configSchema,
  open: (config) => new MemorySource(parseConfig(config)),
};

/** A memory source whose capabilities the caller chooses, for tests of what depends on them. */
export function openMemory(config: unknown, capabilities?: CapabilityChoice): MemorySource {
  return new MemorySource(parseConfig(config), capabilities);
}

/** One opened set of rows. Rows may be replaced while it is open. */
export class MemorySource implements Source {
  readonly #collections: Map<string, MemoryCollection>;
  readonly #capabilities: CapabilityChoice;
  readonly #listeners = new Set<(collection: string) => void>();
  readonly #closing = new AbortController();

  constructor(config: MemoryConfig, capabilities: CapabilityChoice = config.capabilities) {
    this.#collections = new Map(Object.entries(config.collections));
    this.#capabilities = capabilities;
  }

  async describe(signal: AbortSignal): Promise<SourceDescription> {
    this.#stopIfOver(signal);
    const collections = [...this.#collections].map(([name, collection]) => describeCollection(name, collection, this.#capabilities));
    return { collections };
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    this.#stopIfOver(signal);
    yield* readRows(this.#collection(request.collection), request, () => this.#stopIfOver(signal));
  }

  async aggregate(request: AggregateRequest, signal: AbortSignal): Promise<AggregateResult> {
    this.#stopIfOver(signal);
    return aggregateRows(this.#collection(request.collection), request);
  }

  async check(signal: AbortSignal): Promise<readonly CheckStep[]> {
    const configured: CheckStep = { step: 'configuration', ok: true };
    if (!signal.aborted && !this.#closing.signal.aborted) return [configured, { step: 'read', ok: true }];
    return [configured, { step: 'read', ok: false, cause: 'the source is closed', advice: 'open the source again' }];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#listeners.clear();
  }

  /** Resolves when the signal aborts or the source closes. */
  async watch(onChange: (collection: string) => void, signal: AbortSignal): Promise<void> {
    this.#stopIfOver(signal);
    this.#listeners.add(onChange);
    const over = AbortSignal.any([signal, this.#closing.signal]);
    await new Promise<void>((resolve) => {
      over.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#listeners.delete(onChange);
  }

  preview(request: Request): string {
    return request.kind === 'read' ? `${request.collection}: a scan of rows in memory` : `${request.collection}: groups of rows in memory`;
  }

  /** Puts other rows into a collection and tells the watchers. */
  replaceRows(name: string, rows: MemoryCollection['rows']): void {
    this.#collections.set(name, { ...this.#collection(name), rows });
    for (const listener of this.#listeners) listener(name);
  }

  #collection(name: string): MemoryCollection {
    const collection = this.#collections.get(name);
    if (!collection) throw unknownCollection(this.#collections.keys());
    return collection;
  }

  #stopIfOver(signal: AbortSignal): void {
    if (this.#closing.signal.aborted) throw closed();
    throwIfAborted(signal);
  }
}
