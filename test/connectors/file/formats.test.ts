import { afterAll, describe, expect, it } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { described, failure, fieldTypes, readAll, TestFolder } from './helpers.ts';
import { xlsxFile } from './xlsx-file.ts';

const folder = new TestFolder();
let count = 0;
const open = async (ending: string, content: string | Uint8Array, options: Readonly<Record<string, unknown>> = {}) => {
  count += 1;
  return await folder.openFile(`f${count}.${ending}`, content, options);
};
const read = async (ending: string, content: string | Uint8Array, options: Readonly<Record<string, unknown>> = {}) =>
  await readAll(await open(ending, content, options));

afterAll(async () => await folder.remove());

describe('types inferred from all values', () => {
  const types = async (rows: readonly unknown[]) => await fieldTypes(await open('json', JSON.stringify(rows)));

  it('tells numbers, truth values, texts and structures apart by every row, not the first', async () => {
    const first = { i: 1, f: 1, big: 1, b: true, t: 'x', m: 1, o: { a: 1 }, l: [1], n: null, codes: '007' };
    const last = { i: -2, f: 0.5, big: 9007199254740991, b: false, t: 'y', m: '1E217', o: null, l: 3, n: null, codes: '1' };
    expect(await types([first, ...Array.from({ length: 3000 }, () => first), last])).toEqual({
      i: 'int',
      f: 'float',
      big: 'bigint',
      b: 'boolean',
      t: 'text',
      m: 'text',
      o: 'json',
      l: 'json',
      n: 'text',
      codes: 'text',
    });
  });

  it('a member that some rows lack is nullable', async () => {
    const description = await described(await open('ndjson', '{"a":1}\n{"a":2,"b":3}\n'));
    expect(description.fields).toEqual([
      { name: 'a', type: 'int', nullable: false },
      { name: 'b', type: 'int', nullable: true },
    ]);
  });

  it('keeps integers beyond 2^53 and declared decimals to the last digit, in texts too', async () => {
    const text = '[{"n":9007199254740993,"d":0.12345678901234567890,"t":"12345678901234567890","j":{"n":9007199254740993}}]';
    const { rows } = await read('json', text, { fields: [{ name: 'd', type: 'decimal' }] });
    expect(rows).toEqual([{ n: '9007199254740993', d: '0.12345678901234567890', t: '12345678901234567890', j: { n: 9007199254740992 } }]);
  });

  it('a member called __proto__ or constructor is only a name', async () => {
    const { rows } = await read('json', '[{"__proto__":{"x":1},"constructor":"c"},{"a":1}]');
    expect(Object.keys(rows[1] ?? {})).toEqual(['_proto_', 'constructor', 'a']);
    expect(rows[1]).toEqual({ _proto_: null, constructor: null, a: 1 });
    expect((rows[1] as { x?: unknown }).x).toBeUndefined();
  });
});

describe('JSON', () => {
  it('finds the rows at a path and declared members at theirs', async () => {
    const text = '{"meta":{"rows":[9],"text":"a \\"{[ b"},"data":{"skip":[[1,{"x":"]"}]],"items":[{"a":{"b":1}},{"a":null}]},"n":-1.5e3}';
    const { rows } = await read('json', text, { rows: 'data.items', fields: [{ name: 'b', from: 'a.b', type: 'int' }], onlyFields: true });
    expect(rows).toEqual([{ b: 1 }, { b: null }]);
  });

  it('an empty list is a collection without rows', async () => {
    expect((await read('json', ' [ ] ')).rows).toEqual([]);
    expect((await read('json', '{"r":[]}', { rows: 'r' })).rows).toEqual([]);
  });

  it.each([
    ['a document of another shape', '{"status":"Processing"}', { rows: 'features' }, 'has no list "features"'],
    ['an object where a list is expected', '{"rows":{"a":1}}', { rows: 'rows' }, 'has no list "rows"'],
    ['an object without "rows"', '{"a":[{"b":1}]}', {}, 'the document is no list'],
    ['a number', '42', {}, 'the document is no list'],
    ['a cut-off row', '[{"a":1},{"a":', {}, 'line 1, column 10: the document ends too early'],
    ['a cut-off envelope', '{"r":[{"a":1}]', { rows: 'r' }, 'ends too early'],
    ['a cut-off word', '{"r":[{"a":1}],"ok":tr', { rows: 'r' }, 'expected a JSON value'],
    ['text after the end', '[{"a":1}] x', {}, 'line 1, column 11: text after the end'],
    ['a missing comma between rows', '[{"a":1}\n{"a":2}]', {}, 'line 1: the row that starts here is not valid JSON'],
    ['a comma too many', '[{"a":1},]', {}, 'expected a row'],
    ['a missing colon', '{"r" [1]}', { rows: 'r' }, 'expected a colon'],
    ['a bracket that does not match', '[{"a":1]]', {}, 'valid JSON'],
    ['white space only', '   ', {}, 'ends too early'],
    ['an HTML page', '<html>', {}, 'HTML'],
  ])('%s is BAD_DATA', async (_name, text, options, message) => {
    expect(await failure(read('json', text, options))).toMatchObject({ kind: 'BAD_DATA', message: expect.stringContaining(message) });
  });

  it('rows that are no objects are counted with their lines', async () => {
    const { rows, issues } = await read('json', '[\n{"a":1},\n7,\n[1],\nnull,\n{"a":2}]');
    expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
    expect(issues).toEqual(['3: the row is no JSON object', '4: the row is no JSON object', '5: the row is no JSON object']);
  });

  it('lenient leaves out broken rows and counts them', async () => {
    const { rows, issues } = await read('json', '[{"a":1},\n{"a":oops},\n{"a":"tab\there"}]', { lenient: true });
    expect(rows).toEqual([{ a: '1' }, { a: 'tab\there' }]);
    expect(issues).toEqual(['2: the row is not valid JSON']);
  });

  it('reads a document of many chunks with long texts, escapes and nested brackets', async () => {
    const rows = Array.from({ length: 400 }, (_one, id) => ({ id, text: `${'é"\\]},{['.repeat(id * 20)}`, deep: [[{ a: ['}'] }]] }));
    const got = await read('json', JSON.stringify({ total: 400, rows }, null, 1), { rows: 'rows' });
    expect(got.rows).toEqual(rows);
    expect(got.malformed).toBe(0);
  });
});

describe('NDJSON', () => {
  it('reads a line per row, counts bad ones with their lines and passes over blank ones', async () => {
    const { rows, issues } = await read('ndjson', '{"a":1}\r\n\n{"a":\n[1]\n{"a":2}\n{"a":3');
    expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
    expect(issues).toEqual(['3: the line is not valid JSON', '4: the line is no JSON object', '6: the line is not valid JSON']);
  });

  it('counts lines whose bytes are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"北"}\n{"a":"'), Buffer.from([0xe5, 0x8c]), Buffer.from('"}\n')]);
    const { rows, issues } = await read('ndjson', bytes);
    expect(rows).toEqual([{ a: '北' }]);
    expect(issues).toEqual(['2: bytes that are not valid UTF-8']);
  });

  it('a JSON Lines ending means the same', async () => {
    expect((await read('jsonl', '{"a":1}')).rows).toEqual([{ a: 1 }]);
  });
});

describe('GeoJSON', () => {
  const feature = (geometry: unknown, properties: unknown = { name: 'x' }, id?: unknown) => ({ type: 'Feature', id, properties, geometry });
  const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features }, null, 1);
  const point = { type: 'Point', coordinates: [122.1, 37.5, 12] };
  const line = {
    type: 'LineString',
    coordinates: [
      [0, 0],
      [1, 1],
    ],
  };

  it('makes fields of properties, the geometry, the point and the id', async () => {
    const source = await open(
      'geojson',
      collection(feature(point, { name: 'a' }, 7), feature(line, { name: 'b' }, 8), feature(null, null, 9)),
    );
    expect(await fieldTypes(source)).toEqual({ name: 'text', geometry: 'geometry', point: 'point', id: 'int' });
    expect((await readAll(source)).rows).toEqual([
      { name: 'a', geometry: point, point: { lon: 122.1, lat: 37.5 }, id: 7 },
      { name: 'b', geometry: line, point: null, id: 8 },
      { name: null, geometry: null, point: null, id: 9 },
    ]);
  });

  it('keeps properties that are called like its own fields under another name', async () => {
    const { rows } = await read('geojson', collection(feature(point, { geometry: 'g', point: 'p', id: 1 }, 2), feature(null, { id: 3 })));
    expect(rows[0]).toMatchObject({ 'properties.geometry': 'g', 'properties.point': 'p', 'properties.id': 1, id: 2, geometry: point });
    expect(rows[1]).toMatchObject({ id: 3, 'properties.id': null });
  });

  it('counts features with a geometry that is none', async () => {
    const bad = [
      { type: 'Polygon', coordinates: [[1, 2]] },
      { type: 'GeometryCollection', geometries: [] },
      { type: 'Point', coordinates: [1] },
      'POINT(1 2)',
    ];
    const { rows, malformed } = await read(
      'geojson',
      collection(feature(point), ...bad.map((geometry) => feature(geometry)), { type: 'Point' }),
    );
    expect({ rows: rows.length, malformed }).toEqual({ rows: 1, malformed: 5 });
  });

  it('finds points by box and distance', async () => {
    const source = await open(
      'geojson',
      collection(feature(point, { n: 1 }), feature({ type: 'Point', coordinates: [122.2, 37.5] }, { n: 2 })),
    );
    const box = { west: 122.15, south: 37, east: 123, north: 38 };
    expect((await readAll(source, { fields: ['n'], predicate: { kind: 'withinBox', field: 'point', box } })).rows).toEqual([{ n: 2 }]);
  });
});

describe('XLSX', () => {
  const book = xlsxFile({
    notes: [['nothing']],
    units: [
      ['Units of today'],
      ['code', 'name', 'n', 'share', 'open', 'day', 'at', 'when', 'big', 'mixed', 'error'],
      [
        '007',
        ' 环翠 ',
        3,
        0.5,
        true,
        { date: 42604 },
        { date: 42604.75 },
        { date: 0.4375 },
        { raw: '9007199254740993' },
        'x',
        { error: '#REF!' },
      ],
      [null, null, null],
      ['008', null, -4, 2, false, { date: 2 }, { date: 42604 }, { date: 0.5 }, 1, 12, 'ok'],
    ],
  });

  it('reads a sheet below its row of headings: texts, numbers, dates and times by their format', async () => {
    const source = await open('xlsx', book, { sheet: 'units', headerRow: 2 });
    expect(await fieldTypes(source)).toEqual({
      code: 'text',
      name: 'text',
      n: 'int',
      share: 'float',
      open: 'boolean',
      day: 'date',
      at: 'text',
      when: 'time',
      big: 'bigint',
      mixed: 'text',
      error: 'text',
    });
    const { rows, malformed } = await readAll(source);
    expect(malformed).toBe(0);
    expect(rows).toEqual([
      {
        code: '007',
        name: ' 环翠 ',
        n: 3,
        share: 0.5,
        open: true,
        day: '2016-08-22',
        at: '2016-08-22T18:00:00',
        when: '10:30:00',
        big: '9007199254740993',
        mixed: 'x',
        error: null,
      },
      {
        code: '008',
        name: null,
        n: -4,
        share: 2,
        open: false,
        day: '1900-01-01',
        at: '2016-08-22',
        when: '12:00:00',
        big: '1',
        mixed: '12',
        error: 'ok',
      },
    ]);
  });

  it('makes instants of dates with times where a zone is declared', async () => {
    const { rows } = await read('xlsx', book, { sheet: 2, headerRow: 2, timeZone: 'Asia/Shanghai' });
    expect(rows.map(({ at }) => at)).toEqual(['2016-08-22T10:00:00.000Z', '2016-08-21T16:00:00.000Z']);
  });

  it('counts rows with cells beyond the headings, and reads null words', async () => {
    const { rows, issues } = await read(
      'xlsx',
      xlsxFile({
        s: [
          ['a', 'b'],
          ['1', 'NULL'],
          ['2', 'x', 'beyond'],
        ],
      }),
      { nullWords: ['NULL'] },
    );
    expect(rows).toEqual([{ a: '1', b: null }]);
    expect(issues).toEqual(['3: a cell beyond the 2 columns that have a heading']);
  });

  it.each([
    ['a sheet that is not there', book, { sheet: 'people' }, 'BROKEN', 'it has: notes, units'],
    ['a row of headings that is not there', book, { sheet: 1, headerRow: 9 }, 'BAD_DATA', 'row 9'],
    ['a page of HTML', '<html>', {}, 'BAD_DATA', 'no XLSX workbook'],
    ['a cut-off workbook', book.subarray(0, 700), {}, 'BAD_DATA', 'cut off'],
    ['a workbook larger than allowed', book, { maxBytesInMemory: 100 }, 'BROKEN', 'at most 100'],
  ])('%s is refused', async (_name, content, options, kind, message) => {
    expect(await failure(read('xlsx', content, options))).toMatchObject({ kind, message: expect.stringContaining(message) });
  });

  it('a workbook that unpacks beyond measure is refused before it is unpacked', async () => {
    const bomb = xlsxFile({ s: [['a'], ['x'.repeat(3_000_000)]] });
    expect(await failure(read('xlsx', bomb, { maxBytesInMemory: 20_000 }))).toMatchObject({
      kind: 'BROKEN',
      message: expect.stringContaining('unpacks to'),
    });
  });
});

describe('Parquet', () => {
  const columnData = [
    { name: 'id', data: [1, 2, 3], type: 'INT32' as const, nullable: false },
    { name: 'big', data: [9007199254740993n, null, -1n], type: 'INT64' as const },
    { name: 'f', data: [0.1, Number.NaN, null], type: 'DOUBLE' as const },
    { name: 'b', data: [true, false, null], type: 'BOOLEAN' as const },
    { name: 't', data: ['007', '', null], type: 'STRING' as const },
    { name: 'at', data: [new Date('1850-06-01T00:00:00.001Z'), new Date('2100-01-01T00:00:00Z'), null], type: 'TIMESTAMP' as const },
    { name: 'j', data: [{ a: [1] }, null, 'x'], type: 'JSON' as const },
  ];

  it('takes the types that the footer states, row group by row group', async () => {
    const source = await open('parquet', new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 })), { key: ['id'] });
    expect(await fieldTypes(source)).toEqual({ id: 'int', big: 'bigint', f: 'float', b: 'boolean', t: 'text', at: 'datetime', j: 'json' });
    const description = await described(source);
    expect(description.fields[0]).toEqual({ name: 'id', type: 'int', nullable: false, nativeType: 'INT32' });
    expect((await readAll(source)).rows).toEqual([
      { id: 1, big: '9007199254740993', f: 0.1, b: true, t: '007', at: '1850-06-01T00:00:00.001Z', j: { a: [1] } },
      { id: 2, big: null, f: null, b: false, t: '', at: '2100-01-01T00:00:00.000Z', j: null },
      { id: 3, big: '-1', f: null, b: null, t: null, at: null, j: 'x' },
    ]);
  });

  it('reads decimals exactly, dates, times of day, and local times as text', async () => {
    const schema = [
      { name: 'root', num_children: 5 },
      {
        name: 'd',
        type: 'INT64' as const,
        converted_type: 'DECIMAL' as const,
        scale: 4,
        precision: 18,
        repetition_type: 'OPTIONAL' as const,
      },
      {
        name: 'w',
        type: 'FIXED_LEN_BYTE_ARRAY' as const,
        type_length: 16,
        converted_type: 'DECIMAL' as const,
        scale: 2,
        precision: 38,
        repetition_type: 'OPTIONAL' as const,
      },
      { name: 'day', type: 'INT32' as const, converted_type: 'DATE' as const, repetition_type: 'OPTIONAL' as const },
      { name: 'time', type: 'INT32' as const, converted_type: 'TIME_MILLIS' as const, repetition_type: 'OPTIONAL' as const },
      {
        name: 'local',
        type: 'INT64' as const,
        logical_type: { type: 'TIMESTAMP' as const, isAdjustedToUTC: false, unit: 'MICROS' as const },
        repetition_type: 'OPTIONAL' as const,
      },
    ];
    const data = [[9007199254740993n], [-123_456_789_012_345_678n], [-43_829], [36_000_500], [1_471_774_500_000_000n]];
    const columns = schema.slice(1).map(({ name }, at) => ({ name, data: data[at] ?? [] }));
    const source = await open('parquet', new Uint8Array(parquetWriteBuffer({ columnData: columns, schema })));
    expect(await fieldTypes(source)).toEqual({ d: 'decimal', w: 'decimal', day: 'date', time: 'time', local: 'text' });
    expect((await readAll(source)).rows).toEqual([
      { d: '900719925474.0993', w: '-1234567890123456.78', day: '1850-01-01', time: '10:00:00.500', local: '2016-08-21T10:15:00.000' },
    ]);
  });

  it.each([
    ['a page of HTML', Buffer.from('<html>502</html>')],
    ['a cut-off file', Buffer.from(parquetWriteBuffer({ columnData })).subarray(0, 300)],
    ['a file with a damaged middle', damaged(Buffer.from(parquetWriteBuffer({ columnData })))],
  ])('%s is BAD_DATA', async (_name, bytes) => {
    expect((await failure(read('parquet', bytes))).kind).toBe('BAD_DATA');
  });

  it('a declared column that is missing is BAD_DATA', async () => {
    const error = await failure(read('parquet', new Uint8Array(parquetWriteBuffer({ columnData })), { fields: [{ name: 'ward' }] }));
    expect(error).toMatchObject({ kind: 'BAD_DATA', message: expect.stringContaining('no column "ward"') });
  });
});

function damaged(bytes: Buffer): Buffer {
  bytes.fill(0xff, 4, 200);
  return bytes;
}
