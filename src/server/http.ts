import type { Socket } from 'node:net';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { ServerSettings } from '../config.ts';
import { errorCodes, PublicError } from '../contract/error-codes.ts';
import type { Log } from '../contract/index.ts';
import { MASKED_MESSAGE } from '../guard/index.ts';
import { type Answer, refusal } from './answer.ts';
import { isKnownHost } from './foreign-site.ts';
import type { Metrics } from './metrics.ts';
import { requestIdOf } from './request-id.ts';
import type { RequestNotes } from './request-notes.ts';
import { securityHeaders } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    notes: RequestNotes;
  }
}

export interface HttpOptions {
  readonly settings: ServerSettings;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly suggestions: boolean;
}

const KILOBYTE = 1024;

function publicErrorOf(error: FastifyError | PublicError, settings: ServerSettings): PublicError | undefined {
  if (error instanceof PublicError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new PublicError('REQUEST_TOO_LARGE', `Expected a body of at most ${settings.limits.body} bytes, more came.`);
  }
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new PublicError('UNSUPPORTED_MEDIA_TYPE', 'Expected content-type application/json in UTF-8.');
  }
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new PublicError('BAD_REQUEST', 'The HTTP request cannot be read.') : undefined;
}

/** Answers broken HTTP (no request exists yet) with a status of the client's and hangs up. */
function onClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  const status =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? '408 Request Timeout'
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : '400 Bad Request';
  if (error.code !== 'ECONNRESET' && socket.writable) socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
  socket.destroy();
}

/** Sends an answer and keeps its facts for the log line. */
export async function send(reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
  reply.request.notes.codes = answer.codes;
  reply.request.notes.completeness = answer.completeness;
  if (answer.status === 405) reply.header('allow', reply.request.method === 'GET' ? 'POST' : 'GET, POST');
  return reply.code(answer.status).header('content-type', answer.contentType).send(answer.body);
}

function finishRequest(request: FastifyRequest, reply: FastifyReply, options: HttpOptions): void {
  const { requestId, started, path, operationName, limit, codes, completeness } = request.notes;
  const milliseconds = performance.now() - started;
  const status = reply.raw.writableFinished ? reply.statusCode : 499;
  options.metrics.request({ status, path, milliseconds, codes, ...(limit === undefined ? {} : { limit }) });
  options.log.info('request', {
    requestId,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status,
    ms: Math.round(milliseconds * 100) / 100,
    ...(operationName === undefined ? {} : { operationName }),
    ...(completeness === undefined ? {} : { completeness }),
    ...(codes.length === 0 ? {} : { codes }),
    ...(limit === undefined ? {} : { limit }),
  });
}

function addHooks(app: FastifyInstance, options: HttpOptions): void {
  const { settings, log } = options;
  const hosts = settings.access === 'loopback' ? settings.allowedHosts : undefined;
  app.decorateRequest('notes');
  app.addHook('onRequest', (request, reply, done) => {
    const requestId = requestIdOf(request.headers['x-request-id']);
    request.notes = {
      requestId,
      started: performance.now(),
      path: 'other',
      operationName: undefined,
      limit: undefined,
      codes: [],
      completeness: undefined,
      unexpected: (error) => log.error('unexpected error', { requestId, error: error instanceof Error ? error.stack : String(error) }),
    };
    reply.headers(securityHeaders).header('x-request-id', requestId);
    if (hosts === undefined || isKnownHost(request.headers.host, hosts)) done();
    else done(new PublicError('FORBIDDEN', 'Expected a host header that names this machine. Add the name to `server.allowedHosts`.'));
  });
  app.addHook('onResponse', (request, reply, done) => {
    finishRequest(request, reply, options);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    log.debug('request aborted', { requestId: request.notes.requestId });
    done();
  });
}

/** Makes the HTTP server with its limits: body, headers, timeouts, content types; JSON answers to every error. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { settings } = options;
  const { limits } = settings;
  const app = fastify({
    logger: false,
    bodyLimit: limits.body,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    clientErrorHandler: onClientError,
    http: {
      headersTimeout: limits.headersTimeout,
      maxHeaderSize: 16 * KILOBYTE,
      connectionsCheckingInterval: Math.min(1_000, Math.ceil(Math.min(limits.headersTimeout, limits.requestTimeout) / 4)),
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addHooks(app, options);
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: PublicError) => {
    const cap = { limits, requestId: request.notes.requestId, suggestions: options.suggestions };
    return send(reply, { ...refusal(error, 'application/json', cap), status: errorCodes[error.code].httpStatus });
  };
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = publicErrorOf(error, settings);
    if (known === undefined) request.notes.unexpected(error);
    return refuse(request, reply, known ?? new PublicError('INTERNAL', MASKED_MESSAGE));
  });
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, new PublicError('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql.')),
  );
  return app;
}
