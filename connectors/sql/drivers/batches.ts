import type { Readable } from 'node:stream';
import type { DriverRow } from '../rows.ts';
import { BATCH_ROWS } from './driver.ts';

/** Rows of an object stream in batches: as many as are there, up to the size of a batch. Throws the stream's error. */
export async function* batchesOf(stream: Readable): AsyncGenerator<DriverRow[]> {
  let wake: () => void = () => {};
  let isOver = false;
  let failure: unknown;
  const ready = () => wake();
  const over = (error?: unknown) => {
    isOver = true;
    failure ??= error;
    wake();
  };
  stream.on('readable', ready).on('end', over).on('close', over).on('error', over);
  for (;;) {
    const batch = taken(stream);
    if (batch.length > 0) yield batch;
    else if (failure) throw failure;
    else if (isOver) return;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (isOver || stream.readableLength > 0) resolve();
      });
    }
  }
}

function taken(stream: Readable): DriverRow[] {
  const batch: DriverRow[] = [];
  while (batch.length < BATCH_ROWS) {
    const row = stream.read() as DriverRow | null;
    if (row === null) break;
    batch.push(row);
  }
  return batch;
}
