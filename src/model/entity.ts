import type { EntityMark, FieldMark, FieldType, RelationMark } from '../contract/index.ts';

/** A field of an entity that bindings map to. */
export interface EntityField {
  readonly name: string;
  readonly type: FieldType;
  readonly description: string | undefined;
  /** For enums: the type's name and its values. */
  readonly enumName?: string;
  readonly enumValues?: readonly string[];
  /** Labels of the enum's values in English and Chinese. */
  readonly labels?: FieldMark['labels'];
  readonly mark: FieldMark;
}

/** A text computed from an enum field: `statusLabel(locale)`. */
export interface LabelField {
  readonly name: string;
  readonly of: EntityField;
}

/** A link to another entity. */
export interface Relation {
  readonly name: string;
  /** Name of the other entity. */
  readonly to: string;
  readonly many: boolean;
  readonly mark: RelationMark;
  readonly description: string | undefined;
}

/** A type of the unified schema that has records. */
export interface Entity {
  readonly name: string;
  readonly description: string | undefined;
  readonly mark: EntityMark;
  readonly fields: ReadonlyMap<string, EntityField>;
  readonly labels: ReadonlyMap<string, LabelField>;
  readonly relations: ReadonlyMap<string, Relation>;
  /** For an interface: the entities that implement it. For others: itself. */
  readonly members: readonly string[];
  /** Root fields. */
  readonly root: { readonly one: string; readonly many: string; readonly aggregate: string };
}

/** What `src/model` knows of a schema. */
export interface Model {
  readonly entities: ReadonlyMap<string, Entity>;
}

/** The entity of that name. Throws when there is none: names in a model come from the model. */
export function entityOf(model: Model, name: string): Entity {
  const entity = model.entities.get(name);
  if (!entity) throw new Error(`the model has no entity "${name}"`);
  return entity;
}

const UNORDERED: ReadonlySet<FieldType> = new Set(['json', 'point', 'geometry']);
const NUMBERS: ReadonlySet<FieldType> = new Set(['int', 'bigint', 'decimal', 'float']);

/** May be compared, sorted, grouped. */
export const isOrdered = (field: EntityField) => !UNORDERED.has(field.type);
/** May be summed and averaged. */
export const isNumeric = (field: EntityField) => NUMBERS.has(field.type);
