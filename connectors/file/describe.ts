import type {
  CollectionCapabilities,
  CollectionDescription,
  FieldCapabilities,
  FieldDescription,
  FieldType,
} from '../../src/contract/index.ts';
import type { CollectionPlan } from './plan.ts';
import type { Table } from './table.ts';

const COMPARE = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'] as const;

/** Describes a collection whose files could be read. */
export function describeTable(plan: CollectionPlan, table: Table): CollectionDescription {
  const fields = table.fields.map(({ column: _column, ...field }): FieldDescription => field);
  return {
    name: plan.name,
    ...(plan.description !== undefined && { description: plan.description }),
    fields,
    key: table.key,
    ...(table.rows && table.key.length > 0 && { indexes: [table.key] }),
    ...(table.estimatedRows !== undefined && { estimatedRows: table.estimatedRows }),
    capabilities: table.rows ? heldCapabilities(fields) : scannedCapabilities(fields),
  };
}

/** Describes a collection that cannot be read now by its declared fields, so bindings to it stay valid until it can. */
export function describeDeclared(plan: CollectionPlan): CollectionDescription {
  const key = plan.options.key ?? [];
  const fields = (plan.options.fields ?? []).map(
    ({ name, type, nullable, description }): FieldDescription => ({
      name,
      type: type ?? 'text',
      nullable: nullable ?? !key.includes(name),
      ...(description !== undefined && { description }),
    }),
  );
  return {
    name: plan.name,
    ...(plan.description !== undefined && { description: plan.description }),
    fields,
    key: key.every((name) => fields.some((field) => field.name === name)) ? key : [],
    capabilities: heldCapabilities(fields),
  };
}

function heldCapabilities(fields: readonly FieldDescription[]): CollectionCapabilities {
  return {
    fields: Object.fromEntries(fields.map(({ name, type }) => [name, heldField(type)])),
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

/** What holds for files that are scanned at every read: filter, offset and limit. */
function scannedCapabilities(fields: readonly FieldDescription[]): CollectionCapabilities {
  const operators = (type: FieldType): FieldCapabilities => {
    const { operators: own } = heldField(type);
    return own ? { operators: own } : {};
  };
  return {
    fields: Object.fromEntries(fields.map(({ name, type }) => [name, operators(type)])),
    combine: { and: true, or: true, not: true },
    limit: true,
    offset: true,
    paging: { style: 'none' },
  };
}

function heldField(type: FieldType): FieldCapabilities {
  switch (type) {
    case 'text':
      return {
        ...comparable('countDistinct', 'min', 'max'),
        operators: [...COMPARE, 'contains', 'startsWith', 'endsWith', 'textIgnoreCase'],
      };
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'float':
      return comparable('countDistinct', 'min', 'max', 'sum', 'avg', 'percentile');
    case 'boolean':
    case 'time':
    case 'duration':
      return comparable('countDistinct', 'min', 'max');
    case 'date':
      return { ...comparable('countDistinct', 'min', 'max'), buckets: ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] };
    case 'datetime':
      return {
        ...comparable('countDistinct', 'min', 'max'),
        buckets: ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'],
        bucketZones: 'any',
      };
    case 'point':
      return { operators: ['isNull', 'withinBox', 'withinPolygon', 'withinDistance'], measures: ['count'] };
    case 'json':
    case 'geometry':
      return { operators: ['isNull'], measures: ['count'] };
    default:
      return type satisfies never;
  }
}

function comparable(...measures: NonNullable<FieldCapabilities['measures']>[number][]): FieldCapabilities {
  return { operators: COMPARE, sortable: true, groupable: true, measures: ['count', ...measures] };
}
