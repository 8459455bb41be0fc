import { SourceError } from '../../src/contract/index.ts';

const NOT_ALLOWED = new Set(['EACCES', 'EPERM']);
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR']);
const NOT_A_FILE = new Set(['EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/** Turns an error of the file system into a SourceError. `label` is the path as it was configured. */
export function fileError(error: unknown, label: string): SourceError {
  if (error instanceof SourceError) return error;
  const code = codeOf(error);
  if (NOT_THERE.has(code)) return missingFile(label, error);
  if (NOT_ALLOWED.has(code)) {
    return new SourceError('NEEDS_AUTH', `"${label}" may not be read by the user that runs the server`, {
      cause: error,
      advice: 'Give that user the right to read the file and to enter its folders.',
    });
  }
  if (NOT_A_FILE.has(code)) {
    return new SourceError('BROKEN', `"${label}" is no readable file, expected a regular file`, {
      cause: error,
      advice: 'Correct "path" in the configuration.',
    });
  }
  return new SourceError('UNREACHABLE', `"${label}" could not be read${code === '' ? '' : ` (${code})`}`, {
    cause: error,
    advice: 'Look at the disk or the network drive.',
  });
}

/** The code of an error of the file system, "ENOENT" for example; empty where there is none. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The error for a file, or for every file of a pattern, that is not there. */
export function missingFile(label: string, cause?: unknown): SourceError {
  return new SourceError('UNREACHABLE', `"${label}" is not there, expected a file`, {
    cause,
    advice: 'Put the file there, or correct "path"; it is found without a restart.',
  });
}

/** The error of a read whose signal aborted. */
export function stoppedError(signal: AbortSignal): SourceError {
  const timeout = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return new SourceError('UNREACHABLE', 'the read was stopped before its end', { cause: signal.reason, timeout });
}

/** The error of a read on a source that was closed. */
export function closedError(): SourceError {
  return new SourceError('UNREACHABLE', 'the source is closed');
}

/** Ends a step early when its signal aborted. */
export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw stoppedError(signal);
}
