import { describe, expect, test } from '@jest/globals';
import { isEnumType } from 'graphql';
import { buildEntitySchema, entityFacts } from './build.ts';

const schema = buildEntitySchema();
const entities = entityFacts(schema);
const fields = [...entities.values()].flatMap((entity) =>
  [...entity.fields.values()].map((field) => ({ entity, field, at: `${entity.name}.${field.name}` })),
);
const relations = fields.flatMap(({ entity, field, at }) => {
  const other = entities.get(field.type);
  return other === undefined ? [] : [{ entity, field, at, other, relation: field.mark.relation }];
});

describe('relations', () => {
  test('stand on exactly those fields that lead to another entity', () => {
    expect(relations.filter(({ relation }) => relation === undefined).map(({ at }) => at)).toEqual([]);
    expect(fields.filter(({ field }) => field.mark.relation && !entities.has(field.type)).map(({ at }) => at)).toEqual([]);
    expect(relations.length).toBeGreaterThan(200);
  });

  test('name fields that exist on both sides, of types that fit', () => {
    const expected = {
      key: ['String', 'String'],
      inside: ['GeoPoint', 'Geometry'],
      contains: ['Geometry', 'GeoPoint'],
      within: ['GeoPoint', 'GeoPoint'],
    };
    for (const { entity, other, relation, at } of relations) {
      if (relation === undefined) continue;
      const types = [entity.fields.get(relation.from)?.type, other.fields.get(relation.to)?.type];
      expect([at, ...types]).toEqual([at, ...expected[relation.by]]);
    }
  });

  test('by containment and distance lead to many, from a place inside to one', () => {
    for (const { field, relation, at } of relations) {
      if (relation === undefined || relation.by === 'key') continue;
      expect([at, field.list]).toEqual([at, relation.by !== 'inside']);
    }
  });

  test('by key lead to one where they name a code, to many where they are named', () => {
    for (const { field, relation, at } of relations) {
      if (relation?.by !== 'key') continue;
      expect([at, field.list]).toEqual([at, relation.to !== 'code' && field.name !== 'liveStatus']);
    }
  });

  test('by place are called so: AtLocation or a level, InArea, Nearby', () => {
    for (const { field, relation, at } of relations) {
      if (relation?.by === 'inside') expect(at).toMatch(/AtLocation$|\.(township|ward)$/);
      if (relation?.by === 'contains') expect(at).toMatch(/InArea$/);
      if (relation?.by === 'within') expect(at).toMatch(/Nearby$/);
      if (relation?.by === 'key') expect(field.name).not.toMatch(/(AtLocation|InArea|Nearby)$/);
    }
  });

  test('narrow the other side only by values that exist', () => {
    for (const { other, relation, at } of relations) {
      if (relation?.by !== 'inside' || relation.where === undefined) continue;
      const type = schema.getType(other.fields.get(relation.where.field)?.type ?? '');
      expect([at, isEnumType(type) && type.getValue(relation.where.eq)?.name]).toEqual([at, relation.where.eq]);
    }
  });

  test('every field called after a code joins by it', () => {
    const joined = new Set(relations.map(({ entity, relation }) => `${entity.name}.${relation?.from}`));
    const codes = fields.filter(({ field }) => /[a-z]Code$/.test(field.name) && field.type === 'String').map(({ at }) => at);
    const outside = ['postalCode', 'areaCode', 'zoneCode', 'serviceCode', 'categoryCode', 'registrationCode', 'localCode'];
    expect(codes.filter((at) => !joined.has(at) && !outside.some((name) => at.endsWith(`.${name}`)))).toEqual([]);
  });

  test('the rules that must be answerable have their fields', () => {
    const has = (at: string) => {
      const [entity = '', field = ''] = at.split('.');
      return entities.get(entity)?.fields.has(field) ?? false;
    };
    const needed = [
      ...['Call.dispatchSeconds', 'Call.superviseSeconds', 'Call.tellSeconds', 'Call.arrivalMinutes', 'Call.zoneCode', 'Call.receivedAt'],
      ...[
        'Mediation.outcome',
        'DisputeCase.settlementLevel',
        'DisputeCase.callbackVisits',
        'CallbackVisit.month',
        'CallbackVisit.sequenceInMonth',
      ],
      ...[
        'GridEvent.direction',
        'GridEvent.exchangeCode',
        'GridEvent.exchangeEntries',
        'Camera.kind',
        'Camera.state',
        'Camera.gridCellCode',
      ],
      ...[
        'ServiceRequest.camerasNearby',
        'ServiceRequest.householdCountAtLocation',
        'HouseholdCount.householdCount',
        'Indicator.comparison',
      ],
    ];
    expect(needed.filter((at) => !has(at))).toEqual([]);
  });
});
