import { Buffer } from 'node:buffer';
import type { Scalar, Value } from '../contract/index.ts';

/** What a record's opaque global id holds. */
export interface RecordId {
  readonly entity: string;
  /** The binding whose key follows; {@link IDENTITY} when the key is an identity that bindings share. */
  readonly binding: string;
  readonly key: readonly Scalar[];
}

/** Stands for the binding in ids of records that several bindings share. */
export const IDENTITY = '=';

/** The opaque id of a record. */
export function encodeId(entity: string, binding: string, key: readonly Value[]): string {
  const [only] = key;
  const isPlain = key.length === 1 && typeof only === 'string' && !binding.includes(' ');
  return Buffer.from(isPlain ? `${entity} ${binding} ${only}` : `${entity}  ${JSON.stringify([binding, ...key])}`).toString('base64url');
}

/** The parts of an id; undefined when the text is no id. */
export function decodeId(id: string): RecordId | undefined {
  if (!/^[\w-]{1,2048}$/.test(id)) return undefined;
  const text = Buffer.from(id, 'base64url').toString();
  const [, entity = '', binding, key = '', listed = ''] = /^(\w+) (?:([^ ]+) (.*)| (\[.*\]))$/su.exec(text) ?? [];
  if (entity === '') return undefined;
  if (binding !== undefined) return { entity, binding, key: [key] };
  const parts = scalarsIn(listed);
  if (!parts) return undefined;
  const [first, ...rest] = parts;
  return typeof first === 'string' && rest.length > 0 ? { entity, binding: first, key: rest } : undefined;
}

function scalarsIn(text: string): readonly Scalar[] | undefined {
  try {
    const parts: unknown = JSON.parse(text);
    const scalar = (part: unknown): part is Scalar => ['string', 'number', 'boolean'].includes(typeof part);
    return Array.isArray(parts) && parts.every(scalar) ? parts : undefined;
  } catch {
    return undefined;
  }
}
