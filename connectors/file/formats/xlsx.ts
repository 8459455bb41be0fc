import readXlsxFile, { readSheet } from 'read-excel-file/node';
import type { RowIssue } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import type { FormatOptions } from '../config.ts';
import { type ColumnList, ExactNumber, type Piece, type RawRow } from '../raw.ts';
import { uniqueNames } from './csv.ts';
import type { TextReaderInput } from './text-input.ts';

export interface XlsxInput {
  readonly bytes: Buffer;
  readonly options: FormatOptions;
  readonly columns: ColumnList;
  readonly note: TextReaderInput['note'];
  /** Most bytes that the parts of the file may have when unpacked. */
  readonly maxUnpacked: number;
}

type Cell = string | number | boolean | Date | ExactNumber | null;

/** Reads one sheet of an Office Open XML workbook. The row of headings names the columns; rows without any value are nothing. */
export async function* readXlsx(input: XlsxInput): AsyncGenerator<Piece> {
  const unpacked = unpackedSize(input.bytes);
  if (unpacked > input.maxUnpacked) {
    throw new SourceError('BROKEN', `the workbook unpacks to ${unpacked} bytes, at most ${input.maxUnpacked} are taken`, {
      advice: 'Raise maxBytesInMemory or split the workbook.',
    });
  }
  const sheet = await sheetRows(input);
  const headerAt = (input.options.headerRow ?? 1) - 1;
  const heading = sheet[headerAt];
  if (!heading) {
    throw new SourceError('BAD_DATA', `row ${headerAt + 1} of the sheet is not there, expected the headings`, {
      advice: 'Set "sheet" and "headerRow".',
    });
  }
  const width = heading.length - [...heading].reverse().findIndex((cell) => cell !== null);
  const names = heading
    .slice(0, width)
    .map((cell, position) => (cell === null || String(cell).trim() === '' ? `column_${position + 1}` : textOf(cell)));
  for (const name of uniqueNames(names, input.note)) input.columns.position(name);
  yield piece(sheet, headerAt + 1, width, new Set(input.options.nullWords ?? []));
}

function piece(sheet: readonly (readonly Cell[])[], from: number, width: number, nulls: ReadonlySet<string>): Piece {
  const rows: RawRow[] = [];
  const issues: RowIssue[] = [];
  for (let at = from; at < sheet.length; at += 1) {
    const own = sheet[at] ?? [];
    if (own.every((cell) => cell === null)) continue;
    if (own.slice(width).some((cell) => cell !== null)) {
      issues.push({ line: at + 1, reason: `a cell beyond the ${width} columns that have a heading` });
      continue;
    }
    rows.push({ line: at + 1, cells: own.slice(0, width).map((cell) => (typeof cell === 'string' && nulls.has(cell) ? null : cell)) });
  }
  return { rows, issues };
}

async function sheetRows({ bytes, options }: XlsxInput): Promise<readonly (readonly Cell[])[]> {
  try {
    const data = await readSheet(bytes, options.sheet ?? 1, { trim: false, parseNumber: numberOf });
    return data as unknown as readonly (readonly Cell[])[];
  } catch (error) {
    if (error instanceof Error && error.name === 'SheetNotFoundError') {
      const names = await sheetNames(bytes);
      throw new SourceError('BROKEN', `the workbook has no sheet ${JSON.stringify(options.sheet ?? 1)}; it has: ${names.join(', ')}`, {
        cause: error,
      });
    }
    throw new SourceError('BAD_DATA', 'the file is no readable XLSX workbook', {
      cause: error,
      advice: 'It may be half-written, encrypted, or an old .xls: save it as .xlsx.',
    });
  }
}

async function sheetNames(bytes: Buffer): Promise<readonly string[]> {
  return (await readXlsxFile(bytes)).map(({ sheet }) => sheet);
}

function numberOf(text: string): number | ExactNumber {
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? new ExactNumber(text) : number;
}

function textOf(cell: Cell): string {
  return cell instanceof ExactNumber ? cell.text : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

/** Sum of the unpacked sizes that the central directory of a ZIP file states; refuses what is no ZIP file. */
function unpackedSize(bytes: Buffer): number {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length) {
    throw new SourceError('BAD_DATA', 'the file is no XLSX workbook or is cut off: the directory at its end is missing', {
      advice: 'Save it as .xlsx, or write it anew.',
    });
  }
  let at = bytes.readUInt32LE(end + 16);
  let sum = 0;
  for (let count = bytes.readUInt16LE(end + 10); count > 0 && at + 46 <= bytes.length; count -= 1) {
    sum += bytes.readUInt32LE(at + 24);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return sum;
}
