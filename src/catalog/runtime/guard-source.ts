import { Gate, pause } from '../../base/gate.ts';
import type {
  AggregateRequest,
  AggregateResult,
  Batch,
  CheckStep,
  CollectionCapabilities,
  CollectionDescription,
  Log,
  ReadRequest,
  Request,
  Source,
  SourceDescription,
  SourceLimits,
} from '../../contract/index.ts';
import { refusalOf } from './check-request.ts';
import { freezeDeep } from './freeze.ts';
import { Health, type HealthPhase, type ReadFacts, type SourceCounters } from './health.ts';
import { DEFAULT_RETRY, type RetryRules } from './retry.ts';
import { shapeBatch } from './row-shape.ts';
import { Run } from './run.ts';
import { asSourceError, badAnswer, sourceClosed, stoppedByCaller, timedOut, unsupported } from './source-errors.ts';
import { StopWatch } from './stop-watch.ts';

const DEFAULT_PARALLEL_READS = 8;
const DEFAULT_READ_TIMEOUT = 8_000;
const CHECK_TIMEOUT = 10_000;
const CLOSE_TIMEOUT = 5_000;

export interface GuardOptions {
  /** The configured name of the source, for messages. */
  readonly name: string;
  /** Limits of the operator; where absent, those that the source describes hold, then the defaults. */
  readonly limits?: SourceLimits;
  readonly retry?: Partial<RetryRules>;
  readonly log?: Log;
  /** Told about every read when it is over, for metrics. */
  readonly observe?: (facts: ReadFacts) => void;
}

/** What may differ from the limits for one read. */
export interface ReadOptions {
  /** Milliseconds that this read may take (a full sync, say); Infinity: no limit. */
  readonly timeout?: number;
}

/** A source as the engine sees it: checked, bounded, retried, counted. It only throws SourceError. */
export interface GuardedSource extends Source {
  readonly name: string;
  readonly health: HealthPhase;
  readonly counters: SourceCounters;
  /** The last description, as far as there was one. */
  readonly description: SourceDescription | undefined;
  read(request: ReadRequest, signal: AbortSignal, options?: ReadOptions): AsyncGenerator<Batch, void, undefined>;
  /** All batches of a read that gives few rows for sure: one promise in place of a stream. */
  collect(request: ReadRequest, signal: AbortSignal, options?: ReadOptions): Promise<readonly Batch[]>;
  /** Always there; UNSUPPORTED where the source has none. */
  aggregate(request: AggregateRequest, signal: AbortSignal, options?: ReadOptions): Promise<AggregateResult>;
}

/** Wraps a source, so that authors of connectors write only the naive part. */
export function guardSource(source: Source, options: GuardOptions): GuardedSource {
  return new Guard(source, options);
}

class Guard implements GuardedSource {
  readonly name: string;
  readonly negotiate?: (request: Request, described: CollectionCapabilities) => CollectionCapabilities;
  readonly watch?: (onChange: (collection: string) => void, signal: AbortSignal) => Promise<void>;
  readonly preview?: (request: Request) => string;
  readonly #source: Source;
  readonly #limits: SourceLimits;
  readonly #retry: RetryRules;
  readonly #health: Health;
  readonly #closing = new AbortController();
  /** Requests that were found sound, with the description that they were held against: a plan that is used again is not checked again. */
  readonly #accepted = new WeakMap<Request, SourceDescription>();
  #description: SourceDescription | undefined;
  #describing: Promise<SourceDescription> | undefined;
  #gate: Gate;
  #closed: Promise<void> | undefined;

  constructor(source: Source, { name, limits = {}, retry = {}, log, observe }: GuardOptions) {
    this.name = name;
    this.#source = source;
    this.#limits = limits;
    this.#retry = { ...DEFAULT_RETRY, ...retry };
    this.#health = new Health(name, log, observe);
    this.#gate = this.#gateFor(limits);
    if (source.negotiate) this.negotiate = (request, described) => source.negotiate?.(request, described) ?? described;
    if (source.preview) this.preview = (request) => source.preview?.(request) ?? '';
    if (source.watch) this.watch = (onChange, signal) => this.#watch(onChange, signal);
  }

  get health(): HealthPhase {
    return this.#health.phase;
  }

  get counters(): SourceCounters {
    return this.#health.counters;
  }

  get description(): SourceDescription | undefined {
    return this.#description;
  }

  async describe(signal: AbortSignal): Promise<SourceDescription> {
    const run = this.#run('describe', signal);
    return run.once(async (inner) => {
      const description = freezeDeep(await this.#source.describe(inner));
      const before = this.#description?.limits;
      this.#description = description;
      if (JSON.stringify(before) !== JSON.stringify(description.limits))
        this.#gate = this.#gateFor({ ...description.limits, ...this.#limits });
      return description;
    });
  }

  async *read(request: ReadRequest, signal: AbortSignal, options: ReadOptions = {}): AsyncGenerator<Batch, void, undefined> {
    const asked = await this.#asked(request, signal);
    yield* this.#run('read', signal, asked.collection, options).stream(
      (inner) => this.#source.read(asked, inner),
      (batch) => {
        const shaped = shapeBatch(batch, asked.fields);
        if ('fault' in shaped) throw badAnswer(this.name, shaped.fault);
        return shaped.batch;
      },
    );
  }

  async collect(request: ReadRequest, signal: AbortSignal, options: ReadOptions = {}): Promise<readonly Batch[]> {
    const asked = await this.#asked(request, signal);
    return this.#run('read', signal, asked.collection, options).once(
      async (inner) => {
        const batches: Batch[] = [];
        for await (const batch of this.#source.read(asked, inner)) {
          const shaped = shapeBatch(batch, asked.fields);
          if ('fault' in shaped) throw badAnswer(this.name, shaped.fault);
          batches.push(shaped.batch);
        }
        return batches;
      },
      (batches) => batches.reduce((sum, { rows }) => sum + rows.length, 0),
    );
  }

  async aggregate(request: AggregateRequest, signal: AbortSignal, options: ReadOptions = {}): Promise<AggregateResult> {
    const asked = await this.#asked(request, signal);
    const { aggregate } = this.#source;
    if (!aggregate) throw unsupported(this.name, 'it takes no aggregates');
    const result = await this.#run('aggregate', signal, asked.collection, options).once((inner) =>
      aggregate.call(this.#source, asked, inner),
    );
    const names = [...asked.groupBy, ...asked.measures].map(({ name }) => name);
    const shaped = shapeBatch({ rows: result.groups }, names);
    if ('fault' in shaped) throw badAnswer(this.name, shaped.fault);
    if (asked.maxGroups !== undefined && result.groups.length > asked.maxGroups) {
      throw unsupported(this.name, `the aggregate has more than ${asked.maxGroups} groups`);
    }
    return { ...result, groups: shaped.batch.rows };
  }

  async check(signal: AbortSignal): Promise<readonly CheckStep[]> {
    const watch = this.#stopWatch(signal, CHECK_TIMEOUT);
    try {
      return await watch.during(
        () => this.#source.check(watch.signal),
        () => timedOut(this.name, CHECK_TIMEOUT),
      );
    } catch (error) {
      const { message, advice } = asSourceError(this.name, error);
      return [{ step: 'connection', ok: false, cause: message, ...(advice === undefined ? {} : { advice }) }];
    } finally {
      watch.end(true);
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(sourceClosed(this.name));
    const enough = new AbortController();
    try {
      await Promise.race([this.#source.close(), pause(CLOSE_TIMEOUT, enough.signal)]);
    } catch (error) {
      this.#health.down(asSourceError(this.name, error));
    } finally {
      enough.abort();
    }
  }

  async #watch(onChange: (collection: string) => void, signal: AbortSignal): Promise<void> {
    if (this.#closing.signal.aborted) throw sourceClosed(this.name);
    try {
      await this.#source.watch?.(onChange, AbortSignal.any([signal, this.#closing.signal]));
    } catch (error) {
      throw asSourceError(this.name, error);
    }
  }

  /** The request as the source gets it: frozen, and within what it is and can. */
  async #asked<R extends Request>(request: R, signal: AbortSignal): Promise<R> {
    if (this.#accepted.get(request) === this.#description && this.#description !== undefined) return request;
    const description = this.#description ?? (await this.#firstDescription(signal));
    const collection = description.collections.find(({ name }) => name === request.collection);
    if (!collection) {
      const known = description.collections.map(({ name }) => name).join(', ');
      throw unsupported(this.name, `there is no collection "${String(request.collection).slice(0, 60)}"; there are ${known || 'none'}`);
    }
    const refusal = refusalOf(request, collection, this.#capabilitiesFor(request, collection));
    if (refusal !== undefined) throw unsupported(this.name, refusal);
    const frozen = freezeDeep(request);
    this.#accepted.set(frozen, description);
    return frozen;
  }

  /** Reads that come before the first description share one. */
  async #firstDescription(signal: AbortSignal): Promise<SourceDescription> {
    this.#describing ??= this.describe(this.#closing.signal).finally(() => {
      this.#describing = undefined;
    });
    const describing = this.#describing;
    const watch = this.#stopWatch(signal, Number.POSITIVE_INFINITY);
    try {
      return await watch.during(
        () => describing,
        () => sourceClosed(this.name),
      );
    } finally {
      watch.end(true);
    }
  }

  /** A connector may look into a request to negotiate, so the request is first held against what is described. */
  #capabilitiesFor(request: Request, collection: CollectionDescription): CollectionCapabilities {
    if (!this.negotiate || refusalOf(request, collection) !== undefined) return collection.capabilities;
    return this.negotiate(request, collection.capabilities);
  }

  #run(operation: ReadFacts['operation'], signal: AbortSignal, collection?: string, { timeout }: ReadOptions = {}): Run {
    const allowed = timeout ?? this.#limits.readTimeout ?? this.#description?.limits?.readTimeout ?? DEFAULT_READ_TIMEOUT;
    return new Run({
      name: this.name,
      operation,
      collection,
      allowed,
      gate: this.#gate,
      health: this.#health,
      retry: this.#retry,
      watch: this.#stopWatch(signal, allowed),
    });
  }

  #stopWatch(signal: AbortSignal, allowed: number): StopWatch {
    return new StopWatch(allowed, [
      { signal: this.#closing.signal, error: () => sourceClosed(this.name) },
      { signal, error: (reason) => stoppedByCaller(this.name, reason) },
    ]);
  }

  #gateFor({ parallelReads, readsPerSecond }: SourceLimits): Gate {
    return new Gate(parallelReads ?? DEFAULT_PARALLEL_READS, readsPerSecond);
  }
}
