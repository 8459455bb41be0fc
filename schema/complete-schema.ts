import { GraphQLEnumType, GraphQLSchema, isEnumType } from 'graphql';
import type { FieldMark } from '../src/contract/index.ts';
import type { LabelledEnum } from './labelled-enum.ts';
import { BigIntScalar, DateScalar, DecimalScalar, DurationScalar, GeometryScalar, JsonScalar, TimeScalar } from './scalars.ts';

/** Direction of an order. */
export const SortDirection = new GraphQLEnumType({
  name: 'SortDirection',
  description: 'Direction of an order. Nulls come last both ways.',
  values: {
    ASC: { description: 'Smallest, earliest or first in code-point order comes first.' },
    DESC: { description: 'Largest, latest or last in code-point order comes first.' },
  },
});

/** Length of the periods that a time is grouped by. */
export const TimeBucket = new GraphQLEnumType({
  name: 'TimeBucket',
  description: 'Length of the periods that a time is grouped by.',
  values: {
    HOUR: { description: 'Hours.' },
    DAY: { description: 'Calendar days.' },
    WEEK: { description: 'Weeks, from Monday (ISO 8601).' },
    MONTH: { description: 'Calendar months.' },
    QUARTER: { description: 'Quarters, from January, April, July and October.' },
    YEAR: { description: 'Calendar years.' },
  },
});

/** Types that no built-in entity names, but that derived fields and entities added at run time may. */
const FURTHER_TYPES = [
  SortDirection,
  TimeBucket,
  DateScalar,
  TimeScalar,
  DurationScalar,
  DecimalScalar,
  BigIntScalar,
  GeometryScalar,
  JsonScalar,
];

/**
 * Adds to a schema that TypeGraphQL built what it cannot express: types that no class names, and the labels of enum values,
 * in the enum types' `extensions.civigraph.labels`.
 */
export function completeSchema(built: GraphQLSchema, enums: readonly LabelledEnum[]): GraphQLSchema {
  const config = built.toConfig();
  const known = new Set(config.types.map((type) => type.name));
  const schema = new GraphQLSchema({ ...config, types: [...config.types, ...FURTHER_TYPES.filter((type) => !known.has(type.name))] });
  for (const { name, labels } of enums) {
    const type = schema.getType(name);
    if (isEnumType(type)) type.extensions = { ...type.extensions, civigraph: { labels } satisfies FieldMark };
  }
  return schema;
}
