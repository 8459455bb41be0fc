import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const bench = dirname(dirname(fileURLToPath(import.meta.url)));

/** Compiles the baseline's TypeScript to `bench/dist/baseline`. */
export async function buildBaseline() {
  const target = join(bench, 'dist', 'baseline');
  await mkdir(target, { recursive: true });
  for (const file of await readdir(join(bench, 'baseline'))) {
    if (!file.endsWith('.ts')) continue;
    const { code } = await transform(await readFile(join(bench, 'baseline', file), 'utf8'), {
      filename: file,
      module: { type: 'es6' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
        rewriteRelativeImportExtensions: true,
        keepClassNames: true,
      },
    });
    await writeFile(join(target, file.replace(/\.ts$/, '.js')), code);
  }
}
