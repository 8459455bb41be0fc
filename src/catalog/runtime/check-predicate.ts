import { kindOf } from '../../base/kind-of.ts';
import type { FieldType, PlacePredicate, Polygon, Predicate } from '../../contract/index.ts';
import { clipped, fieldCapabilities, fieldOf, type RequestGround, refuse } from './refusal.ts';
import { FORM, hasForm } from './value-forms.ts';

/** Checks names, operators, forms of values and combinations. Throws RequestRefusal. */
export function checkPredicate(predicate: Predicate, ground: RequestGround): void {
  const combine = ground.capabilities.combine ?? {};
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const trivial = predicate.kind === 'and' && predicate.of.length === 0;
      if (!trivial && !combine[predicate.kind]) refuse(`combining predicates with "${predicate.kind}" is not declared`);
      for (const part of predicate.of) checkPredicate(part, ground);
      return;
    }
    case 'not':
      if (!combine.not) refuse('negating a predicate is not declared');
      checkPredicate(predicate.of, ground);
      return;
    case 'compare': {
      const type = operatorType(predicate.field, predicate.operator, ground);
      checkScalar(type, predicate.field, predicate.value);
      return;
    }
    case 'in': {
      const type = operatorType(predicate.field, 'in', ground);
      const most = ground.capabilities.maxKeysPerRead;
      if (most !== undefined && predicate.values.length > most)
        refuse(`"in" takes ${most} values at most, there are ${predicate.values.length}`);
      for (const value of predicate.values) checkScalar(type, predicate.field, value);
      return;
    }
    case 'isNull':
      operatorType(predicate.field, 'isNull', ground);
      return;
    case 'text': {
      const type = operatorType(predicate.field, predicate.operator, ground);
      if (type !== 'text') refuse(`"${predicate.operator}" needs a text, "${predicate.field}" is ${type}`);
      if (predicate.ignoreCase) operatorType(predicate.field, 'textIgnoreCase', ground);
      checkScalar('text', predicate.field, predicate.value);
      return;
    }
    case 'withinBox':
    case 'withinPolygon':
    case 'withinDistance': {
      const type = operatorType(predicate.field, predicate.kind, ground);
      if (type !== 'point') refuse(`"${predicate.kind}" needs a point, "${predicate.field}" is ${type}`);
      checkPlace(predicate);
      return;
    }
    default:
      refuse(`"${clipped((predicate as { kind: string }).kind)}" is no kind of predicate`);
  }
}

function operatorType(field: string, operator: string, ground: RequestGround): FieldType {
  const { type } = fieldOf(field, ground);
  const declared: readonly string[] = fieldCapabilities(field, ground).operators ?? [];
  if (!declared.includes(operator)) refuse(`operator "${clipped(operator)}" of field "${field}" is not declared`);
  return type;
}

function checkScalar(type: FieldType, field: string, value: unknown): void {
  if (type === 'json' || type === 'point' || type === 'geometry') refuse(`values of "${field}" (${type}) cannot be compared`);
  if (!hasForm(type, value)) refuse(`a value for "${field}" must be ${FORM[type]}, there is ${kindOf(value)}`);
}

function checkPlace(predicate: PlacePredicate): void {
  switch (predicate.kind) {
    case 'withinBox': {
      const { west, south, east, north } = predicate.box;
      if (![west, south, east, north].every(Number.isFinite) || south > north)
        refuse('a box needs four finite edges, south not above north');
      return;
    }
    case 'withinPolygon':
      if (!predicate.polygons.every(isPolygon)) refuse('a polygon needs closed rings of at least four finite positions');
      return;
    case 'withinDistance':
      if (!hasForm('point', predicate.point)) refuse('a distance needs a point {lon, lat}');
      if (!(Number.isFinite(predicate.metres) && predicate.metres >= 0)) refuse('a distance must be a finite number of metres, 0 or more');
      return;
    default:
      predicate satisfies never;
  }
}

function isPolygon(polygon: Polygon): boolean {
  return polygon.length > 0 && polygon.every(isRing);
}

function isRing(ring: Polygon[number]): boolean {
  const [first] = ring;
  const last = ring[ring.length - 1];
  if (!first || !last || ring.length < 4 || first[0] !== last[0] || first[1] !== last[1]) return false;
  return ring.every(([lon, lat]) => Number.isFinite(lon) && Number.isFinite(lat));
}
