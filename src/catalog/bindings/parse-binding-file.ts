import type { SourceLimits, Title } from '../../contract/index.ts';
import { nearest } from '../transforms/index.ts';
import { kindOf, problemsOf } from './issues.ts';
import { type BindingProblem, isProblems, type Locate, type Origin, Problems } from './problem.ts';
import { type BindingData, fileSchema, type SourceData } from './schema.ts';
import { readYaml } from './yaml-source.ts';

/** A source as configured. Its `config` is checked by the connector's own schema. */
export interface SourceDefinition {
  readonly name: string;
  readonly connector: string;
  readonly title?: Title;
  readonly config: Readonly<Record<string, unknown>>;
  readonly limits?: SourceLimits;
  /** Where it stands; `origin.locate([...origin.path, 'config', 'host'])` finds one of its options. */
  readonly origin?: Origin;
}

/** A binding as configured, structurally sound. */
export interface BindingDefinition extends BindingData {
  readonly id: string;
  readonly origin?: Origin;
}

/** What one file defines. */
export interface BindingFile {
  readonly file: string;
  readonly sources: readonly SourceDefinition[];
  readonly bindings: readonly BindingDefinition[];
}

/** Reads a binding file: YAML, structure, names. Every problem has file, line and column. */
export function parseBindingFile(text: string, file: string): BindingFile | BindingProblem[] {
  const yaml = readYaml(text, file);
  if (isProblems(yaml)) return yaml;
  const { data, locate } = yaml;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const at = locate([]);
    return [
      { file, line: at?.line ?? 1, column: at?.column ?? 1, path: [], message: `expected "sources:" or "bindings:", got ${kindOf(data)}` },
    ];
  }
  const checked = fileSchema.safeParse(data);
  if (!checked.success) return problemsOf(checked.error.issues, data, file, locate);
  const { sources = [], bindings = [] } = checked.data;
  return {
    file,
    sources: sources.map((source, index) => sourceDefinition(source, { file, locate, path: ['sources', index] })),
    bindings: bindings.map((binding, index) => bindingDefinition(binding, { file, locate, path: ['bindings', index] })),
  };
}

/** Checks stored data (a binding that came through the API, say) like a file without positions. */
export function bindingFromData(data: unknown): BindingDefinition | BindingProblem[] {
  const checked = fileSchema.safeParse({ bindings: [data] });
  const nowhere: Locate = () => undefined;
  if (!checked.success) return problemsOf(checked.error.issues, { bindings: [data] }, '', nowhere).map(({ file: _, ...rest }) => rest);
  const [binding] = checked.data.bindings ?? [];
  return binding ? bindingDefinition(binding, undefined) : [];
}

function sourceDefinition({ name, connector, title, config, limits }: SourceData, origin: Origin): SourceDefinition {
  return {
    name,
    connector,
    config: config ?? {},
    origin,
    ...(title && { title }),
    ...(limits && { limits: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) }),
  };
}

function bindingDefinition(binding: BindingData, origin: Origin | undefined): BindingDefinition {
  return { ...binding, id: binding.id ?? `${binding.source}.${binding.collection}.${binding.entity}`, ...(origin && { origin }) };
}

/** Checks what only shows when all files are together: sources that bindings name, and names that stand twice. */
export function checkTogether(files: readonly BindingFile[]): BindingProblem[] {
  const sources = new Map<string, SourceDefinition>();
  const bindings = new Map<string, BindingDefinition>();
  const identities = new Map<string, BindingDefinition>();
  const problems: BindingProblem[] = [];
  const add = (origin: Origin | undefined, key: string, message: string) => {
    const found = new Problems(origin);
    found.add([key], message);
    problems.push(...found.list);
  };
  for (const source of files.flatMap((file) => file.sources)) {
    const other = sources.get(source.name);
    if (other) add(source.origin, 'name', `the source "${source.name}" is already defined${where(other.origin)}`);
    sources.set(source.name, other ?? source);
  }
  for (const binding of files.flatMap((file) => file.bindings)) {
    if (!sources.has(binding.source)) {
      add(binding.origin, 'source', `there is no source "${binding.source}"${nearest(binding.source, sources.keys())}`);
    }
    const other = bindings.get(binding.id);
    if (other) add(binding.origin, 'id', `the binding "${binding.id}" is already defined${where(other.origin)}; give one of them an "id"`);
    bindings.set(binding.id, other ?? binding);
    if (!binding.identity) continue;
    const first = identities.get(binding.entity) ?? binding;
    identities.set(binding.entity, first);
    if (identityText(first) !== identityText(binding)) {
      add(
        binding.origin,
        'identity',
        `expected ${identityText(first)} as the first binding of ${binding.entity} has it${where(first.origin)}`,
      );
    }
  }
  return problems;
}

/** What bindings of one entity must have in common, so that their records can be told to be one, and one of them to win. */
function identityText({ identity }: BindingDefinition): string {
  return `"field: ${identity?.field}" with "wins: ${identity?.wins.newest === undefined ? 'order' : 'newest'}"`;
}

function where(origin: Origin | undefined): string {
  const at = origin?.locate(origin.path);
  return origin && at ? ` in ${origin.file}:${at.line}` : '';
}
