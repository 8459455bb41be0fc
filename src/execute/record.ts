import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { Value } from '../contract/index.ts';
import { encodeId, IDENTITY } from '../model/index.ts';

/** One record of the unified schema while a request runs. */
export class EntityRecord {
  /** Concrete entity. */
  readonly entity: string;
  readonly binding: ReadyBinding;
  /** The row's key in its collection. */
  readonly key: readonly Value[];
  /** By entity field; only fields that the request needs. */
  readonly values: Record<string, Value>;
  readonly fetchedAt: string;
  readonly sourceUpdatedAt: string | null;
  /** Pieces of personal data that were taken out of its texts. */
  readonly redactions: number;
  /** Records that were merged into this one by identity, the winner first. */
  readonly merged: readonly EntityRecord[] | undefined;
  #id: string | undefined;
  #joined: unknown[] | undefined;

  constructor(parts: {
    binding: ReadyBinding;
    key: readonly Value[];
    values: Record<string, Value>;
    fetchedAt: string;
    sourceUpdatedAt: string | null;
    redactions?: number;
    merged?: readonly EntityRecord[];
  }) {
    this.entity = parts.binding.entity;
    this.binding = parts.binding;
    this.key = parts.key;
    this.values = parts.values;
    this.fetchedAt = parts.fetchedAt;
    this.sourceUpdatedAt = parts.sourceUpdatedAt;
    this.redactions = parts.redactions ?? 0;
    this.merged = parts.merged;
  }

  /** The value that records share, or null. */
  get identity(): Value {
    const { identityField } = this.binding;
    return identityField === undefined ? null : (this.values[identityField] ?? null);
  }

  /** Keeps what a relation leads to: a record or a list answer. */
  join(slot: number, answer: unknown): void {
    this.#joined ??= [];
    this.#joined[slot] = answer;
  }

  /** What the relation of that slot leads to; null when to nothing. */
  joinedAt(slot: number): unknown {
    return this.#joined?.[slot] ?? null;
  }

  /** Opaque global id. */
  get id(): string {
    if (this.#id === undefined) {
      const identity = this.identity;
      this.#id = identity === null ? encodeId(this.entity, this.binding.id, this.key) : encodeId(this.entity, IDENTITY, [identity]);
    }
    return this.#id;
  }
}
