import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key that signs cursors, kept beside the store, so that cursors outlive a restart. */
export function loadOrMakeSecret(storeDir: string): string {
  const file = join(storeDir, 'cursor.key');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const secret = randomBytes(32).toString('base64url');
  writeFileSync(file, secret, { mode: 0o600 });
  return secret;
}
