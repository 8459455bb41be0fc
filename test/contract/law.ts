import fc from 'fast-check';
import { refusalOf } from '../../src/catalog/runtime/check-request.ts';
import type { AggregateRequest, Batch, ReadRequest, Request, Row, Source } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import type { Fixture } from './fixture.ts';
import { canonical, referenceAggregate, referenceRead, type Types } from './reference.ts';
import type { RequestGround } from './requests.ts';

/** A source opened over a fixture's rows. */
export interface OpenedSource {
  readonly source: Source;
  /** Closes the source and removes what was set up for it. */
  close(): Promise<void>;
  /** Everything that the source logged, as one text. */
  logged?(): string;
}

/** What a law is checked on: one opened source and the rows that are in it. */
export interface Subject extends RequestGround {
  readonly source: Source;
  /** The same source as the engine sees it, behind the runtime guard: names, forms of values and capabilities are checked there. */
  readonly guarded: Source;
  /** Opens one more source over the same rows in a collection of another name, for laws that close it. */
  open(): Promise<OpenedSource & { readonly collection: string }>;
  logged(): string;
  readonly seed: number;
  /** Milliseconds in which a source has to notice that it should stop. */
  readonly soon: number;
  /** Random requests per law. */
  readonly runs: number;
  /** Violations after which a law looks no further. */
  readonly enough: number;
  /** Whether a failing request is made as small as possible before it is told; costs many more reads. */
  readonly shrink: boolean;
}

/** How a source breaks a law. */
export interface Violation {
  readonly law: string;
  readonly message: string;
}

/** One law as a check that needs no test runner. */
export interface Law {
  readonly id: string;
  /** The law as a sentence. */
  readonly title: string;
  check(subject: Subject): Promise<readonly Violation[]>;
}

/** Makes a law out of a check that returns what it finds wrong. Errors that escape the check are violations too. */
export function law(id: string, title: string, find: (subject: Subject) => Promise<readonly string[]>): Law {
  return {
    id,
    title,
    check: async (subject) => {
      const messages = await find(subject).catch((error: unknown) => [`unexpected ${told(error)}`]);
      return messages.map((message) => ({ law: id, message: `${subject.fixture.collection}: ${message}` }));
    },
  };
}

const typesByFixture = new WeakMap<Fixture, Types>();

/** Types of the fixture's fields. */
export function typesOf({ fixture }: { readonly fixture: Fixture }): Types {
  const types: Types = typesByFixture.get(fixture) ?? new Map(fixture.fields.map(({ name, type }) => [name, type]));
  typesByFixture.set(fixture, types);
  return types;
}

/** Milliseconds that anything the suite waits for may take at most. */
export const PATIENCE = 10_000;

/** Waits for a promise, but not for ever. */
export async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not end within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** All rows of a read. */
export async function rowsOf(source: Source, request: ReadRequest, signal = new AbortController().signal): Promise<Row[]> {
  const batches = await within(PATIENCE, 'a read', collect(source.read(request, signal)));
  return batches.flatMap(({ rows }) => [...rows]);
}

/** All batches of a read. */
export async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

/** Groups of an aggregate. */
export async function groupsOf(source: Source, request: AggregateRequest): Promise<readonly Row[]> {
  if (!source.aggregate) throw new Error('aggregates are declared, but the source has no "aggregate"');
  const { groups } = await within(PATIENCE, 'an aggregate', source.aggregate(request, new AbortController().signal));
  return groups;
}

/** Whether the source lets itself be asked: within its capabilities, and within what it leaves of them for this request. */
export function isAskable(subject: Subject, request: Request): boolean {
  const { description, source } = subject;
  const narrowed = source.negotiate?.(request, description.capabilities) ?? description.capabilities;
  return refusalOf(request, description, narrowed) === undefined;
}

/** What is wrong with the answer to a read; undefined when it is what the reference says, or the source need not be asked. */
export async function readFault(subject: Subject, request: ReadRequest): Promise<string | undefined> {
  if (!isAskable(subject, request)) return undefined;
  const types = typesOf(subject);
  const got = await rowsOf(subject.source, request);
  if (request.order.length === 0) return unorderedFault(subject, request, got);
  const want = referenceRead(subject.fixture.rows, request, types);
  return listFault(got, want, types, request);
}

/** What is wrong with the answer to an aggregate. */
export async function aggregateFault(subject: Subject, request: AggregateRequest): Promise<string | undefined> {
  if (!isAskable(subject, request)) return undefined;
  const types = typesOf(subject);
  const got = await groupsOf(subject.source, request);
  const want = referenceAggregate(subject.fixture.rows, request, types);
  const nameOf = (row: Row) =>
    request.groupBy.map((by) => safely(() => canonical(types.get(by.field) ?? 'text', row[by.name] ?? null))).join('|');
  if (got.length !== want.length) return `expected ${want.length} groups, came ${got.length} for ${shown(request)}`;
  const byName = new Map(want.map((row) => [nameOf(row), row]));
  for (const row of got) {
    const expected = byName.get(nameOf(row));
    if (!expected) return `a group of values that no row has: ${shown(row)} for ${shown(request)}`;
    byName.delete(nameOf(row));
    for (const measure of request.measures) {
      const right = sameMeasure(row[measure.name], expected[measure.name], request, measure.name, subject);
      if (!right) return `expected ${shown(expected)}, came ${shown(row)} for ${shown(request)}`;
    }
  }
  return undefined;
}

/** Runs random requests; says the first fault found, as small as it can be made. */
export async function randomFaults<T>(subject: Subject, arbitrary: fc.Arbitrary<T>, fault: (value: T) => Promise<string | undefined>) {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    const found = await fault(value);
    if (found !== undefined) throw new Error(found);
  });
  const details = await fc.check(property, { seed: subject.seed, numRuns: subject.runs, endOnFailure: !subject.shrink });
  if (!details.failed) return [];
  return [details.errorInstance instanceof Error ? told(details.errorInstance) : String(details.errorInstance)];
}

/** What differs between two lists of rows, in order. */
export function listFault(got: readonly Row[], want: readonly Row[], types: Types, request: ReadRequest): string | undefined {
  if (got.length !== want.length) return `expected ${want.length} rows, came ${got.length} for ${shown(request)}`;
  const place = got.findIndex((row, index) => rowText(row, request.fields, types) !== rowText(want[index] ?? {}, request.fields, types));
  if (place < 0) return undefined;
  return `row ${place}: expected ${shown(want[place])}, came ${shown(got[place])} for ${shown(request)}`;
}

/** A text that is the same for two rows exactly when these fields hold the same values. */
export function rowText(row: Row, fields: readonly string[], types: Types): string {
  return fields.map((field) => safely(() => canonical(types.get(field) ?? 'text', row[field] ?? null))).join('|');
}

/** A value as a short text for messages about made-up rows. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 600 ? `${text.slice(0, 600)}...` : text;
}

/** An error as a short text. */
export function told(error: unknown): string {
  if (error instanceof SourceError) return `SourceError ${error.kind}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : `throw of ${shown(error)}`;
}

/** Without an order any order is right, but which rows come is not free. */
function unorderedFault(subject: Subject, request: ReadRequest, got: readonly Row[]): string | undefined {
  const types = typesOf(subject);
  const { limit, offset = 0, limitPerKey, ...rest } = request;
  const want = referenceRead(subject.fixture.rows, rest, types).map((row) => rowText(row, request.fields, types));
  const perKey = limitPerKey ? referenceRead(subject.fixture.rows, { ...rest, limitPerKey }, types).length : want.length;
  const size = Math.max(0, Math.min(limit ?? perKey, perKey - offset));
  if (got.length !== size) return `expected ${size} rows, came ${got.length} for ${shown(request)}`;
  for (const row of got) {
    const place = want.indexOf(rowText(row, request.fields, types));
    if (place < 0) return `a row that should not be there: ${shown(row)} for ${shown(request)}`;
    want.splice(place, 1);
  }
  return undefined;
}

/** Values that are made by adding floating point numbers may differ in the last digits. */
function sameMeasure(got: unknown, want: unknown, request: AggregateRequest, name: string, subject: Subject): boolean {
  const measure = request.measures.find((each) => each.name === name);
  const type = measure?.field === undefined ? undefined : typesOf(subject).get(measure.field);
  if (got === undefined) return false;
  if (got === null || want === null) return got === want;
  if (measure?.function === 'min' || measure?.function === 'max') {
    return typeof got === typeof want && safely(() => canonical(type ?? 'text', got as never)) === canonical(type ?? 'text', want as never);
  }
  if (typeof want === 'string') return typeof got === 'string' && safely(() => canonical('decimal', got)) === canonical('decimal', want);
  if (typeof got !== 'number') return false;
  if (measure?.function.startsWith('count')) return got === want;
  const scale = Math.max(1e-9, ...subject.fixture.rows.map((row) => Math.abs(Number(measure?.field ? row[measure.field] : 0)) || 0));
  return Math.abs(got - Number(want)) <= Math.max(Math.abs(Number(want)) * 1e-9, scale * 1e-12);
}

function safely(make: () => string): string {
  try {
    return make();
  } catch {
    return 'a value that cannot be read as one of its type';
  }
}
