import { lookup } from 'node:dns/promises';
import { access, constants } from 'node:fs/promises';
import { connect } from 'node:net';
import type { CheckStep, CheckStepName, ConnectorTools, SourceError } from '../../src/contract/index.ts';
import type { SqlConfig } from './config.ts';
import { type Backend, backendOf, portOf, sqliteFile } from './connect.ts';
import { sourceErrorOf } from './errors.ts';

/** One step after the other may take this long; five of them end well within the 10 s of the contract. */
const STEP_TIMEOUT = 3000;
const ALL_STEPS_TIMEOUT = 9000;

interface Step {
  readonly step: CheckStepName;
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly cause: string;
  readonly advice: string;
}

/** Tries the way to the database step by step, on connections of its own. */
export async function checkSource(config: SqlConfig, tools: ConnectorTools, signal: AbortSignal): Promise<readonly CheckStep[]> {
  const whole = AbortSignal.any([signal, AbortSignal.timeout(ALL_STEPS_TIMEOUT)]);
  const done: CheckStep[] = [];
  let backend: Backend | undefined;
  const open = () => {
    backend ??= backendOf({ ...config, pool: 1, connectTimeout: Math.min(config.connectTimeout, STEP_TIMEOUT) }, tools);
    return backend;
  };
  try {
    for (const step of config.dialect === 'sqlite' ? fileSteps(config, tools, open) : serverSteps(config, open)) {
      const result = await tried(step, config, whole);
      done.push(result);
      if (!result.ok) break;
    }
  } finally {
    await backend?.driver.close();
  }
  return done;
}

function serverSteps(config: SqlConfig, open: () => Backend): readonly Step[] {
  return [
    configurationStep(open),
    {
      step: 'look-up',
      run: async () => void (await lookup(config.host)),
      cause: 'the name of the server is not known',
      advice: 'correct the option "host", or see whether the name service is reachable',
    },
    {
      step: 'connection',
      run: (signal) => reach(config, signal),
      cause: 'nothing answers at the host and port',
      advice: 'see whether the database runs and listens there, and whether a firewall is in between',
    },
    {
      step: 'sign-in',
      run: async (signal) => void (await open().driver.fetch({ sql: 'select 1 as one', values: [] }, signal)),
      cause: 'the sign-in failed',
      advice: 'correct user, password and database of the source',
    },
    readStep(open),
  ];
}

function fileSteps(config: SqlConfig, tools: ConnectorTools, open: () => Backend): readonly Step[] {
  return [
    configurationStep(open),
    {
      step: 'look-up',
      run: () => access(sqliteFile(config, tools), constants.R_OK),
      cause: 'the file is not there, or cannot be read',
      advice: 'correct the option "file" or the permissions of the file',
    },
    {
      step: 'connection',
      run: async (signal) => void (await open().driver.fetch({ sql: 'select count(*) as tables from sqlite_master', values: [] }, signal)),
      cause: 'the file cannot be opened as an SQLite database',
      advice: 'point the option "file" to an SQLite database',
    },
    readStep(open),
  ];
}

function configurationStep(open: () => Backend): Step {
  return {
    step: 'configuration',
    run: async () => void open(),
    cause: 'the configuration cannot be used',
    advice: 'correct the configuration of the source',
  };
}

/** Finds the tables and reads one row. */
function readStep(open: () => Backend): Step {
  return {
    step: 'read',
    run: async (signal) => {
      const { driver, introspect, dialect } = open();
      const { tables } = await introspect((sql, values = []) => driver.fetch({ sql, values }, signal));
      const [table] = tables.values();
      if (!table) throw sourceErrorOf({ code: '42P01', errno: 1146, message: 'no such table' }, dialect.name);
      await driver.fetch({ sql: `select 1 as one from ${table.quoted.replaceAll('\\?', '?')} limit 1`, values: [] }, signal);
    },
    cause: 'no table can be read',
    advice: 'grant the user SELECT on the tables of the source, and see the options "schemas" and "tables"',
  };
}

async function tried({ step, run, cause, advice }: Step, config: SqlConfig, signal: AbortSignal): Promise<CheckStep> {
  try {
    await run(signal);
    return { step, ok: true };
  } catch (error) {
    const known = (error as { readonly code?: unknown }).code !== undefined || isSourceError(error);
    if (!known || step === 'look-up' || step === 'connection') return { step, ok: false, cause, advice };
    const told = sourceErrorOf(error, config.dialect === 'mysql' ? 'mariadb' : config.dialect);
    return { step, ok: false, cause: told.message, advice: told.advice ?? advice };
  }
}

function isSourceError(error: unknown): error is SourceError {
  return error instanceof Error && error.name === 'SourceError';
}

function reach(config: SqlConfig, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: config.host, port: portOf(config), signal });
    socket.setTimeout(STEP_TIMEOUT, () => socket.destroy(new Error('no answer')));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
