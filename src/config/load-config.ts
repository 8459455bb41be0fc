import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isNode, isScalar, type Node, parse } from 'yaml';
import type { z } from 'zod';
import { ConfigError, type ConfigIssue } from './config-error.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { type Leaf, leaves, membersOf } from './leaves.ts';
import { nearestHint } from './nearest.ts';
import { type SectionName, type Settings, sectionNames, settingsSchema } from './schema.ts';

/** Where a value comes from: `default`, `file:line`, `env NAME`, `flag --name`. */
export type Origin = string;

export interface SettingValue {
  readonly path: string;
  readonly value: unknown;
  readonly origin: Origin;
  readonly environment: string;
  readonly meaning: string;
}

/** The configuration with the origin of everything in it. */
export interface Config extends Settings {
  /** The file that was read; undefined when there is none. */
  readonly file: ConfigFile | undefined;
  /** Relative paths in the configuration start here. */
  readonly baseDir: string;
  /** Parts for the catalog, as they stand in the file after substitution. */
  readonly sections: Readonly<Partial<Record<SectionName, unknown>>>;
  /** Every setting with its origin, in the order of the documentation. */
  readonly values: readonly SettingValue[];
}

export interface ConfigSources {
  /** Values by setting path (`server.port`), with the flag they came by. */
  readonly flags?: Readonly<Record<string, { readonly value: string; readonly flag: string }>>;
  /** `--config`. */
  readonly file?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
}

const DEFAULT_FILE = 'civigraph.yaml';

function findFile(sources: ConfigSources, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const folder = sources.folder ?? process.cwd();
  const named = sources.file ?? (environment.CIVIGRAPH_CONFIG || undefined);
  if (named !== undefined) return resolve(folder, named);
  const found = resolve(folder, DEFAULT_FILE);
  return existsSync(found) ? found : undefined;
}

/** Keys of the file that no setting has. */
function unknownKeys(node: unknown, schema: z.ZodType, path: readonly string[], file: ConfigFile): readonly ConfigIssue[] {
  const members = membersOf(schema);
  if (members === undefined || node === undefined || node === null || (isScalar(node) && node.value === null)) return [];
  if (!isMap(node)) {
    const where = file.place((node as Node).range?.[0] ?? 0);
    return [
      {
        where,
        message: `"${path.join('.')}" takes names and values (${Object.keys(members).slice(0, 3).join(', ')}, ...), something else came.`,
      },
    ];
  }
  const extra: readonly string[] = path.length === 0 ? sectionNames : [];
  const known = [...Object.keys(members), ...extra];
  return node.items.flatMap((item) => {
    const key = isScalar(item.key) ? String(item.key.value) : '';
    const member = Object.hasOwn(members, key) ? members[key] : undefined;
    if (member !== undefined) return unknownKeys(item.value, member, [...path, key], file);
    if (extra.includes(key)) return [];
    const where = file.place((item.key as Node).range?.[0] ?? 0);
    return [{ where, message: `"${[...path, key].join('.')}" is not a setting.${nearestHint(key, known)}` }];
  });
}

/** Environment variables of a settings group that no setting has: misspelled ones, most likely. */
function unknownVariables(environment: Readonly<Record<string, string | undefined>>): readonly ConfigIssue[] {
  const known = leaves.map((leaf) => leaf.environment);
  return Object.keys(environment)
    .filter((name) => /^CIVIGRAPH_(SERVER|LOG)_/.test(name) && !known.includes(name))
    .map((name) => ({ where: `env ${name}`, message: `sets no setting.${nearestHint(name, known)}` }));
}

/** A value that came as text: as it is where the setting takes text, else as the YAML scalar or list that it spells. */
function fromText(leaf: Leaf, text: string): unknown {
  if (leaf.schema.safeParse(text).success) return text;
  if (leaf.schema.safeParse([]).success && !text.trim().startsWith('[')) return text.split(',').map((part) => part.trim());
  try {
    return parse(text);
  } catch {
    return text;
  }
}

function candidate(
  leaf: Leaf,
  sources: ConfigSources,
  file: ConfigFile | undefined,
): { readonly value: unknown; readonly origin: Origin } | undefined {
  const flag = sources.flags?.[leaf.path.join('.')];
  if (flag !== undefined) return { value: fromText(leaf, flag.value), origin: `flag ${flag.flag}` };
  const variable = (sources.environment ?? process.env)[leaf.environment];
  if (variable !== undefined && variable !== '') return { value: fromText(leaf, variable), origin: `env ${leaf.environment}` };
  const node: unknown = file?.document.getIn(leaf.path, true);
  if (file === undefined || !isNode(node)) return undefined;
  const value: unknown = node.toJS(file.document);
  return value === null ? undefined : { value, origin: file.placeOf(leaf.path) };
}

function resolveLeaf(leaf: Leaf, sources: ConfigSources, file: ConfigFile | undefined, issues: ConfigIssue[]): SettingValue {
  const found = candidate(leaf, sources, file);
  const parsed = leaf.schema.safeParse(found?.value);
  const path = leaf.path.join('.');
  if (!parsed.success) {
    const reason = parsed.error.issues.map((issue) => issue.message.replace(/^Invalid (input|option): /, '')).join('; ');
    issues.push({
      where: found?.origin ?? 'default',
      message: `"${path}" (${leaf.meaning}): ${reason}. ${JSON.stringify(found?.value)} came.`,
    });
  }
  return { path, value: parsed.data, origin: found?.origin ?? 'default', environment: leaf.environment, meaning: leaf.meaning };
}

function nest(values: readonly SettingValue[]): unknown {
  const root: Record<string, unknown> = {};
  for (const { path, value } of values) {
    const parts = path.split('.');
    let at = root;
    for (const part of parts.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[parts.at(-1) ?? ''] = value;
  }
  return root;
}

/** Reads flags, environment, file and defaults, in this order of precedence. Throws ConfigError with every issue. */
export function loadConfig(sources: ConfigSources = {}): Config {
  const environment = sources.environment ?? process.env;
  const path = findFile(sources, environment);
  const file = path === undefined ? undefined : readConfigFile(path, environment);
  const issues: ConfigIssue[] = [
    ...(file === undefined ? [] : unknownKeys(file.document.contents, settingsSchema, [], file)),
    ...unknownVariables(environment),
  ];
  const known = leaves.map((leaf) => leaf.path.join('.'));
  for (const [name, { flag }] of Object.entries(sources.flags ?? {})) {
    if (!known.includes(name)) issues.push({ where: `flag ${flag}`, message: `"${name}" is not a setting.${nearestHint(name, known)}` });
  }
  const values = leaves.map((leaf) => resolveLeaf(leaf, sources, file, issues));
  if (issues.length > 0) throw new ConfigError(issues);
  const content: Readonly<Record<string, unknown>> = file?.document.toJS() ?? {};
  const sections = Object.fromEntries(sectionNames.filter((name) => content[name] !== undefined).map((name) => [name, content[name]]));
  const baseDir = file === undefined ? resolve(sources.folder ?? process.cwd()) : dirname(file.file);
  return { ...settingsSchema.parse(nest(values)), file, baseDir, sections, values };
}
