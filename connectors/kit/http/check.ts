import { lookup } from 'node:dns/promises';
import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type CheckStep, type CheckStepName, SourceError } from '../../../src/contract/index.ts';
import type { HttpClient } from './client.ts';
import { networkError, timeoutError } from './errors.ts';

/** Milliseconds that a whole check may take. */
const LONGEST = 9_000;

export interface HttpCheck {
  readonly kind: string;
  readonly client: HttpClient;
  readonly connectTimeout: number;
  readonly ca?: string | undefined;
  /** Reads a first row. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
}

/** Checks an HTTP service step by step and stops at the first step that fails, with cause and what to do. */
export async function checkHttp(check: HttpCheck, signal: AbortSignal): Promise<readonly CheckStep[]> {
  const timer = AbortSignal.timeout(LONGEST);
  const within = AbortSignal.any([signal, timer]);
  const late = timeoutError(check.kind, LONGEST);
  const steps: CheckStep[] = [{ step: 'configuration', ok: true }];
  const run = async (step: CheckStepName, task: () => Promise<unknown>): Promise<boolean> => {
    try {
      await task();
      steps.push({ step, ok: true });
      return true;
    } catch (error) {
      steps.push(failed(step, timer.aborted ? late : error, check.kind));
      return false;
    }
  };
  const host = hostOf(check.client);
  if (!(await run('look-up', async () => isIP(host) || lookup(host)))) return steps;
  if (!(await run('connection', () => reach(check, host, within)))) return steps;
  if (!(await run('sign-in', () => check.client.signIn(within)))) return steps;
  if (!(await run('read', () => check.probe(within)))) return signInFailed(steps);
  return steps;
}

/** Reaches a service as far as that goes without reading: look-up, connection, sign-in. Throws SourceError. */
export async function reachHttp(check: Omit<HttpCheck, 'probe'>, signal: AbortSignal): Promise<void> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(LONGEST)]);
  const host = hostOf(check.client);
  try {
    if (!isIP(host)) await lookup(host);
    await reach(check, host, within);
    await check.client.signIn(within);
  } catch (error) {
    throw error instanceof SourceError ? error : networkError(check.kind, error);
  }
}

const hostOf = ({ base }: HttpClient) => base.hostname.replace(/^\[|\]$/g, '');

/** A read that is refused for want of credentials is a sign-in that failed. */
function signInFailed(steps: readonly CheckStep[]): readonly CheckStep[] {
  const last = steps[steps.length - 1];
  if (last?.step !== 'read' || !refusals.has(last)) return steps;
  return [...steps.slice(0, -2), { ...last, step: 'sign-in' }];
}

const refusals = new WeakSet<CheckStep>();

function failed(step: CheckStepName, error: unknown, kind: string): CheckStep {
  const told = error instanceof SourceError ? error : networkError(kind, error);
  const advice = told.advice ?? 'try again later, and see what the service itself logs';
  const result: CheckStep = { step, ok: false, cause: told.message, advice };
  if (told.kind === 'NEEDS_AUTH') refusals.add(result);
  return result;
}

function reach({ client, connectTimeout, ca, kind }: Omit<HttpCheck, 'probe'>, host: string, signal: AbortSignal): Promise<void> {
  const secure = client.base.protocol === 'https:';
  const port = Number(client.base.port || (secure ? 443 : 80));
  return new Promise((resolve, reject) => {
    const name = isIP(host) ? {} : { servername: host };
    const socket = secure ? connectTls({ host, port, ...name, ...(ca === undefined ? {} : { ca }) }) : connectPlain({ host, port });
    const end = (error?: unknown) => {
      socket.destroy();
      signal.removeEventListener('abort', stop);
      if (error === undefined) resolve();
      else reject(error);
    };
    const stop = () => end(timeoutError(kind, connectTimeout));
    signal.addEventListener('abort', stop, { once: true });
    socket.setTimeout(connectTimeout, stop);
    socket.once(secure ? 'secureConnect' : 'connect', () => end());
    socket.once('error', end);
  });
}
