import { dirname } from 'node:path';
import { readLookUp } from './look-up-table.ts';
import type { BindingDefinition } from './parse-binding-file.ts';
import type { FieldData } from './schema.ts';

/** Everything that decides what the records of a binding are, as data: its definition, with the contents of its look-up files. */
export function definitionData({ origin, sync, ...definition }: BindingDefinition): unknown {
  const baseDir = origin ? dirname(origin.file) : '.';
  const fields = Object.entries(definition.fields).map(([name, field]) => [name, field, lookedUp(field, baseDir)]);
  const { updatedAt } = definition;
  return [definition, fields, updatedAt === undefined ? null : lookedUp(updatedAt, baseDir)];
}

function lookedUp(field: FieldData, baseDir: string): unknown {
  if (typeof field === 'string' || field['look-up']?.file === undefined) return null;
  const { file, key, value } = field['look-up'];
  const table = readLookUp({ file, key, value }, baseDir);
  return typeof table === 'string' ? null : [...table];
}
