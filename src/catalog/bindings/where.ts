import type { CompareOperator, FieldType, Predicate, TextOperator } from '../../contract/index.ts';
import { allOf } from '../../rows/index.ts';
import { LITERAL_FORMS, literalOf, nearest } from '../transforms/index.ts';
import { kindOf } from './issues.ts';
import type { Path } from './problem.ts';

/** What `where` needs: the columns (with their types once the collection is described), and where to report. */
export interface WhereContext {
  readonly typeOf: (column: string, path: Path) => FieldType | 'unknown' | undefined;
  readonly report: (path: Path, message: string) => void;
}

const COMPARE: readonly CompareOperator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'];
const TEXT: readonly TextOperator[] = ['contains', 'startsWith', 'endsWith'];
const OPERATORS = [...COMPARE, ...TEXT, 'in', 'notIn', 'isNull'];

/**
 * Reads the fixed filter of a binding: `status: A`, `status: [A, B]`, `closed: null`, `size: {gte: 5, lt: 10}`,
 * `and: [...]`, `or: [...]`, `not: {...}`. Several keys are all true.
 */
export function whereToPredicate(where: unknown, path: Path, context: WhereContext): Predicate {
  if (typeof where !== 'object' || where === null || Array.isArray(where)) {
    context.report(path, `expected a mapping of columns, got ${kindOf(where)}`);
    return allOf([]);
  }
  return allOf(Object.entries(where).map(([key, value]) => part(key, value, [...path, key], context)));
}

function part(key: string, value: unknown, path: Path, context: WhereContext): Predicate {
  if (key === 'not') return { kind: 'not', of: whereToPredicate(value, path, context) };
  if (key === 'and' || key === 'or') {
    if (!Array.isArray(value) || value.length === 0) context.report(path, `expected a list of conditions, got ${kindOf(value)}`);
    const parts = Array.isArray(value) ? value.map((each: unknown, index) => whereToPredicate(each, [...path, index], context)) : [];
    return key === 'and' ? allOf(parts) : { kind: 'or', of: parts };
  }
  const type = context.typeOf(key, path);
  return type === undefined ? allOf([]) : condition(key, type, value, path, context);
}

function condition(column: string, type: FieldType | 'unknown', value: unknown, path: Path, context: WhereContext): Predicate {
  if (value === null) return { kind: 'isNull', field: column };
  if (Array.isArray(value)) return listed(column, type, value, path, context);
  if (typeof value !== 'object') return compared(column, 'eq', type, value, path, context);
  const entries = Object.entries(value as object);
  if (entries.length === 0) context.report(path, `expected an operator: ${OPERATORS.join(', ')}`);
  return allOf(entries.map(([operator, operand]) => operation(column, type, operator, operand, [...path, operator], context)));
}

function operation(
  column: string,
  type: FieldType | 'unknown',
  operator: string,
  operand: unknown,
  path: Path,
  context: WhereContext,
): Predicate {
  const compare = COMPARE.find((each) => each === operator);
  if (compare && operand === null && (compare === 'eq' || compare === 'ne')) {
    const empty: Predicate = { kind: 'isNull', field: column };
    return compare === 'eq' ? empty : { kind: 'not', of: empty };
  }
  if (compare) return compared(column, compare, type, operand, path, context);
  const text = TEXT.find((each) => each === operator);
  if (text) {
    if (typeof operand !== 'string' || operand === '') context.report(path, `expected a text that is not empty, got ${kindOf(operand)}`);
    if (type !== 'text' && type !== 'unknown') context.report(path, `"${operator}" needs a text column, "${column}" is ${type}`);
    return { kind: 'text', field: column, operator: text, value: String(operand), ignoreCase: false };
  }
  if (operator === 'in' || operator === 'notIn') {
    if (!Array.isArray(operand)) context.report(path, `expected a list, got ${kindOf(operand)}`);
    const predicate = listed(column, type, Array.isArray(operand) ? operand : [], path, context);
    // A null row is in no list, and not in `notIn` either, as with every comparison.
    return operator === 'in'
      ? predicate
      : allOf([
          { kind: 'not', of: predicate },
          { kind: 'not', of: { kind: 'isNull', field: column } },
        ]);
  }
  if (operator === 'isNull') {
    if (typeof operand !== 'boolean') context.report(path, `expected true or false, got ${kindOf(operand)}`);
    const empty: Predicate = { kind: 'isNull', field: column };
    return operand === false ? { kind: 'not', of: empty } : empty;
  }
  context.report(path, `unknown operator "${operator}"${nearest(operator, OPERATORS)} (known: ${OPERATORS.join(', ')})`);
  return allOf([]);
}

function compared(
  column: string,
  operator: CompareOperator,
  type: FieldType | 'unknown',
  value: unknown,
  path: Path,
  context: WhereContext,
): Predicate {
  return { kind: 'compare', field: column, operator, value: literal(type, value, path, context) };
}

function listed(column: string, type: FieldType | 'unknown', values: readonly unknown[], path: Path, context: WhereContext): Predicate {
  if (values.length === 0) context.report(path, 'expected at least one value, got an empty list');
  return { kind: 'in', field: column, values: values.map((value, index) => literal(type, value, [...path, index], context)) };
}

function literal(type: FieldType | 'unknown', value: unknown, path: Path, context: WhereContext): string | number | boolean {
  if (type === 'unknown') {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    context.report(path, `expected one value, got ${kindOf(value)}`);
    return '';
  }
  const read = literalOf(value, type);
  if (read === undefined) context.report(path, `expected ${LITERAL_FORMS[type]}, got ${kindOf(value)}`);
  return read ?? '';
}
