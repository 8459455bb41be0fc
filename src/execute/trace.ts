import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { Request } from '../contract/index.ts';

/** What one binding did for one place of the response. */
export interface TraceEntry {
  readonly path: string;
  readonly binding: ReadyBinding;
  readonly request: Request;
  readonly preview: string | undefined;
  readonly reasons: readonly string[];
  /** Rows that came from the source. */
  rows: number;
  reads: number;
  milliseconds: number;
}

/** Notes the reads of a request, for EXPLAIN with figures and for metrics. */
export class Trace {
  readonly entries: TraceEntry[] = [];
  /** True when previews are wanted. */
  readonly detailed: boolean;

  constructor(detailed: boolean) {
    this.detailed = detailed;
  }

  /** Notes a read that begins. */
  begin(entry: Omit<TraceEntry, 'rows' | 'reads' | 'milliseconds'>): TraceEntry {
    const noted: TraceEntry = { ...entry, rows: 0, reads: 1, milliseconds: 0 };
    this.entries.push(noted);
    return noted;
  }
}
