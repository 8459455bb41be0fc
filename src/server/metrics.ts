import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** One finished read of a source, as the engine's observer reports it. */
export interface SourceRead {
  readonly source: string;
  readonly rows: number;
  readonly milliseconds: number;
  /** Public error code of a failed read. */
  readonly errorCode?: string;
}

/** One finished request. */
export interface RequestFacts {
  readonly status: number;
  /** `known`: straight to the engine; `full`: through Apollo's pipeline; `other`: not a GraphQL request. */
  readonly path: 'known' | 'full' | 'other';
  readonly milliseconds: number;
  readonly codes: readonly string[];
  /** The limit that a request was refused by. */
  readonly limit?: string;
}

/** What the server counts. `sourceRead` is for the engine. */
export interface Metrics {
  readonly registry: Registry;
  request(facts: RequestFacts): void;
  sourceRead(read: SourceRead): void;
  generation(number: number): void;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Makes the counters in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'civigraph_requests_total',
    help: 'Requests by status and path.',
    labelNames: ['status', 'path'],
    registers,
  });
  const durations = new Histogram({
    name: 'civigraph_request_seconds',
    help: 'Time to answer.',
    labelNames: ['path'],
    buckets: seconds,
    registers,
  });
  const refused = new Counter({
    name: 'civigraph_requests_refused_total',
    help: 'Requests refused by a limit.',
    labelNames: ['limit'],
    registers,
  });
  const errors = new Counter({ name: 'civigraph_errors_total', help: 'Errors in answers by code.', labelNames: ['code'], registers });
  const reads = new Counter({
    name: 'civigraph_source_reads_total',
    help: 'Reads by source and outcome.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const rows = new Counter({
    name: 'civigraph_source_rows_total',
    help: 'Rows that came from a source.',
    labelNames: ['source'],
    registers,
  });
  const readSeconds = new Histogram({
    name: 'civigraph_source_read_seconds',
    help: 'Time of reads.',
    labelNames: ['source'],
    buckets: seconds,
    registers,
  });
  const generation = new Gauge({ name: 'civigraph_schema_generation', help: 'Number of the present schema generation.', registers });
  return {
    registry,
    request({ status, path, milliseconds, codes, limit }) {
      requests.inc({ status, path });
      durations.observe({ path }, milliseconds / 1000);
      for (const code of codes) errors.inc({ code });
      if (limit !== undefined) refused.inc({ limit });
    },
    sourceRead({ source, rows: count, milliseconds, errorCode }) {
      reads.inc({ source, outcome: errorCode ?? 'ok' });
      rows.inc({ source }, count);
      readSeconds.observe({ source }, milliseconds / 1000);
    },
    generation: (number) => generation.set(number),
  };
}
