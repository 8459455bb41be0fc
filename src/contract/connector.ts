import type { CollectionCapabilities, SourceLimits } from './capabilities.ts';
import type { AggregateRequest, ReadRequest, Request } from './requests.ts';
import type { FieldType, Row } from './values.ts';

/** The version of this contract. A module with another major version is refused. */
export const CONTRACT_VERSION = '1.0';

/** A text in the two languages that every connector speaks. */
export interface Title {
  readonly en: string;
  readonly zh: string;
}

/** JSON Schema (draft 2020-12) of a connector's configuration. `x-secret: true` marks a secret, `description` and `x-description-zh` help. */
export type ConfigSchema = Readonly<Record<string, unknown>>;

/** One kind of system that Civigraph can reach. Has no state; nothing happens at import. */
export interface ConnectorModule {
  readonly contractVersion: typeof CONTRACT_VERSION;
  /** The name used in configuration, lower case. */
  readonly kind: string;
  readonly title: Title;
  readonly configSchema: ConfigSchema;
  /**
   * Checks the configuration and makes a source. No I/O: a dead system is found by `describe`, `check` and `read`.
   * Throws SourceError BROKEN that names the option, what was expected and what came.
   */
  open(config: unknown, tools: ConnectorTools): Source;
}

/** What the runtime lends to a source. */
export interface ConnectorTools {
  /** The configured name of the source. */
  readonly name: string;
  readonly log: Log;
  /** Relative paths in the configuration start here (the folder of the configuration file). */
  readonly baseDir: string;
  /** Resolves `env:NAME` and `file:PATH` references; a plain text is returned as it is. Throws SourceError BROKEN when the target is missing. */
  secret(reference: string): string;
}

/** Structured, redacted log. `facts` hold no row values and no secrets. */
export interface Log {
  debug(message: string, facts?: Readonly<Record<string, unknown>>): void;
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
}

export interface FieldDescription {
  readonly name: string;
  readonly type: FieldType;
  readonly nullable: boolean;
  /** Meaning, as far as the source says. */
  readonly description?: string;
  /** The source's own name of the type, for people. */
  readonly nativeType?: string;
}

export interface CollectionDescription {
  readonly name: string;
  readonly description?: string;
  readonly fields: readonly FieldDescription[];
  /** Fields that together identify a row, never null. Empty: no key is known, the binding must name one. */
  readonly key: readonly string[];
  /** Other field lists whose look-up is cheap (indexes), for estimates. */
  readonly indexes?: readonly (readonly string[])[];
  readonly references?: readonly Reference[];
  readonly estimatedRows?: number;
  readonly capabilities: CollectionCapabilities;
}

/** A foreign key as far as the source declares one. */
export interface Reference {
  readonly fields: readonly string[];
  readonly collection: string;
  readonly collectionFields: readonly string[];
}

export interface SourceDescription {
  readonly collections: readonly CollectionDescription[];
  readonly limits?: SourceLimits;
}

/** The steps of `check`, in this order. */
export type CheckStepName = 'configuration' | 'look-up' | 'connection' | 'sign-in' | 'read';

export interface CheckStep {
  readonly step: CheckStepName;
  readonly ok: boolean;
  readonly cause?: string;
  readonly advice?: string;
}

/** Rows that a source had to leave out because they could not be read (a torn CSV line, say). Never silent: reported beside the rows. */
export interface RowIssue {
  /** Line or record number in the source, from 1. */
  readonly line?: number;
  readonly reason: string;
}

/** A batch of rows. */
export interface Batch {
  readonly rows: readonly Row[];
  /** Rows that were left out since the last batch. `issues` lists at most the first 100 of a read. */
  readonly malformed?: { readonly count: number; readonly issues: readonly RowIssue[] };
  /** When the source last changed what is read, RFC 3339 (a file's time, a feed's own stamp). */
  readonly asOf?: string;
}

/** One group of an aggregate: dimension and measure values by name. */
export interface AggregateResult {
  readonly groups: readonly Row[];
  readonly malformed?: Batch['malformed'];
  readonly asOf?: string;
}

/** One configured instance of a connector. */
export interface Source {
  /** Collections, keys, types, capabilities. May do I/O. Throws SourceError. */
  describe(signal: AbortSignal): Promise<SourceDescription>;
  /**
   * Rows that match, in order, in batches of any size. Starts no I/O before the first `next()`.
   * Ends its I/O soon after `signal` aborts or the consumer stops. Throws SourceError; a request beyond the capabilities is UNSUPPORTED.
   */
  read(request: ReadRequest, signal: AbortSignal): AsyncIterable<Batch>;
  /** Ordered steps, each ok or failed with cause and what to do; ends within 10 s; stops at the first failed step. */
  check(signal: AbortSignal): Promise<readonly CheckStep[]>;
  /** Frees everything; may be called more than once; reads under way end with an error. */
  close(): Promise<void>;
  /** Groups and measures computed by the source. */
  aggregate?(request: AggregateRequest, signal: AbortSignal): Promise<AggregateResult>;
  /** The capabilities that hold for this very request; never wider than those described. Pure and fast. */
  negotiate?(request: Request, described: CollectionCapabilities): CollectionCapabilities;
  /** Calls back whenever a collection may have changed, until the signal aborts. */
  watch?(onChange: (collection: string) => void, signal: AbortSignal): Promise<void>;
  /** Text for EXPLAIN: how the source would be asked (SQL with placeholders, a URL with parameter names). No values, no secrets. */
  preview?(request: Request): string;
}
