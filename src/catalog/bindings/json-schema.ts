import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** The JSON Schema of binding files, for editors: `# yaml-language-server: $schema=...`. */
export function bindingJsonSchema(): string {
  const schema = z.toJSONSchema(fileSchema, { target: 'draft-2020-12', io: 'input', reused: 'ref' });
  return `${JSON.stringify({ title: 'Civigraph sources and bindings', ...schema }, null, 2)}\n`;
}

/** Writes the published copy, `docs/binding.schema.json`. */
export function writeBindingJsonSchema(path: string): void {
  writeFileSync(path, bindingJsonSchema());
}
