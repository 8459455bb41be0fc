import type { ErrorCode } from '../contract/error-codes.ts';
import type { Batch, CollectionDescription, ReadRequest, Source, SourceError } from '../contract/index.ts';
import type { FieldTypes } from '../rows/index.ts';
import type { CompiledBinding } from './mapping.ts';

/** How old what a binding delivers is, where the binding itself knows (replicas). */
export interface Age {
  readonly asOf: string | undefined;
  readonly stale: boolean;
  /** Rows that did not make it into the copy, and values in it that broke the mapping's promise. */
  readonly rejected: number;
  readonly invalidValues: number;
}

/** A source as requests read it. */
export interface BindingReader extends Source {
  /** All batches of a read that gives few rows for sure (it has a limit, or names the key of each row); else undefined, and it is to be streamed. */
  collect?(request: ReadRequest, signal: AbortSignal): Promise<readonly Batch[]> | undefined;
}

interface BindingFacts {
  /** Unique and stable; part of record ids. */
  readonly id: string;
  readonly entity: string;
  /** Name of the source that the data comes from, also for replicas. */
  readonly source: string;
  readonly collection: string;
  /** Identity field of the records that bindings of this entity share, if any. */
  readonly identityField?: string;
}

/** A binding that can be read now. For replicas `reader`, `description` and `mapping` are those of the copy in the store. */
export interface ReadyBinding extends BindingFacts {
  readonly ready: true;
  readonly mapping: CompiledBinding;
  readonly description: CollectionDescription;
  /** Types of the collection's fields. */
  readonly types: FieldTypes;
  readonly reader: BindingReader;
  /** Most reads at the same time that make sense. */
  readonly parallelReads: number;
  readonly age?: () => Age;
}

/** A binding whose source has not described itself yet, or whose mapping does not fit. */
export interface MissingBinding extends BindingFacts {
  readonly ready: false;
  readonly failure: SourceError;
}

export type BindingHandle = ReadyBinding | MissingBinding;

/** What is known of a source now, as answers show it. */
export interface SourceFacts {
  readonly name: string;
  readonly connector: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly state: 'NEW' | 'LIVE' | 'RETRYING' | 'NEEDS_AUTH' | 'FAILED';
  readonly since: string | null;
  readonly lastSyncAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly errorCode: ErrorCode | null;
  readonly message: string | null;
}

/** What the catalog knows at one moment. Never changes; the catalog makes a new one. */
export interface CatalogSnapshot {
  readonly version: number;
  /** Bindings that feed an entity, in the order of their ids. */
  bindingsOf(entity: string): readonly BindingHandle[];
  source(name: string): SourceFacts;
  readonly sources: readonly string[];
}
