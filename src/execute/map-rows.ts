import { type FieldMapping, MappingError } from '../catalog/mapping.ts';
import type { ReadyBinding } from '../catalog/snapshot.ts';
import type { Row, Value } from '../contract/index.ts';
import { EntityRecord } from './record.ts';
import type { SourceEntry } from './report.ts';

/** Makes a function that turns rows of a binding into records with the given entity fields. */
export function rowMapper(
  binding: ReadyBinding,
  fields: readonly string[],
  entry: SourceEntry,
  fetchedAt: string,
): (row: Row) => EntityRecord | undefined {
  const wanted = new Set(fields);
  const { identity, key, updatedAt } = binding.mapping;
  if (identity) {
    wanted.add(identity.field);
    if (identity.wins.by === 'newest') wanted.add(identity.wins.field);
  }
  const redacted = [...wanted].flatMap((field) => binding.mapping.fields.get(field)?.redactions ?? []);
  const names = [...wanted];
  const mappings = names.map((field) => binding.mapping.fields.get(field));
  const columns = mappings.map((mapping) => mapping?.column);
  const reject = (reason: string) => {
    if (binding.mapping.withoutKey === 'ignore') entry.ignored += 1;
    else entry.rejected += 1;
    if (entry.issues.length < 20) entry.issues.push({ reason });
    return undefined;
  };
  return (row) => {
    const own = key.map((column) => row[column] ?? null);
    if (own.includes(null)) return reject(`no value in key ${key.join(', ')}`);
    const values: Record<string, Value> = {};
    for (let at = 0; at < names.length; at += 1) {
      const column = columns[at];
      const mapping = mappings[at];
      values[names[at] as string] = column !== undefined ? (row[column] ?? null) : mapping ? mapped(mapping, row, entry) : null;
    }
    let redactions = 0;
    for (const count of redacted) redactions += count(row);
    const sourceUpdatedAt = updatedAt ? (mapped(updatedAt, row, entry) ?? null) : null;
    return new EntityRecord({
      binding,
      key: own,
      values,
      fetchedAt,
      sourceUpdatedAt: sourceUpdatedAt === null ? null : String(sourceUpdatedAt),
      redactions,
    });
  };
}

/**
 * The mapped value. One that breaks the mapping's promise is counted and makes the answer PARTIAL; it shows as null, but meets no
 * condition, not even `isNull`, just as where the source checks the condition. It is kept as {@link INVALID}.
 */
function mapped(mapping: FieldMapping, row: Row, entry: SourceEntry): Value {
  if (mapping.column !== undefined) return row[mapping.column] ?? null;
  try {
    return mapping.map(row);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    entry.invalid += 1;
    if (entry.issues.length < 20) entry.issues.push({ reason: `${mapping.field}: ${error.reason}` });
    return INVALID;
  }
}

/** Stands in a record for a value that could not be mapped: neither a value nor null. Everything but `isNull` takes it for null. */
const INVALID = undefined as unknown as Value;
