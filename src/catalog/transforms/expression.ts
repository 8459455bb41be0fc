import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { compareDecimals } from '../../base/decimal.ts';
import type { FieldType, Row, Value } from '../../contract/index.ts';
import { MappingError } from '../mapping.ts';
import { isoDuration } from './duration.ts';
import { refuse } from './fit.ts';
import { instantText } from './iso.ts';
import { nearest } from './nearest.ts';
import { noInverse, type Stage, type StageType } from './stage.ts';

/**
 * Expressions are CEL (Common Expression Language): no loops, no assignment, no way out of the row. The one variable is `row`;
 * a column is `row.name` or `row['any name']`. On top of CEL numbers of both kinds mix, so `row.price * 2` works for every
 * number; `/` between two whole numbers is whole. Decimals are computed as floating point numbers; one that such a number
 * cannot hold is refused rather than rounded.
 */
const FUNCTIONS = [
  ...['has', 'dyn', 'size', 'string', 'int', 'double', 'bool', 'timestamp', 'duration'],
  ...['startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim', 'indexOf', 'lastIndexOf', 'substring', 'split', 'join'],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
];

/** Bounds of one expression. There are no loops, so its cost is bound by its size. */
const LIMITS = { maxAstNodes: 200, maxDepth: 24, maxListElements: 100, maxMapEntries: 50, maxCallArguments: 8 } as const;

function environment(): Environment {
  const env = new Environment({ limits: LIMITS }).registerVariable('row', 'map');
  env.registerOperator('double + int', (a: number, b: bigint) => a + Number(b));
  env.registerOperator('int + double', (a: bigint, b: number) => Number(a) + b);
  env.registerOperator('double - int', (a: number, b: bigint) => a - Number(b));
  env.registerOperator('int - double', (a: bigint, b: number) => Number(a) - b);
  env.registerOperator('double * int', (a: number, b: bigint) => a * Number(b));
  env.registerOperator('int * double', (a: bigint, b: number) => Number(a) * b);
  env.registerOperator('double / int', (a: number, b: bigint) => a / Number(b));
  env.registerOperator('int / double', (a: bigint, b: number) => Number(a) / b);
  return env;
}

/** A checked expression. */
export interface Expression {
  /** The columns that it names, in order of appearance. */
  readonly columns: readonly string[];
  /** The stage that computes it, for columns of these types. */
  readonly stage: (typeOf: (column: string) => StageType) => Stage | string;
}

/** Compiles an expression once. A text in its place says what is wrong, and at which character. */
export function compileExpression(text: string): Expression | string {
  let parsed: ReturnType<Environment['parse']>;
  try {
    parsed = environment().parse(text);
  } catch (error) {
    return `the expression cannot be read: ${complaint(error)}`;
  }
  const columns = new Set<string>();
  const problem = walk(parsed.ast, columns);
  if (problem !== undefined) return problem;
  const check = parsed.check();
  if (!check.valid) return `the expression is not sound: ${complaint(check.error)}`;
  const type = RESULTS[check.type ?? ''] ?? 'unknown';
  return {
    columns: [...columns],
    stage: (typeOf) => {
      const inputs: [string, (value: Value) => unknown][] = [];
      for (const column of columns) {
        const from = typeOf(column);
        if (from === 'point' || from === 'geometry') return `the column "${column}" is a ${from}: expressions take no places`;
        inputs.push([column, toCel(from)]);
      }
      return { type, columns: [...columns], map: (row) => evaluate(parsed, inputs, row, type), inverse: noInverse };
    },
  };
}

const RESULTS: Readonly<Record<string, FieldType>> = {
  string: 'text',
  int: 'bigint',
  double: 'float',
  bool: 'boolean',
  'google.protobuf.Timestamp': 'datetime',
  'google.protobuf.Duration': 'duration',
};

function evaluate(
  parsed: ReturnType<Environment['parse']>,
  inputs: readonly [string, (value: Value) => unknown][],
  row: Row,
  type: StageType,
): Value {
  let result: unknown;
  try {
    const values = new Map<string, unknown>();
    for (const [column, convert] of inputs) {
      const value = row[column] ?? null;
      values.set(column, value === null ? null : convert(value));
    }
    result = parsed({ row: values });
  } catch (error) {
    if (error instanceof MappingError) throw error;
    // The package's messages quote values; its codes are a closed list.
    const code = (error as { readonly code?: unknown }).code;
    throw new MappingError(`expected values that the expression can compute with (${typeof code === 'string' ? code : 'failed'})`);
  }
  return fromCel(result, type === 'unknown');
}

function toCel(type: StageType): (value: Value) => unknown {
  switch (type) {
    case 'int':
    case 'bigint':
      return (value) => BigInt(String(value));
    case 'decimal':
      return floatOfDecimal;
    case 'datetime':
      return (value) => new Date(String(value));
    default:
      return (value) => value;
  }
}

/** Decimals of so many characters always come back out of a floating point number. */
const SURELY_EXACT = 15;

function floatOfDecimal(value: Value): number {
  const text = String(value);
  const number = Number(text);
  if (text.length <= SURELY_EXACT || (Number.isFinite(number) && compareDecimals(String(number), text) === 0)) return number;
  return refuse('a decimal that a floating point number holds without rounding (about 15 digits), which is how expressions compute');
}

/** Where the type only shows at run time, small whole numbers come out as numbers. */
function fromCel(result: unknown, loose: boolean): Value {
  switch (typeof result) {
    case 'string':
    case 'boolean':
      return result;
    case 'number':
      return Number.isFinite(result) ? result : refuse('an expression with a finite result');
    case 'bigint':
      return loose && Number.isSafeInteger(Number(result)) ? Number(result) : String(result);
    default:
  }
  if (result === null || result === undefined) return null;
  if (result instanceof Date) return instantText(result.getTime()) ?? refuse('an expression with a time of the years 1 to 9999');
  if (tagOf(result) === '[object google.protobuf.Duration]' && Number(result) >= 0) return isoDuration(Number(result));
  if (Array.isArray(result)) return result.map((each) => fromCel(each, true));
  return refuse('an expression with a text, number, boolean, time or list as its result');
}

/** The package does not export its duration class. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

/** Collects the columns; returns what is wrong, if anything is. */
function walk(node: ASTNode, columns: Set<string>): string | undefined {
  const at = ` (character ${node.range.start + 1})`;
  switch (node.op) {
    case 'value':
      return undefined;
    case 'id':
      if (node.args !== 'row') return `"${node.args}" is not known in expressions: columns are row.name or row['name']${at}`;
      return `"row" must be followed by one column: row.name or row['name']${at}`;
    case '.':
    case '.?':
      if (isRow(node.args[0])) columns.add(node.args[1]);
      return isRow(node.args[0]) ? undefined : walk(node.args[0], columns);
    case '[]':
    case '[?]': {
      const [of, key] = node.args;
      if (!isRow(of)) return walk(of, columns) ?? walk(key, columns);
      if (key.op !== 'value' || typeof key.args !== 'string') return `a column must be named in quotes: row['name']${at}`;
      columns.add(key.args);
      return undefined;
    }
    case 'call':
      return known(node.args[0], at) ?? walkAll(node.args[1], columns);
    case 'rcall':
      return known(node.args[0], at) ?? walk(node.args[1], columns) ?? walkAll(node.args[2], columns);
    case 'list':
      return walkAll(node.args, columns);
    case 'map':
      return `maps have no use here${at}`;
    case '!_':
    case '-_':
      return walk(node.args, columns);
    default:
      return walkAll(node.args, columns);
  }
}

function walkAll(nodes: readonly ASTNode[], columns: Set<string>): string | undefined {
  for (const node of nodes) {
    const problem = walk(node, columns);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const isRow = (node: ASTNode) => node.op === 'id' && node.args === 'row';

function known(name: string, at: string): string | undefined {
  if (FUNCTIONS.includes(name)) return undefined;
  const instead =
    name === 'matches'
      ? '; regular expressions are not taken, use startsWith, contains, split, "enum" or "look-up"'
      : nearest(name, FUNCTIONS);
  return `the function "${name}" is not known in expressions${at}; known: ${FUNCTIONS.join(', ')}${instead}`;
}

function complaint(error: unknown): string {
  const { summary, range } = error as { readonly summary?: string; readonly range?: { readonly start: number } };
  return `${summary ?? 'not CEL'}${range ? ` (character ${range.start + 1})` : ''}`;
}
