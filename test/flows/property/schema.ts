import { extendSchema, type GraphQLSchema, isInterfaceType, isObjectType, parse } from 'graphql';
import { buildStaticSchema } from '../../../resolvers/index.ts';
import type { EntityMark, FieldMark, FieldType, RelationMark } from '../../../src/contract/index.ts';

/** A relation of the test model. */
export interface ModelRelation {
  readonly to: string;
  readonly many: boolean;
  readonly mark: RelationMark;
}

/** An entity of the test model; for an interface `members` are those that implement it. */
export interface ModelEntity {
  readonly name: string;
  readonly plural: string;
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly relations: Readonly<Record<string, ModelRelation>>;
  readonly members: readonly string[];
}

export const STATES = ['ON', 'OFF', 'BROKEN'] as const;
export const KINDS = ['YARD', 'ROAD'] as const;

const key = (from: string, to: string): RelationMark => ({ by: 'key', from, to });

const thingFields = {
  code: 'text',
  label: 'text',
  state: 'text',
  areaCode: 'text',
  place: 'point',
  weight: 'float',
  fixedOn: 'date',
} as const;
const thingEnums = { state: STATES } as const;
const thingRelations: Readonly<Record<string, ModelRelation>> = {
  area: { to: 'Plot', many: false, mark: key('areaCode', 'code') },
  areaAt: { to: 'Plot', many: false, mark: { by: 'inside', from: 'place', to: 'outline' } },
  yardAt: { to: 'Plot', many: false, mark: { by: 'inside', from: 'place', to: 'outline', where: { field: 'kind', eq: 'YARD' } } },
  happenings: { to: 'Happening', many: true, mark: key('code', 'thingCode') },
};

/** The test model: what relations by key and by place, interfaces and every type of value need. */
export const MODEL: Readonly<Record<string, ModelEntity>> = {
  Plot: {
    name: 'Plot',
    plural: 'plots',
    fields: { code: 'text', name: 'text', kind: 'text', size: 'int', parentCode: 'text', outline: 'geometry' },
    enums: { kind: KINDS },
    relations: {
      parent: { to: 'Plot', many: false, mark: key('parentCode', 'code') },
      children: { to: 'Plot', many: true, mark: key('code', 'parentCode') },
      lamps: { to: 'Lamp', many: true, mark: key('code', 'areaCode') },
      gadgets: { to: 'Gadget', many: true, mark: key('code', 'areaCode') },
      lampsInside: { to: 'Lamp', many: true, mark: { by: 'contains', from: 'outline', to: 'place' } },
    },
    members: ['Plot'],
  },
  Gadget: {
    name: 'Gadget',
    plural: 'gadgets',
    fields: thingFields,
    enums: thingEnums,
    relations: thingRelations,
    members: ['Lamp', 'Pump'],
  },
  Lamp: {
    name: 'Lamp',
    plural: 'lamps',
    fields: {
      ...thingFields,
      watts: 'int',
      price: 'decimal',
      serial: 'bigint',
      seenAt: 'datetime',
      lit: 'boolean',
      opensAt: 'time',
    },
    enums: thingEnums,
    relations: {
      ...thingRelations,
      lampsNearby: { to: 'Lamp', many: true, mark: { by: 'within', from: 'place', to: 'place', metres: 1500 } },
    },
    members: ['Lamp'],
  },
  Pump: {
    name: 'Pump',
    plural: 'pumps',
    fields: { ...thingFields, litres: 'float' },
    enums: thingEnums,
    relations: thingRelations,
    members: ['Pump'],
  },
  Happening: {
    name: 'Happening',
    plural: 'happenings',
    fields: { code: 'text', thingCode: 'text', level: 'int', at: 'datetime', day: 'date', note: 'text' },
    enums: {},
    relations: {
      gadget: { to: 'Gadget', many: false, mark: key('thingCode', 'code') },
      lamp: { to: 'Lamp', many: false, mark: key('thingCode', 'code') },
    },
    members: ['Happening'],
  },
};

const SCALAR: Readonly<Record<string, string>> = {
  text: 'String',
  int: 'Int',
  float: 'Float',
  boolean: 'Boolean',
  datetime: 'DateTime',
  date: 'Date',
  time: 'Time',
  decimal: 'Decimal',
  bigint: 'BigInt',
  point: 'GeoPoint',
  geometry: 'Geometry',
};

function fieldsText({ fields, enums, relations, name }: ModelEntity): string {
  const enumName = (field: string) => (field === 'state' ? 'GadgetState' : `${name}${field.charAt(0).toUpperCase()}${field.slice(1)}`);
  return [
    'id: ID!',
    'provenance: Provenance!',
    ...Object.entries(fields).map(([field, type]) => `${field}: ${enums[field] ? enumName(field) : SCALAR[type]}`),
    ...Object.entries(relations).map(([field, { to, many }]) => `${field}: ${many ? `[${to}!]` : to}`),
  ].join('\n');
}

/** The base schema of the test: the built-in types, and the test's own entities with their marks in the extensions. */
export function testSchema(): GraphQLSchema {
  const text = Object.values(MODEL).map((entity) => {
    if (entity.name === 'Gadget') return `interface Gadget { ${fieldsText(entity)} }`;
    const implemented = MODEL.Gadget?.members.includes(entity.name) ? 'implements Gadget & Node' : 'implements Node';
    return `type ${entity.name} ${implemented} { ${fieldsText(entity)} }`;
  });
  const enums = `enum GadgetState { ${STATES.join(' ')} } enum PlotKind { ${KINDS.join(' ')} }`;
  const schema = extendSchema(buildStaticSchema(), parse(`${text.join('\n')} ${enums}`));
  for (const entity of Object.values(MODEL)) {
    const type = schema.getType(entity.name);
    if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`no type ${entity.name}`);
    type.extensions = { civigraph: { plural: entity.plural } satisfies EntityMark };
    for (const [name, { mark }] of Object.entries(entity.relations)) {
      const field = type.getFields()[name];
      if (field) field.extensions = { civigraph: { relation: mark } satisfies FieldMark };
    }
  }
  return schema;
}
