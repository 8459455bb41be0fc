import type { FieldMark, FieldType } from '../../contract/index.ts';

/** What a binding needs to know of one entity field. */
export interface EntityField {
  readonly name: string;
  readonly type: FieldType;
  /** Set for enum fields. */
  readonly enumValues?: readonly string[] | undefined;
  readonly mark: FieldMark;
}

/** What a binding needs to know of an entity; the model's entities have this shape. */
export interface EntityShape {
  readonly name: string;
  readonly fields: ReadonlyMap<string, EntityField>;
}
