import type { HttpAnswer } from '../real/running-server.ts';

const WIDTH = 120;

/** Stands on a page for a value that differs from run to run. */
export const ANYTHING = '…';

/** Members whose values differ from run to run. */
const CHANGING = new Set(['endCursor', 'startCursor', 'cursor', 'fetchedAt', 'asOf', 'since', 'nextAttemptAt']);

/** An answer as pages show it: data first, changing values replaced, request ids left out. */
export function shownAnswer({ data, errors }: HttpAnswer<unknown>): unknown {
  return { ...(data === undefined ? {} : { data: replaced(data) }), ...(errors ? { errors: replaced(errors) } : {}) };
}

function replaced(value: unknown, name = ''): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((one) => replaced(one));
  if (typeof value !== 'object') return CHANGING.has(name) ? ANYTHING : value;
  const members = Object.entries(value).filter(([key]) => key !== 'requestId');
  return Object.fromEntries(members.map(([key, one]) => [key, replaced(one, key)]));
}

/** A shown answer without the words in which a connector says how its service failed: they depend on the system's network. */
export function comparable(shown: unknown): unknown {
  const { data, errors } = shown as { readonly data?: unknown; readonly errors?: readonly ShownError[] };
  const told = errors?.map((error) => (error.extensions.code.startsWith('SOURCE_') ? { ...error, message: ANYTHING } : error));
  return { data, errors: told };
}

interface ShownError {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

/** JSON for people: what fits on a line stands on one. */
export function jsonText(value: unknown, indent = ''): string {
  const line = flat(value);
  if (value === null || typeof value !== 'object' || indent.length + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((one) => inner + jsonText(one, inner)).join(',\n')}\n${indent}]`;
  const members = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${jsonText(one, inner)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
}

function flat(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  const members = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${flat(one)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
