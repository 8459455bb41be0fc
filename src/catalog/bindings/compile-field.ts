import type { FieldType, Row, Value } from '../../contract/index.ts';
import { type FieldMapping, MappingError } from '../mapping.ts';
import {
  applyTransform,
  columnStage,
  compileExpression,
  concatStage,
  constantInverse,
  type Datum,
  type DurationType,
  dateStage,
  durationStage,
  enumValuesStage,
  fitTo,
  keyOf,
  LITERAL_FORMS,
  noInverse,
  type Otherwise,
  placeStage,
  pointStage,
  redact,
  type Stage,
  type StageType,
  splitStep,
  type TimeType,
  tableStage,
  targetLiteral,
  then,
} from '../transforms/index.ts';
import type { EntityField } from './entity-shape.ts';
import { readLookUp } from './look-up-table.ts';
import type { Path } from './problem.ts';
import type { FieldData, LongField } from './schema.ts';

/** What a field mapping is compiled against. */
export interface FieldContext {
  /** The type of a column; reports and returns undefined when the binding may not read it. */
  readonly typeOf: (column: string, path: Path) => StageType | undefined;
  readonly report: (path: Path, message: string) => void;
  readonly datum: Datum | undefined;
  readonly zone: string | undefined;
  readonly baseDir: string;
}

/** Compiles how one entity field comes out of columns; undefined when problems were reported. */
export function compileField(field: EntityField, data: FieldData, path: Path, context: FieldContext): FieldMapping | undefined {
  const compiler = new FieldCompiler(field, typeof data === 'string' ? { column: data } : data, path, context, typeof data === 'string');
  const stage = compiler.compile();
  return stage && finish(field, stage, typeof data !== 'string' && data.redacted === true);
}

function finish(field: EntityField, stage: Stage, redacted: boolean): FieldMapping {
  const base = { field: field.name, type: field.type, columns: stage.columns };
  if (field.mark.freeText && field.type === 'text' && !redacted && stage.columns.length > 0)
    return redactedMapping(base, guarded(stage, field.type), stage);
  const copied = stage.column === undefined ? { map: guarded(stage, field.type) } : { map: stage.map, column: stage.column };
  return { ...base, ...copied, ...(stage.inverse !== noInverse && { toSource: stage.inverse }) };
}

function redactedMapping(base: Pick<FieldMapping, 'field' | 'type' | 'columns'>, map: (row: Row) => Value, stage: Stage): FieldMapping {
  // The count of a row is asked right after its value: one look is kept.
  let last: { readonly row: Row; readonly removed: number } | undefined;
  const clean = (row: Row): Value => {
    const value = map(row);
    if (typeof value !== 'string') {
      last = { row, removed: 0 };
      return value;
    }
    const { text, removed } = redact(value);
    last = { row, removed };
    return text;
  };
  const redactions = (row: Row): number => {
    if (last?.row !== row) clean(row);
    return last?.removed ?? 0;
  };
  return { ...base, map: clean, redactions, toSource: (leaf) => (leaf.kind === 'isNull' ? stage.inverse(leaf) : undefined) };
}

/** A row that breaks the source's promise in a way that no step foresaw is refused like every other. */
function guarded({ map }: Stage, type: FieldType): (row: Row) => Value {
  return (row) => {
    try {
      return map(row);
    } catch (error) {
      if (error instanceof MappingError) throw error;
      throw new MappingError(`expected a value that can become ${type}`);
    }
  };
}

class FieldCompiler {
  readonly #field: EntityField;
  readonly #data: LongField;
  readonly #path: Path;
  readonly #context: FieldContext;
  readonly #short: boolean;

  constructor(field: EntityField, data: LongField, path: Path, context: FieldContext, short: boolean) {
    this.#field = field;
    this.#data = data;
    this.#path = path;
    this.#context = context;
    this.#short = short;
  }

  compile(): Stage | undefined {
    const { column, point, duration, concat, expression, value } = this.#data;
    if (value !== undefined) return this.#constant(value);
    if (point) return this.#point(point);
    if (duration) return this.#duration(duration);
    if (expression !== undefined) return this.#fitted(this.#expression(expression));
    if (concat) return this.#fitted(this.#read(this.#concat(concat)));
    return column === undefined ? undefined : this.#fitted(this.#read(this.#column(column, this.#short ? [] : ['column'])));
  }

  /** Reports at a key of the mapping; in the short form at the mapping itself. */
  #report(keys: Path, message: string): undefined {
    this.#context.report([...this.#path, ...keys], message);
    return undefined;
  }

  #ok(stage: Stage | string, keys: Path): Stage | undefined {
    return typeof stage === 'string' ? this.#report(keys, stage) : stage;
  }

  #column(column: string, keys: Path): Stage | undefined {
    const type = this.#context.typeOf(column, [...this.#path, ...keys]);
    let stage = type && columnStage(column, type);
    for (const [index, transform] of (this.#data.transforms ?? []).entries()) {
      stage = stage && this.#ok(applyTransform(stage, transform), ['transforms', index]);
    }
    return stage;
  }

  #constant(value: unknown): Stage | undefined {
    const literal = targetLiteral(value, this.#field);
    if (typeof literal === 'string') return this.#report(['value'], literal);
    const { type } = this.#field;
    return { type, columns: [], map: () => literal.value, inverse: constantInverse(literal.value, type) };
  }

  #concat(columns: readonly string[]): Stage | undefined {
    const parts = columns.map((column, index) => {
      const stage = this.#column(column, ['concat', index]);
      if (!stage) return undefined;
      return (
        fitTo(stage, 'text', { zone: undefined }) ?? this.#report(['concat', index], `"concat" joins texts, this column is ${stage.type}`)
      );
    });
    const present = parts.filter((part) => part !== undefined);
    return present.length === parts.length ? concatStage(present, this.#data.separator ?? '') : undefined;
  }

  #expression(text: string): Stage | undefined {
    const expression = compileExpression(text);
    if (typeof expression === 'string') return this.#report(['expression'], expression);
    const declared = this.#data.columns;
    const undeclared = declared && expression.columns.find((column) => !declared.includes(column));
    if (undeclared !== undefined) return this.#report(['expression'], `the column "${undeclared}" is not named in "columns"`);
    if (expression.columns.length === 0)
      return this.#report(['expression'], 'the expression names no column; use "value" for a fixed value');
    const types = new Map(expression.columns.map((column) => [column, this.#context.typeOf(column, [...this.#path, 'expression'])]));
    if ([...types.values()].includes(undefined)) return undefined;
    return this.#ok(
      expression.stage((column) => types.get(column) ?? 'unknown'),
      ['expression'],
    );
  }

  #point({ lon, lat }: { readonly lon: string; readonly lat: string }): Stage | undefined {
    const { type } = this.#field;
    if (type !== 'point' && type !== 'geometry') return this.#report(['point'], `"point" makes a place, the field is ${type}`);
    const datum = this.#datum();
    const number = (column: string, key: string) => {
      const stage = this.#column(column, ['point', key]);
      return (
        stage &&
        (fitTo(stage, 'float', { zone: undefined }) ?? this.#report(['point', key], `expected a number column, this one is ${stage.type}`))
      );
    };
    const [x, y] = [number(lon, 'lon'), number(lat, 'lat')];
    if (!datum || !x || !y) return undefined;
    const stage = pointStage(x, y, datum);
    return type === 'point' ? stage : this.#ok(placeStage(stage, { name: 'WGS84' }, type), ['point']);
  }

  #datum(): Datum | undefined {
    const { datum } = this.#context;
    return (
      datum ?? this.#report([], 'a place needs to know its datum: set "datum" in the binding (WGS84, CGCS2000, GCJ02, BD09, EPSG:code)')
    );
  }

  #duration(form: NonNullable<LongField['duration']>): Stage | undefined {
    const { type } = this.#field;
    if (!['int', 'bigint', 'decimal', 'float', 'duration'].includes(type))
      return this.#report(['duration'], `"duration" makes a number or a Duration, the field is ${type}`);
    if (type !== 'duration' && !form.unit)
      return this.#report(['duration'], 'the key "unit" is missing: expected seconds, minutes or hours');
    const from = this.#column(form.from, ['duration', 'from']);
    const to = this.#column(form.to, ['duration', 'to']);
    if (!from || !to) return undefined;
    const { unit = 'seconds', pattern, midnight = false, maxHours } = form;
    return this.#ok(durationStage(from, to, { unit, pattern, midnight, maxHours, zone: this.#context.zone }, type as DurationType), [
      'duration',
    ]);
  }

  /** split, then one of enum, look-up and date. */
  #read(start: Stage | undefined): Stage | undefined {
    const { split, date } = this.#data;
    if (!start) return undefined;
    let stage: Stage | undefined = start;
    if (split) {
      if (stage.type !== 'text' && stage.type !== 'unknown' && stage.type !== 'json')
        return this.#report(['split'], `"split" takes text, here it gets ${stage.type}`);
      stage = then(stage, splitStep(split.separator, split.index));
    }
    if (this.#data.enum) return this.#table(stage, new Map(Object.entries(this.#data.enum)), 'enum');
    if (this.#data['look-up']) return this.#lookUp(stage, this.#data['look-up']);
    if (!date) return stage;
    const { type } = this.#field;
    if (type !== 'date' && type !== 'time' && type !== 'datetime')
      return this.#report(['date'], `"date" makes a Date, a time or a DateTime, the field is ${type}`);
    const form = date === 'iso' ? {} : date;
    return this.#ok(dateStage(stage, { ...form, zone: form.zone ?? this.#context.zone }, type as TimeType), ['date']);
  }

  #lookUp(stage: Stage, { table, file, key, value }: NonNullable<LongField['look-up']>): Stage | undefined {
    if (table) return this.#table(stage, new Map(Object.entries(table)), 'look-up', 'table');
    const read = readLookUp({ file: file ?? '', key, value }, this.#context.baseDir);
    return typeof read === 'string' ? this.#report(['look-up', 'file'], read) : this.#table(stage, read, 'look-up', 'file');
  }

  #table(stage: Stage, entries: ReadonlyMap<string, unknown>, ...keys: readonly string[]): Stage | undefined {
    const table = new Map<string, Value>();
    const ofFile = keys.includes('file');
    let sound = true;
    const wrong = (key: string, message: string) => {
      // One message for a file: its entries have no place of their own in the binding.
      if (sound || !ofFile) this.#report(ofFile ? keys : [...keys, key], message);
      sound = false;
    };
    for (const [key, value] of entries) {
      const literal = this.#tableValue(value, ofFile);
      if (typeof literal === 'string') wrong(key, literal);
      else table.set(key, literal.value);
      if (stage.type !== 'unknown' && stage.type !== 'json' && keyOf(key, stage.type) === undefined) {
        wrong(key, `no ${stage.type} column has the value "${key}": expected ${LITERAL_FORMS[stage.type]}`);
      }
    }
    const otherwise = this.#otherwise();
    if (!sound || otherwise === 'wrong') return undefined;
    return tableStage(stage, table, otherwise, this.#field.type);
  }

  /** Cells of CSV files are text; they are read as the field's type. */
  #tableValue(value: unknown, ofFile: boolean) {
    const { type, enumValues } = this.#field;
    if (!ofFile || typeof value !== 'string' || type === 'text' || enumValues) return targetLiteral(value, this.#field);
    return targetLiteral(keyOf(value, type) ?? value, this.#field);
  }

  #otherwise(): Otherwise | 'wrong' {
    const { otherwise } = this.#data;
    if (otherwise === undefined || otherwise === 'reject') return undefined;
    const literal = targetLiteral(otherwise, this.#field);
    if (typeof literal !== 'string') return literal;
    this.#report(['otherwise'], `${literal}, null or reject`);
    return 'wrong';
  }

  /** The last step: the entity field's own type. */
  #fitted(stage: Stage | undefined): Stage | undefined {
    if (!stage) return undefined;
    const { type, enumValues } = this.#field;
    if (type === 'point' || type === 'geometry') {
      const datum = this.#datum();
      return datum && this.#ok(placeStage(stage, datum, type), []);
    }
    const done = fitTo(stage, type, { zone: this.#context.zone });
    if (!done)
      return this.#report(
        this.#short ? [] : ['column'],
        `the field is ${type}, the column is ${stage.type}: ${adviceFor(stage.type, type)}`,
      );
    const isTable = this.#data.enum !== undefined || this.#data['look-up'] !== undefined;
    return enumValues && !isTable ? enumValuesStage(done, enumValues) : done;
  }
}

function adviceFor(from: StageType, to: FieldType): string {
  const numbers = ['int', 'bigint', 'decimal', 'float'];
  if ((from === 'date' && to === 'datetime') || (from === 'datetime' && to === 'date')) return 'set "timeZone" in the binding';
  if (['date', 'time', 'datetime'].includes(to) && numbers.includes(from))
    return 'say how with "date: {pattern: ...}" or "date: {epoch: ...}"';
  if (to === 'duration') return 'a Duration comes from ISO 8601 text, or from two columns with "duration"';
  return 'map its values with "enum" or compute it with "expression"';
}
