// Compiles the TypeScript sources to dist/ (or the folder after `--out`) with the compiler options that the tests use. `--quiet` prints nothing.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform } from '@swc/core';

const roots = ['src', 'schema', 'resolvers', 'connectors', 'demo'];
const options = {
  module: { type: 'es6' },
  sourceMaps: true,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
    rewriteRelativeImportExtensions: true,
    keepClassNames: true,
  },
};

async function* files(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

const given = process.argv.indexOf('--out');
const out = given < 0 ? 'dist' : (process.argv[given + 1] ?? 'dist');
const started = Date.now();
await rm(out, { recursive: true, force: true });
let count = 0;
for (const root of roots) {
  for await (const path of files(root)) {
    const target = join(out, path);
    if (path.endsWith('.ts')) {
      const { code, map } = await transform(await readFile(path, 'utf8'), { ...options, filename: path, sourceFileName: path });
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target.replace(/\.ts$/, '.js'), code);
      if (map) await writeFile(target.replace(/\.ts$/, '.js.map'), map);
      count += 1;
    } else if (!path.endsWith('.md')) {
      await mkdir(dirname(target), { recursive: true });
      await cp(path, target);
    }
  }
}
if (!process.argv.includes('--quiet')) process.stdout.write(`built ${count} files in ${Date.now() - started} ms\n`);
