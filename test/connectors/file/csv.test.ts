import { afterAll, describe, expect, it } from '@jest/globals';
import { described, failure, fieldNames, fieldTypes, readAll, TestFolder } from './helpers.ts';

const folder = new TestFolder();
let count = 0;
const open = async (content: string | Uint8Array, options: Readonly<Record<string, unknown>> = {}, ending = 'csv') => {
  count += 1;
  return await folder.openFile(`f${count}.${ending}`, content, options);
};
const read = async (content: string | Uint8Array, options: Readonly<Record<string, unknown>> = {}) =>
  await readAll(await open(content, options));

afterAll(async () => await folder.remove());

describe('CSV', () => {
  it('reads every column as text, an unquoted empty cell as no value and a quoted one as an empty text', async () => {
    const { rows, malformed } = await read('code,name,n\n007,"",1\n1E217,,2\n');
    expect(rows).toEqual([
      { code: '007', name: '', n: '1' },
      { code: '1E217', name: null, n: '2' },
    ]);
    expect(malformed).toBe(0);
  });

  it.each([
    ['LF', 'a,b\n1,2\n3,4\n'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['CR', 'a,b\r1,2\r3,4\r'],
    ['mixed breaks', 'a,b\r\n1,2\n3,4\r'],
    ['no last line break', 'a,b\n1,2\n3,4'],
    ['blank lines', '\na,b\n\n1,2\n\n3,4\n\n'],
  ])('reads lines that end in %s', async (_name, content) => {
    expect((await read(content)).rows).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  it('keeps quotes, delimiters and line breaks inside quoted cells, and a quote inside an unquoted one', async () => {
    const { rows } = await read('a,b\n"x, ""y""\r\nz",5" pipe\n"",q\n');
    expect(rows).toEqual([
      { a: 'x, "y"\r\nz', b: '5" pipe' },
      { a: '', b: 'q' },
    ]);
  });

  it('takes another delimiter, quote, comment and lines before the header', async () => {
    const options = { delimiter: ';', quote: "'", comment: '#', skipLines: 2 };
    expect((await read("report, of today\n\n# note\na;b\n# more\n'1;2';3\n", options)).rows).toEqual([{ a: '1;2', b: '3' }]);
    expect((await read('a,b\n"x,y\n', { quote: null })).rows).toEqual([{ a: '"x', b: 'y' }]);
  });

  it('reads TSV by its ending', async () => {
    expect((await readAll(await open('a\tb\n1, 2\t"3\t4"\n', {}, 'tsv'))).rows).toEqual([{ a: '1, 2', b: '3\t4' }]);
  });

  it('names columns by position or by declared fields where there is no header', async () => {
    expect((await read('1,2\n3,4\n', { header: false })).rows[0]).toEqual({ column_1: '1', column_2: '2' });
    const fields = [{ name: 'x', type: 'int' }, { name: 'y' }];
    expect((await read('1,2\n3,4\n', { header: false, fields })).rows).toEqual([
      { x: 1, y: '2' },
      { x: 3, y: '4' },
    ]);
  });

  it('numbers headings that stand twice, names those that are missing, and disarms __proto__', async () => {
    const source = await open('a,a,,__proto__,a_2\n1,2,3,4,5\n');
    expect(await fieldNames(source)).toEqual(['a', 'a_3', 'column_3', '_proto_', 'a_2']);
    expect((await readAll(source)).rows).toEqual([{ a: '1', a_3: '2', column_3: '3', _proto_: '4', a_2: '5' }]);
    expect(folder.logged.join('\n')).toContain('a heading stands twice');
  });

  it('reads null words as no value', async () => {
    expect((await read('a,b\nNULL,"NA"\nx,NAME\n', { nullWords: ['NULL', 'NA'] })).rows).toEqual([
      { a: null, b: null },
      { a: 'x', b: 'NAME' },
    ]);
  });

  it('gives declared types, and counts rows whose value does not fit', async () => {
    const types = {
      i: 'int',
      g: 'bigint',
      d: 'decimal',
      f: 'float',
      b: 'boolean',
      day: 'date',
      t: 'time',
      at: 'datetime',
      j: 'json',
      p: 'point',
    };
    const fields = Object.entries(types).map(([name, type]) => ({ name, type }));
    const header = 'i,g,d,f,b,day,t,at,j,p';
    const good = '7,9007199254740993,0.10,1.5,yes,1850-02-28,10:05,2016-08-21 18:00:00+08:00,"{""a"":1}","{""lon"":1,""lat"":2}"';
    const bad = [
      ',,,,,2021-02-29,,,,',
      '2147483648,,,,,,,,,',
      ',,,,,,25:00,,,',
      ',,,,,,,2016-08-21 18:00,,',
      ',,1e5x,,,,,,,',
      ',,,,,,,,{,',
    ];
    const { rows, issues } = await read([header, good, ...bad, ',,,,,,,,,'].join('\n'), { fields });
    expect(rows).toEqual([
      {
        i: 7,
        g: '9007199254740993',
        d: '0.10',
        f: 1.5,
        b: true,
        day: '1850-02-28',
        t: '10:05:00',
        at: '2016-08-21T10:00:00.000Z',
        j: { a: 1 },
        p: { lon: 1, lat: 2 },
      },
      { i: null, g: null, d: null, f: null, b: null, day: null, t: null, at: null, j: null, p: null },
    ]);
    expect(issues).toEqual([
      '3: the value of "day" is no date',
      '4: the value of "i" is no int',
      '5: the value of "t" is no time',
      '6: the value of "at" is no datetime',
      '7: the value of "d" is no decimal',
      '8: the value of "j" is no json',
    ]);
  });

  it('reads times without an offset in the declared zone', async () => {
    const options = { timeZone: 'Asia/Shanghai', fields: [{ name: 'at', type: 'datetime' }] };
    expect((await read('at\n2016-08-21 18:00\n', options)).rows).toEqual([{ at: '2016-08-21T10:00:00.000Z' }]);
  });

  it('renames columns, and leaves out others when only declared fields are wanted', async () => {
    const source = await open('设备编号,b\nx,y\n', {
      fields: [{ name: 'id', from: '设备编号', nullable: false }],
      onlyFields: true,
      key: ['id'],
    });
    expect(await described(source)).toMatchObject({ key: ['id'], fields: [{ name: 'id', type: 'text', nullable: false }] });
    expect((await readAll(source)).rows).toEqual([{ id: 'x' }]);
  });
});

describe('malformed CSV', () => {
  it('counts rows of another width with their line numbers, and reads the rest', async () => {
    const { rows, malformed, issues } = await read('a,b\n1,2\n3\n"4\n4",5\n6,7,8\n9,10\n');
    expect(rows.map(({ a }) => a)).toEqual(['1', '4\n4', '9']);
    expect({ malformed, issues }).toEqual({ malformed: 2, issues: ['3: 1 cells, expected 2', '6: 3 cells, expected 2'] });
  });

  it('a quote that never closes costs its own line only', async () => {
    const { rows, issues } = await read('a,b\n1,2\n"3,4\n5,6\n7,8\n');
    expect(rows.map(({ a }) => a)).toEqual(['1', '5', '7']);
    expect(issues).toEqual(['3: a quote opens and never closes']);
  });

  it('text after a closing quote costs its own line only', async () => {
    const { rows, issues } = await read('a,b\n"1"x,2\n3,4\n');
    expect(rows.map(({ a }) => a)).toEqual(['3']);
    expect(issues).toEqual(['2: text after a closing quote, expected a delimiter or the end of the line']);
  });

  it('counts lines with bytes that are not UTF-8 and with NUL bytes, and keeps a real U+FFFD', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n北京,1\n'),
      Buffer.from([0x78, 0xff, 0x2c, 0x32, 0x0a]),
      Buffer.from('\ufffd,3\nx\0,4\n上海,5\n'),
    ]);
    const { rows, issues } = await read(bytes);
    expect(rows.map(({ a }) => a)).toEqual(['北京', '\ufffd', '上海']);
    expect(issues).toEqual(['3: bytes that are not valid UTF-8', '5: a NUL byte']);
  });

  it('lists at most 100 of them but counts all', async () => {
    const { malformed, issues } = await read(`a,b\n1,2\n${'x\n'.repeat(250)}`);
    expect({ malformed, listed: issues.length }).toEqual({ malformed: 250, listed: 100 });
  });

  it('more than the declared maximum is BAD_DATA', async () => {
    const error = await failure(read('a,b\n1,2\n3\n4\n', { maxMalformed: 1 }));
    expect(error).toMatchObject({
      kind: 'BAD_DATA',
      message: expect.stringContaining('2 rows could not be read, at most 1 are allowed; the first: line 3'),
    });
  });

  it('a file of which no row can be read is BAD_DATA, not zero rows', async () => {
    expect((await failure(read('a,b\n1\n2\n'))).kind).toBe('BAD_DATA');
  });

  it('rows without a key and rows whose key stands twice are counted', async () => {
    const { rows, issues } = await read('k,v\n1,a\n,b\n1,c\n2,d\n', { key: ['k'] });
    expect(rows.map(({ v }) => v)).toEqual(['a', 'd']);
    expect(issues).toEqual(['3: "k" has no value', '4: a row with the same key stands before it']);
  });

  it.each([
    ['an empty file', '', /is empty/],
    ['blank lines only', '\n\n', /no header line/],
    ['a page of HTML', '<!doctype html><p>502', /HTML/],
  ])('%s is BAD_DATA', async (_name, content, message) => {
    expect(await failure(read(content))).toMatchObject({ kind: 'BAD_DATA', message: expect.stringMatching(message) });
  });

  it('a header without rows is a collection without rows', async () => {
    expect(await read('a,b\n')).toMatchObject({ rows: [], malformed: 0 });
    expect(await read('', { allowEmpty: true, fields: [{ name: 'a' }] })).toMatchObject({ rows: [], malformed: 0 });
  });

  it('a header without a declared column is BAD_DATA that names the column', async () => {
    const error = await failure(read('message\nhello\n', { fields: [{ name: 'id' }] }));
    expect(error).toMatchObject({
      kind: 'BAD_DATA',
      message: expect.stringContaining('no column "id"'),
      advice: expect.stringContaining('"message"'),
    });
  });

  it('a line of many megabytes is read, one beyond all measure refused', async () => {
    const long = 'x'.repeat(9_000_000);
    expect((await read(`a,b\n${long},1\n2,3\n`)).rows[0]?.a).toHaveLength(9_000_000);
    expect((await read(`a,b\n"${long}\n${long.slice(0, 1000)}",1\n2,3\n`)).rows).toHaveLength(2);
    expect(await failure(read(`a,b\n1,2\n${'x'.repeat(18_000_000)}`))).toMatchObject({
      kind: 'BAD_DATA',
      message: expect.stringContaining('longer than'),
    });
  });
});

describe('charsets', () => {
  const text = '编号,名称\n1,环翠区\n2,竹岛街道\n';
  // GB18030 of the text, two bytes a character: Node decodes it but does not write it.
  const gb = Buffer.from('b1e0bac52cc3fbb3c60a312cbbb7b4e4c7f80a322cd6f1b5babdd6b5c00a', 'hex');
  const utf16be = () => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return bytes.swap16();
  };
  const rows = [
    { 编号: '1', 名称: '环翠区' },
    { 编号: '2', 名称: '竹岛街道' },
  ];

  it.each([
    ['UTF-8', Buffer.from(text), {}, 'utf-8 (valid UTF-8)'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), {}, 'utf-8 (byte order mark)'],
    ['GB18030', gb, {}, 'gb18030 (valid GB18030 and not UTF-8)'],
    ['GBK when declared', gb, { charset: 'gbk' }, 'gbk (declared)'],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), {}, 'utf-16le (byte order mark)'],
    ['UTF-16 BE with a mark', utf16be(), {}, 'utf-16be (byte order mark)'],
    ['UTF-16 LE when declared', Buffer.from(text, 'utf16le'), { charset: 'utf-16le' }, 'utf-16le (declared)'],
    ['UTF-8 with a mark when declared', Buffer.from(`\ufeff${text}`), { charset: 'utf8' }, 'utf-8 (declared)'],
  ])('reads %s and tells what it took', async (_name, bytes, options, told) => {
    folder.logged.length = 0;
    expect((await read(bytes, options)).rows).toEqual(rows);
    expect(folder.logged.join('\n')).toContain(told);
  });

  it('takes UTF-16 without a mark by its zero bytes', async () => {
    expect((await read(Buffer.from('id,name\n1,abc\n2,def\n', 'utf16le'))).rows).toHaveLength(2);
  });

  it('a file with some damage stays what most of its lines are', async () => {
    const damaged = Buffer.concat([Buffer.from(text), gb.subarray(10, 20), Buffer.from('3,上海\n')]);
    const { rows: got, malformed } = await read(damaged);
    expect(got).toHaveLength(3);
    expect(malformed).toBe(1);
  });

  it('finds the charset when the first Chinese character comes late, and cuts no character in two', async () => {
    const many = 'plain,ascii\n'.repeat(500_000);
    const { rows: got } = await read(Buffer.concat([Buffer.from(`a,b\n${many}`), gb.subarray(10)]));
    expect(got).toHaveLength(500_002);
    expect(got.at(-1)).toEqual({ a: '2', b: '竹岛街道' });
  });

  it('an unknown charset is refused when the source is opened', () => {
    expect(() => folder.open({ collections: [{ name: 'a', path: 'a.csv', charset: 'klingon' }] })).toThrow(/charset/);
  });

  it('types of CSV columns stay text whatever the charset', async () => {
    expect(await fieldTypes(await open(gb))).toEqual({ 编号: 'text', 名称: 'text' });
  });
});
