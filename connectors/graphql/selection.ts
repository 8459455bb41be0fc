import type { DeclaredField, WireAsk } from '../kit/declared/model.ts';
import type { Path } from '../kit/declared/path.ts';

type Tree = Map<string, Tree>;

/** The selection of an endpoint as GraphQL text, the root field's arguments put where the root field ends. */
export function selectionOf(ask: Pick<WireAsk, 'collection' | 'endpoint' | 'fields'>, root: Path, argumentText: string): string {
  const tree: Tree = new Map();
  for (const path of pathsOf(ask)) add(tree, path);
  return textOf(tree, root, argumentText);
}

function pathsOf({ collection, endpoint, fields }: Pick<WireAsk, 'collection' | 'endpoint' | 'fields'>): readonly Path[] {
  const { list, byKey, byKeys } = collection;
  const inRows = (rows: Path) => fields.flatMap((field) => leavesOf(field).map((leaf) => [...rows, ...leaf]));
  if (endpoint === 'byKey') return inRows(byKey?.row ?? []);
  if (endpoint === 'byKeys') return inRows([...(byKeys?.rows ?? []), ...(byKeys?.item ?? [])]);
  const { page, total } = list;
  const marks = page.style === 'cursor' ? [page.next, ...(page.more ? [page.more] : [])] : [];
  const totals = total && 'path' in total ? [total.path] : [];
  return [...inRows([...list.rows, ...list.item]), ...totals, ...marks];
}

function leavesOf({ path, lonLat }: DeclaredField): readonly Path[] {
  return lonLat ? [lonLat.lon, lonLat.lat] : [path];
}

function add(tree: Tree, path: Path): void {
  let at = tree;
  for (const step of path) {
    const next = at.get(step) ?? new Map();
    at.set(step, next);
    at = next;
  }
}

function textOf(tree: Tree, root: Path, argumentText: string): string {
  const [step, ...rest] = root;
  const members = [...tree].map(([name, inner]) => {
    const here = name === step;
    const called = here && rest.length === 0 ? `${name}${argumentText}` : name;
    return inner.size === 0 ? called : `${called} ${textOf(inner, here ? rest : [], argumentText)}`;
  });
  return `{ ${members.join(' ')} }`;
}
