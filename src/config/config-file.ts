import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { yamlFault } from '../base/yaml-fault.ts';
import { ConfigError, type ConfigIssue } from './config-error.ts';
import { substituteDocument } from './substitute.ts';

/** A parsed configuration file that knows the place of everything in it. */
export interface ConfigFile {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  /** `file:line:column` of an offset in the text. */
  place(offset: number): string;
  /** `file:line` of the value at a path, of its nearest parent where there is none. */
  placeOf(path: readonly (string | number)[]): string;
}

function unreadable(file: string, reason: string): ConfigError {
  return new ConfigError([{ where: file, message: `${reason}. Name an existing YAML file with --config or CIVIGRAPH_CONFIG.` }]);
}

function read(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
  if (!isUtf8(bytes)) throw unreadable(file, 'expected UTF-8 text, other bytes came');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function offsetOf(document: Document, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = document.getIn([...path.slice(0, path.indexOf(part) + 1)], true);
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}

/** Reads and parses a YAML file and substitutes environment variables. Throws ConfigError with every place that is wrong; of YAML slips with the first. */
export function readConfigFile(file: string, environment: Readonly<Record<string, string | undefined>>): ConfigFile {
  const text = read(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  // One slip makes a string of errors behind it: the first is the one to mend.
  const issues: ConfigIssue[] = document.errors
    .slice(0, 1)
    .map((error) => ({ where: place(error.pos[0]), message: `not YAML: ${yamlFault(error.code)}` }));
  if (issues.length === 0) {
    substituteDocument(document, environment, (name, offset) =>
      issues.push({ where: place(offset), message: `environment variable ${name} is not set. Set it, or write \${${name}:-default}.` }),
    );
  }
  if (issues.length === 0 && document.contents !== null && !isMap(document.contents)) {
    issues.push({ where: place(0), message: 'expected names and values ("server:", "sources:", ...), something else came.' });
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return { file, text, document, place, placeOf: (path) => place(offsetOf(document, path)).replace(/:\d+$/, '') };
}
