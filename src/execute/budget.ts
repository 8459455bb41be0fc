import { PublicError } from '../contract/error-codes.ts';

/** Counts the rows that one request reads and refuses more than it may. */
export class RowBudget {
  readonly limit: number;
  #used = 0;
  #counting: RowBudget | undefined;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Rows that may still be read. */
  get left(): number {
    return Math.max(0, this.limit - this.#used);
  }

  /** Rows that are only counted have a budget of their own: a count that is given up takes nothing from the records. */
  get counting(): RowBudget {
    this.#counting ??= new RowBudget(this.limit);
    return this.#counting;
  }

  /** Takes rows off the budget. `reasons` say why the source could not do with fewer. Throws ROW_BUDGET_EXCEEDED. */
  take(rows: number, from: string, reasons: readonly string[]): void {
    this.#used += rows;
    if (this.#used <= this.limit) return;
    const why = reasons.length > 0 ? ` Left over: ${[...new Set(reasons)].join('; ')}.` : '';
    throw new PublicError(
      'ROW_BUDGET_EXCEEDED',
      `Expected to read at most ${this.limit} rows; ${from} gives more.${why} Narrow the filter by a field that the source can take.`,
      { extensions: { rowBudget: this.limit, source: from } },
    );
  }
}
