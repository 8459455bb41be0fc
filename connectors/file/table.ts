import type { FieldType, OrderTerm, Row, Value } from '../../src/contract/index.ts';
import { equalityKey, type FieldTypes, rowComparator } from '../../src/rows/index.ts';
import type { FileField } from './fields.ts';
import type { FoundFile } from './locate.ts';
import type { MalformedRows } from './rows-of-file.ts';

/** Sorted orders that are kept; each costs four to eight bytes a row. */
const MOST_ORDERS = 12;

export interface TableParts {
  readonly fields: readonly FileField[];
  readonly key: readonly string[];
  /** Undefined: the rows are not held but scanned at every read. */
  readonly rows: readonly Row[] | undefined;
  readonly estimatedRows?: number | undefined;
  readonly malformed: MalformedRows;
  readonly asOf: string;
  readonly files: readonly FoundFile[];
}

/** All places in one order, and for each place where it stands in it. */
interface SortedPlaces {
  readonly places: Uint32Array;
  ranks: Uint32Array | undefined;
}

/** One version of a collection. Never changes: a new version of the file is a new table, readers under way keep theirs. */
export class Table {
  readonly fields: readonly FileField[];
  readonly key: readonly string[];
  readonly rows: readonly Row[] | undefined;
  readonly estimatedRows: number | undefined;
  readonly malformed: MalformedRows;
  readonly asOf: string;
  readonly files: readonly FoundFile[];
  readonly types: FieldTypes;
  readonly #lookUps = new Map<string, ReadonlyMap<string, readonly number[]>>();
  readonly #orders = new Map<string, SortedPlaces>();

  constructor(parts: TableParts) {
    this.fields = parts.fields;
    this.key = parts.key;
    this.rows = parts.rows;
    this.estimatedRows = parts.rows?.length ?? parts.estimatedRows;
    this.malformed = parts.malformed;
    this.asOf = parts.asOf;
    this.files = parts.files;
    this.types = new Map(parts.fields.map(({ name, type }) => [name, type]));
  }

  /** Places of the rows whose field equals one of the values, in the order of the file. */
  placesOf(field: string, type: FieldType, values: readonly Value[]): readonly number[] {
    const lookUp = this.#lookUp(field, type);
    const wanted = new Set(values.map((value) => equalityKey(type, value)));
    const places: number[] = [];
    for (const key of wanted) for (const place of lookUp.get(key) ?? []) places.push(place);
    return wanted.size > 1 ? places.sort((a, b) => a - b) : places;
  }

  /** Places of all rows in an order; rows that are equal in it keep the order of the file. Sorted once for each order. */
  sorted(order: readonly OrderTerm[]): Uint32Array {
    return this.#sortedPlaces(order).places;
  }

  /** Some places put into an order. */
  inOrder(order: readonly OrderTerm[], some: readonly number[]): Uint32Array {
    const sorted = this.#sortedPlaces(order);
    sorted.ranks ??= ranksOf(sorted.places);
    const { places, ranks } = sorted;
    return Uint32Array.from(some, (place) => ranks[place] ?? 0)
      .sort()
      .map((rank) => places[rank] ?? 0);
  }

  #sortedPlaces(order: readonly OrderTerm[]): SortedPlaces {
    const shape = JSON.stringify(order.map(({ field, direction, nulls }) => [field, direction, nulls ?? 'last']));
    const known = this.#orders.get(shape);
    if (known) {
      this.#orders.delete(shape);
      this.#orders.set(shape, known);
      return known;
    }
    const rows = this.rows ?? [];
    const compare = rowComparator(order, this.types);
    const none: Row = {};
    const places = Uint32Array.from(rows.keys()).sort((a, b) => compare(rows[a] ?? none, rows[b] ?? none) || a - b);
    const sorted: SortedPlaces = { places, ranks: undefined };
    this.#orders.set(shape, sorted);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > MOST_ORDERS && oldest !== undefined) this.#orders.delete(oldest);
    return sorted;
  }

  #lookUp(field: string, type: FieldType): ReadonlyMap<string, readonly number[]> {
    const known = this.#lookUps.get(field);
    if (known) return known;
    const lookUp = new Map<string, number[]>();
    for (const [place, row] of (this.rows ?? []).entries()) {
      const value = row[field] ?? null;
      if (value === null) continue;
      const key = equalityKey(type, value);
      const places = lookUp.get(key);
      if (places) places.push(place);
      else lookUp.set(key, [place]);
    }
    this.#lookUps.set(field, lookUp);
    return lookUp;
  }
}

function ranksOf(places: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(places.length);
  for (let rank = 0; rank < places.length; rank += 1) ranks[places[rank] ?? 0] = rank;
  return ranks;
}
