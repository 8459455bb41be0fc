import type {
  CollectionCapabilities,
  CollectionDescription,
  FieldCapabilities,
  FieldOperator,
  MeasureFunction,
} from '../../src/contract/index.ts';
import type { Codec } from './codecs/codec.ts';
import type { Dialect } from './dialect.ts';
import type { Catalog, Table } from './table.ts';

const COMPARISONS: readonly FieldOperator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'];
const SEARCHES: readonly FieldOperator[] = ['contains', 'startsWith', 'endsWith'];

/** A table as the contract describes it. */
export function describeTable(table: Table, catalog: Catalog, dialect: Dialect): CollectionDescription {
  const columns = [...table.columns.values()];
  return {
    name: table.name,
    ...(table.description ? { description: table.description } : {}),
    fields: columns.map(({ name, codec, nullable, nativeType, description }) => ({
      name,
      type: codec.type,
      nullable,
      nativeType,
      ...(description ? { description } : {}),
    })),
    key: table.key,
    indexes: table.indexes,
    references: table.references,
    ...(table.estimatedRows === undefined ? {} : { estimatedRows: table.estimatedRows }),
    capabilities: collectionCapabilities(table, catalog, dialect),
  };
}

function collectionCapabilities(table: Table, catalog: Catalog, dialect: Dialect): CollectionCapabilities {
  const columns = [...table.columns.values()];
  return {
    fields: Object.fromEntries(columns.map(({ name, codec }) => [name, fieldCapabilities(codec, catalog, dialect)])),
    combine: { and: true, or: true, not: true },
    order: { nullsFirst: true },
    limit: true,
    offset: true,
    seek: true,
    limitPerKey: true,
    aggregate: { count: true, predicates: true },
    maxKeysPerRead: 1000,
    paging: { style: 'none' },
  };
}

function fieldCapabilities(codec: Codec, { unfoldable }: Catalog, dialect: Dialect): FieldCapabilities {
  const operators: FieldOperator[] = codec.exact ? [...COMPARISONS] : ['isNull'];
  if (codec.type === 'text' && codec.exact) operators.push(...SEARCHES);
  if (codec.folded && unfoldable) operators.push('textIgnoreCase');
  if (codec.place) operators.push('withinBox');
  const buckets = codec.instant ? dialect.buckets.filter((bucket) => codec.type === 'datetime' || bucket !== 'HOUR') : [];
  const measures = codec.measures.filter((name) => name !== 'percentile' || dialect.percentile) as MeasureFunction[];
  return {
    operators,
    ...(codec.sortable ? { sortable: true } : {}),
    ...(codec.groupable ? { groupable: true } : {}),
    ...(buckets.length > 0 ? { buckets } : {}),
    ...(buckets.length > 0 && codec.type === 'datetime' && dialect.bucketZones ? { bucketZones: dialect.bucketZones } : {}),
    ...(measures.length > 0 ? { measures } : {}),
  };
}
