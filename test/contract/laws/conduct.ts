import type { Batch, ReadRequest, Row, Source } from '../../../src/contract/index.ts';
import { SourceError } from '../../../src/contract/index.ts';
import { CANARY } from '../fixture.ts';
import { collect, law, listFault, PATIENCE, rowsOf, type Subject, shown, told, typesOf, within } from '../law.ts';
import { referenceRead } from '../reference.ts';
import { capabilitiesOf, declaredLeaves, EVERYTHING, wholeRead } from '../requests.ts';
import { beyondRequests } from './beyond.ts';

/** Laws about how a source behaves, which no comparison of rows can see. */
export const conductLaws = [
  law('refusal', 'whatever is not declared is refused with UNSUPPORTED, before any row', refusalFaults),
  law('injection-values', 'values that look like code are only values', injectionFaults),
  law('injection-names', 'names that are not described are refused, whatever they look like', nameFaults),
  law('abort', 'an aborted read stops soon, with an error and without rows', abortFaults),
  law('leave', 'a consumer that stops early leaves a source that still answers', leaveFaults),
  law('close', 'close ends reads under way with an error, may be repeated, and later reads fail', closeFaults),
  law('check', 'check gives its steps in order, all of them ok for a healthy source', checkFaults),
  law('silence', 'no value of a row or a request stands in an error, a preview or the log', silenceFaults),
  law('negotiate', 'what is left of the capabilities for a request is never more than what is described', negotiateFaults),
];

async function refusalFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { what, request } of beyondRequests(subject)) {
    const outcome = await outcomeOf(subject.guarded, request);
    if (outcome instanceof SourceError && outcome.kind === 'UNSUPPORTED') continue;
    faults.push(
      `${what} was not refused with UNSUPPORTED but ${outcome instanceof Error ? `ended with ${told(outcome)}` : `answered ${outcome}`}`,
    );
  }
  return faults.slice(0, 5);
}

async function outcomeOf(source: Source, request: ReadRequest | Parameters<NonNullable<Source['aggregate']>>[0]): Promise<string | Error> {
  const { signal } = new AbortController();
  try {
    if (request.kind === 'read') return `${(await rowsOf(source, request)).length} rows`;
    if (!source.aggregate) return new SourceError('UNSUPPORTED', 'no aggregates');
    return `${(await source.aggregate(request, signal)).groups.length} groups`;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const HOSTILE = [
  "' OR '1'='1",
  "'; DROP TABLE things; --",
  '" OR 1=1 --',
  ['$', '{7*7}'].join(''),
  '{{7*7}}',
  '\\',
  "\\' OR 1=1 #",
  '%',
  '?',
  ':id',
  '$1',
  '../..',
  '&all=1',
  '\u0000',
];

async function injectionFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  const types = typesOf(subject);
  for (const { field, operator } of declaredLeaves(subject)) {
    if (operator !== 'eq' && operator !== 'contains') continue;
    if (types.get(field) !== 'text') continue;
    for (const value of HOSTILE) {
      const request = wholeRead(subject, {
        fields: subject.fixture.key,
        predicate:
          operator === 'eq' ? { kind: 'compare', field, operator, value } : { kind: 'text', field, operator, value, ignoreCase: false },
      });
      const want = referenceRead(subject.fixture.rows, request, types);
      const got = await rowsOf(subject.source, request).catch((error: unknown) => refusedNul(error, value));
      const fault = got && request.order.length > 0 ? listFault(got, want, types, request) : undefined;
      if (fault) faults.push(fault);
      else if (got && got.length !== want.length) faults.push(`expected ${want.length} rows, came ${got.length} for ${shown(value)}`);
    }
  }
  const rows = await rowsOf(subject.source, wholeRead(subject, { fields: subject.fixture.key, order: [] }));
  if (rows.length !== subject.fixture.rows.length)
    faults.push(`after hostile values ${rows.length} of ${subject.fixture.rows.length} rows are left`);
  return faults.slice(0, 5);
}

/** U+0000 cannot be held by many systems; refusing it is as good as finding nothing. */
function refusedNul(error: unknown, value: string): readonly Row[] | undefined {
  if (value === '\u0000' && error instanceof SourceError) return undefined;
  throw error;
}

async function nameFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  const { key } = subject.fixture;
  for (const name of [...HOSTILE, `${key[0]}" --`, `${key[0]}\``, 'id; SELECT 1', '__proto__', 'constructor', '*', '']) {
    const attempts: ReadRequest[] = [
      wholeRead(subject, { fields: [name] }),
      wholeRead(subject, { collection: name }),
      wholeRead(subject, { predicate: { kind: 'isNull', field: name } }),
      wholeRead(subject, { order: [{ field: name, direction: 'asc' }, ...wholeRead(subject).order] }),
    ];
    for (const request of attempts) {
      const outcome = await outcomeOf(subject.guarded, request);
      if (!(outcome instanceof SourceError && outcome.kind === 'UNSUPPORTED'))
        faults.push(`the name ${shown(name)} was not refused with UNSUPPORTED`);
    }
  }
  return faults.slice(0, 5);
}

async function abortFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  const abort = (controller: AbortController) => controller.abort();
  const before = await stopFault(subject, { source: subject.source, request: wholeRead(subject), batches: 0, stop: abort });
  if (before) faults.push(`aborted before the first row: ${before}`);
  const during = await stopFault(subject, { source: subject.source, request: wholeRead(subject), batches: 1, stop: abort });
  if (during) faults.push(`aborted after the first batch: ${during}`);
  const after = await rowsOf(subject.source, wholeRead(subject, { fields: subject.fixture.key, order: [] })).catch(told);
  if (typeof after === 'string') faults.push(`a read after an aborted one ended with ${after}`);
  return faults;
}

interface Stop {
  readonly source: Source;
  readonly request: ReadRequest;
  /** Batches that are taken before. */
  readonly batches: number;
  stop(controller: AbortController): unknown;
}

/** Starts a read, takes some batches, stops it; says what is wrong with how it goes on. A read that was over by then is fine. */
async function stopFault({ soon, fixture }: Subject, { source, request, batches, stop }: Stop): Promise<string | undefined> {
  const controller = new AbortController();
  const iterator = source.read(request, controller.signal)[Symbol.asyncIterator]();
  let rows = 0;
  try {
    for (let taken = 0; taken < batches; taken += 1) {
      const step = await within(PATIENCE, 'the first batch', iterator.next());
      if (step.done) return undefined;
      rows += step.value.rows.length;
    }
    const stopping = Promise.resolve(stop(controller));
    rows += await within(soon, 'the read', drained(iterator));
    await within(soon, 'the stop', stopping);
    return batches > 0 && rows === fixture.rows.length
      ? undefined
      : `it ended without an error after ${rows} of ${fixture.rows.length} rows`;
  } catch (error) {
    return error instanceof SourceError ? undefined : told(error);
  } finally {
    controller.abort();
  }
}

async function drained(iterator: AsyncIterator<Batch>): Promise<number> {
  let rows = 0;
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) rows += step.value.rows.length;
  return rows;
}

async function leaveFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const iterator = subject.source.read(wholeRead(subject), new AbortController().signal)[Symbol.asyncIterator]();
    await within(subject.soon, 'the first batch', iterator.next());
    await within(subject.soon, 'leaving the read', Promise.resolve(iterator.return?.()));
  }
  const rows = await rowsOf(subject.source, wholeRead(subject, { fields: subject.fixture.key, order: [] }));
  if (rows.length !== subject.fixture.rows.length) {
    faults.push(`after 20 reads left early, a read gives ${rows.length} of ${subject.fixture.rows.length} rows`);
  }
  return faults;
}

async function closeFaults(subject: Subject): Promise<readonly string[]> {
  return [...(await closeFaultsAfter(subject, 0)), ...(await closeFaultsAfter(subject, 1))];
}

/** Closes a source of its own after some batches, closes it again, asks it again. */
async function closeFaultsAfter(subject: Subject, batches: number): Promise<readonly string[]> {
  const faults: string[] = [];
  const opened = await subject.open();
  const { source } = opened;
  const request = wholeRead(subject, { collection: opened.collection });
  try {
    const underWay = await stopFault(subject, { source, request, batches, stop: () => source.close() });
    if (underWay) faults.push(`closed after ${batches} batches: ${underWay}`);
    await within(subject.soon, 'close once more', source.close());
    const later = await outcomeOf(source, request);
    if (!(later instanceof SourceError)) faults.push(`a read after close ended with ${later instanceof Error ? told(later) : later}`);
  } catch (error) {
    faults.push(told(error));
  } finally {
    await within(subject.soon, 'the clean-up', opened.close()).catch((error: unknown) => faults.push(told(error)));
  }
  return faults;
}

async function checkFaults({ source }: Subject): Promise<readonly string[]> {
  const order = ['configuration', 'look-up', 'connection', 'sign-in', 'read'];
  const steps = await within(PATIENCE, 'check', source.check(new AbortController().signal));
  const places = steps.map(({ step }) => order.indexOf(step));
  const faults = steps.filter(({ ok }) => !ok).map(({ step }) => `step "${step}" fails on a healthy source`);
  if (steps.length === 0) faults.push('check gives no steps');
  if (places.some((place, index) => place < 0 || place <= (places[index - 1] ?? -1)))
    faults.push(`the steps come as ${shown(steps.map(({ step }) => step))}`);
  return faults;
}

async function silenceFaults(subject: Subject): Promise<readonly string[]> {
  const faults: string[] = [];
  const secretive = beyondRequests(subject, CANARY);
  for (const { what, request } of secretive) {
    for (const source of [subject.guarded, subject.source]) {
      const outcome = await outcomeOf(source, request);
      if (outcome instanceof Error && saysCanary(outcome)) faults.push(`the error of ${what} holds a value: it must name the field only`);
    }
  }
  const controller = new AbortController();
  const aborted = collect(subject.source.read(wholeRead(subject), controller.signal)).catch((error: unknown) => error);
  controller.abort();
  if (saysCanary(await aborted)) faults.push('the error of an aborted read holds a value of a row');
  const text = subject.fixture.fields.find(({ name, type }) => type === 'text' && capabilitiesOf(subject, name).operators?.includes('eq'));
  if (text) {
    const request = wholeRead(subject, { predicate: { kind: 'compare', field: text.name, operator: 'eq', value: CANARY } });
    if (subject.source.preview?.(request).includes(CANARY)) faults.push('the preview holds a value of the request');
    await rowsOf(subject.source, request);
  }
  if (subject.logged().includes(CANARY)) faults.push('the log holds a value of a row or a request');
  return [...new Set(faults)];
}

function saysCanary(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const advice = error instanceof SourceError ? error.advice : '';
  return `${error.name} ${error.message} ${advice}`.includes(CANARY);
}

async function negotiateFaults(subject: Subject): Promise<readonly string[]> {
  const { source, description } = subject;
  if (!source.negotiate) return [];
  const faults: string[] = [];
  const requests = [wholeRead(subject), wholeRead(subject, { predicate: EVERYTHING, order: [] })];
  for (const request of requests) {
    const left = source.negotiate(request, description.capabilities);
    for (const [name, field] of Object.entries(left.fields ?? {})) {
      const declared = description.capabilities.fields?.[name];
      const more = (field.operators ?? []).filter((operator) => !declared?.operators?.includes(operator));
      if (more.length > 0) faults.push(`negotiate adds ${more.join(', ')} to field "${name}"`);
    }
    for (const name of ['limit', 'offset', 'seek', 'limitPerKey'] as const) {
      if (left[name] && !description.capabilities[name]) faults.push(`negotiate adds ${name}`);
    }
  }
  return faults;
}
