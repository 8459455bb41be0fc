import type { SchemaElement, SchemaTree } from 'hyparquet';
import type { FieldType } from '../../../src/contract/index.ts';
import type { NativeColumn } from '../raw.ts';

/** The type of a column as its schema states it. Times without a zone are text unless a zone is declared. */
export function nativeColumn({ element, children }: SchemaTree, timeZone: string | undefined): NativeColumn {
  const nullable = element.repetition_type !== 'REQUIRED';
  if (children.length > 0 || element.repetition_type === 'REPEATED')
    return { type: 'json', nativeType: element.converted_type ?? 'group', nullable };
  const stated = element.logical_type?.type ?? element.converted_type;
  return {
    type: flatType(element, timeZone),
    nativeType: stated === undefined ? String(element.type) : `${element.type} ${stated}`,
    nullable,
  };
}

function flatType(element: SchemaElement, timeZone: string | undefined): FieldType {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return 'decimal';
  if (converted === 'DATE' || logical?.type === 'DATE') return 'date';
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') return 'time';
  if (isLocal(element)) return timeZone === undefined ? 'text' : 'datetime';
  if (logical?.type === 'TIMESTAMP' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS' || type === 'INT96')
    return 'datetime';
  if (converted === 'JSON' || logical?.type === 'JSON') return 'json';
  if (logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY') return 'geometry';
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'INT64' || converted === 'UINT_32' || (logical?.type === 'INTEGER' && logical.bitWidth === 32 && !logical.isSigned))
    return 'bigint';
  if (type === 'INT32') return 'int';
  if (type === 'FLOAT' || type === 'DOUBLE' || logical?.type === 'FLOAT16') return 'float';
  return 'text';
}

function isLocal({ logical_type: logical }: SchemaElement): boolean {
  return logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC;
}

/** Turns what the Parquet reader hands over into a cell. */
export function cellReader({ element, children }: SchemaTree): (value: unknown) => unknown {
  if (children.length > 0 || element.repetition_type === 'REPEATED') return jsonCell;
  const { converted_type: converted, logical_type: logical } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    return present((value) => decimalText(unscaledOf(value), scale));
  }
  if (logical?.type === 'TIME') {
    const perSecond = logical.unit === 'MILLIS' ? 1000n : logical.unit === 'MICROS' ? 1_000_000n : 1_000_000_000n;
    return present((value) => timeText(BigInt(value as number | bigint), perSecond));
  }
  if (converted === 'TIME_MILLIS') return present((value) => timeText(BigInt(value as number), 1000n));
  if (converted === 'TIME_MICROS') return present((value) => timeText(BigInt(value as bigint), 1_000_000n));
  if (isLocal(element)) return present((value) => String(value).replace(/Z$/, ''));
  return present((value) => {
    if (value instanceof Uint8Array) return element.type === 'FIXED_LEN_BYTE_ARRAY' ? Buffer.from(value).toString('hex') : utf8(value);
    // NaN is how data frames write a missing number.
    return typeof value === 'number' && Number.isNaN(value) ? null : value;
  });
}

const present = (read: (value: unknown) => unknown) => (value: unknown) => (value === null || value === undefined ? null : read(value));

function utf8(bytes: Uint8Array): unknown {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

function unscaledOf(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) {
    if (value.length === 0) return 0n;
    return BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex')}`));
  }
  return BigInt(value as number);
}

function decimalText(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const part = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${negative ? '-' : ''}${whole}${part}`;
}

function timeText(value: bigint, perSecond: bigint): string {
  const millis = Number((value * 1000n) / perSecond);
  const text = new Date(millis).toISOString().slice(11, 23);
  return text.endsWith('.000') ? text.slice(0, 8) : text;
}

/** Lists and structures as JSON: integers beyond 2^53 as text, bytes as text. */
function jsonCell(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) {
    const text = utf8(value);
    return typeof text === 'string' ? text : Buffer.from(value).toString('hex');
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(jsonCell);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>, jsonCell);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonCell(part)]));
  return value;
}
