import { randomUUID } from 'node:crypto';

const allowed = /^[A-Za-z0-9._:-]{1,64}$/;

/** The caller's `x-request-id` where it is harmless in headers and logs (64 letters, digits and `._:-`), else a fresh one. */
export function requestIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && allowed.test(header) ? header : randomUUID();
}
