import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import { yamlFault } from '../../base/yaml-fault.ts';
import type { BindingProblem, Locate, Path, Position } from './problem.ts';

/** Bytes of one file. */
const MAX_LENGTH = 1_048_576;
/** Values of one file after anchors are put in. */
const MAX_VALUES = 50_000;
const MAX_DEPTH = 32;
/** Uses of anchors; each costs a walk through the file. */
const MAX_ALIASES = 500;

/** A YAML file as plain data, and where each of its values stands. */
export interface YamlSource {
  readonly data: unknown;
  readonly locate: Locate;
}

/** Reads a file. Anchors are taken within bounds; tags, merge keys, tabs, duplicate keys and several documents are not. */
export function readYaml(text: string, file: string): YamlSource | BindingProblem[] {
  const problem = (message: string, at: Position | undefined): BindingProblem => ({
    file,
    line: at?.line,
    column: at?.column,
    path: [],
    message,
  });
  if (text.length > MAX_LENGTH) return [problem(`the file is larger than ${MAX_LENGTH / 1_048_576} MiB; split it`, undefined)];
  const lines = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false, merge: false, version: '1.2' });
  const complaints: readonly YAMLError[] = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    // One slip makes a string of errors behind it: the first is the one to mend.
    return complaints.slice(0, 1).map((error) => problem(`not YAML: ${yamlFault(error.code)}`, positionOf(error.pos[0])));
  }
  const reader = new Reader(positionOf, (alias) => alias.resolve(document));
  try {
    const data = document.contents === null ? null : reader.read(document.contents, [], 0);
    return { data, locate: reader.locate };
  } catch (error) {
    if (error instanceof Refused) return [problem(error.message, error.at)];
    throw error;
  }
}

class Refused extends Error {
  readonly at: Position | undefined;

  constructor(message: string, at: Position | undefined) {
    super(message);
    this.at = at;
  }
}

const pathKey = (path: Path) => JSON.stringify(path);

/** Turns nodes into plain data. Keys keep their spelling, so a code `01` stays "01". */
class Reader {
  readonly #positions = new Map<string, Position>();
  readonly #positionOf: (offset: number) => Position;
  readonly #resolve: (alias: Alias) => Node | undefined;
  #left = MAX_VALUES;
  #aliases = 0;

  constructor(positionOf: (offset: number) => Position, resolve: (alias: Alias) => Node | undefined) {
    this.#positionOf = positionOf;
    this.#resolve = resolve;
  }

  readonly locate: Locate = (path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const at = this.#positions.get(pathKey(path.slice(0, length)));
      if (at) return at;
    }
    return undefined;
  };

  read(node: Node, path: Path, depth: number, at = this.#at(node)): unknown {
    this.#left -= 1;
    if (this.#left < 0) throw new Refused(`the file has more than ${MAX_VALUES} values, anchors counted at each use; split it`, at);
    if (depth > MAX_DEPTH) throw new Refused(`values are nested more than ${MAX_DEPTH} levels deep`, at);
    if (at && !this.#positions.has(pathKey(path))) this.#positions.set(pathKey(path), at);
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > MAX_ALIASES) throw new Refused(`anchors are used more than ${MAX_ALIASES} times`, at);
      const target = this.#resolve(node);
      if (!target) throw new Refused('there is no anchor of this name above', at);
      return this.read(target, path, depth + 1, at);
    }
    if (isScalar(node)) return scalar(node.value, node.source);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item as Node, [...path, index], depth + 1));
    if (isMap(node)) return this.#map(node.items as readonly { readonly key: Node; readonly value: Node | null }[], path, depth);
    throw new Refused('expected a value', at);
  }

  #map(items: readonly { readonly key: Node; readonly value: Node | null }[], path: Path, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { key, value } of items) {
      const at = this.#at(key);
      if (!isScalar(key)) throw new Refused('a key must be text', at);
      const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
      if (name === '__proto__') throw new Refused('"__proto__" cannot be a key', at);
      if (Object.hasOwn(result, name)) throw new Refused('this key stands here a second time; remove one', at);
      const below = [...path, name];
      if (at) this.#positions.set(pathKey(below), at);
      result[name] = value === null ? null : this.read(value, below, depth + 1);
    }
    return result;
  }

  #at(node: Node): Position | undefined {
    return node.range ? this.#positionOf(node.range[0]) : undefined;
  }
}

/** Whole numbers past 2^53 stay text, so nothing is rounded. */
function scalar(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && source !== undefined) return source;
  if (typeof value === 'bigint') return String(value);
  return value;
}
