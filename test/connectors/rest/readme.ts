import { readFile, writeFile } from 'node:fs/promises';
import type { ConfigSchema } from '../../../src/contract/index.ts';

interface Node {
  readonly description?: string;
  readonly 'x-description-zh'?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** A table of every option of a configuration, with its default and its help in both languages. */
export function optionsTable(schema: ConfigSchema): string {
  const lines: string[] = [];
  list(schema as Node, '', lines);
  return ['| option | default | help | 说明 |', '|---|---|---|---|', ...new Set(lines)].join('\n');
}

function list(node: Node, place: string, lines: string[]): void {
  for (const [name, option] of Object.entries(node.properties ?? {})) {
    const path = place === '' ? name : `${place}.${name}`;
    if (option.const === undefined) lines.push(line(path, option, node.required?.includes(name) === true));
    if (!path.endsWith('.filters')) list(option, path, lines);
    else listRule(option, path, lines);
  }
  for (const part of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) list(part, place, lines);
  if (node.items) list(node.items, `${place}[]`, lines);
  if (typeof node.additionalProperties === 'object') list(node.additionalProperties, `${place}.<name>`, lines);
}

/** All operators have the same rule: it is listed once. */
function listRule(filters: Node, place: string, lines: string[]): void {
  const operators = typeof filters.additionalProperties === 'object' ? (filters.additionalProperties.properties ?? {}) : {};
  for (const [name, option] of Object.entries(operators)) lines.push(line(`${place}.<field>.${name}`, option, false));
  list(Object.values(operators)[0] ?? {}, `${place}.<field>.<operator>`, lines);
}

function line(path: string, node: Node, required: boolean): string {
  const cell = (text = '') => text.replaceAll('|', '\\|');
  const standard = node.default === undefined || typeof node.default === 'object' ? '' : `\`${JSON.stringify(node.default)}\``;
  return `| \`${path}\` | ${required ? 'required' : standard} | ${cell(node.description)} | ${cell(node['x-description-zh'])} |`;
}

/** Puts tables between their marks of a page; with CIVIGRAPH_WRITE=1 writes it. Gives the page as it is and as it should be. */
export async function pageWith(path: string, tables: Readonly<Record<string, string>>): Promise<readonly [string, string]> {
  const before = await readFile(path, 'utf8');
  let after = before;
  for (const [name, table] of Object.entries(tables)) {
    after = after.replace(new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`), () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`);
  }
  if (process.env.CIVIGRAPH_WRITE === '1') await writeFile(path, after);
  return process.env.CIVIGRAPH_WRITE === '1' ? [after, after] : [before, after];
}
