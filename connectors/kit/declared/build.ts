import type { Direction, FieldOperator } from '../../../src/contract/index.ts';
import type { DeclaredField, FilterRule, FilterRules, OrderRules, SpelledTerm } from './model.ts';
import { parsePath } from './path.ts';
import type { FieldOptions, OrderFieldOptions, OrderOptions, OwnOrderOptions, RuleOptions } from './schema.ts';
import { timeFormOf } from './time-form.ts';

/** A mistake in a declaration: where it stands below the collection, and what is wrong. */
export class DeclarationFault extends Error {
  readonly place: string;

  constructor(place: string, message: string) {
    super(message);
    this.place = place;
  }
}

/** Fields by name, key fields never null. */
export function buildFields(options: readonly FieldOptions[], key: readonly string[]): ReadonlyMap<string, DeclaredField> {
  const fields = new Map<string, DeclaredField>();
  for (const { name, type, nullable, path = `/${escaped(name)}`, format, zone, description } of options) {
    if (fields.has(name)) throw new DeclarationFault('fields', `field "${name}" is declared twice`);
    if (typeof path !== 'string' && type !== 'point')
      throw new DeclarationFault(`fields.${name}.path`, 'only a point may lie in two places');
    fields.set(name, {
      name,
      type,
      nullable: nullable && !key.includes(name),
      description,
      path: typeof path === 'string' ? parsePath(path) : [],
      lonLat: typeof path === 'string' ? undefined : { lon: parsePath(path.lon), lat: parsePath(path.lat) },
      form: timeFormOf(format, zone),
    });
  }
  for (const name of key) knownField(name, fields, 'key');
  return fields;
}

/** The field of a name that stands at a place. Throws {@link DeclarationFault} when there is none. */
export function knownField(name: string, fields: ReadonlyMap<string, DeclaredField>, place: string): DeclaredField {
  const field = fields.get(name);
  if (field) return field;
  throw new DeclarationFault(place, `no field "${name}"; the fields are ${[...fields.keys()].join(', ')}`);
}

/** What a connector adds to a rule: its slot and how several values go into it. */
export type SlotOf<T> = (rule: T) => Pick<FilterRule, 'slot' | 'many' | 'textual' | 'takesEmpty' | 'segment'>;

/** One rule of a filter or look-up. */
export function buildRule<T extends RuleOptions>(rule: T, field: DeclaredField, slotOf: SlotOf<T>): FilterRule {
  const { format, zone, max, value } = rule;
  return { ...slotOf(rule), form: format === undefined ? field.form : timeFormOf(format, zone), max, literal: value };
}

type FilterOptions<T> = Readonly<Record<string, Readonly<Partial<Record<FieldOperator, T | undefined>>>>>;

/** Filters that may be used: those on text only where they are promised to be exact. `in` answers for `eq` too. */
export function buildFilters<T extends RuleOptions>(
  options: FilterOptions<T>,
  fields: ReadonlyMap<string, DeclaredField>,
  slotOf: SlotOf<T>,
): FilterRules {
  const filters = new Map<string, ReadonlyMap<FieldOperator, FilterRule>>();
  for (const [name, operators] of Object.entries(options)) {
    const field = knownField(name, fields, 'filters');
    const rules = new Map<FieldOperator, FilterRule>();
    for (const [operator, rule] of Object.entries(operators) as [FieldOperator, T | undefined][]) {
      if (!rule || (isText(field) && operator !== 'isNull' && rule.exact !== true) || rule.exact === false) continue;
      checkOperator(field, operator);
      const built = buildRule(rule, field, slotOf);
      rules.set(operator, operator === 'in' ? { ...built, many: built.many ?? { style: 'repeat', separator: '' } } : single(built));
    }
    const many = rules.get('in');
    if (many && !rules.has('eq')) rules.set('eq', many);
    if (rules.size > 0) filters.set(name, rules);
  }
  return filters;
}

function single({ many: _, ...rule }: FilterRule): FilterRule {
  return rule;
}

function checkOperator({ name, type }: DeclaredField, operator: FieldOperator): void {
  if (operator === 'isNull') return;
  const texts = operator === 'contains' || operator === 'startsWith' || operator === 'endsWith';
  if (texts ? type === 'text' : type !== 'json' && type !== 'point' && type !== 'geometry') return;
  throw new DeclarationFault(`filters.${name}.${operator}`, `a field of type ${type} cannot be compared so`);
}

/** Orders that may be used: by text only where promised exact, by what may be null only where nulls are promised to come last. */
export function buildOrder(options: OrderOptions, fields: ReadonlyMap<string, DeclaredField>): OrderRules {
  const terms = new Map<string, Readonly<Partial<Record<Direction, SpelledTerm>>>>();
  for (const [name, rule] of Object.entries(options.fields)) {
    const field = knownField(name, fields, 'order.fields');
    if (!keepsLaws(field, rule)) continue;
    terms.set(name, Object.fromEntries(rule.directions.map((direction) => [direction, spelled(name, direction, rule, options)])));
  }
  return { terms, maxTerms: options.maxTerms, tieBreak: options.tieBreak };
}

function spelled(field: string, direction: Direction, rule: OrderFieldOptions, { template, asc, desc }: OrderOptions): SpelledTerm {
  const name = rule.name ?? field;
  const word = direction === 'asc' ? asc : desc;
  const text =
    (direction === 'asc' ? rule.asc : rule.desc) ?? template.replaceAll('{field}', () => name).replaceAll('{direction}', () => word);
  return { name, direction: word, text };
}

/** The list's own order, as far as it keeps the laws; else none is known. */
export function buildOwnOrder(options: OwnOrderOptions, fields: ReadonlyMap<string, DeclaredField>) {
  const kept = options.every((term) => keepsLaws(knownField(term.field, fields, 'ownOrder'), term));
  return kept ? options.map(({ field, direction }) => ({ field, direction })) : [];
}

function keepsLaws(field: DeclaredField, { exact, nulls }: { readonly exact: boolean; readonly nulls?: 'last' | undefined }): boolean {
  if (field.type === 'json' || field.type === 'point' || field.type === 'geometry') return false;
  return (!isText(field) || exact) && (!field.nullable || nulls === 'last');
}

/** Whether numbers of a collection can be longer than a JavaScript number holds. */
export function hasExactNumbers(fields: ReadonlyMap<string, DeclaredField>): boolean {
  return [...fields.values()].some(({ type }) => type === 'bigint' || type === 'decimal');
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isText({ type }: DeclaredField): boolean {
  return type === 'text' || type === 'duration';
}
