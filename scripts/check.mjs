// The whole check: format, lint, import directions, types, build, tests (with docs and drift). Stops at nothing, fails at the end if any part failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = (name) => join('node_modules', '.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'civigraph-check-'));
const results = join(folder, 'jest.json');

const parts = [
  ['format', bin('biome'), ['format', '.']],
  ['lint', bin('biome'), ['lint', '--error-on-warnings', '.']],
  [
    'import directions',
    bin('depcruise'),
    ['--config', '.dependency-cruiser.cjs', '--no-progress', 'src', 'schema', 'resolvers', 'connectors', 'demo', 'test'],
  ],
  ['types', process.execPath, ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json', '--noEmit']],
  ['build', process.execPath, ['scripts/build.mjs']],
  [
    'tests',
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      '--json',
      `--outputFile=${results}`,
      ...process.argv.slice(2),
    ],
  ],
];

const failed = [];
for (const [name, command, args] of parts) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  // Jest writes its report to standard output when asked for JSON; the readable one goes to standard error.
  const { status } = spawnSync(command, args, { stdio: ['ignore', name === 'tests' ? 'ignore' : 'inherit', 'inherit'] });
  if (status !== 0) failed.push(name);
  process.stdout.write(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
}

let counts = { passed: 0, failed: 0, skipped: 0 };
const skipped = [];
try {
  const report = JSON.parse(readFileSync(results, 'utf8'));
  counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  for (const file of report.testResults) {
    for (const test of file.assertionResults) if (test.status === 'pending' || test.status === 'todo') skipped.push(test.fullName);
  }
} catch {
  failed.push('test report');
}
rmSync(folder, { recursive: true, force: true });

if (skipped.length > 0) process.stdout.write(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}\n`);
process.stdout.write(`\n${failed.length === 0 ? 'All parts passed.' : `Failed: ${failed.join(', ')}.`}\n`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(failed.length === 0 ? 0 : 1);
