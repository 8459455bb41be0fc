import type { FastifyInstance } from 'fastify';
import { printSchema } from 'graphql';
import { PublicError } from '../contract/error-codes.ts';
import type { Engine, Generation } from '../engine.ts';
import { wantsPage } from './media-type.ts';
import type { Metrics } from './metrics.ts';

export interface StatusOptions {
  readonly engine: Engine;
  readonly metrics: Metrics;
  readonly introspection: boolean;
  /** Undefined until the first generation stands. */
  readonly generation: () => Generation | undefined;
  readonly isStopping: () => boolean;
}

const places = { graphql: '/graphql', schema: '/schema.graphql', health: '/health', live: '/livez', ready: '/readyz', metrics: '/metrics' };

function sourceStates(engine: Engine): Readonly<Record<string, string>> {
  return Object.fromEntries(engine.health().map((source) => [source.name, source.state]));
}

function addHealth(app: FastifyInstance, { engine, generation, isStopping }: StatusOptions): void {
  app.get('/livez', async () => ({ status: 'live' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = generation() !== undefined && !isStopping();
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ready' : isStopping() ? 'stopping' : 'starting', sources: sourceStates(engine) };
  });
  app.get('/health', async () => {
    const sources = engine.health();
    const healthy = sources.every((source) => source.state === 'LIVE');
    return {
      status: isStopping() ? 'stopping' : healthy ? 'healthy' : 'degraded',
      generation: generation()?.number ?? null,
      uptimeSeconds: Math.round(process.uptime()),
      sources,
    };
  });
}

/** `/`, `/livez`, `/readyz`, `/health`, `/metrics` and `/schema.graphql`. A dead source makes the server degraded, never unready. */
export function addStatusRoutes(app: FastifyInstance, options: StatusOptions): void {
  const { metrics, introspection, generation } = options;
  let printed: { readonly of: Generation; readonly text: string } | undefined;
  app.get('/', async (request, reply) =>
    wantsPage(request.headers.accept) ? reply.redirect('/graphql', 302) : { name: 'Civigraph', ...places },
  );
  addHealth(app, options);
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  app.get('/schema.graphql', async (_request, reply) => {
    if (!introspection) throw new PublicError('INTROSPECTION_DISABLED', 'The schema may not be read here.');
    const current = generation();
    if (current === undefined) throw new PublicError('NOT_READY', 'The schema is being built.');
    if (printed?.of !== current) printed = { of: current, text: `${printSchema(current.schema)}\n` };
    return reply.header('content-type', 'text/plain; charset=utf-8').send(printed.text);
  });
}
