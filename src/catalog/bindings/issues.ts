import type { z } from 'zod';
import { nearest } from '../transforms/index.ts';
import type { BindingProblem, Locate, Path } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** Turns the findings of the structure check into problems with positions. Names keys and kinds of values, never configured values. */
export function problemsOf(issues: readonly Issue[], data: unknown, file: string, locate: Locate): BindingProblem[] {
  const problems: BindingProblem[] = [];
  const add = (path: Path, message: string) => {
    const at = locate(path);
    problems.push({ file, line: at?.line, column: at?.column, path, message });
  };
  const visit = (issue: Issue, above: Path): void => {
    const path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    if (issue.code === 'invalid_union') {
      const branch = bestBranch(issue.errors);
      if (branch) for (const inner of withoutEchoes(branch)) visit(inner, path);
      else add(path, `expected ${alternatives(issue.errors)}, got ${kindOf(valueAt(data, path))}`);
      return;
    }
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(path);
      for (const key of issue.keys)
        add([...path, key], `unknown key "${key}"${nearest(key, known)}${known.length ? ` (known: ${known.join(', ')})` : ''}`);
      return;
    }
    add(path, messageOf(issue, valueAt(data, path), path));
  };
  for (const issue of withoutEchoes(issues)) visit(issue, []);
  return problems;
}

/** The branch that the author meant: the one whose kind fits. Undefined when none does. */
function bestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const without = (...codes: readonly string[]) =>
    branches.find((issues) => !issues.some((issue) => issue.path.length === 0 && codes.includes(issue.code)));
  return without('invalid_type', 'invalid_value') ?? without('invalid_type');
}

/** A misspelt key makes a rule about its mapping fail too: the spelling is the thing to mend. */
function withoutEchoes(issues: readonly Issue[]): readonly Issue[] {
  const misspelt = new Set(issues.filter((issue) => issue.code === 'unrecognized_keys').map((issue) => issue.path.join('/')));
  return issues.filter((issue) => issue.code !== 'custom' || !misspelt.has(issue.path.join('/')));
}

function alternatives(branches: readonly (readonly Issue[])[]): string {
  const kinds = branches.flatMap((issues) => issues.map((issue) => (issue.code === 'invalid_type' ? expectedKind(issue.expected) : '')));
  return [...new Set(kinds.filter((kind) => kind !== ''))].join(' or ');
}

function messageOf(issue: Issue, value: unknown, path: Path): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return `the key "${String(path.at(-1))}" is missing: expected ${expectedKind(issue.expected)}`;
      return `expected ${expectedKind(issue.expected)}, got ${kindOf(value)}`;
    case 'invalid_value': {
      const known = issue.values.map(String);
      if (value === undefined) return `the key "${String(path.at(-1))}" is missing: expected ${known.join(', ')}`;
      if (typeof value !== 'string') return `expected ${known.join(' or ')}, got ${kindOf(value)}`;
      return `expected ${known.join(', ')}, got "${value.slice(0, 60)}"${nearest(value, known)}`;
    }
    case 'too_small':
      return issue.origin === 'string' ? 'expected a text that is not empty' : `expected ${bound(issue.origin)}at least ${issue.minimum}`;
    case 'too_big':
      return `expected ${bound(issue.origin)}at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const bound = (origin: string) => (origin === 'array' ? 'a list of ' : origin === 'string' ? 'a length of ' : '');

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  null: 'null',
};
const expectedKind = (expected: string) => KINDS[expected] ?? expected;

/** What a value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return KINDS[typeof value] ?? typeof value;
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

const FIELD_KEYS =
  'column point duration concat separator expression columns value transforms split enum look-up otherwise date redacted'.split(' ');
const KNOWN: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^$/, ['sources', 'bindings']],
  [/^sources\/\d+$/, ['name', 'connector', 'title', 'config', 'limits']],
  [/^sources\/\d+\/title$/, ['en', 'zh']],
  [/^sources\/\d+\/limits$/, ['parallelReads', 'readsPerSecond', 'readTimeout']],
  [/^bindings\/\d+$/, 'id source collection entity mode sync key where withoutKey identity datum timeZone updatedAt fields'.split(' ')],
  [/^bindings\/\d+\/sync$/, ['every', 'staleAfter']],
  [/^bindings\/\d+\/identity$/, ['field', 'wins']],
  [/^bindings\/\d+\/identity\/wins$/, ['order', 'newest']],
  [/\/transforms\/\d+$/, ['null-words', 'number']],
  [/\/transforms\/\d+\/number$/, ['thousands', 'decimal']],
  [/^bindings\/\d+\/(?:fields\/[^/]+|updatedAt)$/, FIELD_KEYS],
  [/\/point$/, ['lon', 'lat']],
  [/\/duration$/, ['from', 'to', 'unit', 'pattern', 'midnight', 'maxHours']],
  [/\/split$/, ['separator', 'index']],
  [/\/look-up$/, ['table', 'file', 'key', 'value']],
  [/\/date$/, ['pattern', 'epoch', 'zone']],
];

/** The keys that a mapping may have; a test holds this table against the structure. */
export function knownKeys(path: Path): readonly string[] {
  const text = path.map((step) => String(step).replaceAll('/', '_')).join('/');
  return KNOWN.find(([form]) => form.test(text))?.[1] ?? [];
}
