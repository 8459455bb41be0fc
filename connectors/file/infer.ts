import type { FieldType } from '../../src/contract/index.ts';
import { ExactNumber } from './raw.ts';

type Seen = 'text' | 'boolean' | 'int' | 'bigint' | 'float' | 'date' | 'time' | 'local' | 'json';

/**
 * Infers the type of a column from all of its values. Texts are never looked into, so codes with leading zeros and numbers like
 * "1E217" stay text, and a column of texts and numbers is text.
 */
export class TypeGuess {
  readonly #seen = new Set<Seen>();
  #gaps = false;
  #values = 0;

  add(cell: unknown): void {
    if (cell === null || cell === undefined) {
      this.#gaps = true;
      return;
    }
    this.#values += 1;
    this.#seen.add(kindOf(cell));
  }

  /** True when some row had no value, out of `rows` rows. */
  isNullable(rows: number): boolean {
    return this.#gaps || this.#values < rows;
  }

  type(timeZone: string | undefined): FieldType {
    const seen = this.#seen;
    const [only] = seen;
    if (seen.has('json')) return 'json';
    if (seen.size === 1 && only !== undefined && only !== 'local' && only !== 'json') return only;
    if (only !== undefined && [...seen].every((kind) => kind === 'int' || kind === 'bigint' || kind === 'float'))
      return seen.has('float') ? 'float' : 'bigint';
    if (only !== undefined && [...seen].every((kind) => kind === 'date' || kind === 'local'))
      return timeZone === undefined ? 'text' : 'datetime';
    return 'text';
  }
}

function kindOf(cell: unknown): Seen {
  switch (typeof cell) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'boolean';
    case 'bigint':
      return 'bigint';
    case 'number':
      return numberKind(cell);
    default:
      if (cell instanceof ExactNumber) return /^-?\d+$/.test(cell.text) ? 'bigint' : 'float';
      if (cell instanceof Date) return dateKind(cell);
      return cell instanceof Uint8Array ? 'text' : 'json';
  }
}

function numberKind(cell: number): Seen {
  if (!Number.isSafeInteger(cell)) return 'float';
  return cell >= -2_147_483_648 && cell <= 2_147_483_647 ? 'int' : 'bigint';
}

/** A spreadsheet writes a time of day as a moment of its day zero. */
function dateKind(cell: Date): Seen {
  const text = cell.toISOString();
  if (text.startsWith('1899-12-30T')) return 'time';
  return text.endsWith('T00:00:00.000Z') ? 'date' : 'local';
}
