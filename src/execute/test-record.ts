import { IDENTITY } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { compilePredicate, type FieldTypes } from '../rows/index.ts';
import type { EntityRecord } from './record.ts';

export type RecordTest = (record: EntityRecord) => boolean;

/** Whether a record meets a condition; undefined when that hangs on a value that its mapping refused. */
type Truth = boolean | undefined;
type TruthTest = (record: EntityRecord) => Truth;

/**
 * Makes a function that tells whether a record meets a resolved predicate. A record with a refused value meets neither a condition on
 * it nor the opposite (Kleene's three-valued logic); such values are counted and make the answer PARTIAL.
 */
export function recordTest(predicate: ResolvedPredicate, types: FieldTypes): RecordTest {
  const test = truthTest(predicate, types);
  return (record) => test(record) === true;
}

function truthTest(predicate: ResolvedPredicate, types: FieldTypes): TruthTest {
  switch (predicate.kind) {
    case 'and':
      return joined(
        predicate.of.map((part) => truthTest(part, types)),
        false,
      );
    case 'or':
      return joined(
        predicate.of.map((part) => truthTest(part, types)),
        true,
      );
    case 'not': {
      const test = truthTest(predicate.of, types);
      return (record) => {
        const truth = test(record);
        return truth === undefined ? undefined : !truth;
      };
    }
    case 'ids':
      return idsTest(predicate.ids);
    case 'test':
      return known(predicate.field, (record) => predicate.test(record.values[predicate.field] ?? null));
    default: {
      const test = compilePredicate(predicate, types);
      return known(predicate.field, (record) => test(record.values));
    }
  }
}

/** `and` ends at a false part, `or` at a true one; a part that is not known leaves the whole unknown, unless another part decides. */
function joined(tests: readonly TruthTest[], ends: boolean): TruthTest {
  return (record) => {
    let result: Truth = !ends;
    for (const test of tests) {
      const truth = test(record);
      if (truth === ends) return ends;
      if (truth === undefined) result = undefined;
    }
    return result;
  };
}

/** A refused value stands in a record as undefined. */
function known(field: string, test: RecordTest): TruthTest {
  return (record) => (record.values[field] === undefined ? undefined : test(record));
}

function idsTest(ids: Extract<ResolvedPredicate, { readonly kind: 'ids' }>['ids']): TruthTest {
  const wanted = new Set(ids.map(({ entity, binding, key }) => JSON.stringify([entity, binding, ...key])));
  return (record) =>
    wanted.has(JSON.stringify([record.entity, record.binding.id, ...record.key])) ||
    (record.identity !== null && wanted.has(JSON.stringify([record.entity, IDENTITY, record.identity])));
}
