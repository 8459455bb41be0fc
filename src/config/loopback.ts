import { isIPv4 } from 'node:net';
import { ConfigError } from './config-error.ts';
import type { Config } from './load-config.ts';

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1') return true;
  return isIPv4(bare) && bare.startsWith('127.');
}

/** Throws ConfigError when the server would listen where others can reach it and nobody has said that they may. */
export function requireAccess(config: Config): void {
  if (config.server.access === 'open' || isLoopback(config.server.host)) return;
  const origin = config.values.find((value) => value.path === 'server.host')?.origin ?? 'default';
  throw new ConfigError([
    {
      where: origin,
      message:
        `"server.host" is ${config.server.host}, which other machines can reach, but access is not configured. Listen on 127.0.0.1, or set ` +
        '"server.access: open" (CIVIGRAPH_SERVER_ACCESS=open) where a gateway in front decides who may ask.',
    },
  ]);
}
