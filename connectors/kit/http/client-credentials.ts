import { SourceError } from '../../../src/contract/index.ts';
import type { AuthConfig } from './config.ts';
import { basicHeader, type Credentials, plain } from './credentials.ts';
import { statusError, stoppedError } from './errors.ts';
import { Exchange, type RawAnswer } from './transport.ts';

/** How tokens are fetched. */
export interface TokenWire {
  /** The connector's kind, for messages. */
  readonly kind: string;
  send(exchange: Exchange, signal: AbortSignal): Promise<RawAnswer>;
}

type OAuth2 = Extract<AuthConfig, { readonly type: 'oauth2' }>;

/** A token is given up this much earlier than it expires, but never in its first half. */
const MARGIN = 30_000;
/** Milliseconds that a token without a stated life is used. */
const DEFAULT_LIFE = 300_000;
const ENDPOINT = 'the token endpoint';

interface Token {
  readonly header: string;
  readonly until: number;
}

/** OAuth 2.0 client credentials (RFC 6749, 4.4): one token for all requests, one fetch for all who wait for it. */
export class ClientCredentials implements Credentials {
  readonly #auth: OAuth2;
  readonly #secret: (reference: string) => string;
  readonly #wire: TokenWire;
  #token: Token | undefined;
  #fetching: Promise<Token> | undefined;

  constructor(auth: OAuth2, secret: (reference: string) => string, wire: TokenWire) {
    this.#auth = auth;
    this.#secret = secret;
    this.#wire = wire;
    secret(auth.clientSecret);
  }

  async headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const token = this.#token;
    if (token && Date.now() < token.until) return { authorization: token.header };
    return { authorization: (await this.#waitFor(this.#fetchOnce(), signal)).header };
  }

  renew(refused: Readonly<Record<string, string>>): boolean {
    if (this.#token?.header === refused.authorization) this.#token = undefined;
    return true;
  }

  /** The fetch belongs to nobody: one caller who leaves must not end it for the others. It keeps the request time-out. */
  #fetchOnce(): Promise<Token> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  #waitFor(token: Promise<Token>, signal: AbortSignal): Promise<Token> {
    return new Promise((resolve, reject) => {
      const leave = () => reject(stoppedError(this.#wire.kind));
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave, { once: true });
      token.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  async #fetch(): Promise<Token> {
    const answer = await this.#wire.send(this.#exchange(), new AbortController().signal);
    const { kind } = this.#wire;
    if (answer.status === 400 || answer.status === 401 || answer.status === 403) {
      throw new SourceError('NEEDS_AUTH', `${kind}: ${ENDPOINT} answered status ${answer.status}: it gives no token to this client`, {
        advice: 'correct clientId, clientSecret, scope and audience in auth',
      });
    }
    if (answer.status < 200 || answer.status >= 300) throw statusError(kind, ENDPOINT, answer);
    this.#token = tokenOf(answer, kind);
    return this.#token;
  }

  #exchange(): Exchange {
    const { tokenUrl, clientId, clientSecret, scope, audience, send } = this.#auth;
    const password = this.#secret(clientSecret).trim();
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== undefined) form.set('scope', scope);
    if (audience !== undefined) form.set('audience', audience);
    const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    if (send === 'basic') headers.authorization = basicHeader(encodeURIComponent(clientId), encodeURIComponent(password));
    else {
      form.set('client_id', clientId);
      form.set('client_secret', password);
    }
    const url = new URL(tokenUrl);
    return new Exchange('POST', url.origin, url.pathname + url.search, headers, form.toString());
  }
}

function tokenOf(answer: RawAnswer, kind: string): Token {
  let body: unknown;
  try {
    body = JSON.parse(answer.body.toString('utf8'));
  } catch {
    body = undefined;
  }
  const { access_token: token, expires_in: seconds, token_type: type } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof token !== 'string' || (type !== undefined && String(type).toLowerCase() !== 'bearer')) {
    throw new SourceError('BAD_DATA', `${kind}: expected JSON with a bearer access_token from ${ENDPOINT}, something else came`, {
      advice: 'correct tokenUrl in auth',
    });
  }
  const stated = Number(seconds) * 1000;
  const life = stated > 0 ? stated : DEFAULT_LIFE;
  return { header: `Bearer ${plain(token, kind)}`, until: Date.now() + Math.max(life / 2, life - MARGIN) };
}
