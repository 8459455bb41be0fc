import type {
  CollectionCapabilities,
  CollectionDescription,
  FieldCapabilities,
  FieldDescription,
  FieldType,
} from '../../src/contract/index.ts';
import type { MemoryCollection } from './config.ts';

/** How capabilities are chosen: everything, nothing, or what a caller in the same process says for a collection. */
export type CapabilityChoice = 'all' | 'none' | ((all: CollectionCapabilities, collection: string) => CollectionCapabilities);

/** Describes one collection as the contract wants it. */
export function describeCollection(name: string, collection: MemoryCollection, choice: CapabilityChoice): CollectionDescription {
  const fields: readonly FieldDescription[] = collection.fields.map(({ description, ...field }) => ({
    ...field,
    ...(description === undefined ? {} : { description }),
  }));
  return { name, fields, key: collection.key, estimatedRows: collection.rows.length, capabilities: chosen(name, fields, choice) };
}

function chosen(name: string, fields: readonly FieldDescription[], choice: CapabilityChoice): CollectionCapabilities {
  if (choice === 'none') return {};
  return choice === 'all' ? everyCapability(fields) : choice(everyCapability(fields), name);
}

function everyCapability(fields: readonly FieldDescription[]): CollectionCapabilities {
  return {
    fields: Object.fromEntries(fields.map(({ name, type }) => [name, fieldCapabilities(type)])),
    combine: { and: true, or: true, not: true },
    order: { nullsFirst: true },
    limit: true,
    offset: true,
    seek: true,
    limitPerKey: true,
    aggregate: { count: true, predicates: true },
    paging: { style: 'none' },
  };
}

function fieldCapabilities(type: FieldType): FieldCapabilities {
  switch (type) {
    case 'point':
      return { operators: ['isNull', 'withinBox', 'withinPolygon', 'withinDistance'], measures: ['count'] };
    case 'json':
    case 'geometry':
      return { operators: ['isNull'], measures: ['count'] };
    default:
      return { ...scalarCapabilities(type), sortable: true, groupable: true };
  }
}

function scalarCapabilities(type: FieldType): FieldCapabilities {
  const operators = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'] as const;
  const measures = ['count', 'countDistinct', 'min', 'max'] as const;
  switch (type) {
    case 'text':
      return { operators: [...operators, 'contains', 'startsWith', 'endsWith', 'textIgnoreCase'], measures };
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'float':
      return { operators, measures: [...measures, 'sum', 'avg', 'percentile'] };
    case 'date':
      return { operators, measures, buckets: ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] };
    case 'datetime':
      return { operators, measures, buckets: ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'], bucketZones: 'any' };
    default:
      return { operators, measures };
  }
}
