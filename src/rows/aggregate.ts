import { addDecimals } from '../base/decimal.ts';
import type { AggregateRequest, Dimension, FieldType, Measure, Row, Value } from '../contract/index.ts';
import { bucketStart, dateBucketStart } from './bucket.ts';
import { comparisonOf, equalityKey, type FieldTypes, typeOf } from './compare.ts';
import { compilePredicate, type Test } from './predicate.ts';

/** Collects the values of one measure in one group. */
interface Collector {
  add(row: Row): void;
  result(): Value;
}

/** Answers an aggregate over rows at hand. Groups come in the order in which they are first met. */
export function answerAggregate(rows: Iterable<Row>, request: AggregateRequest, types: FieldTypes): Row[] {
  const test = compilePredicate(request.predicate, types);
  const grouping = new Grouping(request.groupBy, request.measures, types);
  for (const row of rows) if (test(row)) grouping.add(row);
  return grouping.groups();
}

/** Groups rows one by one, holding only the groups. Without dimensions there is exactly one group, also for no rows. */
export class Grouping {
  readonly #dimensions: readonly { name: string; value: (row: Row) => Value; type: FieldType }[];
  readonly #measures: readonly { name: string; make: () => Collector }[];
  readonly #groups = new Map<string, { key: Record<string, Value>; collectors: readonly Collector[] }>();

  constructor(groupBy: readonly Dimension[], measures: readonly Measure[], types: FieldTypes) {
    this.#dimensions = groupBy.map((dimension) => ({ name: dimension.name, ...dimensionValue(dimension, types) }));
    this.#measures = measures.map((measure) => ({ name: measure.name, make: collectorFor(measure, types) }));
    if (groupBy.length === 0) this.#groupOf('', {});
  }

  /** Groups met so far. */
  get size(): number {
    return this.#groups.size;
  }

  add(row: Row): void {
    const key: Record<string, Value> = {};
    let text = '';
    for (const { name, value, type } of this.#dimensions) {
      const own = value(row);
      key[name] = own;
      const part = equalityKey(type, own);
      text += `${part.length}:${part}`;
    }
    for (const collector of this.#groupOf(text, key)) collector.add(row);
  }

  groups(): Row[] {
    return [...this.#groups.values()].map(({ key, collectors }) => {
      const out: Record<string, Value> = { ...key };
      this.#measures.forEach(({ name }, position) => {
        out[name] = collectors[position]?.result() ?? null;
      });
      return out;
    });
  }

  #groupOf(text: string, key: Record<string, Value>): readonly Collector[] {
    const known = this.#groups.get(text);
    if (known) return known.collectors;
    const collectors = this.#measures.map(({ make }) => make());
    this.#groups.set(text, { key, collectors });
    return collectors;
  }
}

function dimensionValue({ field, bucket, timeZone }: Dimension, types: FieldTypes): { value: (row: Row) => Value; type: FieldType } {
  const type = typeOf(types, field);
  if (!bucket) return { type, value: (row) => row[field] ?? null };
  if (type !== 'date' && type !== 'datetime') throw new RangeError(`a time bucket needs a date or datetime, "${field}" is ${type}`);
  const cut =
    type === 'date' ? (text: string) => dateBucketStart(text, bucket) : (text: string) => bucketStart(text, bucket, timeZone ?? 'UTC');
  return {
    type,
    value: (row) => {
      const own = row[field] ?? null;
      return own === null ? null : cut(String(own));
    },
  };
}

function collectorFor(measure: Measure, types: FieldTypes): () => Collector {
  const test = measure.predicate ? compilePredicate(measure.predicate, types) : undefined;
  const make = plainCollector(measure, types);
  return test ? () => filtered(make(), test) : make;
}

function filtered(inner: Collector, test: Test): Collector {
  return {
    add: (row) => {
      if (test(row)) inner.add(row);
    },
    result: () => inner.result(),
  };
}

function plainCollector(measure: Measure, types: FieldTypes): () => Collector {
  const { field } = measure;
  if (field === undefined) {
    if (measure.function !== 'count') throw new RangeError(`"${measure.function}" needs a field`);
    return () => folding<number>(0, (count) => count + 1);
  }
  const type = typeOf(types, field);
  const on = (make: () => { add(value: Value): void; result(): Value }) => (): Collector => {
    const inner = make();
    return {
      add: (row) => {
        const own = row[field] ?? null;
        if (own !== null) inner.add(own);
      },
      result: () => inner.result(),
    };
  };
  switch (measure.function) {
    case 'count':
      return on(() => folding<number>(0, (count) => count + 1));
    case 'countDistinct':
      return on(() => distinct(type));
    case 'sum':
      return on(() => sum(type));
    case 'avg':
      return on(average);
    case 'min':
    case 'max':
      return on(() => extreme(type, measure.function === 'min' ? -1 : 1));
    case 'percentile':
      return on(() => percentile(measure.fraction ?? 0.5));
    default:
      return measure.function satisfies never;
  }
}

function folding<T extends Value>(start: T, step: (state: T, value: Value) => T): { add(value: Value): void; result(): Value } {
  let state = start;
  return {
    add: (value) => {
      state = step(state, value);
    },
    result: () => state,
  };
}

function distinct(type: FieldType) {
  const seen = new Set<string>();
  return { add: (value: Value) => void seen.add(equalityKey(type, value)), result: (): Value => seen.size };
}

function sum(type: FieldType) {
  if (type === 'float') return folding<number | null>(null, (state, value) => (state ?? 0) + Number(value));
  if (type === 'int') {
    // Exact as long as the running total is a safe integer; 2^53 / 2^31 rows are past any budget.
    let total = 0;
    let any = false;
    return {
      add: (value: Value) => {
        total += Number(value);
        any = true;
      },
      result: (): Value => (any ? String(total) : null),
    };
  }
  return folding<string | null>(null, (state, value) => addDecimals(state ?? '0', String(value)));
}

function average() {
  let total = 0;
  let count = 0;
  return {
    add: (value: Value) => {
      total += Number(value);
      count += 1;
    },
    result: (): Value => (count === 0 ? null : total / count),
  };
}

function extreme(type: FieldType, sign: 1 | -1) {
  const compare = comparisonOf(type);
  return folding<Value>(null, (state, value) => (state === null || sign * compare(value, state) > 0 ? value : state));
}

/** Continuous percentile: linear interpolation between the closest ranks (SQL:2003 PERCENTILE_CONT). */
function percentile(fraction: number) {
  const values: number[] = [];
  return {
    add: (value: Value) => void values.push(Number(value)),
    result: (): Value => {
      if (values.length === 0) return null;
      values.sort((a, b) => a - b);
      const rank = fraction * (values.length - 1);
      const low = values[Math.floor(rank)] ?? 0;
      const high = values[Math.ceil(rank)] ?? low;
      return low + (high - low) * (rank - Math.floor(rank));
    },
  };
}
