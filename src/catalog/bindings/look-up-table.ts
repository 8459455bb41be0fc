import { readFileSync, statSync } from 'node:fs';
import { extname, isAbsolute, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { nearest } from '../transforms/index.ts';

/** Bytes of one look-up file. */
const MAX_BYTES = 16 * 1_048_576;

export interface LookUpFile {
  readonly file: string;
  /** Columns of a CSV or TSV file; default: the first two. */
  readonly key: string | undefined;
  readonly value: string | undefined;
}

/** Reads a look-up file beside the binding file: CSV, TSV (UTF-8, with a header line), or a mapping in JSON or YAML. A text says why it cannot. */
export function readLookUp({ file, key, value }: LookUpFile, baseDir: string): ReadonlyMap<string, unknown> | string {
  const path = resolve(baseDir, file);
  const inside = relative(baseDir, path);
  if (isAbsolute(file) || inside.startsWith('..')) return 'a look-up file lies in the folder of the binding file or below it';
  let text: string;
  try {
    if (statSync(path).size > MAX_BYTES) return `the look-up file is larger than ${MAX_BYTES / 1_048_576} MiB`;
    text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch {
    return `the look-up file "${file}" cannot be read`;
  }
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return fromRows(parseDelimited(text, ','), key, value);
    case '.tsv':
      return fromRows(parseDelimited(text, '\t'), key, value);
    case '.json':
    case '.yaml':
    case '.yml':
      return fromMapping(text);
    default:
      return `a look-up file ends in .csv, .tsv, .json or .yaml; "${file}" does not`;
  }
}

function fromMapping(text: string): ReadonlyMap<string, unknown> | string {
  let data: unknown;
  try {
    data = parse(text, { maxAliasCount: 0, prettyErrors: false });
  } catch {
    return 'the look-up file is neither JSON nor YAML';
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'expected a mapping of keys to values in the look-up file';
  return new Map(Object.entries(data));
}

function fromRows([header = [], ...rows]: readonly (readonly string[])[], key: string | undefined, value: string | undefined) {
  const at = (name: string | undefined, otherwise: number): number | string => {
    if (name === undefined) return otherwise < header.length ? otherwise : 'expected two columns in the look-up file';
    const found = header.indexOf(name);
    return found >= 0 ? found : `the look-up file has no column "${name}"${nearest(name, header)}`;
  };
  const keyAt = at(key, 0);
  const valueAt = at(value, 1);
  if (typeof keyAt === 'string') return keyAt;
  if (typeof valueAt === 'string') return valueAt;
  const table = new Map<string, unknown>();
  for (const [index, row] of rows.entries()) {
    const name = row[keyAt];
    if (name === undefined || name === '') continue;
    const result = row[valueAt] ?? '';
    if (table.has(name) && table.get(name) !== result) return `the look-up file has two values for the key of record ${index + 2}`;
    table.set(name, result);
  }
  return table;
}

/** RFC 4180 with any separator: quotes, doubled quotes, line breaks in quotes. */
function parseDelimited(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = separator === ',' ? /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g : /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r?\n|$)/g;
  for (const match of text.matchAll(cell)) {
    const [whole, raw = '', end] = match;
    if (whole === '' && row.length === 0) break;
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === separator) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
