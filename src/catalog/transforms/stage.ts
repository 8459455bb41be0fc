import type { FieldType, Predicate, Row, Value } from '../../contract/index.ts';
import type { LeafPredicate } from '../mapping.ts';

/** What a leaf about a mapped value comes to on the columns, for every row; undefined when there is no such predicate. */
export type Inverse = (leaf: LeafPredicate) => Predicate | undefined;

/** The type of a value on its way; `unknown` when only the row tells (JSON, an expression, a column that was not described). */
export type StageType = FieldType | 'unknown';

/** A value on its way from columns to an entity field. Stages are put one behind the other when a binding is compiled. */
export interface Stage {
  readonly type: StageType;
  readonly columns: readonly string[];
  readonly map: (row: Row) => Value;
  /** Set while the value is still the column's value, unchanged. */
  readonly column?: string;
  readonly inverse: Inverse;
}

/** A non-null value of a row. */
export type Present = Exclude<Value, null>;

/** What a step does to a value that is there; null in gives null out. */
export interface Step {
  readonly type: StageType;
  readonly apply: (value: Present) => Value;
  /** Built on the inverse of the stage before. Absent: only `isNull` is passed on, so `apply` must never give null. */
  readonly inverse?: (before: Inverse) => Inverse;
}

/** The stage that reads a column. */
export function columnStage(column: string, type: StageType): Stage {
  return {
    type,
    columns: [column],
    map: (row) => row[column] ?? null,
    column,
    inverse: (leaf) => ({ ...leaf, field: column }),
  };
}

/** Puts a step behind a stage. */
export function then(stage: Stage, step: Step): Stage {
  const { map } = stage;
  const { apply } = step;
  return {
    type: step.type,
    columns: stage.columns,
    map: (row) => {
      const value = map(row);
      return value === null ? null : apply(value);
    },
    inverse: (step.inverse ?? onlyNull)(stage.inverse),
  };
}

/** The inverse of a step that keeps nulls null and makes no others. */
export function onlyNull(before: Inverse): Inverse {
  return (leaf) => (leaf.kind === 'isNull' ? before(leaf) : undefined);
}

/** The inverse of a step that cannot be asked of the source. */
export const noInverse: Inverse = () => undefined;
