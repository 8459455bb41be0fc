import { normalizeDecimal } from '../../base/decimal.ts';
import type { FieldType, Scalar, Value } from '../../contract/index.ts';
import { MappingError } from '../mapping.ts';
import { fitTime } from './fit-time.ts';
import { equalityInverse, orderInverse, tableInverse } from './inverse.ts';
import { isDate } from './iso.ts';
import { CANONICAL_INTEGER, isDuration, isInt, plainNumber } from './literal.ts';
import { type Present, type Stage, type Step, then } from './stage.ts';

export interface FitOptions {
  /** IANA zone of local times and dates. */
  readonly zone: string | undefined;
}

/** Refuses a row's value. The reason names what was expected, never what came. */
export function refuse(expected: string): never {
  throw new MappingError(`expected ${expected}`);
}

/**
 * The step that turns one type into another without losing anything; `same` when nothing is to be done, undefined when
 * there is no such step. Points and geometries go another way, by their datum.
 */
export function fitStep(from: FieldType, to: FieldType, options: FitOptions): Step | 'same' | undefined {
  if (from === to) return 'same';
  if (to === 'json') return { type: 'json', apply: (value) => value };
  switch (to) {
    case 'text':
      return toText(from);
    case 'int':
      return toInt(from);
    case 'bigint':
      return toBigint(from);
    case 'decimal':
      return toDecimal(from);
    case 'float':
      return toFloat(from);
    case 'boolean':
      return toBoolean(from);
    case 'duration':
      return from === 'text'
        ? { type: 'duration', apply: (value) => (isDuration(String(value)) ? value : refuse('an ISO 8601 duration')) }
        : undefined;
    case 'date':
    case 'time':
    case 'datetime':
      return fitTime(from, to, options.zone);
    default:
      return undefined;
  }
}

/** Fits a stage to the entity field's type; undefined when its type can never become that. */
export function fitTo(stage: Stage, to: FieldType, options: FitOptions): Stage | undefined {
  const from = stage.type;
  if (from === to) return stage;
  if (from === 'unknown' || from === 'json') return then(stage, { type: to, apply: (value) => fitUnknown(value, to, options) });
  const step = fitStep(from, to, options);
  return step === undefined ? undefined : step === 'same' ? stage : then(stage, step);
}

/** Fits a value whose type only shows at run time: JSON text, numbers and booleans. */
function fitUnknown(value: Present, to: FieldType, options: FitOptions): Value {
  if (to === 'json') return value;
  const from =
    typeof value === 'string' ? 'text' : typeof value === 'number' ? 'float' : typeof value === 'boolean' ? 'boolean' : undefined;
  const step = from && fitStep(from, to, options);
  if (step === undefined) return refuse(`a value of type ${to}`);
  return step === 'same' ? value : step.apply(value);
}

/** A whole number in its one spelling; undefined for everything else. */
const wholeText = (value: Scalar) => (CANONICAL_INTEGER.test(String(value)) ? String(value) : undefined);

function toText(from: FieldType): Step | undefined {
  switch (from) {
    case 'int':
      return {
        type: 'text',
        apply: String,
        inverse: (before) =>
          equalityInverse(before, {
            total: true,
            unmap: (text) => (CANONICAL_INTEGER.test(String(text)) && isInt(Number(text)) ? Number(text) : undefined),
          }),
      };
    case 'bigint':
      return { type: 'text', apply: (value) => value, inverse: (before) => equalityInverse(before, { total: true, unmap: wholeText }) };
    case 'date': {
      const unmap = (text: Scalar) => (isDate(String(text)) ? text : undefined);
      return { type: 'text', apply: (value) => value, inverse: (before) => equalityInverse(before, { total: true, unmap }) };
    }
    case 'decimal':
    case 'time':
    case 'datetime':
    case 'duration':
      return { type: 'text', apply: (value) => value };
    case 'float':
      return { type: 'text', apply: (value) => plainNumber(Number(value)) };
    case 'boolean':
      return {
        type: 'text',
        apply: String,
        inverse: (before) => tableInverse(before, { type: 'text', entries: [true, false].map((value) => [value, String(value)]) }),
      };
    default:
      return undefined;
  }
}

function toInt(from: FieldType): Step | undefined {
  const small = (value: number) => (isInt(value) ? value : refuse('a whole number of 32 bits'));
  switch (from) {
    case 'text':
      return {
        type: 'int',
        apply: (value) => (CANONICAL_INTEGER.test(String(value)) ? small(Number(value)) : refuse('a whole number such as "42"')),
        inverse: (before) => equalityInverse(before, { total: false, unmap: (value) => String(value) }),
      };
    case 'bigint':
      return {
        type: 'int',
        apply: (value) => small(Number(value)),
        inverse: (before) => equalityInverse(before, { total: false, unmap: String }),
      };
    case 'decimal':
      return {
        type: 'int',
        apply: (value) => small(Number(normalizeDecimal(String(value)))),
      };
    case 'float':
      return {
        type: 'int',
        apply: (value) => small(Number(value)),
        inverse: (before) => equalityInverse(before, { total: false, unmap: Number }),
      };
    default:
      return undefined;
  }
}

function toBigint(from: FieldType): Step | undefined {
  const whole = (text: string) => (CANONICAL_INTEGER.test(text) ? text : refuse('a whole number such as "42"'));
  switch (from) {
    case 'int':
      return { type: 'bigint', apply: String, inverse: (before) => orderInverse(before, intFloor) };
    case 'text':
      return {
        type: 'bigint',
        apply: (value) => whole(String(value)),
        inverse: (before) => equalityInverse(before, { total: false, unmap: wholeText }),
      };
    case 'decimal':
      return { type: 'bigint', apply: (value) => whole(normalizeDecimal(String(value))) };
    case 'float':
      return { type: 'bigint', apply: (value) => (Number.isSafeInteger(value) ? String(value) : refuse('a whole number up to 2^53')) };
    default:
      return undefined;
  }
}

function toDecimal(from: FieldType): Step | undefined {
  switch (from) {
    case 'int':
      return { type: 'decimal', apply: String, inverse: (before) => orderInverse(before, intFloor) };
    case 'bigint':
      return { type: 'decimal', apply: (value) => value };
    case 'text':
      return {
        type: 'decimal',
        apply: (value) => (/^-?\d+(?:\.\d+)?$/.test(String(value)) ? normalizeDecimal(String(value)) : refuse('a number such as "12.5"')),
      };
    case 'float':
      return { type: 'decimal', apply: (value) => (Number.isFinite(value) ? plainNumber(Number(value)) : refuse('a finite number')) };
    default:
      return undefined;
  }
}

function toFloat(from: FieldType): Step | undefined {
  switch (from) {
    case 'int':
      return { type: 'float', apply: (value) => value, inverse: (before) => orderInverse(before, intFloor) };
    case 'bigint':
      return {
        type: 'float',
        apply: (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : refuse('a whole number up to 2^53')),
      };
    case 'decimal':
      return { type: 'float', apply: Number };
    case 'text':
      return {
        type: 'float',
        apply: (value) => {
          const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(String(value)) ? Number(value) : Number.NaN;
          return Number.isFinite(number) ? number : refuse('a number such as "12.5"');
        },
      };
    default:
      return undefined;
  }
}

function toBoolean(from: FieldType): Step | undefined {
  const table = (yes: string | number, no: string | number): Step => ({
    type: 'boolean',
    apply: (value) => (value === yes ? true : value === no ? false : refuse(`${yes} or ${no}; map other values with "enum"`)),
    inverse: (before) =>
      tableInverse(before, {
        type: 'boolean',
        entries: [
          [yes, true],
          [no, false],
        ],
      }),
  });
  if (from === 'text') return table('true', 'false');
  if (from === 'int') return table(1, 0);
  return from === 'bigint' ? table('1', '0') : undefined;
}

/** The greatest 32-bit whole number that is not above a number. */
function intFloor(value: string | number | boolean) {
  const text = typeof value === 'number' ? plainNumber(value) : normalizeDecimal(String(value));
  const key = Math.floor(Number(text));
  // Past 2^53 a rounded text could pass for another number; nothing of 32 bits lies there.
  if (!isInt(key) || !isInt(key + 1)) return undefined;
  const exact = normalizeDecimal(text) === String(key);
  return exact || Number(text) !== key ? { key, exact } : undefined;
}
