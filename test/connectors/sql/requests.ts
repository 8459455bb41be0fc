import type { AggregateRequest, CollectionDescription, Predicate, ReadRequest, Row, Source } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';

export const never = new AbortController().signal;
export const everything: Predicate = { kind: 'and', of: [] };

/** A read of some fields. */
export function readOf(collection: string, fields: readonly string[], rest: Partial<ReadRequest> = {}): ReadRequest {
  return { kind: 'read', collection, fields, predicate: everything, order: [], ...rest };
}

export function aggregateOf(collection: string, rest: Partial<AggregateRequest>): AggregateRequest {
  return { kind: 'aggregate', collection, predicate: everything, groupBy: [], measures: [], ...rest };
}

export async function rowsOf(source: Source, request: ReadRequest, signal: AbortSignal = never): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of source.read(request, signal)) rows.push(...batch.rows);
  return rows;
}

export async function collectionOf(source: Source, name: string): Promise<CollectionDescription> {
  const { collections } = await source.describe(never);
  const found = collections.find((collection) => collection.name === name);
  if (!found) throw new Error(`"${name}" is not described; there are ${collections.map((collection) => collection.name).join(', ')}`);
  return found;
}

/** The error that a promise ends with. */
export async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('expected a SourceError, but it was answered');
}

/** Waits until something is true. */
export async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`waited in vain: ${what}`);
}
