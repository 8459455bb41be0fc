import type { Batch, Row } from '../../contract/index.ts';

/** One row in so many is looked at closely, beside the first of each batch. */
const SAMPLE = 64;

/** A batch whose rows hold the asked fields and no others, or the reason why it is none. */
export type ShapedBatch = { readonly batch: Batch } | { readonly fault: string };

/**
 * Looks at the first row of a batch and at samples of the others. A field that is absent or undefined is a fault: the source did not
 * answer what was asked. Fields that nobody asked for are taken off the whole batch as soon as a sample has one.
 */
export function shapeBatch(batch: Batch, fields: readonly string[]): ShapedBatch {
  if (!Array.isArray(batch?.rows)) return { fault: 'a batch has no list of rows' };
  let extra = false;
  for (let place = 0; place < batch.rows.length; place += SAMPLE) {
    const row = batch.rows[place];
    if (typeof row !== 'object' || row === null) return { fault: 'a row is no object' };
    const missing = fields.find((field) => row[field] === undefined);
    if (missing !== undefined) return { fault: `a row has no value for the asked field "${missing}"; expected a value or null` };
    extra ||= Object.keys(row).length > fields.length;
  }
  return { batch: extra ? { ...batch, rows: batch.rows.map((row) => only(row, fields)) } : batch };
}

function only(row: Row, fields: readonly string[]): Row {
  return Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
}
