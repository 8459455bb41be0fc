import type { Config } from './load-config.ts';

const secretName = /(password|passwd|secret|token|credential|authorization|api-?key|private-?key)$/i;

function describeText(
  name: string,
  value: string,
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): string {
  if (value.startsWith('env:')) return `${value} (${environment[value.slice(4)] ? 'SET' : 'UNSET'})`;
  if (value.startsWith('file:')) return `${value} (${exists(value.slice(5)) ? 'SET' : 'UNSET'})`;
  if (secretName.test(name)) return value === '' ? 'UNSET' : 'SET';
  return JSON.stringify(value.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1***@'));
}

interface Describer {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
  readonly lines: (readonly [path: string, value: string, origin: string])[];
}

function describe(value: unknown, path: readonly (string | number)[], to: Describer): void {
  if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) describe(inner, [...path, Array.isArray(value) ? Number(name) : name], to);
    return;
  }
  const text = typeof value === 'string' ? describeText(String(path.at(-1)), value, to.environment, to.exists) : JSON.stringify(value);
  to.lines.push([path.join('.'), text, to.config.file?.placeOf(path) ?? 'default']);
}

/** Everything that is configured, one line each: path, value, origin. Secrets appear as SET or UNSET. */
export function describeConfig(
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): readonly (readonly [path: string, value: string, origin: string])[] {
  const to: Describer = { config, environment, exists, lines: [] };
  for (const { path, value, origin } of config.values) to.lines.push([path, JSON.stringify(value), origin]);
  for (const [name, section] of Object.entries(config.sections)) describe(section, [name], to);
  return to.lines;
}
