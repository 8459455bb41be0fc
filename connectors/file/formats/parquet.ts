import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { SourceError } from '../../../src/contract/index.ts';
import type { ColumnList, NativeColumn, Piece } from '../raw.ts';
import { cellReader, nativeColumn } from './parquet-types.ts';

export interface ParquetInput {
  readonly file: AsyncBuffer;
  readonly columns: ColumnList;
  readonly timeZone: string | undefined;
}

/** A Parquet file: the columns that its footer states, and the rows, one row group at a time. */
export interface ParquetFile {
  readonly natives: ReadonlyMap<string, NativeColumn>;
  readonly rowCount: number;
  pieces(): AsyncGenerator<Piece>;
}

const parsers = {
  timestampFromMilliseconds: (millis: bigint) => new Date(Number(millis)).toISOString(),
  timestampFromMicroseconds: (micros: bigint) => new Date(Number(floorDivide(micros, 1000n))).toISOString(),
  timestampFromNanoseconds: (nanos: bigint) => new Date(Number(floorDivide(nanos, 1_000_000n))).toISOString(),
  // The text is parsed with its row, so one that is no JSON costs its own row.
  jsonFromBytes: (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes).toString('utf8') : bytes),
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/** Reads the footer of a Parquet file. */
export async function openParquet({ file, columns, timeZone }: ParquetInput): Promise<ParquetFile> {
  const metadata = await guarded(() => parquetMetadataAsync(file, { parsers }));
  const fields = parquetSchema(metadata).children;
  const natives = new Map<string, NativeColumn>();
  for (const field of fields) {
    columns.position(field.element.name);
    natives.set(field.element.name, nativeColumn(field, timeZone));
  }
  return {
    natives,
    rowCount: Number(metadata.num_rows),
    pieces: () => readGroups(file, exactDecimals(metadata, fields), fields),
  };
}

async function* readGroups(file: AsyncBuffer, metadata: FileMetaData, fields: readonly SchemaTree[]): AsyncGenerator<Piece> {
  const cells = fields.map(cellReader);
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const rows = await guarded(() => readRange(file, metadata, start, end));
    const from = start;
    yield {
      rows: rows.map((row, position) => ({ line: from + position + 1, cells: cells.map((cell, column) => cell(row[column])) })),
      issues: [],
    };
    start = end;
  }
}

async function readRange(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<readonly (readonly unknown[])[]> {
  let result: readonly (readonly unknown[])[] = [];
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd,
    compressors,
    parsers,
    utf8: false,
    onComplete: (rows) => {
      result = rows;
    },
  });
  if (result.length !== rowEnd - rowStart)
    throw new SourceError('BAD_DATA', 'a row group of the Parquet file holds fewer rows than its footer states');
  return result;
}

/** The reader turns decimals into floating numbers; without the mark on flat columns it hands over the integers and bytes, which stay exact. */
function exactDecimals(metadata: FileMetaData, fields: readonly SchemaTree[]): FileMetaData {
  const flat = new Set<SchemaElement>(fields.filter((field) => field.children.length === 0).map((field) => field.element));
  const schema = metadata.schema.map((element) => {
    if (!flat.has(element) || element.converted_type !== 'DECIMAL') return element;
    const { converted_type: _converted, logical_type: _logical, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError('BAD_DATA', 'the file is no readable Parquet file, or is cut off', {
      cause: error,
      advice: 'Write it anew under another name and rename it.',
    });
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  return a < 0n && a % b !== 0n ? a / b - 1n : a / b;
}
