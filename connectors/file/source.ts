import type {
  AggregateRequest,
  AggregateResult,
  Batch,
  CheckStep,
  CollectionCapabilities,
  ConnectorTools,
  ReadRequest,
  Request,
  Source,
  SourceDescription,
} from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import { fieldsOf } from '../../src/rows/index.ts';
import { checkCollections, failedStep } from './check.ts';
import { FileCollection } from './collection.ts';
import type { FileConfig } from './config.ts';
import { describeDeclared, describeTable } from './describe.ts';
import { closedError, fileError, throwIfStopped } from './errors.ts';
import { type CollectionPlan, declaredPlans, foundPlans, type PlanContext } from './plan.ts';
import { aggregateHeld, readHeld, readScanned } from './read.ts';
import { FolderWatch } from './watch.ts';

const POLL_INTERVAL = 5_000;

/** The files of one configured folder. */
export class FileSource implements Source {
  readonly #tools: ConnectorTools;
  readonly #config: FileConfig;
  readonly #context: PlanContext;
  readonly #path: string;
  readonly #closing = new AbortController();
  readonly #collections = new Map<string, FileCollection>();
  readonly #listeners = new Set<(collection: string) => void>();
  /** Whether the collections are listed in the configuration; otherwise they are the files that are there. */
  readonly #listed: boolean;
  #watch: FolderWatch | undefined;

  constructor(config: FileConfig, tools: ConnectorTools) {
    this.#config = config;
    this.#tools = tools;
    const path = config.path ?? '.';
    this.#path = /^(?:env|file):/.test(path) ? tools.secret(path) : path;
    this.#context = {
      config,
      base: tools.baseDir,
      note: (collection, message, facts) => tools.log.warn(message, { collection, ...facts }),
    };
    this.#listed = config.collections !== undefined;
    if (this.#listed) this.#add(declaredPlans(this.#context, this.#path));
  }

  /** A file that cannot be read costs its own collection only; when none can be read, the first error is thrown. */
  async describe(signal: AbortSignal): Promise<SourceDescription> {
    this.#stop(signal);
    await this.#find();
    this.#startWatching();
    let failure: unknown;
    let readable = 0;
    const collections = [];
    for (const collection of this.#collections.values()) {
      try {
        collections.push(describeTable(collection.plan, await collection.table(signal)));
        readable += 1;
      } catch (error) {
        this.#stop(signal);
        failure ??= error;
        const { kind, message } = fileError(error, collection.plan.place.label);
        this.#tools.log.warn('a collection cannot be read', { collection: collection.plan.name, kind, reason: message });
        collections.push(describeDeclared(collection.plan));
      }
    }
    if (readable === 0 && failure !== undefined) throw failure;
    return { collections };
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    const stop = () => this.#stop(signal);
    stop();
    const collection = await this.#collection(request.collection);
    const table = await collection.table(signal);
    stop();
    collection.checkNames(table, namesOf(request));
    this.#startWatching();
    if (table.rows) {
      yield* readHeld(table, request, stop);
      return;
    }
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    yield* readScanned(collection.plan, table, request, ended);
  }

  async aggregate(request: AggregateRequest, signal: AbortSignal): Promise<AggregateResult> {
    this.#stop(signal);
    const collection = await this.#collection(request.collection);
    const table = await collection.table(signal);
    this.#stop(signal);
    collection.checkNames(table, namesOf(request));
    this.#startWatching();
    if (!table.rows) {
      throw new SourceError(
        'UNSUPPORTED',
        `collection "${request.collection}" is too large to be held, so it has no aggregates of its own`,
        { advice: 'Raise maxBytesInMemory or maxRowsInMemory.' },
      );
    }
    return aggregateHeld(table, request);
  }

  /** A file that has grown too large to be held can do less than when it was described. */
  negotiate(request: Request, described: CollectionCapabilities): CollectionCapabilities {
    const collection = this.#collections.get(request.collection);
    const table = collection?.current;
    if (!collection || !table || table.rows) return described;
    const { fields, combine, limit, offset, paging } = described;
    const filters = Object.entries(fields ?? {}).map(([name, { operators }]) => [name, operators ? { operators } : {}] as const);
    return {
      fields: Object.fromEntries(filters),
      ...(combine && { combine }),
      ...(limit && { limit }),
      ...(offset && { offset }),
      ...(paging && { paging }),
    };
  }

  async check(signal: AbortSignal): Promise<readonly CheckStep[]> {
    if (this.#closing.signal.aborted) return [failedStep('configuration', closedError())];
    try {
      await this.#find();
    } catch (error) {
      return [{ step: 'configuration', ok: true }, failedStep('look-up', fileError(error, this.#path))];
    }
    return await checkCollections([...this.#collections.values()], AbortSignal.any([signal, this.#closing.signal]));
  }

  /** Calls back with the name of a collection when another version of its files answers, or none; ends when the signal aborts or the source closes. */
  async watch(onChange: (collection: string) => void, signal: AbortSignal): Promise<void> {
    this.#stop(signal);
    this.#startWatching();
    this.#listeners.add(onChange);
    const over = AbortSignal.any([signal, this.#closing.signal]);
    await new Promise<void>((resolve) => {
      if (over.aborted) resolve();
      over.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#listeners.delete(onChange);
  }

  preview(request: Request): string {
    const collection = this.#collections.get(request.collection);
    const held = collection?.current?.rows !== undefined;
    const what = request.kind === 'read' ? 'rows' : 'groups';
    return `${what} of ${collection?.plan.place.label ?? request.collection} (${collection?.plan.format ?? 'file'}, ${held ? 'held in memory' : 'scanned'})`;
  }

  async close(): Promise<void> {
    this.#closing.abort(closedError());
    this.#watch?.close();
    this.#listeners.clear();
    this.#collections.clear();
  }

  #stop(signal: AbortSignal): void {
    if (this.#closing.signal.aborted) throw closedError();
    throwIfStopped(signal);
  }

  async #collection(name: string): Promise<FileCollection> {
    if (!this.#collections.has(name)) await this.#find();
    const collection = this.#collections.get(name);
    if (!collection)
      throw new SourceError('UNSUPPORTED', `no collection of that name; there are ${[...this.#collections.keys()].join(', ')}`);
    return collection;
  }

  /** Where the collections are the files that are there, looks which there are. */
  async #find(): Promise<void> {
    if (!this.#listed) this.#add(await foundPlans(this.#context, this.#path));
  }

  #add(plans: readonly CollectionPlan[]): void {
    for (const plan of plans) {
      if (!this.#collections.has(plan.name))
        this.#collections.set(plan.name, new FileCollection(plan, this.#tools.log, this.#closing.signal));
    }
    this.#watch?.follow([...this.#collections.values()].map(({ plan }) => plan.place));
  }

  #startWatching(): void {
    if (this.#watch || this.#closing.signal.aborted) return;
    this.#watch = new FolderWatch(this.#config.pollInterval ?? POLL_INTERVAL, () => this.#look());
    this.#watch.follow([...this.#collections.values()].map(({ plan }) => plan.place));
  }

  #look(): void {
    for (const [name, collection] of this.#collections) {
      collection
        .refresh()
        .then((changed) => {
          if (changed) for (const listener of this.#listeners) listener(name);
        })
        .catch((error: unknown) => {
          if (!this.#closing.signal.aborted)
            this.#tools.log.warn('a look for changes failed', { collection: name, reason: fileError(error, name).message });
        });
    }
  }
}

/** Every field that a request names. */
function namesOf(request: Request): ReadonlySet<string> {
  const names = fieldsOf(request.predicate, new Set());
  if (request.kind === 'read') {
    for (const name of request.fields) names.add(name);
    for (const { field } of request.order) names.add(field);
    for (const name of request.limitPerKey?.fields ?? []) names.add(name);
    return names;
  }
  for (const { field } of request.groupBy) names.add(field);
  for (const { field, predicate } of request.measures) {
    if (field !== undefined) names.add(field);
    if (predicate) fieldsOf(predicate, names);
  }
  return names;
}
