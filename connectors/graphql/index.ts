import { CONTRACT_VERSION, type ConnectorModule } from '../../src/contract/index.ts';
import { DeclaredSource } from '../kit/declared/source.ts';
import { checkHttp, reachHttp } from '../kit/http/check.ts';
import { HttpClient } from '../kit/http/client.ts';
import { sourceLimits } from '../kit/http/limits.ts';
import { configSchema, parseConfig } from './config.ts';
import { declaredCollection } from './describe.ts';
import { GraphqlWire } from './read.ts';

/** Another GraphQL endpoint as a source, its lists and arguments described in the configuration. */
export const graphql: ConnectorModule = {
  contractVersion: CONTRACT_VERSION,
  kind: 'graphql',
  title: { en: 'GraphQL endpoint', zh: 'GraphQL 服务' },
  configSchema,
  open: (value, tools) => {
    const config = parseConfig(value);
    const secret = (reference: string) => tools.secret(reference);
    const collections = Object.entries(config.collections).map(([name, options]) => declaredCollection(name, options));
    const headers = { accept: 'application/graphql-response+json, application/json', ...config.headers };
    const client = new HttpClient({ kind: 'graphql', base: new URL(config.endpoint), config: { ...config, headers }, secret });
    const ca = config.tls.ca === undefined ? undefined : secret(config.tls.ca);
    const reachable = { kind: 'graphql', client, connectTimeout: config.timeouts.connect, ca };
    return new DeclaredSource({
      wire: new GraphqlWire(client, config),
      collections,
      limits: sourceLimits(config),
      reach: (signal) => reachHttp(reachable, signal),
      check: (probe, signal) => checkHttp({ ...reachable, probe }, signal),
    });
  },
};
