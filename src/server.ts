import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Config, ConfigError, isLoopback, requireAccess } from './config.ts';
import { PublicError } from './contract/error-codes.ts';
import type { Log } from './contract/index.ts';
import type { Engine, Generation } from './engine.ts';
import { startApollo } from './server/apollo.ts';
import { type GraphiqlPage, renderPage } from './server/graphiql.ts';
import { graphqlHandler } from './server/graphql-route.ts';
import { createHttp, send } from './server/http.ts';
import { wantsPage } from './server/media-type.ts';
import { createMetrics, type Metrics } from './server/metrics.ts';
import { OperationRunner } from './server/operation-runner.ts';
import { addStatusRoutes } from './server/status-routes.ts';

export interface ServerOptions {
  readonly engine: Engine;
  readonly config: Config;
  readonly log: Log;
  /** The query that GraphiQL opens on. */
  readonly openingQuery: string;
  /** Default: made here. Make it before the engine where the engine reports its reads to it. */
  readonly metrics?: Metrics;
}

/** The server. `close` stops accepting, lets running requests end, then stops; it does not close the engine. */
export interface CivigraphServer {
  readonly http: FastifyInstance;
  readonly metrics: Metrics;
  /** Listens on the configured host and port and returns the address that it got. Throws ConfigError where access is not configured. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

async function sendPage(page: Promise<GraphiqlPage>, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { html, gzipped, etag, policy } = await page;
  reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-cache', etag, vary: 'accept, accept-encoding' });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  reply.header('content-type', 'text/html; charset=utf-8');
  const packed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  return packed ? reply.header('content-encoding', 'gzip').send(gzipped) : reply.send(html);
}

/** Composes the server: HTTP limits, the GraphQL endpoint with both of its paths, the query page and the status endpoints. */
export async function createServer(options: ServerOptions): Promise<CivigraphServer> {
  const { engine, config, log, openingQuery, metrics = createMetrics() } = options;
  const settings = config.server;
  const { limits } = settings;
  const introspection = settings.introspection === 'loopback' ? isLoopback(settings.host) : settings.introspection;
  let generation: Generation | undefined;
  let stopping = false;

  const runner = new OperationRunner({ engine, limits, suggestions: introspection, log });
  const apollo = await startApollo({ engine, runner, introspection, log });
  const unsubscribe = engine.onGeneration((current) => {
    generation = current;
    metrics.generation(current.number);
  });
  const http = createHttp({ settings, log, metrics, suggestions: introspection });
  const handle = graphqlHandler({ apollo, runner, schema: () => engine.generation.schema, limits, suggestions: introspection });
  let page: Promise<GraphiqlPage> | undefined;

  http.post('/graphql', async (request, reply) => send(reply, await handle(request, reply, request.notes)));
  http.get('/graphql', async (request, reply) => {
    if (settings.graphiql && wantsPage(request.headers.accept)) {
      page ??= renderPage('/graphql', openingQuery);
      return sendPage(page, request, reply);
    }
    return send(reply, await handle(request, reply, request.notes));
  });
  http.route({
    method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    url: '/graphql',
    handler: () => {
      throw new PublicError('METHOD_NOT_ALLOWED', 'Expected POST, or GET for a query.');
    },
  });
  addStatusRoutes(http, { engine, metrics, introspection, generation: () => generation, isStopping: () => stopping });

  return {
    http,
    metrics,
    listen: () => {
      requireAccess(config);
      return http.listen({ host: settings.host, port: settings.port }).catch((error: unknown) => {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code !== 'EADDRINUSE') throw error;
        const message = `port ${settings.port} of ${settings.host} is taken; set PORT or --port to a free one.`;
        throw new ConfigError([{ where: 'server.port', message }]);
      });
    },
    close: async () => {
      stopping = true;
      // A connection whose request ends now would else stay open, idle, for as long as its client likes.
      const sweep = setInterval(() => http.server.closeIdleConnections(), 50);
      await http.close();
      clearInterval(sweep);
      unsubscribe();
      await apollo.stop();
    },
  };
}
