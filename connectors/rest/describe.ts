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
import type { ByKeyEndpoint, ByKeysEndpoint, DeclaredCollection, DeclaredField, PageRules, Slot } from '../kit/declared/model.ts';
import { parsePath } from '../kit/declared/path.ts';
import type { RuleOptions } from '../kit/declared/schema.ts';
import { brokenOption, type RestCollection, type SlotOptions } from './config.ts';

type Fields = ReadonlyMap<string, DeclaredField>;

/** A collection as the kit reads it. Throws SourceError BROKEN that names the option. */
export function declaredCollection(name: string, options: RestCollection): DeclaredCollection {
  try {
    const { key, list, description, estimatedRows } = options;
    const fields = buildFields(options.fields, key);
    return {
      name,
      description,
      estimatedRows,
      fields,
      key,
      list: {
        filters: buildFilters<SlotOptions>(list.filters, fields, slotOf),
        combine: list.combine,
        order: list.order && buildOrder(checkedOrder(list.order), fields),
        ownOrder: buildOwnOrder(list.ownOrder, fields),
        page: pageRules(list.page),
        rows: parsePath(list.rows),
        item: parsePath(list.item),
        total: list.total === undefined ? undefined : typeof list.total === 'string' ? { path: parsePath(list.total) } : list.total,
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

/** The slot of a parameter or a place in the body. */
export function slotNamed(name: string): Slot {
  return name.startsWith('/') ? `body:${name}` : `query:${name}`;
}

function slotOf({ param, body, style, separator, takesEmpty }: Omit<SlotOptions, keyof RuleOptions>) {
  if ((param === undefined) === (body === undefined)) throw new DeclarationFault('filters', 'a filter needs either "param" or "body"');
  if (body !== undefined) {
    return {
      slot: `body:${body.startsWith('/') ? body : `/${body}`}`,
      many: { style: 'list' as const, separator: '' },
      textual: false,
      takesEmpty: true,
    };
  }
  const many = { style: style === 'comma' ? ('join' as const) : ('repeat' as const), separator };
  return { slot: `query:${param}`, many, textual: true, takesEmpty };
}

function checkedOrder<T extends NonNullable<RestCollection['list']['order']>>(order: T): T {
  if ((order.param === undefined) === (order.body === undefined))
    throw new DeclarationFault('list.order', 'an order needs either "param" or "body"');
  if (order.directionParam !== undefined && order.maxTerms > 1) {
    throw new DeclarationFault('list.order.maxTerms', 'with "directionParam" an order has one term');
  }
  return order;
}

function pageRules(page: RestCollection['list']['page']): PageRules {
  const limit = 'limit' in page && page.limit !== undefined ? slotNamed(page.limit) : undefined;
  switch (page.style) {
    case 'none':
      return page;
    case 'offset':
      return { ...page, offset: slotNamed(page.offset), limit };
    case 'page':
      return { ...page, page: slotNamed(page.page), limit };
    case 'cursor':
      return {
        ...page,
        cursor: slotNamed(page.cursor),
        limit,
        next: parsePath(page.next),
        more: page.more === undefined ? undefined : parsePath(page.more),
      };
    case 'link':
      return { ...page, limit, next: page.next === undefined ? undefined : parsePath(page.next) };
    default:
      return page satisfies never;
  }
}

function byKeyEndpoint({ path, row, nullIsAbsent }: NonNullable<RestCollection['byKey']>, fields: Fields): ByKeyEndpoint {
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  const rules = names.map((name) => {
    const field = knownField(name, fields, 'byKey.path');
    return [name, { slot: `path:${name}`, form: field.form, textual: true, segment: true, takesEmpty: false }] as const;
  });
  return { fields: new Map(rules), row: parsePath(row), nullIsAbsent };
}

function byKeysEndpoint(options: NonNullable<RestCollection['byKeys']>, key: readonly string[], fields: Fields): ByKeysEndpoint {
  const name = options.field ?? (key.length === 1 ? key[0] : undefined);
  if (name === undefined)
    throw new DeclarationFault('byKeys.field', `name the field that the keys belong to; the key is ${key.join(', ') || 'none'}`);
  const field = knownField(name, fields, 'byKeys.field');
  const { param, body, style, separator, takesEmpty, max } = options;
  const rule = buildRule({ param, body, style, separator, takesEmpty, max }, field, slotOf);
  return { field: name, rule, max, rows: parsePath(options.rows), item: parsePath(options.item) };
}
