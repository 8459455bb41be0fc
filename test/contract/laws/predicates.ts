import type { FieldOperator, FieldType, Predicate } from '../../../src/contract/index.ts';
import { hardValues } from '../fixture.ts';
import { FOLDED } from '../hard-values.ts';
import { law, randomFaults, readFault, type Subject } from '../law.ts';
import {
  COMPARISONS,
  capabilitiesOf,
  declaredLeaves,
  EVERYTHING,
  leafArbitrary,
  predicateArbitrary,
  TEXT_OPERATORS,
  wholeRead,
} from '../requests.ts';

const PLACES: readonly FieldOperator[] = ['withinBox', 'withinPolygon', 'withinDistance'];

/** Laws about predicates: which rows match. */
export const predicateLaws = [
  law(
    'text-compare',
    'text compares by Unicode code point: case, accents, trailing spaces and characters beyond the BMP count',
    (subject) => leafFaults(subject, ['text'], [...COMPARISONS, 'in']),
  ),
  law('text-search', 'pieces of text are literal, wildcards and escapes included', (subject) =>
    leafFaults(subject, ['text'], TEXT_OPERATORS),
  ),
  law('text-ignore-case', 'ignoreCase folds by Unicode simple lower case and nothing else', (subject) => ignoreCaseFaults(subject)),
  law('number-compare', 'numbers compare by value, exactly, whatever their size', (subject) =>
    leafFaults(subject, ['int', 'bigint', 'decimal', 'float'], [...COMPARISONS, 'in']),
  ),
  law('time-compare', 'dates, times and instants compare by time, in any century; false sorts before true', (subject) =>
    leafFaults(subject, ['date', 'datetime', 'time', 'boolean', 'duration'], [...COMPARISONS, 'in']),
  ),
  law('place', 'places lie in boxes and polygons, and within great-circle distances on the mean sphere', (subject) =>
    leafFaults(subject, ['point'], PLACES),
  ),
  law('null', 'null matches no comparison, only isNull sees it', nullFaults),
  law('empty', 'in [] and or [] match nothing, and [] matches everything', emptyFaults),
  law('negation', 'not is the exact complement: a filter and its negation split the collection', negationFaults),
  law('predicate', 'any combination of predicates matches the rows that it says', (subject) =>
    randomFaults(subject, predicateArbitrary(subject), (predicate) => keysFault(subject, predicate)),
  ),
];

/** Reads keys of matching rows and compares them with the reference. */
async function keysFault(subject: Subject, predicate: Predicate): Promise<string | undefined> {
  return readFault(subject, wholeRead(subject, { fields: subject.fixture.key, predicate }));
}

/** Every declared leaf of these types: random values, and for comparisons each hard value once. */
async function leafFaults(subject: Subject, types: readonly FieldType[], operators: readonly FieldOperator[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { field, operator } of declaredLeaves(subject)) {
    if (faults.length >= subject.enough) return faults;
    const type = subject.fixture.fields.find(({ name }) => name === field)?.type;
    if (!type || !types.includes(type) || !operators.includes(operator)) continue;
    const few = { ...subject, runs: Math.ceil(subject.runs / 3) };
    const leaf = leafArbitrary(subject, field, operator);
    faults.push(...(await randomFaults(few, leaf, (predicate) => keysFault(subject, predicate))));
    if (operator !== 'eq' && operator !== 'gt') continue;
    for (const value of hardValues(type)) {
      const fault = await keysFault(subject, { kind: 'compare', field, operator, value: value as string });
      if (fault) faults.push(fault);
    }
  }
  return faults.slice(0, 5);
}

async function ignoreCaseFaults(subject: Subject): Promise<readonly string[]> {
  const faults = [...(await leafFaults(subject, ['text'], ['textIgnoreCase']))];
  for (const { field, operator } of declaredLeaves(subject)) {
    if (faults.length >= subject.enough) return faults;
    const declared = capabilitiesOf(subject, field).operators ?? [];
    if (operator !== 'textIgnoreCase') continue;
    for (const each of TEXT_OPERATORS.filter((name) => declared.includes(name))) {
      for (const value of FOLDED) {
        const fault = await keysFault(subject, { kind: 'text', field, operator: each, value, ignoreCase: true });
        if (fault) faults.push(fault);
      }
    }
  }
  return faults.slice(0, 5);
}

async function nullFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  const comparing = declaredLeaves(subject).filter(({ operator }) => operator === 'ne' || operator === 'isNull' || operator === 'lt');
  for (const { field, operator } of comparing) {
    if (faults.length >= subject.enough) return faults;
    const fault = await randomFaults({ ...subject, runs: 3 }, leafArbitrary(subject, field, operator), (leaf) => keysFault(subject, leaf));
    faults.push(...fault);
  }
  return faults.slice(0, 5);
}

async function emptyFaults(subject: Subject): Promise<readonly string[]> {
  const { combine } = subject.description.capabilities;
  const everything: Predicate[] = [EVERYTHING];
  const nothing: Predicate[] = declaredLeaves(subject)
    .filter(({ operator }) => operator === 'in')
    .map(({ field }) => ({ kind: 'in', field, values: [] }));
  if (combine?.or) nothing.push({ kind: 'or', of: [] });
  if (combine?.not) everything.push(...nothing.map((of): Predicate => ({ kind: 'not', of })));
  if (combine?.not) nothing.push({ kind: 'not', of: EVERYTHING });
  const found = await Promise.all([...everything, ...nothing].map((predicate) => keysFault(subject, predicate)));
  return found.filter((fault) => fault !== undefined);
}

async function negationFaults(subject: Subject): Promise<readonly string[]> {
  if (!subject.description.capabilities.combine?.not) return [];
  const faults: string[] = [];
  for (const { field, operator } of declaredLeaves(subject)) {
    if (faults.length >= subject.enough) return faults;
    if (capabilitiesOf(subject, field).operators?.includes(operator) !== true) continue;
    const negated = leafArbitrary(subject, field, operator).map((of): Predicate => ({ kind: 'not', of }));
    faults.push(...(await randomFaults({ ...subject, runs: 2 }, negated, (predicate) => keysFault(subject, predicate))));
  }
  const any = predicateArbitrary(subject).map((of): Predicate => ({ kind: 'not', of }));
  faults.push(...(await randomFaults(subject, any, (predicate) => keysFault(subject, predicate))));
  return faults.slice(0, 5);
}
