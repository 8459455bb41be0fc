import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ConfigSources, describeConfig, loadConfig, requireAccess } from '../config.ts';
import { exitCodes } from './exit-codes.ts';

/** `civigraph config print`: every value, aligned, with its origin where asked for. Secrets appear as SET or UNSET. */
export function printConfig(sources: ConfigSources, withOrigin: boolean): number {
  const config = loadConfig(sources);
  const lines = describeConfig(config, process.env, (path) => existsSync(resolve(config.baseDir, path)));
  const names = Math.max(...lines.map(([name]) => name.length));
  const values = Math.min(60, Math.max(...lines.map(([, value]) => value.length)));
  for (const [name, value, origin] of lines) {
    process.stdout.write(`${name.padEnd(names)}  ${withOrigin ? `${value.padEnd(values)}  ${origin}` : value}\n`);
  }
  return exitCodes.ok;
}

/** `civigraph config validate`: ends with code 3 and every place that is wrong, or says what was read. */
export async function validateConfig(sources: ConfigSources): Promise<number> {
  const config = loadConfig(sources);
  requireAccess(config);
  const { checkDefinitions } = await import('../civigraph.ts');
  await checkDefinitions(config);
  process.stderr.write(`The configuration is valid (${config.file?.file ?? 'no file, defaults only'}).\n`);
  return exitCodes.ok;
}
