#!/usr/bin/env node
import { existsSync } from 'node:fs';

const compiled = new URL('../dist/src/cli/main.js', import.meta.url);
if (!existsSync(compiled)) {
  process.stderr.write('civigraph is not built yet. Run: npm run build\n');
  process.exit(1);
}
const { runCli } = await import(compiled.href);
const code = await runCli(process.argv.slice(2));
// A stopped server is done, whatever a client library may still hold open; other commands end by themselves, their output written.
if (process.argv[2] === 'start') process.exit(code);
process.exitCode = code;
