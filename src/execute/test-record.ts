import { IDENTITY } from '../model/index.ts';
import type { ResolvedPredicate } from '../plan/resolved.ts';
import { compilePredicate, type FieldTypes } from '../rows/index.ts';
import type { EntityRecord } from './record.ts';

export type RecordTest = (record: EntityRecord) => boolean;

/** Makes a function that tells whether a record meets a resolved predicate. */
export function recordTest(predicate: ResolvedPredicate, types: FieldTypes): RecordTest {
  switch (predicate.kind) {
    case 'and': {
      const tests = predicate.of.map((part) => recordTest(part, types));
      return (record) => tests.every((test) => test(record));
    }
    case 'or': {
      const tests = predicate.of.map((part) => recordTest(part, types));
      return (record) => tests.some((test) => test(record));
    }
    case 'not': {
      const test = recordTest(predicate.of, types);
      return (record) => !test(record);
    }
    case 'ids': {
      const wanted = new Set(predicate.ids.map(({ entity, binding, key }) => JSON.stringify([entity, binding, ...key])));
      return (record) =>
        wanted.has(JSON.stringify([record.entity, record.binding.id, ...record.key])) ||
        (record.identity !== null && wanted.has(JSON.stringify([record.entity, IDENTITY, record.identity])));
    }
    case 'test':
      return (record) => predicate.test(record.values[predicate.field] ?? null);
    case 'isNull':
      // A value that could not be mapped is undefined here: it is not null.
      return (record) => record.values[predicate.field] === null;
    default: {
      const test = compilePredicate(predicate, types);
      return (record) => test(record.values);
    }
  }
}
