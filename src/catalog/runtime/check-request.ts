import { kindOf } from '../../base/kind-of.ts';
import type {
  AggregateRequest,
  CollectionCapabilities,
  CollectionDescription,
  Dimension,
  Measure,
  OrderTerm,
  ReadRequest,
  Request,
} from '../../contract/index.ts';
import { checkPredicate } from './check-predicate.ts';
import { clipped, fieldCapabilities, fieldOf, type RequestGround, RequestRefusal, refuse } from './refusal.ts';
import { FORM, hasForm } from './value-forms.ts';

/**
 * Why a request goes beyond what a collection is and can; undefined when it does not. `capabilities` are those that hold
 * for this very request (`negotiate`), by default the described ones. An order counts as total when it holds every key field.
 */
export function refusalOf(
  request: Request,
  description: CollectionDescription,
  capabilities: CollectionCapabilities = description.capabilities,
): string | undefined {
  const ground = { description, capabilities };
  try {
    checkPredicate(request.predicate, ground);
    if (request.kind === 'read') checkRead(request, ground);
    else checkAggregate(request, ground);
    return undefined;
  } catch (error) {
    if (error instanceof RequestRefusal) return error.message;
    throw error;
  }
}

function checkRead(request: ReadRequest, ground: RequestGround): void {
  const { capabilities } = ground;
  if (request.fields.length === 0) refuse('a read needs at least one field');
  checkNames(request.fields, 'field', ground);
  checkOrder(request.order, ground);
  checkCount('limit', request.limit, 0, capabilities.limit);
  checkCount('offset', request.offset, 0, capabilities.offset);
  if (request.after) checkSeek(request, ground);
  if (request.limitPerKey) {
    if (!capabilities.limitPerKey) refuse('a limit per key is not declared');
    if (request.limitPerKey.fields.length === 0) refuse('a limit per key needs at least one field');
    checkNames(request.limitPerKey.fields, 'field of the limit per key', ground);
    checkCount('count of the limit per key', request.limitPerKey.count, 1, true);
  }
}

function checkNames(names: readonly string[], what: string, ground: RequestGround): void {
  for (const name of names) fieldOf(name, ground);
  if (new Set(names).size < names.length) refuse(`a ${what} is named twice`);
}

function checkCount(what: string, count: number | undefined, least: number, declared: true | undefined): void {
  if (count === undefined) return;
  if (!declared) refuse(`${what} is not declared`);
  if (!Number.isSafeInteger(count) || count < least) refuse(`${what} must be a whole number of at least ${least}`);
}

function checkOrder(order: readonly OrderTerm[], ground: RequestGround): void {
  if (order.length === 0) return;
  const { description, capabilities } = ground;
  const names = order.map(({ field }) => field);
  checkNames(names, 'order term', ground);
  for (const { field, direction, nulls } of order) {
    if (!fieldCapabilities(field, ground).sortable) refuse(`field "${field}" is not sortable`);
    if (direction !== 'asc' && direction !== 'desc') refuse(`the direction of "${field}" must be asc or desc`);
    if (nulls !== undefined && nulls !== 'first') refuse(`nulls of "${field}" may only be "first"`);
    if (nulls === 'first' && !capabilities.order?.nullsFirst) refuse('nulls first is not declared');
  }
  const most = capabilities.order?.maxTerms;
  if (most !== undefined && order.length > most) refuse(`an order may have ${most} terms at most, key fields included`);
  const missing = description.key.filter((field) => !names.includes(field));
  if (missing.length > 0) refuse(`an order must be total: key field ${missing.map((name) => `"${name}"`).join(', ')} is missing in it`);
}

function checkSeek({ order, after }: ReadRequest, ground: RequestGround): void {
  if (!after) return;
  if (!ground.capabilities.seek) refuse('seek is not declared');
  if (after.values.length === 0 || after.values.length > order.length) {
    refuse(`a seek position needs one value for each of the first order terms, at least one and ${order.length} at most`);
  }
  if (typeof after.inclusive !== 'boolean') refuse('"inclusive" of a seek position must be true or false');
  for (const [place, value] of after.values.entries()) {
    const term = order[place];
    if (!term || value === null) continue;
    const { type } = fieldOf(term.field, ground);
    if (!hasForm(type, value)) refuse(`the seek position of "${term.field}" must be ${FORM[type]}, there is ${kindOf(value)}`);
  }
}

function checkAggregate(request: AggregateRequest, ground: RequestGround): void {
  if (!ground.capabilities.aggregate) refuse(`collection "${ground.description.name}" takes no aggregates`);
  const names = [...request.groupBy, ...request.measures].map(({ name }) => name);
  if (names.some((name) => name === '')) refuse('a dimension or measure needs a name');
  if (new Set(names).size < names.length) refuse('two dimensions or measures have the same name');
  for (const dimension of request.groupBy) checkDimension(dimension, ground);
  for (const measure of request.measures) checkMeasure(measure, ground);
  checkCount('maxGroups', request.maxGroups, 1, true);
}

function checkDimension({ field, bucket, timeZone }: Dimension, ground: RequestGround): void {
  const { type } = fieldOf(field, ground);
  const { groupable, buckets = [], bucketZones } = fieldCapabilities(field, ground);
  if (bucket === undefined) {
    if (!groupable) refuse(`field "${field}" is not groupable`);
    if (timeZone !== undefined) refuse(`the time zone of "${field}" needs a bucket`);
    return;
  }
  if (type !== 'date' && type !== 'datetime') refuse(`a bucket needs a date or an instant, "${field}" is ${type}`);
  if (!buckets.includes(bucket)) refuse(`bucket ${clipped(bucket)} of field "${field}" is not declared`);
  if (timeZone === undefined || timeZone === 'UTC') return;
  if (bucketZones !== 'any') refuse(`buckets of field "${field}" are cut in UTC only`);
  if (!isZone(timeZone)) refuse(`"${clipped(timeZone)}" is no IANA time zone`);
}

function checkMeasure(measure: Measure, ground: RequestGround): void {
  const { field, fraction, predicate } = measure;
  if (predicate) {
    if (!ground.capabilities.aggregate?.predicates) refuse('measures with their own predicate are not declared');
    checkPredicate(predicate, ground);
  }
  if (field === undefined) {
    if (measure.function !== 'count') refuse(`measure ${clipped(measure.function)} needs a field`);
    if (!ground.capabilities.aggregate?.count) refuse('counting rows is not declared');
    return;
  }
  fieldOf(field, ground);
  const declared = fieldCapabilities(field, ground).measures ?? [];
  if (!declared.includes(measure.function)) refuse(`measure ${clipped(measure.function)} of field "${field}" is not declared`);
  if (measure.function !== 'percentile') return;
  if (fraction === undefined || !(fraction >= 0 && fraction <= 1)) refuse('the fraction of a percentile must lie between 0 and 1');
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
