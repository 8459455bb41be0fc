import type { Row, RowIssue, Value } from '../../src/contract/index.ts';
import { ValueError } from './codecs/codec.ts';
import type { Column } from './table.ts';

/** A row as the driver gives it; it belongs to us and is changed in place. */
export type DriverRow = Record<string, unknown>;

/** What became of driver rows. */
export interface Decoded {
  readonly rows: readonly Row[];
  readonly issues: readonly RowIssue[];
}

export type Decoder = (rows: DriverRow[]) => Decoded;

const NO_ISSUES: readonly RowIssue[] = [];

/** Makes the decoder for a list of columns. Rows that need no change are handed on as they are. */
export function decoderOf(columns: readonly Column[]): Decoder {
  const steps = columns.flatMap(({ name, codec }) => (codec.decode ? [{ name, decode: codec.decode }] : []));
  if (steps.length === 0) return (rows) => ({ rows: rows as Row[], issues: NO_ISSUES });
  const decodeRow = (row: DriverRow) => {
    for (const { name, decode } of steps) {
      const raw = row[name];
      if (raw !== null) row[name] = decodeField(name, decode, raw);
    }
  };
  return (rows) => {
    const issues: RowIssue[] = [];
    let kept = 0;
    for (const row of rows) {
      try {
        decodeRow(row);
        rows[kept++] = row;
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        issues.push({ reason: error.message });
      }
    }
    rows.length = kept;
    return { rows: rows as Row[], issues };
  };
}

function decodeField(name: string, decode: (raw: unknown) => Value, raw: unknown): Value {
  try {
    return decode(raw);
  } catch (error) {
    throw error instanceof ValueError ? new ValueError(`field "${name}": ${error.message}`) : error;
  }
}
