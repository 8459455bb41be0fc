import type { FieldType, MeasureFunction, Scalar, Value } from '../../../src/contract/index.ts';

/** A stored value that is not what the column's type promises. The reason names the expectation, never the value. */
export class ValueError extends Error {}

/** How a value of a request becomes a parameter: the placeholder with its cast, and what is bound to it. */
export interface Operand {
  readonly sql: string;
  readonly encode: (value: Scalar) => unknown;
}

/** A comparison: the SQL of the column's side, and the value's side. */
export interface Comparand {
  readonly left: (column: string) => string;
  readonly right: Operand;
}

/** A list of values as one parameter: `left <sql>`, where the SQL holds one placeholder. */
export interface ListOperand {
  readonly sql: string;
  readonly encode: (values: readonly Scalar[]) => unknown;
}

/**
 * How one column is read, compared, sorted and grouped so that the laws of the contract hold. All functions take the quoted
 * column name and give SQL without parameters.
 */
export interface Codec {
  readonly type: FieldType;
  /** SQL that is selected. */
  readonly read: (column: string) => string;
  /** Turns what the driver gives for `read` (never null) into a value; absent: it is right already. Throws {@link ValueError}. */
  readonly decode?: (raw: unknown) => Value;
  /** SQL in whose order and equality values sort, group and compare exactly. Absent: the column is only handed out. */
  readonly exact?: (column: string) => string;
  /** Makes of an exact expression (a group, a minimum) what `decode` takes. Default: nothing to do. */
  readonly out?: (expression: string) => string;
  readonly operand?: Operand;
  /** Default: one comparison per value. */
  readonly list?: ListOperand;
  /** Says which values `operand` takes, and how the others are compared. */
  readonly wide?: Comparand & { readonly fits: (value: Scalar) => boolean; readonly list?: ListOperand };
  /** A condition that every equal row meets and that an index serves, where the exact comparison cannot use one. */
  readonly narrow?: Comparand & { readonly list?: ListOperand };
  /**
   * For columns that hold more than the contract's milliseconds or another zone: the first stored value at or after a value, and the
   * first one after all that read as this value. Comparisons are then made on the plain column, between these bounds.
   */
  readonly bounds?: { readonly operand: Operand; readonly next: Operand };
  /** SQL that is true for rows whose value reads as null; default `<column> is null`. */
  readonly isNull?: (column: string) => string;
  /** SQL of the text that is searched, where that is not the exact expression. */
  readonly searched?: (column: string) => string;
  /** SQL of the column in lower case, for `ignoreCase`. */
  readonly folded?: (column: string) => string;
  readonly sortable: boolean;
  readonly groupable: boolean;
  readonly measures: readonly MeasureFunction[];
  /** SQL of the point's coordinates. */
  readonly place?: { readonly lon: (column: string) => string; readonly lat: (column: string) => string };
  /** SQL of the instant or date that buckets are cut from. */
  readonly instant?: (column: string) => string;
}

/** The column as it is. */
export const plain = (column: string): string => column;

const COUNTED: readonly MeasureFunction[] = ['count', 'countDistinct', 'min', 'max'];
/** Measures of numbers, without `percentile`. */
export const NUMERIC_MEASURES: readonly MeasureFunction[] = [...COUNTED, 'sum', 'avg'];

/** A column that sorts, groups and compares by an expression. */
export function comparable(type: FieldType, parts: Omit<Partial<Codec>, 'type'> & Pick<Codec, 'operand'>): Codec {
  const exact = parts.exact ?? plain;
  const { out } = parts;
  const read = parts.read ?? (out ? (column: string) => out(exact(column)) : exact);
  return { sortable: true, groupable: true, measures: COUNTED, ...parts, type, exact, read };
}

/** A column that is only handed out and asked for null. */
export function opaque(type: FieldType, parts: Omit<Partial<Codec>, 'type'> = {}): Codec {
  return { read: plain, sortable: false, groupable: false, measures: ['count'], ...parts, type };
}
