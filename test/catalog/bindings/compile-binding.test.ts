import { describe, expect, test } from '@jest/globals';
import {
  type BindingFile,
  compileBinding,
  forbiddenBy,
  formatProblem,
  isProblems,
  parseBindingFile,
  validateBinding,
} from '../../../src/catalog/bindings/index.ts';
import type { CompiledBinding } from '../../../src/catalog/mapping.ts';
import { collectionOf, compileAll, compileOne, definitionOf, entityOf } from './support.ts';

const CAMERA = entityOf(
  {
    name: 'text',
    code: 'text',
    state: { type: 'text', enumValues: ['ONLINE', 'OFFLINE', 'UNKNOWN'] },
    location: 'point',
    area: 'geometry',
    installedOn: 'date',
    updatedAt: 'datetime',
    count: 'int',
    minutes: 'float',
    note: { type: 'text', mark: { freeText: true } },
    phone: { type: 'text', mark: { privacy: 'PERSONAL' } },
    grid: { type: 'json', mark: { relation: { by: 'key', from: 'code', to: 'code' } } },
    stateLabel: { type: 'text', mark: { labelOf: 'state' } },
  },
  'Camera',
);
const COLUMNS = collectionOf(
  {
    camera_id: 'int',
    cam_name: 'text',
    st: 'text',
    x: 'float',
    y: 'float',
    geom: 'geometry',
    added: 'int',
    changed: 'datetime',
    when: 'date',
    extra: 'json',
    flag: 'boolean',
  },
  ['camera_id'],
);

/** Name, lines of a binding below `entity:`, the exact messages. */
const BAD: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an unknown entity field',
    'fields: {nmae: cam_name}',
    ['b.yaml:5:14: bindings[0].fields.nmae: Camera has no field "nmae"; did you mean "name"?'],
  ],
  [
    'an unknown column',
    'fields: {name: cam_nam}',
    ['b.yaml:5:14: bindings[0].fields.name: the collection "rows" has no column "cam_nam"; did you mean "cam_name"?'],
  ],
  [
    'an unknown column of the long form',
    'fields: {name: {column: cam_nam}}',
    ['b.yaml:5:21: bindings[0].fields.name.column: the collection "rows" has no column "cam_nam"; did you mean "cam_name"?'],
  ],
  [
    'an unknown key column',
    'fields: {name: cam_name}\n    key: [camera_id, cam_nam]',
    ['b.yaml:6:22: bindings[0].key[1]: the collection "rows" has no column "cam_nam"; did you mean "cam_name"?'],
  ],
  ['a place as key', 'fields: {name: cam_name}\n    key: geom', ['b.yaml:6:5: bindings[0].key: a geometry column cannot be a key']],
  [
    'an enum value that the entity lacks',
    'fields: {state: {column: st, enum: {"1": ONLIN}}}',
    ['b.yaml:5:41: bindings[0].fields.state.enum.1: expected one of ONLINE, OFFLINE, UNKNOWN, got "ONLIN"; did you mean "ONLINE"?'],
  ],
  [
    'an otherwise that the entity lacks',
    'fields: {state: {column: st, enum: {"1": ONLINE}, otherwise: OTHER}}',
    ['b.yaml:5:55: bindings[0].fields.state.otherwise: expected one of ONLINE, OFFLINE, UNKNOWN, got "OTHER", null or reject'],
  ],
  [
    'an enum key that the column cannot hold',
    'fields: {state: {column: added, enum: {A: ONLINE}}}',
    ['b.yaml:5:44: bindings[0].fields.state.enum.A: no int column has the value "A": expected a whole number of 32 bits'],
  ],
  [
    'a fixed value of another type',
    'fields: {count: {value: "5"}}',
    ['b.yaml:5:22: bindings[0].fields.count.value: expected a whole number of 32 bits'],
  ],
  [
    'a place without a datum',
    'fields: {location: {point: {lon: x, lat: y}}}',
    [
      'b.yaml:5:14: bindings[0].fields.location: a place needs to know its datum: set "datum" in the binding (WGS84, CGCS2000, GCJ02, BD09, EPSG:code)',
    ],
  ],
  [
    'an unknown datum',
    'fields: {location: {column: geom}}\n    datum: WSG84',
    [
      'b.yaml:6:5: bindings[0].datum: datum "WSG84" is not known; known: WGS84, CGCS2000, EPSG:4326, EPSG:4490, EPSG:4269, GCJ02, BD09, EPSG:3857, EPSG:26985, EPSG:2263, UTM zones (EPSG:32601-32660, 32701-32760, 26901-26923), CGCS2000 zones (EPSG:4491-4554); did you mean "WGS84"?',
    ],
  ],
  [
    'a place out of a text',
    'fields: {location: cam_name}\n    datum: WGS84',
    [
      'b.yaml:5:14: bindings[0].fields.location: a point comes from a point or geometry column, or from two number columns with "point"; this column is text',
    ],
  ],
  [
    'a point that is no place',
    'fields: {name: {point: {lon: x, lat: y}}}\n    datum: WGS84',
    ['b.yaml:5:21: bindings[0].fields.name.point: "point" makes a place, the field is text'],
  ],
  [
    'a zone that is none',
    'fields: {name: cam_name}\n    timeZone: Peking',
    ['b.yaml:6:5: bindings[0].timeZone: "Peking" is no IANA time zone; expected a name such as Asia/Shanghai'],
  ],
  [
    'a date out of a number without a word how',
    'fields: {installedOn: added}',
    [
      'b.yaml:5:14: bindings[0].fields.installedOn: the field is date, the column is int: say how with "date: {pattern: ...}" or "date: {epoch: ...}"',
    ],
  ],
  [
    'an instant out of a date without zone',
    'fields: {updatedAt: when}',
    ['b.yaml:5:14: bindings[0].fields.updatedAt: the field is datetime, the column is date: set "timeZone" in the binding'],
  ],
  [
    'a number out of a truth value',
    'fields: {count: {column: flag}}',
    [
      'b.yaml:5:22: bindings[0].fields.count.column: the field is int, the column is boolean: map its values with "enum" or compute it with "expression"',
    ],
  ],
  [
    'a pattern with the wrong letters',
    'fields: {installedOn: {column: added, date: {pattern: YYYYMMDD}}}',
    [
      'b.yaml:5:43: bindings[0].fields.installedOn.date: the pattern has the unknown token "YYYY"; tokens are yyyy MM dd HH mm ss SSS, M d H m s without leading zeros, and yy MMM MMMM EEE EEEE h hh a S u Z ZZ ZZZ z; other letters stand in single quotes',
    ],
  ],
  [
    'a time without zone',
    'fields: {updatedAt: {column: cam_name, date: {pattern: "yyyy-MM-dd HH:mm"}}}',
    ['b.yaml:5:44: bindings[0].fields.updatedAt.date: a time without offset needs a zone: set "zone" here or "timeZone" in the binding'],
  ],
  [
    'a date that names no day',
    'fields: {installedOn: {column: cam_name, date: {pattern: yyyy-MM}}}',
    ['b.yaml:5:46: bindings[0].fields.installedOn.date: the pattern "yyyy-MM" must name year, month and day for a date'],
  ],
  [
    'a trim of a number',
    'fields: {count: {column: added, transforms: [trim]}}',
    ['b.yaml:5:50: bindings[0].fields.count.transforms[0]: the transform "trim" takes text, here it gets int; remove it'],
  ],
  [
    'a wildcard',
    'fields: {name: "*"}',
    ['b.yaml:5:14: bindings[0].fields.name: a wildcard is not taken: only columns that are named one by one leave a source'],
  ],
  [
    'a wildcard field',
    'fields: {"*": cam_name}',
    ['b.yaml:5:14: bindings[0].fields.*: a wildcard is not taken: fields are named one by one'],
  ],
  [
    'a PERSONAL field',
    'fields: {phone: cam_name}',
    [
      'b.yaml:5:14: bindings[0].fields.phone: "phone" is PERSONAL: such fields open only for a stated purpose, and none is configured; remove it',
    ],
  ],
  [
    'a relation',
    'fields: {grid: cam_name}',
    ['b.yaml:5:14: bindings[0].fields.grid: "grid" is a relation: it follows from "code" and is not mapped'],
  ],
  [
    'a label',
    'fields: {stateLabel: cam_name}',
    ['b.yaml:5:14: bindings[0].fields.stateLabel: "stateLabel" is computed from "state" and is not mapped'],
  ],
  [
    'an identity number',
    'fields: {name: sfzh}',
    [
      'b.yaml:5:14: bindings[0].fields.name: the column "sfzh" looks like an identity number: such data never enters the product; remove it',
    ],
  ],
  [
    'a plate in an expression',
    'fields: {name: {expression: "row.plateNo"}}',
    [
      'b.yaml:5:21: bindings[0].fields.name.expression: the column "plateNo" looks like the number plate of a vehicle: such data never enters the product; remove it',
    ],
  ],
  [
    'a face in the filter',
    'fields: {name: cam_name}\n    where: {face_id: 5}',
    [
      'b.yaml:6:13: bindings[0].where.face_id: the column "face_id" looks like biometric data: such data never enters the product; remove it',
    ],
  ],
  [
    'an expression that does not parse',
    'fields: {name: {expression: "row.st +"}}',
    ['b.yaml:5:21: bindings[0].fields.name.expression: the expression cannot be read: Unexpected token: EOF (character 9)'],
  ],
  [
    'an expression that reaches out',
    'fields: {name: {expression: "process.env.HOME"}}',
    [
      `b.yaml:5:21: bindings[0].fields.name.expression: "process" is not known in expressions: columns are row.name or row['name'] (character 1)`,
    ],
  ],
  [
    'an undeclared column of an expression',
    'fields: {name: {expression: "row.st", columns: [x]}}',
    ['b.yaml:5:21: bindings[0].fields.name.expression: the column "st" is not named in "columns"'],
  ],
  [
    'an unknown column of an expression',
    'fields: {name: {expression: "row.stt"}}',
    ['b.yaml:5:21: bindings[0].fields.name.expression: the collection "rows" has no column "stt"; did you mean "st"?'],
  ],
  [
    'a duration for a text',
    'fields: {name: {duration: {from: st, to: st, unit: minutes}}}',
    ['b.yaml:5:21: bindings[0].fields.name.duration: "duration" makes a number or a Duration, the field is text'],
  ],
  [
    'a duration without unit',
    'fields: {minutes: {duration: {from: st, to: st}}}',
    ['b.yaml:5:24: bindings[0].fields.minutes.duration: the key "unit" is missing: expected seconds, minutes or hours'],
  ],
  [
    'midnight for instants',
    'fields: {minutes: {duration: {from: changed, to: changed, unit: minutes, midnight: true}}}',
    ['b.yaml:5:24: bindings[0].fields.minutes.duration: "midnight" is for times of day, here are instants; remove it'],
  ],
  [
    'an identity that is not mapped',
    'fields: {name: cam_name}\n    identity: {field: code, wins: {newest: updatedAt}}',
    [
      'b.yaml:6:16: bindings[0].identity.field: the binding does not map "code"',
      'b.yaml:6:36: bindings[0].identity.wins.newest: the binding does not map "updatedAt"',
    ],
  ],
  [
    'a sync that is no duration',
    'fields: {name: cam_name}\n    mode: replica\n    sync: {every: 5m}',
    ['b.yaml:7:12: bindings[0].sync.every: expected a positive ISO 8601 duration such as PT5M'],
  ],
  [
    'a filter on an unknown column',
    'fields: {name: cam_name}\n    where: {or: [{stt: A}]}',
    ['b.yaml:6:19: bindings[0].where.or[0].stt: the collection "rows" has no column "stt"; did you mean "st"?'],
  ],
  [
    'a filter value of another type',
    'fields: {name: cam_name}\n    where: {added: "5"}',
    ['b.yaml:6:13: bindings[0].where.added: expected a whole number of 32 bits, got a text'],
  ],
  [
    'an unknown operator of a filter',
    'fields: {name: cam_name}\n    where: {added: {gtt: 5}}',
    [
      'b.yaml:6:21: bindings[0].where.added.gtt: unknown operator "gtt"; did you mean "gt"? (known: eq, ne, lt, lte, gt, gte, contains, startsWith, endsWith, in, notIn, isNull)',
    ],
  ],
  [
    'an empty list in a filter',
    'fields: {name: cam_name}\n    where: {added: []}',
    ['b.yaml:6:13: bindings[0].where.added: expected at least one value, got an empty list'],
  ],
  [
    'a look-up file outside the folder',
    'fields: {name: {column: st, look-up: {file: ../../etc/passwd.csv}}}',
    ['b.yaml:5:43: bindings[0].fields.name.look-up.file: a look-up file lies in the folder of the binding file or below it'],
  ],
  [
    'a look-up file that is missing',
    'fields: {name: {column: st, look-up: {file: no.csv}}}',
    ['b.yaml:5:43: bindings[0].fields.name.look-up.file: the look-up file "no.csv" cannot be read'],
  ],
];

const parse = (lines: string) =>
  parseBindingFile(`bindings:\n  - source: s\n    collection: rows\n    entity: Camera\n    ${lines}\n`, 'b.yaml') as BindingFile;

describe('compileBinding', () => {
  test.each(BAD)('%s is refused with its place and what to do', (_, lines, messages) => {
    const [definition] = parse(lines).bindings;
    if (!definition) throw new Error('no binding');
    const binding = compileBinding(definition, CAMERA, COLUMNS);
    expect(isProblems(binding) ? binding.map(formatProblem) : binding).toEqual(messages);
  });

  test('a sound binding is compiled with all its parts', () => {
    const [definition] = parse(
      'fields: {name: cam_name, code: {column: camera_id}, updatedAt: changed, state: {value: ONLINE}}\n    mode: replica\n    sync: {every: PT5M, staleAfter: PT1H}\n    withoutKey: ignore\n    where: {st: [A, B], added: {gte: 5, ne: 9}, flag: null, not: {x: {lt: 0.5}}}\n    identity: {field: code, wins: {newest: updatedAt}}\n    updatedAt: changed',
    ).bindings;
    if (!definition) throw new Error('no binding');
    const binding = compileBinding(definition, CAMERA, COLUMNS) as CompiledBinding;
    expect(binding).toMatchObject({
      id: 's.rows.Camera',
      entity: 'Camera',
      mode: 'replica',
      key: ['camera_id'],
      withoutKey: 'ignore',
      sync: { every: 300_000, staleAfter: 3_600_000 },
      identity: { field: 'code', wins: { by: 'newest', field: 'updatedAt' } },
      updatedAt: { column: 'changed', type: 'datetime' },
      where: {
        kind: 'and',
        of: [
          { kind: 'in', field: 'st', values: ['A', 'B'] },
          { kind: 'compare', field: 'added', operator: 'gte', value: 5 },
          { kind: 'compare', field: 'added', operator: 'ne', value: 9 },
          { kind: 'isNull', field: 'flag' },
          { kind: 'not', of: { kind: 'compare', field: 'x', operator: 'lt', value: 0.5 } },
        ],
      },
    });
    expect([...binding.fields.values()].map(({ field, column, columns }) => [field, column, columns])).toEqual([
      ['name', 'cam_name', ['cam_name']],
      ['code', undefined, ['camera_id']],
      ['updatedAt', 'changed', ['changed']],
      ['state', undefined, []],
    ]);
  });

  test('a binding without a key, of a collection without one, is refused', () => {
    expect(compileAll({ a: 'text' }, entityOf({ name: 'text' }), { fields: { name: 'a' } })).toEqual([
      'the source knows no key of this collection: name the columns that identify a row in "key"',
    ]);
  });

  test('every problem of a binding is told at once', () => {
    const [definition] = parse('fields: {nam: cam_name, name: "*", state: {column: st, enum: {a: b, c: d}}}\n    datum: X').bindings;
    const problems = definition && compileBinding(definition, CAMERA, COLUMNS);
    expect(problems && isProblems(problems) && problems.length).toBe(5);
  });

  test('without the collection everything is checked that does not need it', () => {
    const [definition] = parse(
      'fields: {nmae: cam_name, location: {point: {lon: lng, lat: lat}}, name: shenfenzheng, state: {column: zt, enum: {"1": ON}}}\n    where: {zt: {gtt: 1}}',
    ).bindings;
    const problems = definition ? validateBinding(definition, CAMERA) : [];
    expect(problems.map(({ message }) => message.split(/[:;]/)[0])).toEqual([
      'Camera has no field "nmae"',
      'a place needs to know its datum',
      'the column "shenfenzheng" looks like an identity number',
      'expected one of ONLINE, OFFLINE, UNKNOWN, got "ON"',
      'unknown operator "gtt"',
    ]);
    const [sound] = parse(
      'fields: {name: anything, installedOn: {column: d, date: {epoch: seconds, zone: UTC}}, state: {column: z, enum: {A: ONLINE}}}',
    ).bindings;
    expect(sound && validateBinding(sound, CAMERA)).toEqual([]);
  });

  test('names of columns in Chinese work everywhere', () => {
    const binding = compileAll({ 编号: 'text', 名称: 'text', 经度: 'float', 纬度: 'float' }, CAMERA, {
      key: '编号',
      datum: 'CGCS2000',
      where: { 名称: { startsWith: '东' } },
      fields: { name: '名称', code: { expression: "row['编号'] + '号'" }, location: { point: { lon: '经度', lat: '纬度' } } },
    }) as CompiledBinding;
    const row = { 编号: '7', 名称: '东门', 经度: 116.4, 纬度: 39.9 };
    expect([...binding.fields.values()].map(({ map }) => map(row))).toEqual(['东门', '7号', { lon: 116.4, lat: 39.9 }]);
    expect(binding.key).toEqual(['编号']);
  });

  test('free text is redacted and counted unless the source already did', () => {
    const free = { type: 'text', mark: { freeText: true } } as const;
    const redacted = compileOne({ columns: { n: 'text' }, field: 'n', to: free });
    const left = compileOne({ columns: { n: 'text' }, field: { column: 'n', redacted: true }, to: free });
    if (Array.isArray(redacted) || Array.isArray(left)) throw new Error('not compiled');
    const row = { n: '请联系13812340000或a@b.cn' };
    expect([redacted.column, redacted.map(row), redacted.redactions?.(row)]).toEqual([undefined, '请联系[phone]或[e-mail]', 2]);
    expect([redacted.redactions?.({ n: 'nothing' }), redacted.redactions?.({ n: null }), redacted.map({ n: null })]).toEqual([0, 0, null]);
    expect([left.column, left.map(row), left.redactions]).toEqual(['n', row.n, undefined]);
  });

  test('two bindings of one collection to one entity have their own ids', () => {
    expect(definitionOf({ fields: { a: 'b' }, id: 'second' }).id).toBe('second');
    expect(definitionOf({ fields: { a: 'b' } }).id).toBe('s.rows.Thing');
  });
});

describe('forbiddenBy', () => {
  test.each([
    ...['face_url', 'FaceId', 'fingerprint', '人脸特征', 'rlzp', 'IRIS'].map((name) => [name, 'biometric data']),
    ...['plateNo', 'PLATE_NO', 'license-plate', '车牌号', 'cph', 'hphm', 'LicensePlate2', 'ANPR'].map((name) => [
      name,
      'the number plate of a vehicle',
    ]),
    ...['sfzh', 'SFZHM', '身份证号', 'gmsfhm', 'ssn', 'passport_no', 'idCard', 'zjhm'].map((name) => [name, 'an identity number']),
    ...['gps_track', '轨迹', 'trajectory', 'guiji'].map((name) => [name, 'the movement of a person or vehicle']),
    ...['photo', 'imageUrl', 'rtsp_url', '抓拍图', 'video_url', 'streamUrl', '照片', 'zhaopian'].map((name) => [name, 'pictures or video']),
    ...['blacklist', '重点人员'].map((name) => [name, 'a list or score of persons']),
  ])('%s looks like %s', (name, what) => {
    expect(forbiddenBy(name)).toBe(what);
  });

  test('ordinary names of registers pass', () => {
    const names =
      'template surface plateau interface facility TRACT STREETSEGID CAMERAID DV_TRAVEL_DISTANCE tracking_number imagination SERVICEREQUESTID camera_id street stream_gauge irish 视频监控编号 名称 编号 状态 行程 stationName GIS_ID CONDITION LABEL ZIPCODE MARADDRESSREPOSITORYID licence_number id_number';
    expect(names.split(' ').filter((name) => forbiddenBy(name) !== undefined)).toEqual([]);
  });
});
