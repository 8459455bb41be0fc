import { parquetWriteBuffer } from 'hyparquet-writer';
import type { FieldType, Row, Value } from '../../../src/contract/index.ts';

export interface Column {
  readonly name: string;
  readonly type: FieldType;
}

/** Writes rows as CSV: no value is an unquoted empty cell, an empty text a quoted one. */
export function asCsv(columns: readonly Column[], rows: readonly Row[], delimiter = ','): string {
  const lines = rows.map((row) => columns.map(({ name }) => csvCell(row[name] ?? null)).join(delimiter));
  return [columns.map(({ name }) => csvCell(name)).join(delimiter), ...lines].map((line) => `${line}\r\n`).join('');
}

function csvCell(value: Value): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return typeof value === 'number' || typeof value === 'boolean' ? text : `"${text.replaceAll('"', '""')}"`;
}

/** One JSON object; integers and decimals that are text in rows are written as JSON numbers, as feeds do. */
export function asJsonObject(columns: readonly Column[], row: Row): string {
  const members = columns.map(({ name, type }) => {
    const value = row[name] ?? null;
    const text = value !== null && (type === 'bigint' || type === 'decimal') ? String(value) : JSON.stringify(value);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${members.join(',')}}`;
}

export function asNdjson(columns: readonly Column[], rows: readonly Row[]): string {
  return rows.map((row) => `${asJsonObject(columns, row)}\n`).join('');
}

export function asJson(columns: readonly Column[], rows: readonly Row[]): string {
  return `{"total": ${rows.length}, "result": {"items": [\n${rows.map((row) => asJsonObject(columns, row)).join(',\n')}\n]}, "next": null}`;
}

/** Features with a Point geometry where the row has a field of type point. */
export function asGeojson(columns: readonly Column[], rows: readonly Row[]): string {
  const features = rows.map((row) => `{"type":"Feature","properties":${asJsonObject(columns, row)},"geometry":null}`);
  return `{"type":"FeatureCollection","features":[${features.join(',\n')}]}`;
}

/** Parquet with native integers, numbers, booleans and timestamps, everything else as text. */
export function asParquet(columns: readonly Column[], rows: readonly Row[], rowGroupSize = 100): Uint8Array {
  const columnData = columns.map(({ name, type }) => ({
    name,
    nullable: true,
    type: PARQUET_TYPES[type] ?? ('STRING' as const),
    data: rows.map((row) => parquetValue(type, row[name] ?? null)),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
}

const PARQUET_TYPES: Partial<Record<FieldType, 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP'>> = {
  int: 'INT32',
  bigint: 'INT64',
  float: 'DOUBLE',
  boolean: 'BOOLEAN',
  datetime: 'TIMESTAMP',
};

function parquetValue(type: FieldType, value: Value): unknown {
  if (value === null) return null;
  if (type === 'bigint') return BigInt(String(value));
  if (type === 'datetime') return new Date(String(value));
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
