import {
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
} from 'graphql';
import { type Entity, type EntityField, isNumeric, isOrdered } from '../entity.ts';
import { typeName } from '../read-model.ts';
import { filterType } from './filters.ts';
import { requireComplete, truthFields } from './lists.ts';
import { fieldEnum, fieldPaths } from './orders.ts';
import { type Derivation, GROUPS, listOf, nonNull, titleOf, valueTypeName } from './types.ts';

/** `camerasAggregate(...)`. */
export function aggregateRootField(derivation: Derivation, entity: Entity): Record<string, GraphQLFieldConfig<unknown, unknown>> {
  const group = groupByType(derivation, entity);
  return {
    [entity.root.aggregate]: {
      type: aggregateType(derivation, entity),
      description: `Counts and measures over ${titleOf(entity)} records that meet the filter; never over a page.`,
      args: {
        filter: { type: filterType(derivation, entity) },
        ...(group
          ? { groupBy: { type: new GraphQLList(new GraphQLNonNull(group)), description: 'Without it there is one group of all records.' } }
          : {}),
        first: {
          type: nonNull(GraphQLInt),
          defaultValue: GROUPS.default,
          description: `Groups to list, in the order of their keys; at most ${GROUPS.maximum}. \`groupCount\` tells how many there are.`,
        },
        requireComplete,
      },
    },
  };
}

function groupByType(derivation: Derivation, entity: Entity): GraphQLInputObjectType | undefined {
  const field = fieldEnum(derivation, entity);
  if (!field) return undefined;
  const name = typeName(entity.name, 'GroupBy');
  return derivation.add(name, () => {
    return new GraphQLInputObjectType({
      name,
      description: 'One group key.',
      fields: () => ({
        field: { type: new GraphQLNonNull(field) },
        bucket: {
          type: derivation.named<never>('TimeBucket'),
          description: 'For times and dates: the span that makes a group; weeks start on Monday.',
        },
        timeZone: { type: GraphQLString, description: 'IANA zone in which buckets of a DateTime are cut, "Asia/Shanghai"; default UTC.' },
      }),
    });
  });
}

function aggregateType(derivation: Derivation, entity: Entity): GraphQLObjectType {
  const name = typeName(entity.name, 'Aggregate');
  return derivation.add(name, () => {
    return new GraphQLObjectType({
      name,
      description: `Groups of ${titleOf(entity)} records.`,
      fields: () => ({
        groups: { type: listOf(groupType(derivation, entity)) },
        groupCount: { type: nonNull(GraphQLInt), description: 'How many groups there are, listed or not.' },
        ...truthFields(derivation),
      }),
    });
  });
}

/** The measures of a group: name of the field, which entity fields it covers, the type of its values. */
function measures(entity: Entity) {
  const open = [...entity.fields.values()].filter((field) => field.mark.privacy !== 'PERSONAL');
  const numbers = open.filter(isNumeric);
  const ordered = open.filter(isOrdered);
  const totals = (field: EntityField) => (field.type === 'float' ? 'Float' : field.type === 'decimal' ? 'Decimal' : 'BigInt');
  return [
    {
      measure: 'countDistinct',
      role: 'DistinctCounts',
      fields: ordered,
      typeOf: () => 'Int',
      text: 'Different values of each field, null left out.',
    },
    { measure: 'sum', role: 'Sums', fields: numbers, typeOf: totals, text: 'Exact sum of each field; null when there is no value.' },
    { measure: 'avg', role: 'Averages', fields: numbers, typeOf: () => 'Float', text: 'Mean of the values that are not null.' },
    { measure: 'min', role: 'Least', fields: ordered, typeOf: valueTypeName, text: 'Least value of each field.' },
    { measure: 'max', role: 'Greatest', fields: ordered, typeOf: valueTypeName, text: 'Greatest value of each field.' },
  ] as const;
}

function groupType(derivation: Derivation, entity: Entity): GraphQLObjectType {
  const name = typeName(entity.name, 'Group');
  return derivation.add(name, () => {
    return new GraphQLObjectType({
      name,
      description: `One group of ${titleOf(entity)} records.`,
      fields: () => groupFields(derivation, entity),
    });
  });
}

function groupFields(derivation: Derivation, entity: Entity): Record<string, GraphQLFieldConfig<unknown, unknown>> {
  const out: Record<string, GraphQLFieldConfig<unknown, unknown>> = {
    count: { type: nonNull(GraphQLInt), description: 'Records in the group.' },
  };
  const paths = fieldPaths(derivation.model, entity);
  if (paths.length > 0) {
    const keyName = typeName(entity.name, 'GroupKey');
    const keyType = derivation.add(keyName, () => {
      return new GraphQLObjectType({
        name: keyName,
        description: 'Values of the group keys; a field that was not asked for in `groupBy` is null.',
        fields: () =>
          Object.fromEntries(
            paths.map(({ name, field }) => [name, { type: derivation.named<never>(valueTypeName(field)) as GraphQLOutputType }]),
          ),
      });
    });
    out.key = { type: nonNull(keyType) };
  }
  for (const { measure, role, fields, typeOf, text } of measures(entity)) {
    if (fields.length === 0) continue;
    const name = typeName(entity.name, role);
    const type = derivation.add(name, () => {
      return new GraphQLObjectType({
        name,
        description: text,
        fields: () => Object.fromEntries(fields.map((field) => [field.name, { type: outputOf(derivation, typeOf(field)) }])),
      });
    });
    out[measure] = { type: nonNull(type), description: text };
  }
  return out;
}

function outputOf(derivation: Derivation, name: string): GraphQLOutputType {
  return name === 'Float' ? GraphQLFloat : derivation.named<never>(name);
}
