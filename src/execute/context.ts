import type { CatalogSnapshot } from '../catalog/snapshot.ts';
import { errorCodes, PublicError, sourceErrorCode } from '../contract/error-codes.ts';
import type { SourceError } from '../contract/index.ts';
import type { Model } from '../model/index.ts';
import type { FieldTypes } from '../rows/index.ts';
import type { RowBudget } from './budget.ts';
import type { CursorCodec } from './cursor.ts';
import type { Trace } from './trace.ts';

/** Response path of what is being read: root key and relation keys, without positions in lists. */
export type AnswerPath = readonly string[];

/** An error as it leaves the engine. */
export interface AnswerError {
  readonly message: string;
  readonly path: AnswerPath;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What the parts of one running request share. */
export interface RunContext {
  readonly snapshot: CatalogSnapshot;
  readonly model: Model;
  readonly signal: AbortSignal;
  readonly budget: RowBudget;
  readonly cursors: CursorCodec;
  readonly errors: ErrorCollector;
  readonly trace: Trace;
  /** True: nothing is read; every read gives one placeholder, so that the whole plan shows. */
  readonly planOnly: boolean;
  /** The moment the request began, RFC 3339. */
  readonly now: string;
}

/** Keeps one error per source and code, and every other error once per path. */
export class ErrorCollector {
  readonly #errors = new Map<string, AnswerError>();

  get list(): readonly AnswerError[] {
    return [...this.#errors.values()];
  }

  /** A source's failure. */
  source(name: string, error: SourceError, path: AnswerPath): void {
    const code = sourceErrorCode(error);
    const key = `${name}\n${code}`;
    if (this.#errors.has(key)) return;
    const { retryable } = errorCodes[code];
    const retryAfter = error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter };
    this.#errors.set(key, {
      message: `Source "${name}": ${error.message}`,
      path,
      extensions: { code, source: name, retryable, ...retryAfter },
    });
  }

  /** A refusal or failure of one field. */
  field(error: PublicError, path: AnswerPath): void {
    this.#errors.set(`${path.join('.')}\n${error.code}\n${error.message}`, { message: error.message, path, extensions: error.extensions });
  }
}

const types = new WeakMap<Model, Map<string, FieldTypes>>();

/** Types of an entity's fields. */
export function entityTypes(model: Model, entity: string): FieldTypes {
  let known = types.get(model);
  if (!known) {
    known = new Map();
    types.set(model, known);
  }
  let found = known.get(entity);
  if (!found) {
    const fields = model.entities.get(entity)?.fields ?? new Map();
    found = new Map([...fields].map(([name, field]) => [name, field.type]));
    known.set(entity, found);
  }
  return found;
}

/** Ends work that nobody waits for any more. */
export function checkSignal(signal: AbortSignal): void {
  if (!signal.aborted) return;
  const { reason } = signal as { reason: unknown };
  if (reason instanceof PublicError) throw reason;
  throw new PublicError('CANCELLED', 'The caller went away before the answer was ready.');
}
