import { hasForm } from '../../../src/catalog/runtime/value-forms.ts';
import type { FieldType } from '../../../src/contract/index.ts';
import { law, listFault, rowsOf, rowText, type Subject, shown, typesOf } from '../law.ts';
import { referenceRead } from '../reference.ts';
import { EVERYTHING, wholeRead } from '../requests.ts';

/** Laws about what a row is. */
export const rowLaws = [
  law('describe', 'describes each field with its type and whether it may be null, and the key', describeFaults),
  law('whole', 'a read without a limit gives every row, none twice, none cut off', wholeFaults),
  law(
    'values',
    'every value comes back as it is, in the form of its type: beyond 2^53, before 1900, after 2038, any character',
    valueFaults,
  ),
  law('fields', 'only the fields that were asked for come back, null where there is no value', fieldFaults),
  law('repeatable', 'two reads of an unchanged source give the same rows in the same order', repeatableFaults),
  law('parallel', 'reads at the same time do not disturb each other', parallelFaults),
];

async function describeFaults({ fixture, description, source }: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { name, type, nullable } of fixture.fields) {
    const field = description.fields.find((each) => each.name === name);
    if (!field) faults.push(`field "${name}" is not described`);
    else if (field.type !== type) faults.push(`field "${name}" is described as ${field.type}, it is ${type}`);
    else if (nullable && !field.nullable) faults.push(`field "${name}" is described as never null, it may be`);
  }
  if (description.key.length > 0 && String([...description.key].sort()) !== String([...fixture.key].sort())) {
    faults.push(`the key is described as ${shown(description.key)}, it is ${shown(fixture.key)}`);
  }
  for (const name of Object.keys(description.capabilities.fields ?? {})) {
    if (!description.fields.some((field) => field.name === name)) faults.push(`capabilities are declared for the unknown field "${name}"`);
  }
  if (description.capabilities.aggregate && !source.aggregate) faults.push('aggregates are declared, but the source has no "aggregate"');
  return faults;
}

async function wholeFaults(subject: Subject): Promise<readonly string[]> {
  const { fixture, source } = subject;
  const types = typesOf(subject);
  const request = wholeRead(subject, { fields: fixture.key, order: [] });
  const got = await rowsOf(source, request);
  const name = (row: (typeof got)[number]) => rowText(row, fixture.key, types);
  const seen = new Set(got.map(name));
  const missing = fixture.rows.filter((row) => !seen.has(name(row))).length;
  if (missing === 0 && got.length === fixture.rows.length) return [];
  return [`expected ${fixture.rows.length} rows, came ${got.length}; ${missing} are missing`];
}

async function valueFaults(subject: Subject): Promise<readonly string[]> {
  const { fixture, source } = subject;
  const types = typesOf(subject);
  const got = await rowsOf(source, wholeRead(subject, { order: [] }));
  const byKey = new Map(fixture.rows.map((row) => [rowText(row, fixture.key, types), row]));
  const faults: string[] = [];
  for (const row of got) {
    const want = byKey.get(rowText(row, fixture.key, types)) ?? {};
    for (const { name, type } of fixture.fields) {
      const [came, meant] = [row[name], want[name] ?? null];
      if (came !== null && !hasForm(type, came)) faults.push(`"${name}" (${type}): ${shown(came)} has not the form of its type`);
      else if (rowText(row, [name], types) !== rowText(want, [name], types)) {
        faults.push(`"${name}" (${type}): expected ${shown(meant)}, came ${shown(came)}`);
      }
    }
  }
  return onePerField(faults);
}

async function fieldFaults(subject: Subject): Promise<readonly string[]> {
  const { fixture, source } = subject;
  const names = fixture.fields.map(({ name }) => name);
  const faults: string[] = [];
  for (const fields of [...names.map((name) => [name]), names.slice(1, 4).reverse(), names]) {
    const rows = await rowsOf(source, wholeRead(subject, { fields, order: [] }));
    const wrong = rows.find((row) => String(Object.keys(row).sort()) !== String([...fields].sort()));
    if (wrong) faults.push(`asked for ${shown(fields)}, came ${shown(Object.keys(wrong))}`);
    const absent = rows.find((row) => Object.values(row).includes(undefined as never));
    if (absent) faults.push(`a value is undefined instead of null when asked for ${shown(fields)}`);
  }
  return faults;
}

async function repeatableFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const order of [[], wholeRead(subject).order]) {
    const request = wholeRead(subject, { order });
    const first = await rowsOf(subject.source, request);
    for (let again = 0; again < 3; again += 1) {
      const fault = listFault(await rowsOf(subject.source, request), first, typesOf(subject), request);
      if (fault) faults.push(`read again: ${fault}`);
    }
  }
  return faults.slice(0, 1);
}

async function parallelFaults(subject: Subject): Promise<readonly string[]> {
  const types = typesOf(subject);
  const requests = subject.fixture.fields.slice(0, 8).map(({ name }) => {
    const fields = [...new Set([...subject.fixture.key, name])];
    return wholeRead(subject, { fields, predicate: EVERYTHING });
  });
  const answers = await Promise.all(requests.map((request) => rowsOf(subject.source, request)));
  return requests.flatMap((request, place) => {
    const got = answers[place] ?? [];
    if (request.order.length === 0)
      return got.length === subject.fixture.rows.length ? [] : ['rows got lost between reads at the same time'];
    const fault = listFault(got, referenceRead(subject.fixture.rows, request, types), types, request);
    return fault ? [fault] : [];
  });
}

/** One message per field is enough to see what goes wrong. */
function onePerField(faults: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const field = fault.split(':')[0] ?? '';
    return !seen.has(field) && seen.add(field);
  });
}

/** Field types whose values have an order. */
export const ORDERED_TYPES: readonly FieldType[] = [
  'text',
  'int',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'date',
  'datetime',
  'time',
  'duration',
];
