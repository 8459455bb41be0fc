import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { file } from '../../../connectors/file/index.ts';
import type { FieldType } from '../../../src/contract/index.ts';
import { described, TestFolder } from './helpers.ts';

const README = resolve('connectors/file/README.md');
const TYPES: readonly FieldType[] = [
  'text',
  'int',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'date',
  'time',
  'datetime',
  'duration',
  'json',
  'point',
  'geometry',
];
const folder = new TestFolder();

afterAll(async () => await folder.remove());

interface Node {
  readonly description?: string;
  readonly 'x-description-zh'?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
}

function optionsTable(): string {
  const root = file.configSchema as Node;
  const listed = root.properties?.collections?.items?.properties ?? {};
  const own = Object.entries(listed).filter(([name]) => root.properties?.[name] === undefined || name === 'path');
  const lines = [
    ...Object.entries(root.properties ?? {}).map(([name, node]) => line(name, node)),
    ...own.map(([name, node]) => line(`collections[].${name}`, node)),
    ...Object.entries(root.properties?.fields?.items?.properties ?? {}).map(([name, node]) => line(`fields[].${name}`, node)),
  ];
  return ['| option | help | 说明 |', '|---|---|---|', ...lines].join('\n');
}

function line(name: string, node: Node): string {
  const cell = (text = '') => text.replaceAll('|', '\\|');
  return `| \`${name}\` | ${cell(node.description)} | ${cell(node['x-description-zh'])} |`;
}

async function capabilitiesTable(): Promise<string> {
  const fields = TYPES.map((type) => ({ name: type, type }));
  const table = async (options: object) => {
    const { capabilities } = await described(await folder.openFile('a.csv', `${TYPES.join(',')}\n`, { fields, ...options }));
    return capabilities;
  };
  const [held, scanned] = [await table({}), await table({ maxBytesInMemory: 0 })];
  const rows = TYPES.map((type) => {
    const { operators = [], measures = [], sortable, groupable } = held.fields?.[type] ?? {};
    return `| ${type} | ${operators.join(' ')} | ${sortable ? 'yes' : '-'} | ${groupable ? 'yes' : '-'} | ${measures.join(' ')} |`;
  });
  const names = (capabilities: object) => Object.keys(capabilities).filter((name) => name !== 'fields' && name !== 'paging');
  return [
    '| type | operators | sorted | grouped | measures |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    `Held files: ${names(held).join(', ')}. Scanned files: the operators, and ${names(scanned).join(', ')}.`,
  ].join('\n');
}

it('the README has the options and capabilities of the code (CIVIGRAPH_WRITE=1 writes them)', async () => {
  const before = await readFile(README, 'utf8');
  let after = before;
  for (const [name, table] of [
    ['options', optionsTable()],
    ['capabilities', await capabilitiesTable()],
  ] as const) {
    after = after.replace(new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`), () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`);
  }
  if (process.env.CIVIGRAPH_WRITE === '1') await writeFile(README, after);
  else expect(before).toBe(after);
});
