import type { FieldType } from '../../src/contract/index.ts';

const FORMS: Partial<Record<FieldType, RegExp>> = {
  bigint: /^-?\d+$/,
  decimal: /^-?\d+(\.\d+)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d:\d\d(\.\d{3})?$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  duration: /^-?P/,
};

/** Whether a value from the configuration has the form in which values of the type travel. */
export function isOfType(type: FieldType, value: unknown): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'point':
      return hasNumbers(value, ['lon', 'lat']);
    case 'geometry':
      return typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value;
    case 'json':
      return true;
    default:
      return typeof value === 'string' && (FORMS[type]?.test(value) ?? false);
  }
}

function hasNumbers(value: unknown, names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'number');
}
