import type { FieldOperator, Predicate, Scalar } from '../../../src/contract/index.ts';
import type { Assigned, DeclaredField, FilterRule, ListEndpoint } from './model.ts';
import { writeTime } from './time-form.ts';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A predicate on one field. */
export type Leaf = Exclude<Predicate, { readonly kind: 'and' | 'or' | 'not' }>;

/** The parts of a conjunction; undefined where "or" and "not" stand in it. */
export function leavesOf(predicate: Predicate): readonly Leaf[] | undefined {
  if (predicate.kind === 'or' || predicate.kind === 'not') return undefined;
  if (predicate.kind !== 'and') return [predicate];
  const leaves: Leaf[] = [];
  for (const part of predicate.of) {
    const inner = leavesOf(part);
    if (!inner) return undefined;
    leaves.push(...inner);
  }
  return leaves;
}

/** The operator of a leaf as capabilities name it. */
export function operatorOf(leaf: Leaf): FieldOperator {
  return leaf.kind === 'compare' || leaf.kind === 'text' ? leaf.operator : leaf.kind;
}

/** The values that a leaf asks its field to equal; undefined where it asks something else. */
export function equalValues(leaf: Leaf): readonly Scalar[] | undefined {
  if (leaf.kind === 'in') return leaf.values;
  return leaf.kind === 'compare' && leaf.operator === 'eq' ? [leaf.value] : undefined;
}

/** Puts a leaf into the slot that its rule names; undefined where the list does not take it, or not these values. */
export function assignLeaf(leaf: Leaf, field: DeclaredField, list: ListEndpoint): Assigned | undefined {
  const rules = list.filters.get(leaf.field);
  if (!rules) return undefined;
  const operator = operatorOf(leaf);
  const values = equalValues(leaf);
  if (values) return assignValues(values, field, rules.get(values.length === 1 ? 'eq' : 'in') ?? rules.get('in'));
  const rule = rules.get(operator);
  if (!rule) return undefined;
  if (leaf.kind === 'isNull') return { slot: rule.slot, value: rule.literal ?? true };
  if (leaf.kind === 'compare') return assignValues([leaf.value], field, rule);
  return leaf.kind === 'text' && !leaf.ignoreCase ? assignValues([leaf.value], field, rule) : undefined;
}

/** Writes values as a rule wants them; undefined where it cannot say them all exactly. */
export function assignValues(values: readonly Scalar[], field: DeclaredField, rule: FilterRule | undefined): Assigned | undefined {
  if (!rule) return undefined;
  const { many, max, slot } = rule;
  if (values.length > 1 && (!many || (max !== undefined && values.length > max))) return undefined;
  const written: Scalar[] = [];
  for (const value of values) {
    const one = writeValue(value, field, rule);
    if (one === undefined) return undefined;
    written.push(one);
  }
  if (many) return { slot, value: written, many };
  const [only] = written;
  return only === undefined ? undefined : { slot, value: only };
}

/** A value as a rule wants it; undefined where it cannot be said so that it means the same. */
export function writeValue(value: Scalar, field: DeclaredField, rule: FilterRule): Scalar | undefined {
  const timed = field.type === 'date' || field.type === 'time' || field.type === 'datetime';
  const written = timed ? writeTime(field.type, String(value), rule.form) : value;
  if (written === undefined || !rule.textual) return written;
  const text = String(written);
  if (text === '' && !rule.takesEmpty) return undefined;
  if (rule.segment && (text === '' || text === '.' || text === '..')) return undefined;
  if (text.includes('\u0000') || LONE_SURROGATE.test(text)) return undefined;
  if (rule.many?.style === 'join' && text.includes(rule.many.separator)) return undefined;
  return text;
}
