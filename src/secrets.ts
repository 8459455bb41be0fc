import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SourceError } from './contract/index.ts';

/** Makes the function that resolves secret references: `env:NAME`, `file:PATH` (relative to the configuration); other text stands for itself. */
export function secretResolver(baseDir: string, environment: Readonly<Record<string, string | undefined>>): (reference: string) => string {
  return (reference) => {
    const [, kind, name = ''] = /^(env|file):(.+)$/s.exec(reference) ?? [];
    if (kind === undefined) return reference;
    if (kind === 'env') {
      const value = environment[name];
      if (value === undefined || value === '')
        throw new SourceError('BROKEN', `expected a secret in environment variable ${name}, it is not set`);
      return value;
    }
    try {
      return readFileSync(resolve(baseDir, name), 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      throw new SourceError('BROKEN', `expected a secret in file ${name}, it cannot be read (${code})`, { cause: error });
    }
  };
}
