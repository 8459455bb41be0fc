import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const repository = fileURLToPath(new URL('../..', import.meta.url));

const jsc = { target: 'es2022', parser: { syntax: 'typescript' }, rewriteRelativeImportExtensions: true } as const;

/** What a run of the command line gave. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

/** The command line, compiled as it ships, in a folder of its own. */
export interface CompiledCli {
  run(args: readonly string[], environment?: Readonly<Record<string, string>>, folder?: string): Promise<Run>;
  remove(): Promise<void>;
}

async function compileFolder(from: string, to: string): Promise<void> {
  for (const entry of await readdir(join(repository, from), { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    const { code } = await transform(await readFile(path, 'utf8'), {
      filename: path,
      swcrc: false,
      module: { type: 'es6' },
      jsc,
    });
    const target = join(to, path.slice(repository.length)).replace(/\.ts$/, '.js');
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, code);
  }
}

/** Compiles what the commands need. */
export async function compileCli(): Promise<CompiledCli> {
  const cache = join(repository, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'civigraph-cli-'));
  for (const from of ['src/cli', 'src/config', 'src/contract']) await compileFolder(from, folder);
  const configFace = await transform(await readFile(join(repository, 'src/config.ts'), 'utf8'), {
    swcrc: false,
    module: { type: 'es6' },
    jsc,
  });
  await writeFile(join(folder, 'src/config.js'), configFace.code);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const entry = join(folder, 'entry.js');
  await writeFile(entry, "import { runCli } from './src/cli/main.js';\nprocess.exitCode = await runCli(process.argv.slice(2));\n");
  return {
    run: (args, environment = {}, at = folder) => runProcess(entry, args, environment, at),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function runProcess(entry: string, args: readonly string[], environment: Readonly<Record<string, string>>, folder: string): Promise<Run> {
  const begin = performance.now();
  const child = spawn(process.execPath, [entry, ...args], { cwd: folder, env: { PATH: process.env.PATH ?? '', ...environment } });
  child.stdin.end();
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, out, err, milliseconds: performance.now() - begin }));
  });
}
