import { ClientCredentials, type TokenWire } from './client-credentials.ts';
import type { AuthConfig } from './config.ts';
import { basicHeader, type Credentials, plain } from './credentials.ts';

/** Makes the credentials that a configuration asks for. Throws SourceError BROKEN when a secret is missing. */
export function credentialsOf(auth: AuthConfig, secret: (reference: string) => string, wire: TokenWire): Credentials {
  switch (auth.type) {
    case 'none':
      return { headers: async () => ({}), renew: () => false };
    case 'header':
      return new FixedCredentials(() => ({ [auth.name.toLowerCase()]: plain(secret(auth.value), wire.kind) }));
    case 'basic':
      return new FixedCredentials(() => ({ authorization: basicHeader(auth.user, secret(auth.password)) }));
    case 'bearer':
      return new FixedCredentials(() => ({ authorization: `Bearer ${plain(secret(auth.token), wire.kind)}` }));
    case 'oauth2':
      return new ClientCredentials(auth, secret, wire);
    default:
      return auth satisfies never;
  }
}

/** Credentials that stand in the configuration. They are looked up again when refused, since a file may hold new ones by then. */
class FixedCredentials implements Credentials {
  readonly #read: () => Readonly<Record<string, string>>;
  #current: Readonly<Record<string, string>>;

  constructor(read: () => Readonly<Record<string, string>>) {
    this.#read = read;
    this.#current = read();
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    return this.#current;
  }

  renew(refused: Readonly<Record<string, string>>): boolean {
    const fresh = this.#read();
    if (Object.entries(fresh).every(([name, value]) => refused[name] === value)) return false;
    this.#current = fresh;
    return true;
  }
}
