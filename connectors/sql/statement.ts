import type { Request } from '../../src/contract/index.ts';

/** A place in a statement that takes a value of the request. */
export interface Slot {
  readonly pick: (request: Request) => unknown;
  /** Makes the driver's parameter (MariaDB: the literal) of it. Throws ValueError. */
  readonly encode: (value: never) => unknown;
}

/** SQL with one `?` per slot, by number in the statement's book. */
export interface Fragment {
  readonly sql: string;
  readonly slots: readonly number[];
}

export const NO_SLOTS: readonly number[] = [];

/** SQL without parameters. */
export function fixed(sql: string): Fragment {
  return { sql, slots: NO_SLOTS };
}

/** Puts fragments into a text, in order. */
export function joined(fragments: readonly Fragment[], separator: string): Fragment {
  return { sql: fragments.map(({ sql }) => sql).join(separator), slots: fragments.flatMap(({ slots }) => slots) };
}

/** Hands out numbers for slots while a statement is built: Knex takes them for values and returns them in the order of the text. */
export class SlotBook {
  readonly #slots: Slot[] = [];

  /** A slot's number, from 1. */
  add(slot: Slot): number {
    return this.#slots.push(slot);
  }

  /** SQL with one placeholder for the slot. */
  place(sql: string, slot: Slot): Fragment {
    return { sql, slots: [this.add(slot)] };
  }

  /** The slots behind Knex's bindings; numbers that Knex adds itself become constants. */
  slotsOf(bindings: readonly unknown[]): readonly Slot[] {
    return bindings.map((binding) => {
      const slot = typeof binding === 'number' ? this.#slots[binding - 1] : undefined;
      return slot ?? { pick: () => binding, encode: (value) => value };
    });
  }
}

/** A statement for one shape of request: the same text for every request of the shape, only the parameters differ. */
export interface Statement {
  /** SQL as the server's own tools show it, with placeholders. */
  readonly text: string;
  readonly slots: readonly Slot[];
  /** The text between the placeholders. */
  readonly chunks: readonly string[];
}

/** What a driver is given. */
export interface BoundStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** The parameters of one request. */
export function parametersOf({ slots }: Statement, request: Request): unknown[] {
  return slots.map(({ pick, encode }) => encode(pick(request) as never));
}
