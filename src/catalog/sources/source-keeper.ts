import { type ErrorCode, sourceErrorCode } from '../../contract/error-codes.ts';
import { type Log, type SourceDescription, SourceError } from '../../contract/index.ts';
import { type GuardedSource, sharedReads } from '../runtime/index.ts';
import type { BindingReader } from '../snapshot.ts';

/** Where a source is in its life. */
export type SourcePhase =
  | { readonly state: 'NEW'; readonly since: string }
  | { readonly state: 'LIVE'; readonly since: string; readonly description: SourceDescription }
  | {
      readonly state: 'RETRYING' | 'NEEDS_AUTH' | 'FAILED';
      readonly since: string;
      readonly error: SourceError;
      readonly nextAttempt: string | undefined;
    };

/** How often a source that does not answer is tried again, in milliseconds. */
export interface ProbeRules {
  /** First pause; doubled at every failure. Default 1,000. */
  readonly first: number;
  /** Longest pause. Default 30,000. */
  readonly longest: number;
  /** Reads in a row that must fail before a live source counts as down and is no longer asked. Default 3. */
  readonly failures: number;
}

export const DEFAULT_PROBES: ProbeRules = { first: 1_000, longest: 30_000, failures: 3 };

interface KeeperOptions {
  readonly source: GuardedSource;
  readonly log: Log;
  readonly probes: ProbeRules;
  readonly onChange: () => void;
}

/** Describes a source until it answers, notices when it goes down, and picks it up when it is back. */
export class SourceKeeper {
  readonly source: GuardedSource;
  /** The source as requests read it: identical questions at the same time are asked once. */
  readonly reader: BindingReader;
  readonly #options: KeeperOptions;
  readonly #stop = new AbortController();
  #phase: SourcePhase = { state: 'NEW', since: new Date().toISOString() };
  #timer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #failuresInRow = 0;
  /** Reads failed although the source describes itself: until one succeeds in a check, it does not count as back. */
  #doubted = false;
  #probing: Promise<void> | undefined;

  constructor(options: KeeperOptions) {
    this.source = options.source;
    this.reader = readerOf(options.source);
    this.#options = options;
  }

  get phase(): SourcePhase {
    return this.#phase;
  }

  /** Tries once; further tries follow by themselves. */
  start(): Promise<void> {
    if (this.source.watch) this.#watch();
    return this.probe();
  }

  /** Describes the source now. Calls at the same time share one try. */
  probe(): Promise<void> {
    this.#probing ??= this.#probe().finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  /** Told after every read how it went. */
  noteRead(outcome: string): void {
    if (outcome === 'ok') {
      this.#failuresInRow = 0;
      this.#doubted = false;
    }
    if (outcome !== 'UNREACHABLE' && outcome !== 'NEEDS_AUTH') return;
    this.#failuresInRow += 1;
    if (this.#phase.state !== 'LIVE' || (outcome === 'UNREACHABLE' && this.#failuresInRow < this.#options.probes.failures)) return;
    this.#doubted = true;
    void this.probe();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.source.close();
  }

  async #probe(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const description = await this.source.describe(this.#stop.signal);
      if (this.#doubted) await this.#demandRead();
      this.#attempts = 0;
      this.#failuresInRow = 0;
      this.#enter({ state: 'LIVE', since: new Date().toISOString(), description });
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#fail(error instanceof SourceError ? error : new SourceError('BAD_DATA', 'it could not be described', { cause: error }));
    }
  }

  /** Throws when a check, which reads, fails. */
  async #demandRead(): Promise<void> {
    const failed = (await this.source.check(this.#stop.signal)).find(({ ok }) => !ok);
    if (!failed) {
      this.#doubted = false;
      return;
    }
    const { step, cause = 'it cannot be read', advice } = failed;
    throw new SourceError(step === 'sign-in' ? 'NEEDS_AUTH' : 'UNREACHABLE', cause, advice === undefined ? {} : { advice });
  }

  #fail(error: SourceError): void {
    const { first, longest } = this.#options.probes;
    const backoff = Math.min(longest, first * 2 ** Math.min(this.#attempts, 16));
    const pause = Math.max(error.retryAfter ?? 0, backoff * (0.5 + Math.random() / 2));
    this.#attempts += 1;
    const state = error.kind === 'UNREACHABLE' ? 'RETRYING' : error.kind === 'NEEDS_AUTH' ? 'NEEDS_AUTH' : 'FAILED';
    const nextAttempt = new Date(Date.now() + pause).toISOString();
    this.#enter({ state, since: new Date().toISOString(), error, nextAttempt });
    this.#timer = setTimeout(() => void this.probe(), pause);
    this.#timer.unref();
  }

  #enter(phase: SourcePhase): void {
    const before = this.#phase;
    const same = before.state === phase.state;
    this.#phase = same ? { ...phase, since: before.since } : phase;
    if (
      same &&
      phase.state === 'LIVE' &&
      before.state === 'LIVE' &&
      JSON.stringify(before.description) === JSON.stringify(phase.description)
    )
      return;
    this.#options.onChange();
  }

  /** A source that says when it changes is described again: its fields may have changed too. */
  #watch(): void {
    const { source, log } = this.#options;
    source
      .watch?.(() => void this.probe(), this.#stop.signal)
      .catch((error: unknown) => {
        if (this.#stop.signal.aborted) return;
        log.warn('a source cannot be watched for changes', {
          source: source.name,
          reason: error instanceof SourceError ? error.message : 'unknown',
        });
      });
  }
}

function readerOf(source: GuardedSource): BindingReader {
  const { read, collect, aggregate } = sharedReads(source);
  const { negotiate, preview } = source;
  return {
    describe: (signal) => source.describe(signal),
    read,
    collect,
    aggregate,
    check: (signal) => source.check(signal),
    close: () => source.close(),
    ...(negotiate ? { negotiate } : {}),
    ...(preview ? { preview } : {}),
  };
}

/** The public code of the failure that a phase stands for. */
export function phaseError(phase: SourcePhase): { readonly code: ErrorCode; readonly error: SourceError } | undefined {
  return 'error' in phase ? { code: sourceErrorCode(phase.error), error: phase.error } : undefined;
}
