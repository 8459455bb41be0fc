import { SourceError, type SourceErrorOptions } from '../../src/contract/index.ts';

/** What is known of a driver's error: its code, never its text, which may hold the host, the user, values or SQL. */
interface DriverError {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly message?: unknown;
}

type Maker = (code: string) => SourceError;

const unsupported =
  (message: string): Maker =>
  () =>
    new SourceError('UNSUPPORTED', message);
const make =
  (kind: SourceError['kind'], message: string, options: SourceErrorOptions = {}): Maker =>
  (code) =>
    new SourceError(kind, `${message} (code ${code})`, options);

const timedOut = make('UNREACHABLE', 'the database did not finish the statement in time', {
  timeout: true,
  advice: 'narrow the request, add an index for it, or raise statementTimeout',
});
const unreachable = make('UNREACHABLE', 'the database cannot be reached', {
  advice: 'see whether it runs and whether host and port are right',
});
const overloaded = make('UNREACHABLE', 'the database has no capacity left', {
  advice: 'lower "pool" or raise the connections that the server allows',
});
const interrupted = make('UNREACHABLE', 'the database ended the statement or the connection');
const signIn = make('NEEDS_AUTH', 'the database does not accept the user or the password', {
  advice: 'correct user and password of the source',
});
const notAllowed = make('NEEDS_AUTH', 'the user may not read this', { advice: 'grant the user SELECT on the tables of the source' });
const noDatabase = make('BROKEN', 'there is no such database', { advice: 'correct the option "database"' });
const noTls = make('BROKEN', 'no encrypted connection could be made', {
  advice: 'correct the option "ssl", or the certificates of the server',
});
const changed = make('BAD_DATA', 'the table is not what it was when it was described', { advice: 'reload the source' });
const unreadable = make('BAD_DATA', 'the database cannot compute the answer from what is stored');
const damaged = make('BAD_DATA', 'the file is no SQLite database, or it is damaged', {
  advice: 'correct the option "file", or restore the file',
});
const noFile = make('BROKEN', 'the file cannot be opened', { advice: 'correct the option "file", or its permissions' });
const busy = make('UNREACHABLE', 'another process holds a lock on the file');

const NETWORK: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(
    [
      'ECONNREFUSED',
      'ECONNRESET',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'EPIPE',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ENOENT',
      'PROTOCOL_CONNECTION_LOST',
    ].map((code) => [code, unreachable]),
  ),
  ETIMEDOUT: make('UNREACHABLE', 'the database did not answer in time', { timeout: true, advice: 'see whether host and port are right' }),
  HANDSHAKE_SSL_ERROR: noTls,
  HANDSHAKE_NO_SSL_SUPPORT: noTls,
  SELF_SIGNED_CERT_IN_CHAIN: noTls,
  DEPTH_ZERO_SELF_SIGNED_CERT: noTls,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: noTls,
  CERT_HAS_EXPIRED: noTls,
  ERR_TLS_CERT_ALTNAME_INVALID: noTls,
};

/** MariaDB and MySQL error numbers. */
const MARIADB: Readonly<Record<number, Maker>> = {
  1040: overloaded,
  1041: overloaded,
  1203: overloaded,
  1226: overloaded,
  1044: notAllowed,
  1142: notAllowed,
  1143: notAllowed,
  1227: notAllowed,
  1370: notAllowed,
  1045: signIn,
  1251: signIn,
  1275: signIn,
  1698: signIn,
  1820: signIn,
  1862: signIn,
  4151: signIn,
  1049: noDatabase,
  1054: changed,
  1146: changed,
  1356: changed,
  1053: interrupted,
  1205: interrupted,
  1213: interrupted,
  1317: interrupted,
  1927: interrupted,
  1969: timedOut,
  3024: timedOut,
  1690: unreadable,
};

/** PostgreSQL's SQLSTATE, by whole code or class. */
const POSTGRES: Readonly<Record<string, Maker>> = {
  '08': unreachable,
  '22': unreadable,
  '22021': unsupported('the request holds a character that the database cannot hold'),
  '22P05': unsupported('the request holds a character that the database cannot hold'),
  '22023': unsupported('the database does not know a value of the request, such as its time zone'),
  '28': signIn,
  '3D': noDatabase,
  '40': interrupted,
  '42501': notAllowed,
  '42P01': changed,
  '42703': changed,
  '3F': changed,
  '53': overloaded,
  '55': interrupted,
  '57': interrupted,
  '57014': timedOut,
  '57P03': unreachable,
  '58': unreadable,
};

const DAMAGE = /NOTADB|CORRUPT|file is not a database|malformed/i;

const SQLITE: readonly (readonly [RegExp, Maker])[] = [
  [DAMAGE, damaged],
  [/BUSY|LOCKED/i, busy],
  [/CANTOPEN|unable to open/i, noFile],
  [/no such (table|column)/i, changed],
];

/** Turns whatever a driver threw into a SourceError. */
export function sourceErrorOf(error: unknown, dialect: 'mariadb' | 'postgres' | 'sqlite'): SourceError {
  if (error instanceof SourceError) return error;
  const { code, errno, message } = (error ?? {}) as DriverError;
  const name = typeof code === 'string' ? code : 'unknown';
  const network = NETWORK[name];
  if (network) return network(name);
  if (dialect === 'mariadb') return mariaError(name, errno);
  if (dialect === 'postgres') return postgresError(name, String(message ?? ''));
  // libsql tells some failures in its text only; the text is looked at, not passed on.
  const known = SQLITE.find(([pattern]) => pattern.test(`${name} ${String(message ?? '')}`));
  return (known?.[1] ?? failed)(name);
}

/** True where SQLite met a file that is no database, or a damaged one. */
export function isDamage(error: unknown): boolean {
  if (error instanceof SourceError) return false;
  const { code, message } = (error ?? {}) as DriverError;
  return DAMAGE.test(`${String(code ?? '')} ${String(message ?? '')}`);
}

const failed = make('BAD_DATA', 'the database refused the statement');

function mariaError(name: string, errno: unknown): SourceError {
  const known = typeof errno === 'number' ? MARIADB[errno] : undefined;
  if (known) return known(`${name}, ${String(errno)}`);
  if (/^(ER_|WARN_)/.test(name)) return failed(name);
  return interrupted(name);
}

function postgresError(name: string, message: string): SourceError {
  const known = POSTGRES[name] ?? POSTGRES[name.slice(0, 2)];
  if (known) return known(name);
  if (/^[0-9A-Z]{5}$/.test(name)) return failed(name);
  // These have no code: the text is looked at, not passed on.
  if (/SSL/.test(message)) return noTls('TLS');
  if (/timeout/i.test(message)) return unreachable('timeout');
  if (/password/i.test(message)) return signIn('password');
  return interrupted(name);
}

/** The database was replaced since it was described, and does not have what the request asks for. */
export function replacedError(): SourceError {
  return changed('replaced');
}

/** The request goes beyond what was described. */
export function refuse(message: string): SourceError {
  return new SourceError('UNSUPPORTED', message);
}

/** The consumer stopped the read, or the source was closed meanwhile. */
export function stoppedError(closed: boolean): SourceError {
  return new SourceError('UNREACHABLE', closed ? 'the source is closed' : 'the request was stopped before its end');
}
