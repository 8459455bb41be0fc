import fc from 'fast-check';
import type { Predicate, ReadRequest, Row, Scalar } from '../../../src/contract/index.ts';
import { isAskable, law, listFault, randomFaults, readFault, rowsOf, rowText, type Subject, typesOf } from '../law.ts';
import { canonical, referenceRead } from '../reference.ts';
import {
  capabilitiesOf,
  keyOrder,
  limitPerKeyArbitrary,
  orderArbitrary,
  predicateArbitrary,
  readArbitrary,
  seekArbitrary,
  valuesOf,
  wholeRead,
} from '../requests.ts';

/** Laws about orders, pages and keys. */
export const orderLaws = [
  law('order', 'every declared field sorts by its value in both directions, nulls last unless told first', orderFaults),
  law('limit', 'a limit gives exactly that many rows as long as there are some', limitFaults),
  law('seek', 'a seek goes on exactly after its position, or with it when inclusive', seekFaults),
  law('seek-pages', 'pages by seek concatenate to the whole: no row twice, none missing', seekPageFaults),
  law('offset-pages', 'pages by offset concatenate to the whole: no row twice, none missing', offsetPageFaults),
  law('limit-per-key', 'a limit per key gives the first rows of each key in the order of the request', limitPerKeyFaults),
  law('keys', 'keys asked in a batch give the same rows as keys asked one by one, in any chunks', keyFaults),
  law('read', 'any read within the capabilities is answered like the reference', (subject) =>
    randomFaults(subject, readArbitrary(subject), (request) => readFault(subject, request)),
  ),
];

async function orderFaults(subject: Subject): Promise<readonly string[]> {
  const key = keyOrder(subject);
  if (key.length === 0) return [];
  const { fixture } = subject;
  const faults: string[] = [];
  const nulls = subject.description.capabilities.order?.nullsFirst ? [undefined, 'first' as const] : [undefined];
  for (const { name } of fixture.fields.filter(
    (field) => !fixture.key.includes(field.name) && capabilitiesOf(subject, field.name).sortable,
  )) {
    if (faults.length >= subject.enough) return faults;
    for (const direction of ['asc', 'desc'] as const) {
      for (const first of nulls) {
        const term = { field: name, direction, ...(first ? { nulls: first } : {}) };
        const fault = await readFault(subject, wholeRead(subject, { fields: [...fixture.key, name], order: [term, ...key] }));
        if (fault) faults.push(fault);
      }
    }
  }
  const backwards = key.map((term) => ({ ...term, direction: 'desc' as const }));
  const fault = await readFault(subject, wholeRead(subject, { order: backwards }));
  if (fault) faults.push(fault);
  faults.push(...(await randomFaults(subject, orderArbitrary(subject), (order) => readFault(subject, wholeRead(subject, { order })))));
  return faults.slice(0, 5);
}

async function limitFaults(subject: Subject): Promise<readonly string[]> {
  const size = subject.fixture.rows.length;
  const faults: string[] = [];
  for (const limit of [0, 1, 2, size - 1, size, size + 1, size * 10]) {
    const fault = limit < 0 ? undefined : await readFault(subject, wholeRead(subject, { limit }));
    if (fault) faults.push(fault);
  }
  return faults;
}

async function seekFaults(subject: Subject): Promise<readonly string[]> {
  if (!subject.description.capabilities.seek) return [];
  const request = orderArbitrary(subject)
    .filter((order) => order.length > 0)
    .chain((order) => seekArbitrary(subject, order).map((after) => wholeRead(subject, { order, after })));
  return keyOrder(subject).length === 0 ? [] : randomFaults(subject, request, (each) => readFault(subject, each));
}

async function seekPageFaults(subject: Subject): Promise<readonly string[]> {
  const { seek, limit } = subject.description.capabilities;
  if (!seek || !limit || keyOrder(subject).length === 0) return [];
  const paging = fc.tuple(orderArbitrary(subject), predicateArbitrary(subject), fc.integer({ min: 7, max: 90 }));
  return randomFaults({ ...subject, runs: Math.ceil(subject.runs / 8) }, paging, async ([order, predicate, size]) => {
    const whole = wholeRead(subject, { order, predicate });
    return pagesFault(subject, whole, size, (pages) => {
      const last = pages[pages.length - 1];
      if (!last) return { ...whole, limit: size };
      return { ...whole, limit: size, after: { values: order.map(({ field }) => last[field] ?? null), inclusive: false } };
    });
  });
}

async function offsetPageFaults(subject: Subject): Promise<readonly string[]> {
  const { offset, limit } = subject.description.capabilities;
  if (!offset || !limit) return [];
  const paging = fc.tuple(orderArbitrary(subject), predicateArbitrary(subject), fc.integer({ min: 7, max: 90 }));
  return randomFaults({ ...subject, runs: Math.ceil(subject.runs / 8) }, paging, async ([order, predicate, size]) => {
    const whole = wholeRead(subject, { order, predicate });
    return pagesFault(subject, whole, size, (pages) => ({ ...whole, limit: size, offset: pages.length }));
  });
}

async function pagesFault(subject: Subject, whole: ReadRequest, size: number, next: (pages: readonly Row[]) => ReadRequest) {
  if (!isAskable(subject, whole) || !isAskable(subject, next([]))) return undefined;
  const types = typesOf(subject);
  const pages: Row[] = [];
  while (pages.length <= subject.fixture.rows.length) {
    const request = next(pages);
    if (!isAskable(subject, request)) return undefined;
    const page = await rowsOf(subject.source, request);
    pages.push(...page);
    if (page.length < size) break;
  }
  const want = whole.order.length > 0 ? referenceRead(subject.fixture.rows, whole, types) : await rowsOf(subject.source, whole);
  const fault = listFault(pages, want, types, whole);
  return fault ? `pages of ${size}: ${fault}` : undefined;
}

async function limitPerKeyFaults(subject: Subject): Promise<readonly string[]> {
  if (!subject.description.capabilities.limitPerKey || keyOrder(subject).length === 0) return [];
  const request = fc
    .tuple(orderArbitrary(subject), limitPerKeyArbitrary(subject), predicateArbitrary(subject))
    .map(([order, limitPerKey, predicate]) => wholeRead(subject, { order, limitPerKey, predicate }));
  return randomFaults(subject, request, (each) => readFault(subject, each));
}

async function keyFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  const most = subject.description.capabilities.maxKeysPerRead ?? 60;
  for (const { name, type } of subject.fixture.fields) {
    if (faults.length >= subject.enough) return faults;
    if (type === 'float' || !capabilitiesOf(subject, name).operators?.includes('in')) continue;
    const values = [...new Map(valuesOf(subject, name).map((value) => [canonical(type, value), value as Scalar])).values()];
    for (const size of [1, 2, 7, most]) {
      const chunks = inChunks(values.slice(0, size === 1 ? 12 : 60), Math.min(size, most));
      const fault = await chunkFault(subject, name, chunks);
      if (fault) faults.push(fault);
    }
    const twice = values.slice(0, Math.floor(most / 2));
    const fault = twice.length > 0 ? await readFault(subject, byKeys(subject, name, [...twice, ...twice])) : undefined;
    if (fault) faults.push(`keys named twice: ${fault}`);
  }
  return faults.slice(0, 5);
}

async function chunkFault(subject: Subject, field: string, chunks: readonly (readonly Scalar[])[]): Promise<string | undefined> {
  const types = typesOf(subject);
  const names = [...subject.fixture.key, field];
  const got: string[] = [];
  for (const chunk of chunks) {
    const request = byKeys(subject, field, chunk);
    if (!isAskable(subject, request)) return undefined;
    got.push(...(await rowsOf(subject.source, request)).map((row) => rowText(row, names, types)));
  }
  const all = byKeys(subject, field, chunks.flat());
  const want = referenceRead(subject.fixture.rows, { ...all, order: [] }, types).map((row) => rowText(row, names, types));
  if (String(got.sort()) === String(want.sort())) return undefined;
  return `"${field}" asked in chunks of ${chunks[0]?.length ?? 0}: expected ${want.length} rows, came ${got.length}, or others`;
}

function byKeys(subject: Subject, field: string, values: readonly Scalar[]): ReadRequest {
  const predicate: Predicate = { kind: 'in', field, values };
  return wholeRead(subject, { fields: [...new Set([...subject.fixture.key, field])], predicate });
}

function inChunks<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, place) => values.slice(place * size, (place + 1) * size));
}
