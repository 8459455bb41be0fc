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
  const only = key[0];
  const text =
    key.length === 1 && typeof only === 'string' ? `${entity} ${binding} ${only}` : `${entity} ${binding}  ${JSON.stringify(key)}`;
  return Buffer.from(text).toString('base64url');
}

/** The parts of an id; undefined when the text is no id. */
export function decodeId(id: string): RecordId | undefined {
  if (!/^[\w-]{1,2048}$/.test(id)) return undefined;
  const text = Buffer.from(id, 'base64url').toString();
  const match = /^(\w+) (\S+) (.*)$/su.exec(text);
  if (!match) return undefined;
  const [, entity = '', binding = '', rest = ''] = match;
  if (!rest.startsWith(' ')) return { entity, binding, key: [rest] };
  const key = parseKey(rest.slice(1));
  return key ? { entity, binding, key } : undefined;
}

function parseKey(text: string): readonly Scalar[] | undefined {
  try {
    const key: unknown = JSON.parse(text);
    const scalar = (part: unknown): part is Scalar => ['string', 'number', 'boolean'].includes(typeof part);
    return Array.isArray(key) && key.length > 0 && key.every(scalar) ? key : undefined;
  } catch {
    return undefined;
  }
}
