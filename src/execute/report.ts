import type { BindingHandle, CatalogSnapshot } from '../catalog/snapshot.ts';
import type { ErrorCode } from '../contract/error-codes.ts';
import { sourceErrorCode } from '../contract/error-codes.ts';
import type { RowIssue, SourceError } from '../contract/index.ts';
import { sourceObject } from './source-object.ts';

export type SourceState = 'LIVE' | 'STALE' | 'PARTIAL' | 'UNAVAILABLE' | 'SKIPPED';

/** How one collection answered for one list or aggregate. */
export interface SourceEntry {
  readonly binding: BindingHandle;
  rows: number;
  /** Rows were grouped by the source: how many it looked at is not known. */
  grouped: boolean;
  rejected: number;
  ignored: number;
  invalid: number;
  malformed: number;
  readonly issues: RowIssue[];
  asOf: string | undefined;
  stale: boolean;
  asked: boolean;
  error: SourceError | undefined;
}

/** Collects what the sources of one list or aggregate did, so that the answer can say what it has and what it lacks. */
export class AnswerReport {
  readonly #snapshot: CatalogSnapshot;
  readonly #entries = new Map<string, SourceEntry>();
  readonly #below: AnswerReport[] = [];
  readonly #consulted: AnswerReport[] = [];
  #refused = false;
  #unfed = false;

  constructor(snapshot: CatalogSnapshot) {
    this.#snapshot = snapshot;
  }

  /** The entry of a binding, made at its first mention. */
  of(binding: BindingHandle): SourceEntry {
    const known = this.#entries.get(binding.id);
    if (known) return known;
    const entry: SourceEntry = {
      binding,
      rows: 0,
      grouped: false,
      rejected: 0,
      ignored: 0,
      invalid: 0,
      malformed: 0,
      issues: [],
      asOf: undefined,
      stale: false,
      asked: false,
      error: undefined,
    };
    this.#entries.set(binding.id, entry);
    return entry;
  }

  /** No source feeds what was asked for. */
  unfed(): void {
    this.#unfed = true;
  }

  /** A list inside this one was refused: who demands everything does not get it. */
  refuse(): void {
    this.#refused = true;
  }

  get hasRefused(): boolean {
    return this.#refused;
  }

  /** A report for a list inside this one. */
  below(): AnswerReport {
    const report = new AnswerReport(this.#snapshot);
    this.#below.push(report);
    return report;
  }

  /** A report for a look-up that decides what this answer holds: what is missing or old there is so here. */
  consult(): AnswerReport {
    const report = new AnswerReport(this.#snapshot);
    this.#consulted.push(report);
    return report;
  }

  /** The entries of this report and of the look-ups that it rests on. */
  get #all(): readonly SourceEntry[] {
    return [...this.#entries.values(), ...this.#consulted.flatMap((report) => report.#all)];
  }

  /** True where no source feeds what was asked for, here or in a look-up. */
  get isUnfed(): boolean {
    return this.#unfed || this.#consulted.some((report) => report.isUnfed);
  }

  /** This report and those of all lists inside. */
  get withBelow(): readonly AnswerReport[] {
    return [this, ...this.#below.flatMap((report) => report.withBelow)];
  }

  /** Sources that gave nothing or less than all. */
  get incomplete(): readonly SourceEntry[] {
    return this.#all.filter((entry) => ['UNAVAILABLE', 'PARTIAL'].includes(stateOf(entry)));
  }

  /** Sources that failed. */
  get failed(): readonly SourceEntry[] {
    return [...this.#entries.values()].filter((entry) => entry.error !== undefined);
  }

  get status(): 'COMPLETE' | 'PARTIAL' | 'STALE' {
    if (this.isUnfed || this.incomplete.length > 0) return 'PARTIAL';
    return this.#all.some((entry) => stateOf(entry) === 'STALE') ? 'STALE' : 'COMPLETE';
  }

  /** The `completeness` object. */
  completeness() {
    const stamps = this.#all.flatMap((entry) => (entry.asked && entry.asOf !== undefined ? [entry.asOf] : [])).sort();
    const names = [...new Set(this.incomplete.map((entry) => entry.binding.source))].sort();
    return { status: this.status, missing: names.map((name) => sourceObject(this.#snapshot, name)), asOf: stamps[0] ?? null };
  }

  /** The `sources` list, by source and collection. */
  sources() {
    const entries = [...this.#entries.values()].sort((a, b) => (a.binding.id < b.binding.id ? -1 : 1));
    return entries.map((entry) => {
      const code: ErrorCode | null = entry.error ? sourceErrorCode(entry.error) : null;
      return {
        source: sourceObject(this.#snapshot, entry.binding.source),
        collection: entry.binding.collection,
        state: stateOf(entry),
        rows: entry.rows === 0 && (entry.error || entry.grouped) ? null : entry.rows,
        rejected: entry.rejected + entry.ignored + entry.malformed,
        invalidValues: entry.invalid,
        issues: entry.issues.slice(0, 20).map(({ line, reason }) => ({ line: line ?? null, reason })),
        asOf: entry.asOf ?? null,
        errorCode: code,
        message: entry.error?.message ?? null,
      };
    });
  }
}

function stateOf(entry: SourceEntry): SourceState {
  if (entry.error) return 'UNAVAILABLE';
  if (!entry.asked) return 'SKIPPED';
  if (entry.rejected > 0 || entry.malformed > 0 || entry.invalid > 0) return 'PARTIAL';
  return entry.stale ? 'STALE' : 'LIVE';
}
