import 'reflect-metadata';
import { Extensions, getMetadataStorage, InterfaceType, ObjectType } from 'type-graphql';
import type { EntityMark, FieldMark, FieldType, PrivacyClass, RelationMark } from '../src/contract/index.ts';

type Mark = FieldMark | EntityMark;

/**
 * TypeGraphQL merges repeated `@Extensions` key by key, so a second `civigraph` would replace the first. Every class and field
 * therefore gets one mark object, set once and completed by the decorators that follow.
 */
const marks = new WeakMap<object, Map<string, Mark>>();

function addMark(target: object, key: string | undefined, part: Mark): void {
  const owner = key === undefined ? target : target.constructor;
  const ofOwner = marks.get(owner) ?? new Map<string, Mark>();
  marks.set(owner, ofOwner);
  const known = ofOwner.get(key ?? '');
  if (known !== undefined) {
    Object.assign(known, part);
    return;
  }
  const mark = { ...part };
  ofOwner.set(key ?? '', mark);
  const extend: (target: object, key?: string) => void = Extensions({ civigraph: mark });
  extend(target, key);
}

/** Completes the mark of a field. */
export function markField(part: FieldMark): PropertyDecorator {
  return (target, key) => addMark(target, String(key), part);
}

/** What `@Entity` says about an entity. */
export interface EntityOptions extends EntityMark {
  readonly plural: string;
  readonly term: string;
  /** Meaning in English; the Chinese term and the standard are appended. */
  readonly description: string;
  /** Entity interface that the entity implements. */
  readonly implements?: abstract new () => object;
  /** Class of the entity's own fields that carry no `@Privacy`. Default INTERNAL. */
  readonly privacy?: PrivacyClass;
}

/** Makes a class an entity: a GraphQL object type that carries an EntityMark. */
export function Entity(options: EntityOptions): ClassDecorator {
  const { description, privacy, implements: implemented, ...mark } = options;
  return (target) => {
    ObjectType({ description: describe(options), ...(implemented ? { implements: implemented } : {}) })(target);
    addMark(target, undefined, mark);
    if (privacy !== undefined) markUnclassedFields(target, privacy);
  };
}

/** Makes a class an interface that is an entity by itself: its records are those of the entities that implement it. */
export function EntityInterface(options: Omit<EntityOptions, 'implements' | 'privacy'>): ClassDecorator {
  const { description, ...mark } = options;
  return (target) => {
    InterfaceType({ description: describe(options), resolveType: (record: { readonly __typename?: string }) => record.__typename })(target);
    addMark(target, undefined, mark);
  };
}

function describe({ description, term, standard }: Pick<EntityOptions, 'description' | 'term' | 'standard'>): string {
  return standard === undefined ? `${description} (${term})` : `${description} (${term}; ${standard})`;
}

/** Field decorators run before their class's decorator, so all own fields are known here. */
function markUnclassedFields(target: { readonly prototype: object } & object, privacy: PrivacyClass): void {
  for (const field of getMetadataStorage().fields) {
    if (field.target !== target) continue;
    const mark = marks.get(target)?.get(field.name);
    if (mark === undefined || !('privacy' in mark)) addMark(target.prototype, field.name, { privacy });
  }
}

/** How the field's entity is linked with this one. */
export function Relation(relation: RelationMark): PropertyDecorator {
  return markField({ relation });
}

/** The field's class of `privacy.md`. Default INTERNAL. */
export function Privacy(privacy: PrivacyClass): PropertyDecorator {
  return markField({ privacy });
}

/** Text written by people: it passes through the redactor. */
export function FreeText(): PropertyDecorator {
  return markField({ freeText: true });
}

/** Value type where the GraphQL type does not tell it. */
export function ValueType(type: FieldType): PropertyDecorator {
  return markField({ type });
}
