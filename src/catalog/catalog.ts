import { sourceErrorCode } from '../contract/error-codes.ts';
import {
  type CollectionDescription,
  type ConnectorModule,
  type ConnectorTools,
  type Log,
  type SourceDescription,
  SourceError,
} from '../contract/index.ts';
import type { Model } from '../model/index.ts';
import type { FieldTypes } from '../rows/index.ts';
import {
  type BindingDefinition,
  type BindingProblem,
  compileBinding,
  formatProblem,
  type SourceDefinition,
  validateBinding,
} from './bindings/index.ts';
import { type GuardedSource, guardSource, type ReadFacts } from './runtime/index.ts';
import type { BindingHandle, CatalogSnapshot, MissingBinding, ReadyBinding, SourceFacts } from './snapshot.ts';
import { brokenSource } from './sources/broken-source.ts';
import { DEFAULT_PROBES, type ProbeRules, phaseError, SourceKeeper } from './sources/source-keeper.ts';

export interface CatalogOptions {
  readonly connectors: readonly ConnectorModule[];
  readonly sources: readonly SourceDefinition[];
  readonly bindings: readonly BindingDefinition[];
  readonly model: Model;
  readonly log: Log;
  /** Relative paths in source configurations start here. */
  readonly baseDir: string;
  readonly secret: ConnectorTools['secret'];
  readonly probes?: Partial<ProbeRules>;
  /** Milliseconds that one read may take where neither the operator nor the source says otherwise. */
  readonly readTimeout?: number;
  /** Told about every read of every source. */
  readonly observe?: (facts: ReadFacts) => void;
}

/** A configuration that cannot work, whatever the sources do. */
export class CatalogError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'CatalogError';
    this.problems = problems;
  }
}

/** Sources and bindings as configured, and what they are now. Makes a new snapshot whenever something changes. */
export class Catalog {
  readonly #options: CatalogOptions;
  readonly #keepers = new Map<string, SourceKeeper>();
  readonly #listeners = new Set<(snapshot: CatalogSnapshot) => void>();
  readonly #replicas = new Map<string, ReadyBinding>();
  readonly #syncedAt = new Map<string, string>();
  readonly #broken: string[] = [];
  /** What was last said in the log of bindings that do not fit. */
  readonly #told = new Map<string, string | undefined>();
  #snapshot: CatalogSnapshot;

  /** Throws CatalogError with every problem that shows without asking a source. */
  constructor(options: CatalogOptions) {
    this.#options = options;
    const problems = options.bindings.flatMap((binding) => this.#staticProblems(binding));
    if (problems.length > 0) throw new CatalogError(problems.map(formatProblem));
    for (const source of options.sources) this.#keepers.set(source.name, this.#keep(source));
    this.#snapshot = this.#build(1);
  }

  get snapshot(): CatalogSnapshot {
    return this.#snapshot;
  }

  /** Sources that could not be opened, with the reason: their configuration is wrong. */
  get brokenSources(): readonly string[] {
    return this.#broken;
  }

  /** Starts all sources; resolves when each has been tried once or `patience` milliseconds are over. Dead sources are tried on. */
  async start(patience: number): Promise<void> {
    const tries = Promise.all([...this.#keepers.values()].map((keeper) => keeper.start()));
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([tries, over]);
    clearTimeout(timer);
  }

  /** Calls back at every new snapshot; returns the function that ends it. */
  onChange(listener: (snapshot: CatalogSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Bindings that are to be copied into the store. */
  get replicaBindings(): readonly BindingDefinition[] {
    return this.#options.bindings.filter((binding) => binding.mode === 'replica');
  }

  /** The binding as its own source gives it, also where answers come from a replica. */
  origin(id: string): BindingHandle | undefined {
    const definition = this.#options.bindings.find((binding) => binding.id === id);
    return definition && this.#originHandle(definition);
  }

  /** The binding over a collection as its source described it earlier: what a copy was made of while the source is down. */
  originAsOf(id: string, description: CollectionDescription): BindingHandle | undefined {
    const definition = this.#options.bindings.find((binding) => binding.id === id);
    const keeper = definition && this.#keepers.get(definition.source);
    return keeper && this.#compiled(definition, keeper, { collections: [description] });
  }

  /** From now on answers for this binding come from a copy. */
  setReplica(binding: ReadyBinding, syncedAt: string): void {
    this.#replicas.set(binding.id, binding);
    this.#syncedAt.set(binding.source, syncedAt);
    this.#renew();
  }

  /** The guarded source of that name. */
  guarded(name: string): GuardedSource | undefined {
    return this.#keepers.get(name)?.source;
  }

  /** Tries every source that does not answer, now. */
  async retry(): Promise<void> {
    await Promise.all([...this.#keepers.values()].filter((keeper) => keeper.phase.state !== 'LIVE').map((keeper) => keeper.probe()));
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.close()));
  }

  #staticProblems(binding: BindingDefinition): readonly BindingProblem[] {
    const entity = this.#options.model.entities.get(binding.entity);
    if (entity?.members.includes(entity.name)) return validateBinding(binding, entity);
    const at = binding.origin?.locate([...binding.origin.path, 'entity']);
    const known = [...this.#options.model.entities.keys()].join(', ');
    const reason = entity ? 'is an interface; bind to one of its entities' : 'is no entity';
    return [
      {
        ...(binding.origin ? { file: binding.origin.file } : {}),
        ...(at ? { line: at.line, column: at.column } : {}),
        path: ['entity'],
        message: `"${binding.entity}" ${reason}; known: ${entity ? entity.members.join(', ') : known}`,
      },
    ];
  }

  #keep(definition: SourceDefinition): SourceKeeper {
    const { log, observe, probes, readTimeout } = this.#options;
    const source = guardSource(this.#open(definition), {
      name: definition.name,
      log,
      limits: { ...(readTimeout === undefined ? {} : { readTimeout }), ...definition.limits },
      observe: (facts) => {
        if (facts.operation !== 'describe') this.#keepers.get(definition.name)?.noteRead(facts.outcome);
        observe?.(facts);
      },
    });
    return new SourceKeeper({ source, log, probes: { ...DEFAULT_PROBES, ...probes }, onChange: () => this.#renew() });
  }

  /** A source that cannot even be opened is kept as one that always fails: it costs its own part only. */
  #open({ name, connector, config, origin }: SourceDefinition) {
    const { connectors, log, baseDir, secret } = this.#options;
    const module = connectors.find(({ kind }) => kind === connector);
    try {
      if (!module) {
        const known = connectors.map(({ kind }) => kind).join(', ');
        throw new SourceError('BROKEN', `expected a connector that is there (${known}), came "${connector}"`);
      }
      return module.open(config, { name, log, baseDir, secret });
    } catch (error) {
      const failure = error instanceof SourceError ? error : new SourceError('BROKEN', 'its connector failed to open it', { cause: error });
      const at = origin?.locate([...origin.path, 'config']);
      this.#broken.push(`${at ? `${origin?.file}:${at.line}:${at.column}: ` : ''}source "${name}": ${failure.message}`);
      return brokenSource(failure);
    }
  }

  #renew(): void {
    this.#snapshot = this.#build(this.#snapshot.version + 1);
    for (const definition of this.#options.bindings) this.#tellMisfit(definition);
    for (const listener of this.#listeners) listener(this.#snapshot);
  }

  /** Says in the log once that a binding does not fit what its source describes. */
  #tellMisfit({ id, source, origin }: BindingDefinition): void {
    const failure = this.#misfitOf(id);
    if (failure?.message === this.#told.get(id)) return;
    this.#told.set(id, failure?.message);
    const at = origin?.locate(origin.path);
    const place = at ? { place: `${origin?.file}:${at.line}` } : {};
    if (failure)
      this.#options.log.warn('a binding does not fit its collection', { source, binding: id, reason: failure.message, ...place });
  }

  /** Why a binding cannot be used although its source answers. */
  #misfitOf(id: string): SourceError | undefined {
    const handle = this.origin(id);
    if (!handle || handle.ready || this.#keepers.get(handle.source)?.phase.state !== 'LIVE') return undefined;
    return handle.failure.kind === 'BROKEN' ? handle.failure : undefined;
  }

  #build(version: number): CatalogSnapshot {
    const byEntity = new Map<string, BindingHandle[]>();
    const sorted = [...this.#options.bindings].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const definition of sorted) {
      const known = byEntity.get(definition.entity);
      const handle = this.#handle(definition);
      if (known) known.push(handle);
      else byEntity.set(definition.entity, [handle]);
    }
    return {
      version,
      bindingsOf: (entity) => byEntity.get(entity) ?? [],
      source: (name) => this.#facts(name),
      sources: this.#options.sources.map(({ name }) => name),
    };
  }

  #handle(definition: BindingDefinition): BindingHandle {
    if (definition.mode !== 'replica') return this.#originHandle(definition);
    const replica = this.#replicas.get(definition.id);
    if (replica) return replica;
    const origin = this.#originHandle(definition);
    if (!origin.ready) return origin;
    const { source } = definition;
    return missing(
      definition,
      new SourceError('UNREACHABLE', `the copy of "${definition.collection}" is not there yet; it is being made`),
      source,
    );
  }

  #originHandle(definition: BindingDefinition): BindingHandle {
    const { source: name } = definition;
    const keeper = this.#keepers.get(name);
    if (!keeper) return missing(definition, new SourceError('BROKEN', `there is no source "${name}"`), name);
    const { phase } = keeper;
    if (phase.state === 'NEW') return missing(definition, new SourceError('UNREACHABLE', 'it has not answered yet'), name);
    if (phase.state !== 'LIVE') return missing(definition, phase.error, name);
    return this.#compiled(definition, keeper, phase.description);
  }

  #compiled(definition: BindingDefinition, keeper: SourceKeeper, { collections, limits }: SourceDescription): BindingHandle {
    const { source: name, collection } = definition;
    const entity = this.#options.model.entities.get(definition.entity);
    if (!entity) return missing(definition, new SourceError('BROKEN', `there is no entity "${definition.entity}"`), name);
    const description = collections.find((one) => one.name === collection);
    if (!description) {
      const known = collections.map((one) => one.name).join(', ');
      return missing(definition, new SourceError('BROKEN', `expected a collection "${collection}", there are: ${known || 'none'}`), name);
    }
    const mapping = compileBinding(definition, entity, description);
    if (Array.isArray(mapping)) {
      // Callers learn what does not fit; where that stands in which file is for the log and the operator.
      const fault = mapping.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
      return missing(definition, new SourceError('BROKEN', `a binding does not fit: ${fault}`), name);
    }
    const types: FieldTypes = new Map(description.fields.map((field) => [field.name, field.type]));
    return {
      ready: true,
      ...factsOf(definition),
      mapping,
      description,
      types,
      reader: keeper.reader,
      parallelReads: limits?.parallelReads ?? 4,
    };
  }

  #facts(name: string): SourceFacts {
    const definition = this.#options.sources.find((source) => source.name === name);
    const phase = this.#keepers.get(name)?.phase ?? { state: 'NEW' as const, since: '' };
    const misfits = this.#options.bindings.flatMap(({ id, source }) => (source === name ? (this.#misfitOf(id) ?? []) : []));
    const [misfit] = misfits;
    const failure = phaseError(phase) ?? (misfit && { code: sourceErrorCode(misfit), error: misfit });
    return {
      name,
      connector: definition?.connector ?? '',
      title: definition?.title ?? { en: name, zh: name },
      state: phase.state,
      since: phase.since || null,
      lastSyncAt: this.#syncedAt.get(name) ?? null,
      nextAttemptAt: 'nextAttempt' in phase ? (phase.nextAttempt ?? null) : null,
      errorCode: failure?.code ?? null,
      message: failure?.error.message ?? null,
    };
  }
}

function factsOf({ id, entity, source, collection, identity }: BindingDefinition) {
  return { id, entity, source, collection, ...(identity ? { identityField: identity.field } : {}) };
}

function missing(definition: BindingDefinition, failure: SourceError, source: string): MissingBinding {
  return { ready: false, ...factsOf(definition), source, failure };
}
