import {
  type BindingDefinition,
  type BindingFile,
  type BindingProblem,
  checkTogether,
  formatProblem,
  isProblems,
  parseBindingFile,
  type SourceDefinition,
} from './catalog/bindings/index.ts';
import { definitionTexts } from './config/definitions.ts';
import { ConfigError } from './config.ts';

/** Sources and bindings as the configuration defines them. */
export interface Definitions {
  readonly sources: readonly SourceDefinition[];
  readonly bindings: readonly BindingDefinition[];
}

/** Reads the sources and bindings of a configuration file and of the files that it includes. Throws ConfigError with every problem. */
export function loadDefinitions(file: string, environment: Readonly<Record<string, string | undefined>> = process.env): Definitions {
  const parsed = definitionTexts(file, environment)
    .filter(({ text }) => text.trim() !== '')
    .map(({ file: name, text }) => parseBindingFile(text, name));
  const problems: BindingProblem[] = parsed.flatMap((one) => (isProblems(one) ? one : []));
  const files = parsed.filter((one): one is BindingFile => !isProblems(one));
  const all = problems.length > 0 ? problems : checkTogether(files);
  if (all.length > 0) throw new ConfigError(all.map((problem) => ({ where: '', message: formatProblem(problem) })));
  return { sources: files.flatMap((one) => one.sources), bindings: files.flatMap((one) => one.bindings) };
}
