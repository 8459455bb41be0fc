import { PublicError } from '../contract/error-codes.ts';
import type { CompareOperator, Geometry, Scalar, TextOperator } from '../contract/index.ts';
import { type Entity, type EntityField, entityOf, type Model, type Relation } from './entity.ts';
import type { EntityPredicate, FieldPredicate } from './predicate.ts';

type Input = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** Reads a coerced `filter` argument. Throws BAD_USER_INPUT with the path of a null or empty operand. */
export function parseFilter(model: Model, entity: Entity, input: unknown, path: Path): EntityPredicate {
  const parts = entries(input, path).map(([name, value]) => parseEntry(model, entity, name, value, [...path, name]));
  return join('and', parts);
}

function parseEntry(model: Model, entity: Entity, name: string, value: unknown, path: Path): EntityPredicate {
  if (name === 'and' || name === 'or') {
    const parts = list(value, path).map((part, position) => parseFilter(model, entity, part, [...path, position]));
    return { kind: name, of: parts };
  }
  if (name === 'not') return { kind: 'not', of: parseFilter(model, entity, value, path) };
  if (name === 'id') return parseId(value, path);
  const relation = entity.relations.get(name);
  if (relation) return parseRelation(model, relation, value, path);
  const field = entity.fields.get(name);
  if (!field) throw refused(path, `a condition on ${entity.name}`, 'an unknown name');
  return parseField(field, value, path);
}

function parseId(input: unknown, path: Path): EntityPredicate {
  const parts = entries(input, path).map(([operator, value]): EntityPredicate => {
    const ids =
      operator === 'in' || operator === 'notIn' ? operands(operator, value, [...path, operator]) : [scalar(value, [...path, operator])];
    const found: EntityPredicate = { kind: 'id', ids: ids.map(String) };
    return operator === 'ne' || operator === 'notIn' ? { kind: 'not', of: found } : found;
  });
  return join('and', parts);
}

function parseRelation(model: Model, relation: Relation, input: unknown, path: Path): EntityPredicate {
  const other = entityOf(model, relation.to);
  if (!relation.many) return { kind: 'relation', relation, quantifier: 'one', of: parseFilter(model, other, input, path) };
  const given = object(input, path);
  const metres = given.metres === undefined ? undefined : number(given.metres, [...path, 'metres']);
  const quantifiers = Object.entries(given).filter(([name]) => name !== 'metres');
  if (quantifiers.length === 0) throw refused(path, '`some`, `none` or `every`', 'none of them');
  const parts = quantifiers.map(([name, value]): EntityPredicate => {
    const quantifier = name as 'some' | 'none' | 'every';
    const at = [...path, name];
    const any = quantifier !== 'every' && Object.keys(object(value, at)).length === 0;
    const of: EntityPredicate = any ? { kind: 'and', of: [] } : parseFilter(model, other, value, at);
    return { kind: 'relation', relation, quantifier, of, ...(metres === undefined ? {} : { metres }) };
  });
  return join('and', parts);
}

const COMPARE: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'lte', 'gt', 'gte']);
const TEXT: ReadonlySet<string> = new Set(['contains', 'startsWith', 'endsWith']);

function parseField(field: EntityField, input: unknown, path: Path): EntityPredicate {
  const given = object(input, path);
  const ignoreCase = given.ignoreCase === true;
  const conditions = Object.entries(given).filter(([name]) => name !== 'ignoreCase');
  if (conditions.length === 0) throw refused(path, 'at least one operator', 'an empty object');
  if (given.ignoreCase !== undefined && !conditions.some(([name]) => TEXT.has(name))) {
    throw refused([...path, 'ignoreCase'], '`contains`, `startsWith` or `endsWith` beside it', 'none of them');
  }
  return join(
    'and',
    conditions.map(([operator, value]) => parseOperator(field, operator, value, ignoreCase, [...path, operator])),
  );
}

function parseOperator(field: EntityField, operator: string, value: unknown, ignoreCase: boolean, path: Path): EntityPredicate {
  const name = field.name;
  if (COMPARE.has(operator)) return { kind: 'compare', field: name, operator: operator as CompareOperator, value: scalar(value, path) };
  if (operator === 'in') return { kind: 'in', field: name, values: operands(operator, value, path) };
  if (operator === 'notIn') {
    const inside: EntityPredicate = {
      kind: 'or',
      of: [
        { kind: 'in', field: name, values: operands(operator, value, path) },
        { kind: 'isNull', field: name },
      ],
    };
    return { kind: 'not', of: inside };
  }
  if (TEXT.has(operator)) {
    const text = scalar(value, path);
    if (text === '') throw refused(path, 'a piece of text', 'an empty text, which every text contains');
    return { kind: 'text', field: name, operator: operator as TextOperator, value: String(text), ignoreCase };
  }
  if (operator === 'isNull') {
    if (typeof value !== 'boolean') throw refused(path, 'true or false', 'null');
    const isNull: FieldPredicate = { kind: 'isNull', field: name };
    return value ? isNull : { kind: 'not', of: isNull };
  }
  return parsePlace(name, operator, value, path);
}

function parsePlace(field: string, operator: string, value: unknown, path: Path): EntityPredicate {
  const given = object(value, path);
  if (operator === 'withinBox') {
    const edge = (name: string, limit: number) => within(number(given[name], [...path, name]), limit, [...path, name]);
    const box = { west: edge('west', 180), south: edge('south', 90), east: edge('east', 180), north: edge('north', 90) };
    if (box.south > box.north) throw refused(path, 'south not greater than north', 'south above north');
    return { kind: 'withinBox', field, box };
  }
  if (operator === 'withinPolygon') {
    const geometry = value as Geometry;
    if (geometry.type === 'Polygon') return { kind: 'withinPolygon', field, polygons: [geometry.coordinates] };
    if (geometry.type === 'MultiPolygon') return { kind: 'withinPolygon', field, polygons: geometry.coordinates };
    throw refused(path, 'a GeoJSON Polygon or MultiPolygon', geometry.type);
  }
  if (operator === 'near') {
    const point = object(given.point, [...path, 'point']);
    const lon = within(number(point.lon, [...path, 'point', 'lon']), 180, [...path, 'point', 'lon']);
    const lat = within(number(point.lat, [...path, 'point', 'lat']), 90, [...path, 'point', 'lat']);
    return { kind: 'withinDistance', field, point: { lon, lat }, metres: number(given.metres, [...path, 'metres']) };
  }
  throw refused(path, 'a known operator', 'another name');
}

function join(kind: 'and' | 'or', parts: readonly EntityPredicate[]): EntityPredicate {
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind, of: parts };
}

function object(input: unknown, path: Path): Input {
  if (input === null || input === undefined) throw refused(path, 'a value', 'null');
  return input as Input;
}

function entries(input: unknown, path: Path): readonly (readonly [string, unknown])[] {
  const found = Object.entries(object(input, path));
  if (found.length === 0) throw refused(path, 'at least one condition (leave the argument out to ask for everything)', 'an empty object');
  return found;
}

function list(value: unknown, path: Path): readonly unknown[] {
  if (!Array.isArray(value)) throw refused(path, 'a list', 'null');
  if (value.length === 0) throw refused(path, 'at least one condition', 'an empty list');
  return value;
}

/** Operands of `in` and `notIn`. `in: []` finds nothing, which is what it says; `notIn: []` would find everything and is refused. */
function operands(operator: string, value: unknown, path: Path): readonly Scalar[] {
  if (!Array.isArray(value)) throw refused(path, 'a list', 'null');
  if (value.length === 0 && operator === 'notIn') throw refused(path, 'at least one value', 'an empty list');
  return value.map((one, position) => scalar(one, [...path, position]));
}

function scalar(value: unknown, path: Path): Scalar {
  if (value === null || value === undefined) throw refused(path, 'a value (use isNull to look for missing ones)', 'null');
  return value as Scalar;
}

function number(value: unknown, path: Path): number {
  if (typeof value !== 'number') throw refused(path, 'a number', 'null');
  if (path.at(-1) === 'metres' && value < 0) throw refused(path, 'a distance of 0 or more', 'a negative one');
  return value;
}

function within(value: number, limit: number, path: Path): number {
  if (Math.abs(value) > limit) throw refused(path, `degrees from -${limit} to ${limit}`, 'a number outside');
  return value;
}

function refused(path: Path, expected: string, came: string): PublicError {
  return new PublicError('BAD_USER_INPUT', `At ${path.join('.')}: expected ${expected}, came ${came}.`, {
    extensions: { argument: path.join('.') },
  });
}
