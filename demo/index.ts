import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateCity } from './city/city.ts';
import { writeFiles } from './systems/files.ts';
import { writeRegistry } from './systems/registry.ts';
import { startServices } from './systems/services.ts';

export interface DemoCityOptions {
  /** Where the registry database and the files are written; made when it is not there. */
  readonly folder: string;
  /** The same seed gives the same city. Default "yunlan". */
  readonly seed?: string;
  /** Gets one line when the city stands. */
  readonly log?: (message: string) => void;
}

/** The demo city while it runs. */
export interface DemoCity {
  /** Variables that the configuration file refers to: places, addresses, credentials. They must stand in the environment before it is loaded. */
  readonly environment: Readonly<Record<string, string>>;
  /** The configuration that serves the city: `examples/demo-city/civigraph.yaml`. */
  readonly configFile: string;
  /** Stops the services; the files stay. May be called more than once. */
  close(): Promise<void>;
}

/** Nothing listens there: the patrol system is down on purpose, so that answers have something to miss. */
const NOBODY = 'http://127.0.0.1:9';

/** Makes up the city, writes its registry and files, and starts its services. */
export async function startDemoCity(options: DemoCityOptions): Promise<DemoCity> {
  const started = Date.now();
  const configFile = findConfigFile();
  const folder = resolve(options.folder);
  const city = generateCity(options.seed ?? 'yunlan');
  await mkdir(folder, { recursive: true });
  const registry = join(folder, 'registry.sqlite');
  await Promise.all([writeRegistry(city, registry), writeFiles(city, join(folder, 'files'))]);
  const services = await startServices(city);
  options.log?.(`demo city ready in ${Date.now() - started} ms: ${folder}, ${services.url}`);
  return {
    environment: {
      CIVIGRAPH_DEMO_REGISTRY: registry,
      CIVIGRAPH_DEMO_FILES: join(folder, 'files'),
      CIVIGRAPH_DEMO_DEVICE_URL: `${services.url}/device`,
      CIVIGRAPH_DEMO_DEVICE_CLIENT: services.credentials.clientId,
      CIVIGRAPH_DEMO_DEVICE_SECRET: services.credentials.clientSecret,
      CIVIGRAPH_DEMO_HOTLINE_URL: `${services.url}/hotline`,
      CIVIGRAPH_DEMO_HOTLINE_TOKEN: services.credentials.hotlineToken,
      CIVIGRAPH_DEMO_PLATFORM_URL: `${services.url}/platform/graphql`,
      CIVIGRAPH_DEMO_PLATFORM_TOKEN: services.credentials.platformToken,
      CIVIGRAPH_DEMO_PATROL_URL: NOBODY,
    },
    configFile,
    close: services.close,
  };
}

/** The file stands beside the sources; the compiled copy of this module lies one folder deeper. */
function findConfigFile(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = ['..', '../..'].map((up) => join(here, up, 'examples', 'demo-city', 'civigraph.yaml'));
  const found = places.find((file) => existsSync(file));
  if (found === undefined) throw new Error('expected examples/demo-city/civigraph.yaml beside the folder demo, found none');
  return found;
}
