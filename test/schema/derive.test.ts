import { describe, expect, test } from '@jest/globals';
import { validateSchema } from 'graphql';
import { deriveSchema, readModel } from '../../src/model/index.ts';
import { buildEntitySchema, entityFacts } from './build.ts';

const base = buildEntitySchema();
const model = readModel(base);
const derived = deriveSchema(base, model);

describe('the model', () => {
  test('derives a valid schema with three root fields for every entity', () => {
    expect(validateSchema(derived)).toEqual([]);
    const roots = derived.getQueryType()?.getFields() ?? {};
    for (const { name, root } of model.entities.values()) {
      expect([name, roots[root.one], roots[root.many], roots[root.aggregate]].every(Boolean)).toBe(true);
    }
    expect(Object.keys(roots)).toEqual(
      expect.arrayContaining(['camera', 'cameras', 'camerasAggregate', 'devicesAggregate', 'communities']),
    );
  });

  test('takes every entity, relation and label of the classes', () => {
    const facts = entityFacts(base);
    expect([...model.entities.keys()].sort()).toEqual([...facts.keys()].sort());
    for (const [name, entity] of model.entities) {
      const fields = [...(facts.get(name)?.fields.values() ?? [])];
      expect([...entity.relations.keys()]).toEqual(fields.filter((field) => field.mark.relation).map((field) => field.name));
      expect([...entity.labels.keys()]).toEqual(fields.filter((field) => field.mark.labelOf).map((field) => field.name));
    }
  });

  test('knows all kinds of device as one entity', () => {
    expect(model.entities.get('Device')?.members).toHaveLength(9);
    expect(model.entities.get('Alarm')?.relations.get('device')).toMatchObject({ to: 'Device', many: false });
  });

  test('finds the labels of enum values', () => {
    expect(model.entities.get('Camera')?.fields.get('state')?.labels?.ONLINE).toEqual({ en: 'Online', zh: '在线' });
  });
});
