import { type DestinationStream, destination, pino } from 'pino';
import type { Log } from '../contract/index.ts';

/** Keys whose values never reach the log, at the top of the facts and one level below. */
const secretKeys = ['authorization', 'cookie', 'set-cookie', 'password', 'secret', 'token', 'apiKey', 'credentials', 'variables'];

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Default: standard output, written in the background and flushed at the end of the process. */
  readonly stream?: DestinationStream;
}

function standardOutput(): DestinationStream {
  const stream = destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 500 });
  process.once('exit', () => {
    try {
      stream.flushSync();
    } catch {
      // The stream was never opened, or standard output is already gone.
    }
  });
  return stream;
}

/** Takes user and password out of addresses in a text. */
function withoutCredentials(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1***@') : value;
}

/** JSON lines with time and level. Redacted: credentials and variables of queries are never written. */
export function createLog(options: LogOptions): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: withoutCredentials },
      redact: { paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`]), censor: '[hidden]' },
    },
    options.stream ?? standardOutput(),
  );
  return {
    debug: (message, facts = {}) => logger.debug(facts, message),
    info: (message, facts = {}) => logger.info(facts, message),
    warn: (message, facts = {}) => logger.warn(facts, message),
    error: (message, facts = {}) => logger.error(facts, message),
  };
}
