// Starts every contender, checks that they answer alike, then measures them in turn.
// node run.mjs [--quick] [--cases=a,b] [--contenders=a,b] [--rounds=5] [--readme] [--profile] [--civigraph=a/checkout] [--compare=another/checkout]
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { buildBaseline } from './lib/build-baseline.mjs';
import { cases as allCases, operationText } from './lib/cases.mjs';
import { civigraphAt, contendersOf } from './lib/contenders.mjs';
import { databaseOptions, prepareDatabase } from './lib/database.mjs';
import { ask, load, quantile } from './lib/load.mjs';
import { table } from './lib/report.mjs';
import { cpuOf, peakOf, resetPeak, startServer } from './lib/servers.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cases: { type: 'string' },
    contenders: { type: 'string' },
    rounds: { type: 'string' },
    profile: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
    compare: { type: 'string' },
    civigraph: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
  },
});
const SERVER_CORE = 0;
const LOAD_CORE = 1;
const ASKED_ALONE = 10;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);
const chosen = (all, names) => (names ? all.filter(({ name }) => names.split(',').includes(name)) : all);

const cases = chosen(allCases, options.cases);
const checkout = resolve(options.civigraph);
const other = options.compare ? [civigraphAt('compared', 'Civigraph, the other checkout', resolve(options.compare))] : [];
const contenders = [...chosen(contendersOf(checkout), options.contenders), ...other];
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
const share = options.quick ? 0.04 : 1;

/** Every variables object, with the second page of a list beside the first where the case pages. */
async function requestsOf(one, contender, origin) {
  const chosenVariables = options.quick ? one.variables.slice(0, 20) : one.variables;
  const plain = chosenVariables.map((variables) => contender.request(one.operation, one.query, variables));
  if (!one.cursors) return plain;
  const later = await Promise.all(
    chosenVariables.map(async (variables) => {
      const { text } = await ask(origin, contender.request(one.cursors, operationText(one.cursors), variables));
      const after = JSON.parse(text).data?.cameras?.pageInfo?.endCursor;
      if (typeof after !== 'string') throw new Error(`${contender.name} gives no cursor: ${text.slice(0, 300)}`);
      return contender.request(one.operation, one.query, { ...variables, after });
    }),
  );
  return plain.flatMap((first, place) => [first, later[place]]);
}

/** Asks for every answer once; fails where a contender answers with errors or otherwise than the first. */
async function checkAnswers(one, running) {
  const truth = [];
  for (const entry of running) {
    const requests = await requestsOf(one, entry.contender, entry.server.origin);
    const sizes = [];
    for (const [place, request] of requests.entries()) {
      const { status, text } = await ask(entry.server.origin, request);
      const { data, errors } = parse(text);
      if (status !== 200 || errors || !data) {
        throw new Error(`${entry.contender.name}, ${one.name}: status ${status}, ${text.slice(0, 500)}`);
      }
      truth[place] ??= data;
      if (!isDeepStrictEqual(data, truth[place])) {
        const [at, expected, got] = difference(truth[place], data);
        throw new Error(`${entry.contender.name}, ${one.name}: at ${at} expected ${expected}, got ${got}`);
      }
      sizes.push(Buffer.byteLength(text));
    }
    entry.requests = requests;
    entry.sizes = sizes;
  }
}

/** What one request reads when nothing else runs. Others may use the same database meanwhile; they only ever add. */
async function countReads({ server, requests }, sources) {
  const counts = { rest: Number.POSITIVE_INFINITY, sql: Number.POSITIVE_INFINITY };
  for (let place = 0; place < ASKED_ALONE; place += 1) {
    const before = await sources.reads();
    await ask(server.origin, requests[place % requests.length]);
    const after = await sources.reads();
    counts.rest = Math.min(counts.rest, after.rest - before.rest);
    counts.sql = Math.min(counts.sql, after.sql - before.sql);
  }
  return counts;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function difference(expected, got, path = 'data') {
  if (typeof expected === 'object' && typeof got === 'object' && expected && got) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
      if (!isDeepStrictEqual(expected[key], got[key])) return difference(expected[key], got[key], `${path}.${key}`);
    }
  }
  return [path, JSON.stringify(expected)?.slice(0, 200), JSON.stringify(got)?.slice(0, 200)];
}

async function measure(one, entry, sources) {
  const count = Math.max(one.connections, Math.round(one.requests * share));
  const { contender, server, requests, sizes } = entry;
  const before = { cpu: cpuOf(server.pid), ...(await sources.reads()) };
  const { seconds, times } = await load({
    origin: server.origin,
    requests,
    sizes,
    count,
    connections: one.connections,
    from: entry.from ?? 0,
  });
  const after = { cpu: cpuOf(server.pid), ...(await sources.reads()) };
  entry.from = (entry.from ?? 0) + count;
  entry.rounds.push({
    perSecond: count / seconds,
    times,
    cpu: (after.cpu - before.cpu) / count,
    busy: (after.cpu - before.cpu) / (seconds * 1000),
    rest: (after.rest - before.rest) / count,
    sql: (after.sql - before.sql) / count,
  });
  say(`  ${contender.name.padEnd(12)} ${(count / seconds).toFixed(1)} requests per second`);
}

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

function summary(one, entry, all) {
  const times = Float64Array.from(entry.rounds.flatMap(({ times: each }) => [...each])).sort();
  const rate = (other) => median(entry.rounds.map(({ perSecond }, round) => perSecond / other.rounds[round].perSecond));
  const ratio = (name) => {
    const other = all.find(({ contender }) => contender.name === name);
    return other ? rate(other) : undefined;
  };
  return {
    case: one.name,
    contender: entry.contender.name,
    perSecond: median(entry.rounds.map(({ perSecond }) => perSecond)),
    slowestRound: Math.min(...entry.rounds.map(({ perSecond }) => perSecond)),
    fastestRound: Math.max(...entry.rounds.map(({ perSecond }) => perSecond)),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: median(entry.rounds.map(({ cpu }) => cpu)),
    busy: median(entry.rounds.map(({ busy }) => busy)),
    restReads: entry.reads.rest,
    sqlReads: entry.reads.sql,
    restReadsUnderLoad: Math.min(...entry.rounds.map(({ rest }) => rest)),
    sqlReadsUnderLoad: Math.min(...entry.rounds.map(({ sql }) => sql)),
    peak: entry.peak,
    toHandmade: ratio('handmade'),
    toBaseline: ratio('baseline'),
  };
}

async function openSources(upstream) {
  const { database: _, ...server } = databaseOptions();
  const connection = await createConnection(server);
  return {
    reads: async () => {
      const [[row]] = await connection.query("show global status like 'Com_select'");
      const { text } = await ask(upstream.origin, { method: 'GET', path: '/reads' });
      return { sql: Number(row.Value), rest: Number(text) };
    },
    version: async () => {
      const [[row]] = await connection.query('select version() as version');
      return row.version;
    },
    close: () => connection.end(),
  };
}

async function runCase(one, running, sources) {
  say(`${one.name}: checking that all answer alike`);
  await checkAnswers(one, running);
  for (const entry of running) {
    entry.reads = await countReads(entry, sources);
    entry.rounds = [];
    entry.from = 0;
    const count = Math.max(one.connections, Math.round(one.requests * share * 0.5));
    const { server, requests, sizes } = entry;
    await load({ origin: server.origin, requests, sizes, count, connections: one.connections });
    resetPeak(server.pid);
  }
  for (let round = 0; round < rounds; round += 1) {
    const first = round % running.length;
    for (const entry of [...running.slice(first), ...running.slice(0, first)]) await measure(one, entry, sources);
  }
  for (const entry of running) entry.peak = peakOf(entry.server.pid);
  return running.map((entry) => summary(one, entry, running));
}

async function main() {
  await buildBaseline();
  if (contenders.some(({ name }) => name === 'civigraph')) {
    execFileSync(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: checkout, stdio: 'inherit' });
  }
  await prepareDatabase(say);
  const database = databaseOptions();
  const started = [];
  const results = [];
  const stopAll = () => Promise.all(started.map((server) => server.stop()));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().then(() => process.exit(1)));
  try {
    const upstream = await startServer({ name: 'upstream', script: here('upstream/server.mjs'), core: LOAD_CORE, path: '/reads' });
    started.push(upstream);
    const running = [];
    for (const contender of contenders) {
      say(`starting ${contender.name}`);
      const server = await startServer({
        name: contender.name,
        script: contender.script,
        core: SERVER_CORE,
        path: '/',
        cwd: contender.cwd,
        environment: { UPSTREAM: upstream.origin, ...contender.environment?.(database) },
        flags: options.profile ? ['--cpu-prof', `--cpu-prof-dir=${here(`results/profiles-${contender.name}`)}`] : [],
      });
      started.push(server);
      running.push({ contender, server });
    }
    const sources = await openSources(upstream);
    for (const one of cases) results.push(...(await runCase(one, running, sources)));
    const version = await sources.version();
    await sources.close();
    report(results, version);
  } finally {
    await stopAll();
  }
}

function report(results, version) {
  const [cpu] = cpus();
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    cpu: `${cpus().length} x ${cpu?.model.trim()}`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GB`,
    node: process.version,
    mariadb: version,
    rounds,
  };
  mkdirSync(here('results'), { recursive: true });
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}${options.quick ? '-quick' : ''}`;
  writeFileSync(here(`results/${name}.json`), JSON.stringify({ machine, results }, null, 2));
  const text = table({ machine, results, cases, contenders });
  writeFileSync(here(`results/${name}.md`), text);
  process.stdout.write(`${text}\n`);
  if (!options.readme) return;
  const [before] = readFileSync(here('README.md'), 'utf8').split('\n## Figures\n');
  writeFileSync(here('README.md'), `${before.trimEnd()}\n\n## Figures\n\n${text}\n`);
}

// The load shares its core with the upstream; the servers have the other one.
if (process.env.BENCH_PINNED !== '1') {
  const { spawnSync } = await import('node:child_process');
  const { status } = spawnSync('taskset', ['-c', String(LOAD_CORE), process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, BENCH_PINNED: '1' },
  });
  process.exitCode = status ?? 1;
} else {
  await main();
}
