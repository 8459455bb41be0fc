import type { Log, SourceError, SourceErrorKind } from '../../contract/index.ts';
import { saysNothingOfHealth } from './source-errors.ts';

/** Whether the source answered when it was last asked. */
export type HealthPhase = 'unknown' | 'up' | 'down';

/** Numbers about a source since it was opened. */
export interface SourceCounters {
  readonly reads: number;
  readonly rows: number;
  readonly errors: number;
  readonly retries: number;
  /** Time that reads took in all. */
  readonly milliseconds: number;
  /** Reads under way now. */
  readonly active: number;
}

/** What one read, aggregate or description was like, told when it is over. */
export interface ReadFacts {
  readonly source: string;
  readonly operation: 'read' | 'aggregate' | 'describe';
  readonly collection?: string;
  readonly rows: number;
  readonly retries: number;
  readonly milliseconds: number;
  readonly outcome: 'ok' | 'stopped' | SourceErrorKind;
}

/** Counts what a source does, and says in the log once that it went down and once that it is back. */
export class Health {
  readonly #name: string;
  readonly #log: Log | undefined;
  readonly #observe: ((facts: ReadFacts) => void) | undefined;
  readonly #counters = { reads: 0, rows: 0, errors: 0, retries: 0, milliseconds: 0, active: 0 };
  #phase: HealthPhase = 'unknown';
  #downSince = 0;

  constructor(name: string, log: Log | undefined, observe: ((facts: ReadFacts) => void) | undefined) {
    this.#name = name;
    this.#log = log;
    this.#observe = observe;
  }

  get phase(): HealthPhase {
    return this.#phase;
  }

  get counters(): SourceCounters {
    return { ...this.#counters };
  }

  /** One more read is under way. */
  start(): void {
    this.#counters.active += 1;
    this.#counters.reads += 1;
  }

  /** It is over. */
  end(facts: Omit<ReadFacts, 'source'>): void {
    this.#counters.active -= 1;
    this.#counters.rows += facts.rows;
    this.#counters.retries += facts.retries;
    this.#counters.milliseconds += facts.milliseconds;
    if (facts.outcome !== 'ok' && facts.outcome !== 'stopped') this.#counters.errors += 1;
    this.#observe?.({ source: this.#name, ...facts });
  }

  /** The source answered. */
  up(): void {
    if (this.#phase === 'down') {
      this.#log?.info('source is back', { source: this.#name, downMilliseconds: Math.round(performance.now() - this.#downSince) });
    }
    this.#phase = 'up';
  }

  /** The source failed. */
  down(error: SourceError): void {
    if (saysNothingOfHealth(error)) return;
    if (this.#phase !== 'down') {
      this.#downSince = performance.now();
      this.#log?.warn('source is down', { source: this.#name, kind: error.kind, reason: error.message, ...causeOf(error) });
    }
    this.#phase = 'down';
  }
}

/** A foreign cause may hold hosts, users and SQL: the log gets its name and code only. */
function causeOf({ cause }: SourceError): { readonly cause?: string } {
  if (!(cause instanceof Error)) return {};
  const { code } = cause as { code?: unknown };
  return { cause: typeof code === 'string' ? `${cause.name} ${code}` : cause.name };
}
