import {
  buildFields,
  buildFilters,
  buildOrder,
  buildOwnOrder,
  buildRule,
  DeclarationFault,
  hasExactNumbers,
  knownField,
} from '../kit/declared/build.ts';
import type { ByKeyEndpoint, ByKeysEndpoint, DeclaredCollection, DeclaredField, PageRules } from '../kit/declared/model.ts';
import { type Path, parsePath } from '../kit/declared/path.ts';
import { type ArgumentRule, brokenOption, type GraphqlCollection } from './config.ts';

type Fields = ReadonlyMap<string, DeclaredField>;
const NAME = /^[_A-Za-z]\w*$/;

/** A collection as the kit reads it; paths start at the data of the answer. Throws SourceError BROKEN that names the option. */
export function declaredCollection(name: string, options: GraphqlCollection): DeclaredCollection {
  try {
    const { key, list, description, estimatedRows } = options;
    const fields = buildFields(options.fields, key);
    for (const field of fields.values()) checkPaths(field);
    const root = parsePath(list.field);
    return {
      name,
      description,
      estimatedRows,
      fields,
      key,
      list: {
        filters: buildFilters<ArgumentRule>(list.filters, fields, slotOf),
        combine: list.combine,
        order: list.order && buildOrder(list.order, fields),
        ownOrder: buildOwnOrder(list.ownOrder, fields),
        page: pageRules(list.page, root),
        rows: below(root, list.rows, 'list.rows'),
        item: below([], list.item, 'list.item'),
        total: list.total === undefined ? undefined : { path: below(root, list.total, 'list.total') },
      },
      byKey: options.byKey && byKeyEndpoint(options.byKey, fields),
      byKeys: options.byKeys && byKeysEndpoint(options.byKeys, key, fields),
      exactNumbers: hasExactNumbers(fields),
    };
  } catch (error) {
    if (error instanceof DeclarationFault) throw brokenOption(`collections.${name}.${error.place}`, error.message);
    throw error;
  }
}

/** Values travel as variables of their own types: nothing is text unless it is one. */
function slotOf({ argument }: Pick<ArgumentRule, 'argument'>) {
  return { slot: argument, many: { style: 'list' as const, separator: '' }, textual: false, takesEmpty: true };
}

function pageRules(page: GraphqlCollection['list']['page'], root: Path): PageRules {
  if (page.style !== 'cursor') return page;
  return { ...page, next: below(root, page.next, 'list.page.next'), more: below(root, page.more, 'list.page.more') };
}

function byKeyEndpoint({ field, by, row }: NonNullable<GraphqlCollection['byKey']>, fields: Fields): ByKeyEndpoint {
  const rules = Object.entries(by).map(([name, argument]) => {
    const own = knownField(name, fields, 'byKey.by');
    const { many: _, ...rule } = buildRule<ArgumentRule>({ argument }, own, slotOf);
    return [name, rule] as const;
  });
  if (rules.length === 0) throw new DeclarationFault('byKey.by', 'name the argument of each key field');
  return { fields: new Map(rules), row: below(parsePath(field), row, 'byKey.row'), nullIsAbsent: true };
}

function byKeysEndpoint(options: NonNullable<GraphqlCollection['byKeys']>, key: readonly string[], fields: Fields): ByKeysEndpoint {
  const name = options.by ?? (key.length === 1 ? key[0] : undefined);
  if (name === undefined)
    throw new DeclarationFault('byKeys.by', `name the field that the keys belong to; the key is ${key.join(', ') || 'none'}`);
  const { argument, max, field, rows, item } = options;
  const rule = buildRule<ArgumentRule>({ argument, max }, knownField(name, fields, 'byKeys.by'), slotOf);
  return { field: name, rule, max, rows: below(parsePath(field), rows, 'byKeys.rows'), item: below([], item, 'byKeys.item') };
}

/** Paths become selections, so every step must be a name. */
function below(root: Path, text: string, place: string): Path {
  const path = [...root, ...parsePath(text)];
  const wrong = path.find((step) => !NAME.test(step));
  if (wrong !== undefined) throw new DeclarationFault(place, 'every step of a path must be the name of a GraphQL field');
  return path;
}

function checkPaths({ name, path, lonLat }: DeclaredField): void {
  const paths = lonLat ? [lonLat.lon, lonLat.lat] : [path];
  for (const each of paths) {
    if (each.length === 0 || each.some((step) => !NAME.test(step))) {
      throw new DeclarationFault(`fields.${name}.path`, 'every step of a path must be the name of a GraphQL field');
    }
  }
}
