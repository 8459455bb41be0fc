import type { Readable } from 'node:stream';
import type { DriverRow } from '../rows.ts';
import { BATCH_ROWS } from './driver.ts';

/** Takes the rows of an object stream in batches: as many as are there, up to the size of a batch. */
export class BatchReader {
  readonly #stream: Readable;
  #wake: () => void = () => {};
  #isOver = false;
  #failure: unknown;

  constructor(stream: Readable) {
    this.#stream = stream;
    const over = () => {
      this.#isOver = true;
      this.#wake();
    };
    stream.on('readable', () => this.#wake());
    stream.on('end', over).on('close', over);
    stream.on('error', (error) => this.fail(error));
  }

  /** Ends the batches with an error, whatever the stream still does. */
  fail(reason: unknown): void {
    this.#failure ??= reason;
    this.#wake();
  }

  async *batches(): AsyncGenerator<DriverRow[]> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const batch = this.#taken();
      if (batch.length > 0) yield batch;
      else if (this.#isOver) return;
      else await this.#more();
    }
  }

  #taken(): DriverRow[] {
    const batch: DriverRow[] = [];
    while (batch.length < BATCH_ROWS) {
      const row = this.#stream.read() as DriverRow | null;
      if (row === null) break;
      batch.push(row);
    }
    return batch;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#isOver || this.#failure || this.#stream.readableLength > 0) resolve();
    });
  }
}
