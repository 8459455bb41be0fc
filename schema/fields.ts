import type { GraphQLScalarType } from 'graphql';
import { Arg, Field, Float, getMetadataStorage, Int } from 'type-graphql';
import { GeoPoint } from './geo-point.ts';
import type { LabelledEnum } from './labelled-enum.ts';
import { markField } from './marks.ts';
import { BigIntScalar, DateScalar, DateTimeScalar, DecimalScalar, GeometryScalar, LocaleScalar, TimeScalar } from './scalars.ts';

// Fields of entities are nullable throughout: federated data has holes.

type FieldDecorator = (description: string) => PropertyDecorator;

function nullable(type: GraphQLScalarType | StringConstructor | BooleanConstructor): FieldDecorator {
  return (description) => Field(() => type, { nullable: true, description });
}

function both(first: PropertyDecorator, second: PropertyDecorator): PropertyDecorator {
  return (target, key) => {
    first(target, key);
    second(target, key);
  };
}

export const TextField = nullable(String);
export const IntField = nullable(Int);
export const FloatField = nullable(Float);
export const BigIntField = nullable(BigIntScalar);
export const DecimalField = nullable(DecimalScalar);
export const BooleanField = nullable(Boolean);
export const DateTimeField = nullable(DateTimeScalar);
export const DateField = nullable(DateScalar);
export const TimeField = nullable(TimeScalar);

/** A WGS 84 point. */
export const PointField: FieldDecorator = (description) =>
  both(
    Field(() => GeoPoint, { nullable: true, description }),
    markField({ type: 'point' }),
  );

/** A WGS 84 area. */
export const AreaField: FieldDecorator = (description) =>
  both(
    Field(() => GeometryScalar, { nullable: true, description }),
    markField({ type: 'geometry' }),
  );

/** A normalised code; `RawOf` and `LabelOf` stand beside it. */
export function EnumField(type: LabelledEnum, description: string): PropertyDecorator {
  return Field(() => type.values, { nullable: true, description });
}

/** The text that the source delivered for a normalised code. */
export function RawOf(field: string): PropertyDecorator {
  return TextField(`\`${field}\` exactly as the source delivered it.`);
}

/** The label of a normalised code, computed by the engine. */
export function LabelOf(field: string): PropertyDecorator {
  return both(LocalisedText(`\`${field}\` in words, in the asked language.`), markField({ labelOf: field }));
}

/** A text in the language that the argument `locale` asks for. */
export const LocalisedText: FieldDecorator = (description) => {
  const locale = Arg('locale', () => LocaleScalar, { nullable: true, description: 'zh or en. Default: en.' });
  return both(
    Field(() => String, { nullable: true, description }),
    (target, key) => locale(target, key, 0),
  );
};

/** The other entity of a relation that has at most one. Its `@Relation` stands beside it. */
export function ToOne(entity: string, description: string): PropertyDecorator {
  return Field(() => entityClass(entity), { nullable: true, description });
}

/** The other entities of a relation; the model makes a connection of it. Its `@Relation` stands beside it. */
export function ToMany(entity: string, description: string): PropertyDecorator {
  return Field(() => [entityClass(entity)], { nullable: true, description });
}

/** Entities name each other, in circles, so a relation finds the other class by name when the schema is built and imports only its type. */
function entityClass(name: string): object {
  const { objectTypes, interfaceTypes } = getMetadataStorage();
  const found = [...objectTypes, ...interfaceTypes].find((type) => type.name === name);
  if (found === undefined)
    throw new Error(`A relation names the entity ${name}, but no class of that name is loaded; add it to schema/index.ts.`);
  return found.target;
}
