import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

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
  /** Closes the reading end of standard output as soon as a text has come. */
  runUntil(text: string, args: readonly string[], folder: string): Promise<Run>;
  remove(): Promise<void>;
}

/** Compiles what the commands need. */
export async function compileCli(): Promise<CompiledCli> {
  const cache = join(repository, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'civigraph-cli-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--quiet', '--out', folder], { cwd: repository });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const entry = join(folder, 'entry.js');
  await writeFile(entry, "import { runCli } from './src/cli/main.js';\nprocess.exitCode = await runCli(process.argv.slice(2));\n");
  return {
    run: (args, environment = {}, at = folder) => runProcess(entry, args, environment, at),
    runUntil: (text, args, at) => runProcess(entry, args, {}, at, text),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function runProcess(
  entry: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: string,
  until?: string,
): Promise<Run> {
  const begin = performance.now();
  const child = spawn(process.execPath, [entry, ...args], { cwd: folder, env: { PATH: process.env.PATH ?? '', ...environment } });
  child.stdin.end();
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
    if (until !== undefined && out.includes(until)) child.stdout.destroy();
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, out, err, milliseconds: performance.now() - begin }));
  });
}
