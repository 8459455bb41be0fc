import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { CommandFailure, exitCodes } from './exit-codes.ts';

/** What the user gave as an operation: a text, `-` for standard input, or the name of a file. */
export async function operationText(given: string): Promise<string> {
  if (given === '-') return readAll(process.stdin);
  if (/^\s*(\{|#|(query|mutation|subscription|fragment)\b)/.test(given)) return given;
  try {
    return await readFile(given, 'utf8');
  } catch {
    throw new CommandFailure(exitCodes.usage, `Expected a GraphQL operation or a file that holds one; there is no file "${given}".`);
  }
}

/** Variables as given on the command line: a JSON object. */
export function variablesOf(given: string | undefined): Readonly<Record<string, unknown>> {
  if (given === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    throw new CommandFailure(exitCodes.usage, `Expected --variables to be JSON, like '{"first": 10}'.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CommandFailure(exitCodes.usage, 'Expected --variables to be a JSON object.');
  }
  return value as Readonly<Record<string, unknown>>;
}
