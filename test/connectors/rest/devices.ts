import { rest } from '../../../connectors/rest/index.ts';
import { type Batch, type ReadRequest, type Row, type Source, SourceError } from '../../../src/contract/index.ts';
import { recordingTools } from './tools.ts';

export const DEVICE_FIELDS = [
  { name: 'id', type: 'text', nullable: false },
  { name: 'status', type: 'text' },
  { name: 'seenAt', type: 'datetime' },
] as const;

/** A device as services of these tests give it. */
export function device(number: number, status = 'ON'): Row {
  return { id: `d${number}`, status, seenAt: null };
}

export interface DeviceOptions {
  /** What is declared besides a plain list at /devices. */
  readonly list?: object;
  readonly collection?: object;
  readonly source?: object;
  readonly secrets?: Record<string, string>;
}

/** A rest source with one collection, `devices`. */
export function openDevices(url: string, { list = {}, collection = {}, source = {}, secrets = {} }: DeviceOptions = {}): Source {
  const devices = { fields: DEVICE_FIELDS, key: ['id'], list: { path: '/devices', ...list }, ...collection };
  return rest.open({ baseUrl: url, ...source, collections: { devices } }, recordingTools(secrets).tools);
}

/** A read of all devices, changed as wanted. */
export function readOf(rest: Partial<ReadRequest> = {}): ReadRequest {
  return { kind: 'read', collection: 'devices', fields: ['id', 'status'], predicate: { kind: 'and', of: [] }, order: [], ...rest };
}

/** All batches of a read. */
export async function batchesOf(source: Source, request = readOf(), signal = new AbortController().signal): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of source.read(request, signal)) batches.push(batch);
  return batches;
}

/** Ids of all rows of a read. */
export async function idsOf(source: Source, request = readOf(), signal?: AbortSignal): Promise<unknown[]> {
  return (await batchesOf(source, request, signal)).flatMap(({ rows }) => rows.map((row) => row.id));
}

/** The SourceError that a read ends with. */
export async function failureOf(source: Source, request = readOf(), signal?: AbortSignal): Promise<SourceError> {
  const outcome = await batchesOf(source, request, signal).catch((error: unknown) => error);
  if (outcome instanceof SourceError) return outcome;
  throw new Error(outcome instanceof Error ? `no SourceError: ${outcome.message}` : `no failure, but ${JSON.stringify(outcome)}`);
}
