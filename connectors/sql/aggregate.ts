import type { AggregateRequest, Dimension, Measure, Row, Value } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import { type Codec, ValueError } from './codecs/codec.ts';
import type { Dialect } from './dialect.ts';
import { refuse } from './errors.ts';
import { columnOf, predicateSql, type Translation } from './predicate.ts';
import type { DriverRow } from './rows.ts';
import { isUtc } from './shape.ts';
import { type Fragment, fixed, SlotBook, type Statement } from './statement.ts';
import type { Catalog, Table } from './table.ts';
import { toStatement } from './to-statement.ts';

/** How a shape of aggregate is answered. Names of dimensions and measures are the request's own: results come by place. */
export interface AggregatePlan {
  readonly statement: Statement;
  readonly dimensions: readonly Decode[];
  readonly measures: readonly Decode[];
}

type Decode = (raw: unknown) => Value;

interface Expression extends Fragment {
  readonly decode: Decode;
}

/** Translates an aggregate. Throws UNSUPPORTED for names, buckets and measures that are not described. */
export function planAggregate(request: AggregateRequest, table: Table, catalog: Catalog, dialect: Dialect): AggregatePlan {
  const to: Translation = { dialect, table, book: new SlotBook(), unfoldable: catalog.unfoldable };
  const { builder, quote } = dialect;
  const dimensions = request.groupBy.map((dimension, place) => dimensionSql(dimension, place, to));
  const measures = request.measures.map((measure, place) => measureSql(measure, place, to));
  const columns = [
    ...dimensions.map(({ sql, slots }, place) => ({ sql: `${sql} as ${quote(`d${place}`)}`, slots })),
    ...measures.map(({ sql, slots }, place) => ({ sql: `${sql} as ${quote(`m${place}`)}`, slots })),
  ];
  let query = builder.from(builder.raw(table.quoted));
  for (const { sql, slots } of columns) query = query.select(builder.raw(sql, slots as number[]));
  const where = predicateSql(request.predicate, (asked) => asked.predicate, to);
  query = query.whereRaw(where.sql, where.slots as number[]);
  if (dimensions.length > 0) query = query.groupByRaw(dimensions.map((_, place) => place + 1).join(', '));
  if (request.maxGroups !== undefined) query = query.limit(to.book.add(groupLimit(dialect)));
  return {
    statement: toStatement(query, to.book, dialect),
    dimensions: dimensions.map(({ decode }) => decode),
    measures: measures.map(({ decode }) => decode),
  };
}

/** One more than allowed, so that too many groups are seen. */
function groupLimit({ literalParameters }: Dialect) {
  return {
    pick: (request: { readonly kind: string }) => (request as AggregateRequest).maxGroups,
    encode: (count: number) => {
      if (!Number.isSafeInteger(count) || count < 1) throw refuse('"maxGroups" must be a whole number of at least 1');
      return literalParameters ? String(count + 1) : count + 1;
    },
  };
}

/** Rows of the statement as groups under the request's names. */
export function groupsOf(rows: readonly DriverRow[], request: AggregateRequest, plan: AggregatePlan): Row[] {
  if (request.maxGroups !== undefined && rows.length > request.maxGroups) {
    throw refuse(`there are more than ${request.maxGroups} groups: group by something coarser, or filter`);
  }
  return rows.map((row) => {
    const group: Record<string, Value> = {};
    request.groupBy.forEach(({ name, field }, place) => {
      group[name] = decoded(row[`d${place}`], plan.dimensions[place], field);
    });
    request.measures.forEach(({ name, field }, place) => {
      group[name] = decoded(row[`m${place}`], plan.measures[place], field ?? 'rows');
    });
    return group;
  });
}

function decoded(raw: unknown, decode: Decode | undefined, field: string): Value {
  if (raw === null || raw === undefined || !decode) return null;
  try {
    return decode(raw);
  } catch (error) {
    if (error instanceof ValueError) throw new SourceError('BAD_DATA', `field "${field}" cannot be aggregated: ${error.message}`);
    throw error;
  }
}

function dimensionSql({ field, bucket, timeZone }: Dimension, place: number, to: Translation): Expression {
  const { codec, quoted } = columnOf(field, to.table);
  if (!bucket) {
    if (!codec.exact || !codec.groupable) throw refuse(`field "${field}" is not groupable`);
    const exact = codec.exact(quoted);
    return { ...fixed(codec.out?.(exact) ?? exact), decode: valueDecoder(codec) };
  }
  const { dialect, book } = to;
  const { type } = codec;
  if (!codec.instant || (type !== 'date' && type !== 'datetime') || !dialect.buckets.includes(bucket)) {
    throw refuse(`bucket ${bucket} is not declared for field "${field}"`);
  }
  const isZoned = type === 'datetime' && !isUtc(timeZone);
  if (isZoned && dialect.bucketZones !== 'any') throw refuse(`buckets of field "${field}" are cut in UTC only`);
  const sql = dialect.bucket(codec.instant(quoted), type, bucket, isZoned);
  const decode = (raw: unknown) => dialect.decodeBucket(raw, type);
  if (!isZoned) return { ...fixed(sql), decode };
  return { ...book.place(sql, { pick: (request) => zoneOf(request, place), encode: (zone: string) => zone }), decode };
}

const zoneOf = (request: { readonly kind: string }, place: number) => (request as AggregateRequest).groupBy[place]?.timeZone;

function measureSql(measure: Measure, place: number, to: Translation): Expression {
  const condition = measure.predicate
    ? predicateSql(
        measure.predicate,
        (request) => (request as AggregateRequest).measures[place]?.predicate ?? (measure.predicate as never),
        to,
      )
    : undefined;
  const only = (expression: string): Fragment =>
    condition ? { sql: `case when ${condition.sql} then ${expression} end`, slots: condition.slots } : fixed(expression);
  if (measure.field === undefined) {
    if (measure.function !== 'count') throw refuse(`measure ${measure.function} needs a field`);
    const { sql, slots } = only('1');
    return { sql: condition ? `count(${sql})` : 'count(*)', slots, decode: Number };
  }
  const { codec, quoted } = columnOf(measure.field, to.table);
  if (!codec.measures.includes(measure.function) && !(measure.function === 'percentile' && codec.measures.includes('percentile'))) {
    throw refuse(`measure ${measure.function} is not declared for field "${measure.field}"`);
  }
  const operand = only(measure.function === 'count' ? quoted : (codec.exact?.(quoted) ?? quoted));
  return measureOf(measure, place, operand, codec, to);
}

function measureOf(measure: Measure, place: number, operand: Fragment, codec: Codec, { dialect, book }: Translation): Expression {
  const { sql, slots } = operand;
  const { type, out } = codec;
  switch (measure.function) {
    case 'count':
      return { sql: `count(${sql})`, slots, decode: Number };
    case 'countDistinct':
      return { sql: `count(distinct ${sql})`, slots, decode: Number };
    case 'min':
    case 'max': {
      const extreme = `${measure.function}(${sql})`;
      return { sql: out?.(extreme) ?? extreme, slots, decode: valueDecoder(codec) };
    }
    case 'sum':
      if (type === 'float') return { sql: `sum(${sql})`, slots, decode: finite };
      // SQLite's exact sum names its expression twice.
      return {
        sql: dialect.sum(sql, type),
        slots: repeated(slots, dialect.sum('\u0000', type)),
        decode: (raw) => dialect.decodeSum(raw, type),
      };
    case 'avg':
      return { sql: dialect.average(sql), slots, decode: finite };
    case 'percentile': {
      if (!dialect.percentile) throw refuse(`measure percentile is not declared for field "${measure.field}"`);
      const fraction = book.add({ pick: (request) => (request as AggregateRequest).measures[place]?.fraction ?? 0.5, encode: Number });
      return { sql: dialect.percentile(sql), slots: [fraction, ...slots], decode: finite };
    }
    default:
      return measure.function satisfies never;
  }
}

function repeated(slots: readonly number[], template: string): readonly number[] {
  const times = template.split('\u0000').length - 1;
  return Array.from({ length: times }, () => slots).flat();
}

/** Whole numbers may come back as a wider type of the server's, which its client gives as text. */
function valueDecoder({ type, decode }: Codec): Decode {
  return decode ?? (type === 'int' ? Number : (raw) => raw as Value);
}

function finite(raw: unknown): Value {
  const number = Number(raw);
  if (!Number.isFinite(number)) throw new ValueError('the result is no finite number');
  return number;
}
