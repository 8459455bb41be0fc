import type { ServerResponse } from 'node:http';
import { PublicError } from '../contract/error-codes.ts';

/** The time that the engine has to answer with what it has, once the deadline has passed. */
const GRACE = 500;

/** The life of one request: its signal aborts when the client goes away and when the deadline passes. */
export interface RequestScope {
  readonly signal: AbortSignal;
  /** The work's outcome, or a rejection when the signal has aborted and the work does not end by itself. */
  within<T>(work: Promise<T>): Promise<T>;
  /** Frees timer and listener. */
  end(): void;
}

/** Opens the scope of a request that is answered through `response`. */
export function openScope(response: ServerResponse, deadline: number): RequestScope {
  const controller = new AbortController();
  const onDeadline = () =>
    controller.abort(new PublicError('DEADLINE_EXCEEDED', `The request took longer than ${deadline} ms. Ask for less at once.`));
  const onClose = () => {
    if (!response.writableFinished) controller.abort(new PublicError('CANCELLED', 'The caller went away.'));
  };
  const timer = setTimeout(onDeadline, deadline);
  response.once('close', onClose);
  return {
    signal: controller.signal,
    within: (work) => raceSignal(work, controller.signal),
    end: () => {
      clearTimeout(timer);
      response.off('close', onClose);
    },
  };
}

function raceSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE);
    };
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(end);
  });
}
