import { CONTRACT_VERSION, type ConnectorModule } from '../../src/contract/index.ts';
import { DeclaredSource } from '../kit/declared/source.ts';
import { checkHttp, reachHttp } from '../kit/http/check.ts';
import { HttpClient } from '../kit/http/client.ts';
import { sourceLimits } from '../kit/http/limits.ts';
import { configSchema, parseConfig } from './config.ts';
import { declaredCollection } from './describe.ts';
import { RestWire } from './read.ts';

/** A service that answers JSON over HTTP, described in the configuration. */
export const rest: ConnectorModule = {
  contractVersion: CONTRACT_VERSION,
  kind: 'rest',
  title: { en: 'REST service', zh: 'REST 服务' },
  configSchema,
  open: (value, tools) => {
    const config = parseConfig(value);
    const secret = (reference: string) => tools.secret(reference);
    const collections = Object.entries(config.collections).map(([name, options]) => declaredCollection(name, options));
    const client = new HttpClient({ kind: 'rest', base: new URL(config.baseUrl), config, secret });
    const ca = config.tls.ca === undefined ? undefined : secret(config.tls.ca);
    const reachable = { kind: 'rest', client, connectTimeout: config.timeouts.connect, ca };
    return new DeclaredSource({
      wire: new RestWire(client, config),
      collections,
      limits: sourceLimits(config),
      reach: (signal) => reachHttp(reachable, signal),
      check: (probe, signal) => checkHttp({ ...reachable, probe }, signal),
    });
  },
};
