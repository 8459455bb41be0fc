import { type Batch, type Row, type RowIssue, SourceError } from '../../../src/contract/index.ts';
import type { DeclaredField } from './model.ts';
import { type Path, valueAt } from './path.ts';
import type { Speaker } from './reply.ts';
import { RowFault, rowReader } from './row-reader.ts';

/** Malformed rows that are listed; all of them are counted. */
export const MOST_ISSUES = 100;

/** The rows of a page, and those that are not what was declared. */
export interface ReadRows {
  readonly rows: readonly Row[];
  readonly malformed?: NonNullable<Batch['malformed']>;
}

/** Reads rows out of elements that are all there is. Single rows that are malformed are counted; when none is well-formed the declaration is wrong. */
export function rowsOf(items: readonly unknown[], fields: readonly DeclaredField[], item: Path, speaker: Speaker): ReadRows {
  const read = readRows(items, fields, item);
  if (read.rows.length === 0 && read.malformed) throw noSoundRow(read, speaker);
  return read;
}

/** Reads rows out of elements and counts those that are malformed. */
export function readRows(items: readonly unknown[], fields: readonly DeclaredField[], item: Path): ReadRows {
  const read = rowReader(fields);
  const rows: Row[] = [];
  const issues: RowIssue[] = [];
  let count = 0;
  for (const [place, element] of items.entries()) {
    try {
      rows.push(read(item.length === 0 ? element : valueAt(element, item)));
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      count += 1;
      if (issues.length < MOST_ISSUES) issues.push({ line: place + 1, reason: error.message });
    }
  }
  return count === 0 ? { rows } : { rows, malformed: { count, issues } };
}

/** The error for rows of which none is well-formed. */
export function noSoundRow({ malformed }: ReadRows, { kind, what }: Speaker): SourceError {
  return new SourceError('BAD_DATA', `${kind}: ${what}: no row is what was declared; ${malformed?.issues[0]?.reason}`, {
    advice: 'compare the declared fields, their types and paths with what the service answers',
  });
}
