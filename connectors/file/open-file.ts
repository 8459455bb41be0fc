import { isAscii } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { SourceError } from '../../src/contract/index.ts';
import { decodeText, safeEnd } from '../kit/charset-decode.ts';
import { byteOrderMark, type DetectedCharset, detectCharset } from '../kit/charset-detect.ts';
import type { Format, FormatOptions } from './config.ts';
import { fileError, throwIfStopped } from './errors.ts';
import { columnOf } from './fields.ts';
import { readCsv } from './formats/csv.ts';
import { readGeojson } from './formats/geojson.ts';
import { readJson } from './formats/json.ts';
import { readNdjson } from './formats/ndjson.ts';
import { openParquet } from './formats/parquet.ts';
import type { TextReaderInput } from './formats/text-input.ts';
import { readXlsx } from './formats/xlsx.ts';
import type { FoundFile } from './locate.ts';
import { ColumnList, type NativeColumn, type Piece } from './raw.ts';

const CHUNK = 256 * 1024;
const SAMPLE = 4 * 1024 * 1024;

export interface OpenOptions {
  readonly format: Format;
  readonly options: FormatOptions;
  readonly maxBytesInMemory: number;
  readonly note: TextReaderInput['note'];
  readonly signal: AbortSignal;
}

/** A file that is being read. */
export interface OpenFile {
  readonly columns: ColumnList;
  /** Types that the format itself states. */
  readonly natives: ReadonlyMap<string, NativeColumn>;
  readonly charset: DetectedCharset | undefined;
  /** Rows as far as the file states their number. */
  readonly statedRows: number | undefined;
  pieces(): AsyncIterable<Piece>;
  /** True when it is no longer the file that was found. */
  readonly replaced: boolean;
  /** True when the file was written to since it was opened. */
  changed(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens a file for one pass over its rows. */
export async function openFile(file: FoundFile, how: OpenOptions): Promise<OpenFile> {
  const handle = await openHandle(file);
  try {
    const { size, mtimeMs } = await handle.stat();
    const changed = async () => {
      const now = await handle.stat();
      return now.size !== size || now.mtimeMs !== mtimeMs;
    };
    if (size === 0 && how.options.allowEmpty !== true) {
      throw new SourceError('BAD_DATA', 'the file is empty, expected rows', {
        advice: 'It may be half-written; set "allowEmpty: true" when an empty file means no rows.',
      });
    }
    const content = size === 0 ? emptyContent() : await contentOf(handle, size, how);
    const replaced = size !== file.size || mtimeMs !== file.modified;
    return { ...content, replaced, changed, close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw fileError(error, file.name);
  }
}

async function openHandle(file: FoundFile): Promise<FileHandle> {
  try {
    return await open(file.path, 'r');
  } catch (error) {
    throw fileError(error, file.name);
  }
}

type Content = Pick<OpenFile, 'columns' | 'natives' | 'charset' | 'statedRows' | 'pieces'>;

function emptyContent(): Content {
  return { columns: new ColumnList(), natives: new Map(), charset: undefined, statedRows: 0, pieces: async function* () {} };
}

async function contentOf(handle: FileHandle, size: number, how: OpenOptions): Promise<Content> {
  const columns = new ColumnList();
  const { format, options, note } = how;
  if (format === 'parquet') {
    const file = { byteLength: size, slice: async (start: number, end = size) => await readSlice(handle, start, end, how.signal) };
    const parquet = await openParquet({ file, columns, timeZone: options.timeZone });
    return { columns, natives: parquet.natives, charset: undefined, statedRows: parquet.rowCount, pieces: () => parquet.pieces() };
  }
  const plain = { columns, natives: new Map<string, NativeColumn>(), statedRows: undefined };
  if (format === 'xlsx') {
    if (size > how.maxBytesInMemory) {
      throw new SourceError('BROKEN', `the workbook has ${size} bytes, at most ${how.maxBytesInMemory} are taken`, {
        advice: 'Raise maxBytesInMemory, or give the data as CSV or Parquet.',
      });
    }
    const bytes = Buffer.from(await readSlice(handle, 0, size, how.signal));
    return {
      ...plain,
      charset: undefined,
      pieces: () => readXlsx({ bytes, options, columns, note, maxUnpacked: Math.max(how.maxBytesInMemory, 1) * 4 }),
    };
  }
  const charset = await charsetOf(handle, size, how);
  const declared = (options.fields ?? []).map(columnOf);
  const input: TextReaderInput = {
    text: decodeText(chunksOf(handle, how.signal), charset.charset, charset.markLength),
    charset: charset.charset,
    format,
    options,
    columns,
    declared,
    note,
  };
  return { ...plain, natives: nativesOf(format), charset, pieces: () => piecesOf(input) };
}

function piecesOf(input: TextReaderInput): AsyncGenerator<Piece> {
  switch (input.format) {
    case 'json':
      return readJson(input, input.options.rows === undefined || input.options.rows === '' ? [] : input.options.rows.split('.'));
    case 'geojson':
      return readGeojson(input);
    case 'ndjson':
      return readNdjson(input);
    default:
      return readCsv(input);
  }
}

function nativesOf(format: Format): ReadonlyMap<string, NativeColumn> {
  if (format !== 'geojson') return new Map();
  return new Map<string, NativeColumn>([
    ['geometry', { type: 'geometry', nativeType: 'GeoJSON geometry', nullable: true }],
    ['point', { type: 'point', nativeType: 'GeoJSON Point', nullable: true }],
  ]);
}

async function* chunksOf(handle: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (;;) {
    throwIfStopped(signal);
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function readSlice(handle: FileHandle, start: number, end: number, signal: AbortSignal): Promise<ArrayBuffer> {
  throwIfStopped(signal);
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new SourceError('BAD_DATA', 'the file ended while it was being read');
    filled += bytesRead;
  }
  return bytes.buffer;
}

/** The declared charset, or the one that the first bytes beyond ASCII speak for. */
async function charsetOf(handle: FileHandle, size: number, { options, signal }: OpenOptions): Promise<DetectedCharset> {
  for (let position = 0; position < size; ) {
    const bytes = new Uint8Array(await readSlice(handle, position, Math.min(size, position + SAMPLE), signal));
    const mark = position === 0 ? byteOrderMark(bytes) : undefined;
    if (options.charset !== undefined) return declaredCharset(options.charset, mark);
    const whole = position + bytes.length >= size;
    const sample = whole ? bytes : bytes.subarray(0, safeEnd(bytes) || bytes.length);
    // UTF-16 of Latin text is ASCII bytes and zeros.
    if (mark || sample.includes(0) || !isAscii(sample)) return detectCharset(sample);
    position += sample.length;
  }
  return { charset: 'utf-8', markLength: 0, reason: 'ASCII only' };
}

function declaredCharset(label: string, mark: DetectedCharset | undefined): DetectedCharset {
  const charset = new TextDecoder(label).encoding;
  return { charset, markLength: mark?.charset === charset ? mark.markLength : 0, reason: 'declared' };
}
