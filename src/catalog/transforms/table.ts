import { normalizeDecimal } from '../../base/decimal.ts';
import type { FieldType, Scalar, Value } from '../../contract/index.ts';
import { refuse } from './fit.ts';
import { tableInverse } from './inverse.ts';
import { keyOf, LITERAL_FORMS, literalOf } from './literal.ts';
import { nearest } from './nearest.ts';
import { onlyNull, type Stage, then } from './stage.ts';

/** The entity field that a value goes to, as far as literals are concerned. */
export interface Target {
  readonly type: FieldType;
  readonly enumValues?: readonly string[] | undefined;
}

/** What becomes of values that a table does not list: refused when absent. */
export type Otherwise = { readonly value: Value } | undefined;

/** Reads a literal of the binding as a value of the entity field; a text says what is wrong with it. */
export function targetLiteral(value: unknown, { type, enumValues }: Target): { readonly value: Value } | string {
  if (value === null) return { value: null };
  if (enumValues) {
    if (typeof value === 'string' && enumValues.includes(value)) return { value };
    const near = typeof value === 'string' ? nearest(value, enumValues) : '';
    return `expected one of ${enumValues.join(', ')}, got ${typeof value === 'object' ? 'no single value' : `"${value}"`}${near}`;
  }
  const literal = literalOf(value, type);
  return literal === undefined ? `expected ${LITERAL_FORMS[type]}` : { value: literal };
}

/** Maps by a table: `enum` and `look-up`. Keys are read as values of the type that comes in. */
export function tableStage(stage: Stage, table: ReadonlyMap<string, Value>, otherwise: Otherwise, type: FieldType): Stage {
  const from = stage.type;
  const refusal = `a value that the binding's table lists (${table.size} entries); add it, or say "otherwise"`;
  const fallback = (): Value => (otherwise ? otherwise.value : refuse(refusal));
  if (from === 'unknown' || from === 'json') {
    return then(stage, {
      type,
      apply: (value) => table.get(String(value)) ?? (table.has(String(value)) ? null : fallback()),
      inverse: () => () => undefined,
    });
  }
  const entries: (readonly [Scalar, Value])[] = [];
  for (const [key, value] of table) {
    const read = keyOf(key, from);
    if (read !== undefined) entries.push([read, value]);
  }
  const found = new Map<Scalar, Value>(entries);
  const spell = from === 'bigint' || from === 'decimal' ? (value: unknown) => normalizeDecimal(String(value)) : (value: unknown) => value;
  const canMakeNull = otherwise?.value === null || entries.some(([, value]) => value === null);
  return then(stage, {
    type,
    apply: (value) => {
      const result = found.get(spell(value) as Scalar);
      return result === undefined ? fallback() : result;
    },
    inverse: (before) => {
      // Types with several spellings of one value would need the source to know them all.
      if (from === 'time' || from === 'datetime' || from === 'duration') return canMakeNull ? () => undefined : onlyNull(before);
      return tableInverse(before, { entries: [...found], type, ...(otherwise && { otherwise }) });
    },
  });
}

/** Takes only the entity's own enum values. */
export function enumValuesStage(stage: Stage, values: readonly string[]): Stage {
  return tableStage(stage, new Map(values.map((value) => [value, value])), undefined, 'text');
}
