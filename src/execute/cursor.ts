import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { PublicError } from '../contract/error-codes.ts';
import type { Value } from '../contract/index.ts';

/** The place of a record in an ordered list. */
export interface CursorPosition {
  /** Names of the list's entity and of the order's terms, so that a cursor of another list or order is noticed. */
  readonly order: string;
  readonly values: readonly Value[];
  readonly binding: string;
  readonly key: readonly Value[];
}

const SIGNATURE_BYTES = 12;

/** Makes and reads cursors: opaque, signed, valid as long as the record's place is. */
export class CursorCodec {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  encode({ order, values, binding, key }: CursorPosition): string {
    const body = Buffer.from(JSON.stringify([order, values, binding, key]));
    return Buffer.concat([this.#sign(body), body]).toString('base64url');
  }

  /** Throws BAD_USER_INPUT for a text that is no cursor of ours, or one of another entity's list or another order. */
  decode(cursor: string, order: string, argument: string): CursorPosition {
    const bytes = Buffer.from(cursor, 'base64url');
    const body = bytes.subarray(SIGNATURE_BYTES);
    if (bytes.length <= SIGNATURE_BYTES || !timingSafeEqual(bytes.subarray(0, SIGNATURE_BYTES), this.#sign(body))) {
      throw refused(argument, 'a cursor that Civigraph gave out', 'another text');
    }
    const [own, values, binding, key] = JSON.parse(body.toString()) as [string, Value[], string, Value[]];
    if (own !== order) throw refused(argument, 'a cursor of such a list in the same order', 'one of another list or order');
    return { order: own, values, binding, key };
  }

  #sign(body: Buffer): Buffer {
    return createHmac('sha256', this.#secret).update(body).digest().subarray(0, SIGNATURE_BYTES);
  }
}

function refused(argument: string, expected: string, came: string): PublicError {
  return new PublicError('BAD_USER_INPUT', `At ${argument}: expected ${expected}, came ${came}.`, { extensions: { argument } });
}
