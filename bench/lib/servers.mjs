import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

const TICKS_PER_SECOND = 100;

/** A port that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts a Node process on one core and waits until it answers at `path`. */
export async function startServer({ name, script, core, environment, path, flags = [], cwd }) {
  const port = await freePort();
  const child = spawn('taskset', ['-c', String(core), process.execPath, '--max-semi-space-size=32', ...flags, script], {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', ...environment, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk) => {
    output = (output + chunk).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let isOver = false;
  const over = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    isOver = true;
  });
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (isOver) throw new Error(`${name} ended while starting:\n${output}`);
    if (Date.now() > deadline) throw new Error(`${name} does not answer at ${origin}${path}:\n${output}`);
    const answered = await request(origin + path).then(
      ({ body }) => body.dump().then(() => true),
      () => false,
    );
    if (answered) break;
    await sleep(100);
  }
  const stop = async () => {
    child.kill('SIGTERM');
    const stopped = await Promise.race([over.then(() => true), sleep(10_000)]);
    if (!stopped) child.kill('SIGKILL');
  };
  return { name, origin, pid: child.pid, stop, output: () => output };
}

/** CPU time of a process so far, in milliseconds, all threads together. */
export function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

/** Forgets a process's peak of memory, where the system lets us. */
export function resetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // The peak then is that of the whole run.
  }
}

/** Peak of a process's resident memory in MiB. */
export function peakOf(pid) {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
