import type { RowIssue } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { INVALID_BYTES } from '../../kit/charset-decode.ts';
import type { Piece, RawRow } from '../raw.ts';
import { cellsOf } from './json-cells.ts';
import { parseExact } from './json-values.ts';
import { refuseMarkup, type TextReaderInput } from './text-input.ts';

const LONGEST_LINE = 64 * 1024 * 1024;

/** Reads one JSON object per line. A line that is none is left out and counted; blank lines are nothing. */
export async function* readNdjson(input: TextReaderInput): AsyncGenerator<Piece> {
  const members = cellsOf(input);
  const skip = input.options.skipLines ?? 0;
  let parts: string[] = [];
  let held = 0;
  let line = 0;

  const take = (text: string, rows: RawRow[], issues: RowIssue[]) => {
    line += 1;
    if (line <= skip || text.trim() === '') return;
    const reason = text.includes(INVALID_BYTES) ? `bytes that are not valid ${input.charset.toUpperCase()}` : undefined;
    const cells = reason === undefined ? parsed(text, members) : { reason };
    if ('reason' in cells) issues.push({ line, reason: cells.reason });
    else rows.push({ line, cells });
  };

  let first = true;
  for await (const text of input.text) {
    if (first) refuseMarkup(text);
    first = false;
    const rows: RawRow[] = [];
    const issues: RowIssue[] = [];
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const [position, own] of lines.entries()) {
      take(position === 0 ? parts.join('') + own : own, rows, issues);
      parts = [];
      held = 0;
    }
    parts.push(last);
    held += last.length;
    if (held > LONGEST_LINE)
      throw new SourceError('BAD_DATA', `line ${line + 1} is longer than ${LONGEST_LINE} characters, expected one JSON object per line`);
    yield { rows, issues };
  }
  const rows: RawRow[] = [];
  const issues: RowIssue[] = [];
  if (held > 0) take(parts.join(''), rows, issues);
  yield { rows, issues, ...(issues.length > 0 && { torn: true as const }) };
}

function parsed(text: string, members: (value: unknown) => unknown[] | undefined): readonly unknown[] | { readonly reason: string } {
  try {
    return members(parseExact(text)) ?? { reason: 'the line is no JSON object' };
  } catch {
    return { reason: 'the line is not valid JSON' };
  }
}
