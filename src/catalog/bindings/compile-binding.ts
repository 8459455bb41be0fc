import { dirname } from 'node:path';
import { Duration } from 'luxon';
import type { CollectionDescription, FieldType, Predicate } from '../../contract/index.ts';
import { fieldsOf } from '../../rows/index.ts';
import type { CompiledBinding, FieldMapping, Identity } from '../mapping.ts';
import { type Datum, datumOf, isZone, nearest, type StageType } from '../transforms/index.ts';
import { compileField, type FieldContext } from './compile-field.ts';
import type { EntityField, EntityShape } from './entity-shape.ts';
import type { BindingDefinition } from './parse-binding-file.ts';
import { forbiddenBy } from './privacy.ts';
import { type BindingProblem, type Path, Problems } from './problem.ts';
import { whereToPredicate } from './where.ts';

export interface CompileOptions {
  /** Look-up files start here; default: the folder of the binding's file. */
  readonly baseDir?: string;
}

/** Compiles a binding against its entity and the collection as the source describes it. */
export function compileBinding(
  definition: BindingDefinition,
  entity: EntityShape,
  collection: CollectionDescription,
  options: CompileOptions = {},
): CompiledBinding | BindingProblem[] {
  const compiler = new BindingCompiler(definition, entity, collection, options);
  const binding = compiler.compile();
  return compiler.problems.list.length > 0 ? compiler.problems.list : binding;
}

/** Checks everything that shows without the collection: for sources that are down. */
export function validateBinding(definition: BindingDefinition, entity: EntityShape, options: CompileOptions = {}): BindingProblem[] {
  const compiler = new BindingCompiler(definition, entity, undefined, options);
  compiler.compile();
  return compiler.problems.list;
}

const UNORDERED: readonly (StageType | undefined)[] = ['json', 'point', 'geometry'];

class BindingCompiler {
  readonly problems: Problems;
  readonly #definition: BindingDefinition;
  readonly #entity: EntityShape;
  readonly #collection: CollectionDescription | undefined;
  readonly #columns: ReadonlyMap<string, FieldType>;
  readonly #options: CompileOptions;

  constructor(definition: BindingDefinition, entity: EntityShape, collection: CollectionDescription | undefined, options: CompileOptions) {
    this.problems = new Problems(definition.origin);
    this.#definition = definition;
    this.#entity = entity;
    this.#collection = collection;
    this.#columns = new Map(collection?.fields.map((field) => [field.name, field.type]));
    this.#options = options;
  }

  compile(): CompiledBinding {
    const { id, source, collection, mode = 'live', withoutKey = 'report' } = this.#definition;
    const context = this.#context();
    const fields = this.#fields(context);
    const identity = this.#identity(fields);
    const where = this.#where();
    const updatedAt = this.#updatedAt(context);
    const sync = this.#sync();
    return {
      ...{ id, entity: this.#entity.name, source, collection, mode, key: this.#key(), fields, withoutKey },
      ...(identity && { identity }),
      ...(where && { where }),
      ...(updatedAt && { updatedAt }),
      ...(sync && { sync }),
    };
  }

  #report(path: Path, message: string): void {
    this.problems.add(path, message);
  }

  #context(): FieldContext {
    const { timeZone, origin } = this.#definition;
    if (timeZone !== undefined && !isZone(timeZone)) {
      this.#report(['timeZone'], `"${timeZone}" is no IANA time zone; expected a name such as Asia/Shanghai`);
    }
    return {
      typeOf: (column, path) => this.#typeOf(column, path),
      report: (path, message) => this.#report(path, message),
      datum: this.#datum(),
      zone: timeZone !== undefined && isZone(timeZone) ? timeZone : undefined,
      baseDir: this.#options.baseDir ?? dirname(origin?.file ?? '.'),
    };
  }

  #datum(): Datum | undefined {
    const { datum } = this.#definition;
    if (datum === undefined) return undefined;
    const found = datumOf(datum);
    if (typeof found !== 'string') return found;
    this.#report(['datum'], found);
    // The datum is reported once; places are checked as if it were known.
    return { name: datum };
  }

  /** The type of a column that the binding may read. */
  #typeOf(column: string, path: Path): StageType | undefined {
    if (column.includes('*')) {
      this.#report(path, 'a wildcard is not taken: only columns that are named one by one leave a source');
      return undefined;
    }
    const forbidden = forbiddenBy(column);
    if (forbidden !== undefined) {
      this.#report(path, `the column "${column}" looks like ${forbidden}: such data never enters the product; remove it`);
      return undefined;
    }
    if (!this.#collection) return 'unknown';
    const type = this.#columns.get(column);
    if (type === undefined) {
      this.#report(path, `the collection "${this.#collection.name}" has no column "${column}"${nearest(column, this.#columns.keys())}`);
    }
    return type;
  }

  #fields(context: FieldContext): ReadonlyMap<string, FieldMapping> {
    const fields = new Map<string, FieldMapping>();
    for (const [name, data] of Object.entries(this.#definition.fields)) {
      const path = ['fields', name];
      const field = this.#field(name, path);
      const zone = this.#zoneOf(data, path);
      const mapping = field && compileField(field, data, path, zone === undefined ? context : { ...context, zone });
      if (mapping) fields.set(name, mapping);
    }
    return fields;
  }

  #zoneOf(data: BindingDefinition['fields'][string], path: Path): string | undefined {
    const date = typeof data === 'string' ? undefined : data.date;
    const zone = typeof date === 'object' ? date.zone : undefined;
    if (zone !== undefined && !isZone(zone)) {
      this.#report([...path, 'date', 'zone'], `"${zone}" is no IANA time zone; expected a name such as Asia/Shanghai`);
      return 'UTC';
    }
    return zone;
  }

  /** The entity field that may be mapped. */
  #field(name: string, path: Path): EntityField | undefined {
    const refused = (message: string): undefined => {
      this.#report(path, message);
      return undefined;
    };
    if (name.includes('*')) return refused('a wildcard is not taken: fields are named one by one');
    const forbidden = forbiddenBy(name);
    if (forbidden !== undefined)
      return refused(`the field "${name}" looks like ${forbidden}: such data never enters the product; remove it`);
    const field = this.#entity.fields.get(name);
    if (!field) return refused(`${this.#entity.name} has no field "${name}"${nearest(name, this.#entity.fields.keys())}`);
    if (field.mark.relation) return refused(`"${name}" is a relation: it follows from "${field.mark.relation.from}" and is not mapped`);
    if (field.mark.labelOf !== undefined) return refused(`"${name}" is computed from "${field.mark.labelOf}" and is not mapped`);
    if (field.mark.privacy === 'PERSONAL') {
      return refused(`"${name}" is PERSONAL: such fields open only for a stated purpose, and none is configured; remove it`);
    }
    return field;
  }

  #key(): readonly string[] {
    const { key } = this.#definition;
    const names = key === undefined ? (this.#collection?.key ?? []) : typeof key === 'string' ? [key] : key;
    if (names.length === 0 && this.#collection)
      this.#report(['key'], 'the source knows no key of this collection: name the columns that identify a row in "key"');
    names.forEach((column, index) => {
      const path = Array.isArray(key) ? ['key', index] : ['key'];
      const type = this.#typeOf(column, path);
      if (UNORDERED.includes(type)) this.#report(path, `a ${type} column cannot be a key`);
      if (names.indexOf(column) !== index) this.#report(path, `the column "${column}" stands in the key twice`);
    });
    return names;
  }

  #where(): Predicate | undefined {
    const { where } = this.#definition;
    if (where === undefined) return undefined;
    const predicate = whereToPredicate(where, ['where'], {
      typeOf: (column, path) => this.#typeOf(column, path),
      report: (path, message) => this.#report(path, message),
    });
    return fieldsOf(predicate).size === 0 ? undefined : predicate;
  }

  #identity(fields: ReadonlyMap<string, FieldMapping>): Identity | undefined {
    const { identity } = this.#definition;
    if (!identity) return undefined;
    const check = (name: string, path: Path): void => {
      if (!Object.hasOwn(this.#definition.fields, name))
        this.#report(path, `the binding does not map "${name}"${nearest(name, Object.keys(this.#definition.fields))}`);
      const type = fields.get(name)?.type;
      if (UNORDERED.includes(type)) this.#report(path, `"${name}" is ${type}: it has no order and no identity`);
    };
    check(identity.field, ['identity', 'field']);
    const { order, newest } = identity.wins;
    if (newest === undefined) return { field: identity.field, wins: { by: 'order', rank: order ?? 0 } };
    check(newest, ['identity', 'wins', 'newest']);
    return { field: identity.field, wins: { by: 'newest', field: newest } };
  }

  #updatedAt(context: FieldContext): FieldMapping | undefined {
    const { updatedAt } = this.#definition;
    if (updatedAt === undefined) return undefined;
    const zone = this.#zoneOf(updatedAt, ['updatedAt']);
    const field: EntityField = { name: 'updatedAt', type: 'datetime', mark: {} };
    return compileField(field, updatedAt, ['updatedAt'], zone === undefined ? context : { ...context, zone });
  }

  #sync(): CompiledBinding['sync'] {
    const { sync } = this.#definition;
    if (!sync) return undefined;
    const read = (key: 'every' | 'staleAfter', text: string): number => {
      const milliseconds = Duration.fromISO(text).toMillis();
      if (milliseconds > 0) return milliseconds;
      this.#report(['sync', key], 'expected a positive ISO 8601 duration such as PT5M');
      return 0;
    };
    const every = read('every', sync.every);
    return { every, staleAfter: sync.staleAfter === undefined ? 2 * every : read('staleAfter', sync.staleAfter) };
  }
}
