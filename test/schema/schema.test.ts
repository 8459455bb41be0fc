import { describe, expect, test } from '@jest/globals';
import { isEnumType, isInterfaceType, isObjectType, isScalarType, printSchema, validateSchema } from 'graphql';
import { entityClasses, labelledEnums } from '../../schema/index.ts';
import { buildEntitySchema, entityFacts } from './build.ts';

const schema = buildEntitySchema();
const entities = entityFacts(schema);
const own = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && type.name !== 'Query');
const everyField = [...entities.values()].flatMap((entity) =>
  [...entity.fields.values()].map((field) => ({ entity, field, at: `${entity.name}.${field.name}` })),
);

const where = (facts: readonly { readonly at: string }[]) => facts.map(({ at }) => at);

/** The entities that the project's list of words names. */
const WORDS = [
  ...[
    'AdministrativeDivision',
    'GridCell',
    'Community',
    'ResidentialCompound',
    'Building',
    'Dwelling',
    'HouseholdCount',
    'OrganisationUnit',
    'ServicePoint',
  ],
  ...['Camera', 'AccessController', 'AccessPoint', 'VehicleBarrier', 'Elevator', 'TrafficSensor', 'SpeedDisplay', 'Kiosk', 'OtherDevice'],
  ...['Device', 'DeviceStatus', 'DeviceStatusEvent', 'Observation', 'Alarm'],
  ...[
    'ServiceRequest',
    'Transfer',
    'Call',
    'DisputeCase',
    'Mediation',
    'CallbackVisit',
    'RiskItem',
    'GridEvent',
    'GridWorkerReport',
    'Patrol',
    'Inspection',
  ],
  ...['Indicator', 'DataSource'],
];

/** Parts of names that may stand nowhere: see privacy.md, "Never in the product". */
const FORBIDDEN = new Set([
  ...[
    'face',
    'facial',
    'plate',
    'licence',
    'license',
    'biometric',
    'biometrics',
    'fingerprint',
    'iris',
    'voice',
    'gait',
    'identity',
    'passport',
  ],
  ...[
    'trajectory',
    'track',
    'trace',

    'video',
    'stream',
    'image',
    'picture',
    'photo',
    'snapshot',
    'score',
    'blacklist',
    'watchlist',
    'suspect',
  ],
  ...['ethnicity', 'race', 'religion', 'birth', 'gender', 'sex'],
]);
const parts = (name: string) => name.split(/_|(?<=[a-z0-9])(?=[A-Z])/).map((part) => part.toLowerCase());

describe('the static schema', () => {
  test('builds, is valid, and builds again to the same text', () => {
    expect(validateSchema(schema)).toEqual([]);
    expect(printSchema(buildEntitySchema())).toBe(printSchema(schema));
  });

  test('has exactly the entities of the list of words, each listed once', () => {
    expect([...entities.keys()].sort()).toEqual([...WORDS].sort());
    expect(entityClasses.map((entity) => entity.name).sort()).toEqual([...WORDS].sort());
  });

  test('shows no helper class', () => {
    expect(own.map((type) => type.name).filter((name) => name.endsWith('Record'))).toEqual([]);
  });

  test('every type, field, argument and enum value is described', () => {
    const silent = own.flatMap((type) => [
      ...(type.description ? [] : [type.name]),
      ...(isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []).flatMap((field) => [
        ...(field.description ? [] : [`${type.name}.${field.name}`]),
        ...field.args.filter((argument) => !argument.description).map((argument) => `${type.name}.${field.name}(${argument.name})`),
      ]),
      ...(isEnumType(type) ? type.getValues() : []).filter((value) => !value.description).map((value) => `${type.name}.${value.name}`),
    ]);
    expect(silent.filter((name) => !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(name))).toEqual([]);
  });

  test('every scalar of ours says where it is specified', () => {
    const scalars = own.filter(isScalarType).filter((type) => !['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name));
    expect(scalars.filter((type) => !type.specifiedByURL).map((type) => type.name)).toEqual([]);
    expect(scalars.map((type) => type.name).sort()).toEqual([
      'BigInt',
      'Date',
      'DateTime',
      'Decimal',
      'Duration',
      'Geometry',
      'JSON',
      'Locale',
      'Time',
    ]);
  });

  test('names follow the conventions', () => {
    for (const type of own) {
      expect(type.name).toMatch(/^[A-Z][A-Za-z]+$/);
      if (isObjectType(type)) for (const name of Object.keys(type.getFields())) expect(name).toMatch(/^[a-z][A-Za-z]*$/);
      if (isEnumType(type)) for (const value of type.getValues()) expect(value.name).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    }
  });

  test('no name speaks of what may never be in the product', () => {
    const names = own.flatMap((type) => [
      type.name,
      ...(isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : []),
      ...(isEnumType(type) ? type.getValues().map((value) => `${type.name}.${value.name}`) : []),
    ]);
    expect(
      names.filter((name) =>
        name
          .split('.')
          .flatMap(parts)
          .some((part) => FORBIDDEN.has(part)),
      ),
    ).toEqual([]);
  });
});

describe('every entity', () => {
  test.each(WORDS)('%s has a Chinese term, a unique plural, an id and provenance', (name) => {
    const entity = entities.get(name);
    expect(entity?.mark.term).toMatch(/\p{Script=Han}/u);
    expect(entity?.description).toContain(entity?.mark.term);
    expect(entity?.description).toContain(entity?.mark.standard ?? '');
    expect(entity?.mark.plural).toMatch(/^[a-z][A-Za-z]*$/);
    expect([...entities.values()].filter((other) => other.mark.plural === entity?.mark.plural)).toHaveLength(1);
    expect(entity?.fields.get('id')).toMatchObject({ type: 'ID', required: true, mark: { privacy: 'PUBLIC' } });
    expect(entity?.fields.get('provenance')).toMatchObject({ type: 'Provenance', required: true });
    expect(schema.getType(name)).toMatchObject({ name });
  });

  test('is a Node, and devices are a Device', () => {
    const interfacesOf = (name: string) => {
      const type = schema.getType(name);
      return isObjectType(type) || isInterfaceType(type)
        ? type
            .getInterfaces()
            .map((each) => each.name)
            .sort()
        : [];
    };
    const devices = [
      'AccessController',
      'AccessPoint',
      'Camera',
      'Elevator',
      'Kiosk',
      'OtherDevice',
      'SpeedDisplay',
      'TrafficSensor',
      'VehicleBarrier',
    ];
    for (const name of entities.keys())
      expect([name, ...interfacesOf(name)]).toEqual(devices.includes(name) ? [name, 'Device', 'Node'] : [name, 'Node']);
  });

  test('has nullable fields but for id and provenance', () => {
    expect(where(everyField.filter(({ field }) => field.required && field.name !== 'id' && field.name !== 'provenance'))).toEqual([]);
  });

  test('that tells of people in their homes, disputes and calls keeps the small-cell floor', () => {
    const about = [...entities.values()].filter((entity) => entity.mark.aboutPeople).map((entity) => entity.name);
    expect(about.sort()).toEqual(['Call', 'CallbackVisit', 'DisputeCase', 'Dwelling', 'Mediation']);
  });
});

describe('fields', () => {
  test('a normalised code has its raw text and its label beside it, and no other field is called so', () => {
    for (const { entity, field, at } of everyField) {
      if (!isEnumType(schema.getType(field.type))) continue;
      expect([at, entity.fields.get(`${field.name}Raw`)?.type]).toEqual([at, 'String']);
      expect([at, entity.fields.get(`${field.name}Label`)?.mark.labelOf]).toEqual([at, field.name]);
    }
    for (const { entity, field, at } of everyField) {
      const base = field.name.replace(/(Raw|Label)$/, '');
      if (base !== field.name) expect([at, isEnumType(schema.getType(entity.fields.get(base)?.type ?? ''))]).toEqual([at, true]);
    }
  });

  test('labels take a locale', () => {
    for (const { entity, field } of everyField.filter(({ field }) => field.mark.labelOf !== undefined)) {
      const type = schema.getType(entity.name);
      const args = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name]?.args : undefined;
      expect(args?.map((argument) => `${argument.name}: ${argument.type}`)).toEqual(['locale: Locale']);
    }
  });

  test('every enum of an entity has labels in both languages on its type', () => {
    const used = new Set(everyField.map(({ field }) => field.type).filter((name) => isEnumType(schema.getType(name))));
    expect([...used].filter((name) => !labelledEnums.some((each) => each.name === name))).toEqual([]);
    for (const { name } of labelledEnums) {
      const type = schema.getType(name);
      if (!isEnumType(type)) throw new Error(`${name} is not in the schema`);
      const { labels } = type.extensions.civigraph as { readonly labels: Record<string, { readonly en: string; readonly zh: string }> };
      expect(Object.keys(labels)).toEqual(type.getValues().map((value) => value.name));
      for (const label of Object.values(labels)) {
        expect(label.en).toMatch(/^[A-Z]/);
        expect(label.zh).toMatch(/[\p{Script=Han}%]/u);
      }
      expect(type.getValues().map((value) => value.value)).toEqual(Object.keys(labels));
    }
  });

  test('points and areas carry their value type, lists of keys theirs', () => {
    const expected: Readonly<Record<string, string>> = { GeoPoint: 'point', Geometry: 'geometry', ExternalId: 'json' };
    for (const { field, at } of everyField) expect([at, field.mark.type]).toEqual([at, expected[field.type]]);
  });

  test('contact details are PERSONAL, and nothing else is', () => {
    const personal = everyField.filter(({ field }) => field.mark.privacy === 'PERSONAL');
    const contact = everyField.filter(
      ({ field }) => /^(contact|reporter|caller|resident|owner)(Name|Phone|Email)$/.test(field.name) && field.name !== 'ownerName',
    );
    expect(where(personal).sort()).toEqual(where(contact).sort());
    expect(where(personal)).toHaveLength(4);
  });

  test('text written by people is marked as free text', () => {
    const written = everyField.filter(
      ({ field }) => /^(title|description|notes|resolutionNotes|reason|cause|outcome)$/.test(field.name) && field.type === 'String',
    );
    const catalogued = ['DataSource.description'];
    expect(where(written.filter(({ field, at }) => !field.mark.freeText && !catalogued.includes(at)))).toEqual([]);
  });

  test('times end in At, days in On, lengths of time name their unit', () => {
    for (const { field, at } of everyField) {
      if (field.type === 'DateTime') expect(at).toMatch(/At$/);
      if (field.type === 'Time') expect(at).toMatch(/Time$/);
      if (field.type === 'Date') expect(at).toMatch(/(On|From|To|Start|End|Since|month)$/);
    }
  });
});

describe('marks', () => {
  test('stacked decorators complete one mark', () => {
    expect(entities.get('OrganisationUnit')?.fields.get('parent')?.mark).toEqual({
      relation: { by: 'key', from: 'parentCode', to: 'code' },
      privacy: 'PUBLIC',
    });
    expect(entities.get('OrganisationUnit')?.fields.get('dutyPhone')?.mark).toEqual({ privacy: 'INTERNAL' });
    expect(entities.get('ServiceRequest')?.fields.get('title')?.mark).toEqual({ freeText: true });
  });

  test('the marks of one entity do not reach another that shares the base class', () => {
    expect(entities.get('ServicePoint')?.fields.get('name')?.mark).toEqual({ privacy: 'PUBLIC' });
    expect(entities.get('Camera')?.fields.get('name')?.mark).toEqual({});
    expect(entities.get('Camera')?.mark).toMatchObject({ plural: 'cameras', term: '摄像机', standard: 'GB/T 28181' });
  });
});
