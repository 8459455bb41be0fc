import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import type { City } from '../city/city.ts';
import { platformFeed } from './feed.ts';
import { type Credentials, devicePlatform, hotline } from './rest.ts';
import { answerErrors } from './table-route.ts';

/** The city's services while they run. Credentials are made up anew at each start. */
export interface Services {
  /** `http://127.0.0.1:<free port>`. */
  readonly url: string;
  readonly credentials: Credentials & { readonly platformToken: string };
  /** Stops listening and ends open connections; may be called more than once. */
  close(): Promise<void>;
}

/** Starts the device platform, the hotline and the platform feed on a free port of the loopback. */
export async function startServices(city: City): Promise<Services> {
  const credentials = { clientId: 'civigraph', clientSecret: randomUUID(), hotlineToken: randomUUID(), platformToken: randomUUID() };
  const app = fastify({ forceCloseConnections: true });
  answerErrors(app);
  await app.register(devicePlatform(city, credentials), { prefix: '/device' });
  await app.register(hotline(city, credentials), { prefix: '/hotline' });
  await app.register(platformFeed(city, credentials.platformToken), { prefix: '/platform' });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, credentials, close: () => app.close() };
}
