import { afterEach, describe, expect, test } from '@jest/globals';
import type { CollectionCapabilities, Row } from '../../src/contract/index.ts';
import { plain, startEngine, type TestEngine, TestSource } from './engine-harness.ts';
import { smallCity, startCity } from './small-city.ts';

let engine: TestEngine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const everything: CollectionCapabilities = {};
const choices = [
  ['that can do everything', undefined],
  ['that can do nothing', 'none'],
  ['without seek', (all: CollectionCapabilities) => ({ ...all, seek: undefined as never })],
] as const;

const row = (code: string, channels: number | null): Row => ({ code, channels });

function sourceOf(rows: readonly Row[], capabilities?: 'none' | ((all: CollectionCapabilities) => CollectionCapabilities)): TestSource {
  const collection = { columns: { code: 'text', channels: 'int' } as const, key: ['code'], rows };
  return new TestSource({ rows: capabilities === undefined ? collection : { ...collection, capabilities } });
}

const binding = (source: string) => ({ source, collection: 'rows', entity: 'Camera', fields: { code: 'code', channelCount: 'channels' } });

const page = (args: string) =>
  `{ cameras(${args}) { edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const codes = (cameras: { edges: { node: { code: string } }[] }) => cameras.edges.map(({ node }) => node.code).join('');

describe.each(choices)('pages over two sources %s', (_text, choice) => {
  const start = async () => {
    const capabilities = choice as undefined;
    const sources = {
      one: sourceOf([row('a', 2), row('c', 1), row('e', null)], capabilities),
      two: sourceOf([row('b', 1), row('d', 2)], capabilities),
    };
    engine = await startEngine({ sources, bindings: [binding('one'), binding('two')] });
    return { sources, engine };
  };

  test('concatenate to the whole, forwards and backwards, nulls last', async () => {
    const own = await start();
    const order = 'orderBy: [{ field: CHANNEL_COUNT, direction: DESC }, { field: CODE }]';
    const { cameras: first } = await own.engine.data(page(`${order}, first: 2`));
    expect(codes(first)).toBe('ad');
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const { cameras: second } = await own.engine.data(page(`${order}, first: 3, after: "${first.pageInfo.endCursor}"`));
    expect(codes(second)).toBe('bce');
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const { cameras: back } = await own.engine.data(page(`${order}, last: 2, before: "${second.pageInfo.startCursor}"`));
    expect(codes(back)).toBe('ad');
    const { cameras: end } = await own.engine.data(page(`${order}, last: 2`));
    expect(codes(end)).toBe('ce');
    expect(end.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('survive rows that come between', async () => {
    const own = await start();
    const order = 'orderBy: [{ field: CODE }]';
    const { cameras: first } = await own.engine.data(page(`${order}, first: 2`));
    expect(codes(first)).toBe('ab');
    own.sources.one.replaceRows('rows', [row('a', 2), row('aa', 2), row('bb', 1), row('c', 1), row('e', null)]);
    own.sources.two.replaceRows('rows', [row('d', 2)]);
    const { cameras: second } = await own.engine.data(page(`${order}, first: 5, after: "${first.pageInfo.endCursor}"`));
    expect(codes(second)).toBe('bbcde');
  });

  test('without sort terms the end of the list is the end of what is read from the start', async () => {
    const own = await start();
    const { cameras: all } = await own.engine.data(page('first: 500'));
    const { cameras: last } = await own.engine.data(page('last: 2'));
    expect(codes(all).endsWith(codes(last))).toBe(true);
    const { cameras: before } = await own.engine.data(page(`last: 500, before: "${last.pageInfo.startCursor}"`));
    expect(codes(before) + codes(last)).toBe(codes(all));
  });

  test('a page of no records still tells whether there are any', async () => {
    const own = await start();
    const { cameras } = await own.engine.data(page('first: 0'));
    expect(cameras).toEqual({ edges: [], pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null } });
  });
});

describe('a source in its own order', () => {
  test('cannot go on after a record that is gone, and says so instead of ending the list', async () => {
    const source = sourceOf([row('x', 1), row('b', 1), row('m', 1)], 'none');
    engine = await startEngine({ sources: { one: source }, bindings: [binding('one')] });
    const { cameras } = await engine.data(page('first: 2'));
    expect(codes(cameras)).toBe('xb');
    source.replaceRows('rows', [row('x', 1), row('m', 1)]);
    const result = await engine.run(page(`first: 2, after: "${cameras.pageInfo.endCursor}"`));
    expect(result.errors?.[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(result.errors?.[0]?.message).toMatch(/no longer in this list.*Start again/);
  });

  test('takes rows that come between', async () => {
    const source = sourceOf([row('x', 1), row('b', 1), row('m', 1)], 'none');
    engine = await startEngine({ sources: { one: source }, bindings: [binding('one')] });
    const { cameras } = await engine.data(page('first: 2'));
    source.replaceRows('rows', [row('new', 1), row('x', 1), row('b', 1), row('newer', 1), row('m', 1)]);
    const { cameras: next } = await engine.data(page(`first: 2, after: "${cameras.pageInfo.endCursor}"`));
    expect(codes(next)).toBe('newerm');
  });
});

describe('paging arguments that make no sense are refused at their place', () => {
  const refusal = async (args: string, variables = {}) => {
    engine ??= await startCity(smallCity());
    const result = await engine.run(
      `query($n: Int, $c: String) { cameras(${args}) { nodes { code } } gridCells { totalCount } }`,
      variables,
    );
    expect(plain(result.data)).toEqual({ cameras: null, gridCells: { totalCount: 3 } });
    expect(result.errors).toHaveLength(1);
    expect(result.errors?.[0]).toMatchObject({ path: ['cameras'], extensions: { code: 'BAD_USER_INPUT' } });
    return result.errors?.[0]?.message;
  };

  test.each([
    ['first: 1, last: 1', 'At first, last: expected one of them, came both.'],
    ['last: 1, after: "x"', 'At after: expected `first` with it, came `last`.'],
    ['first: 1, before: "x"', 'At before: expected `last` with it, came no `last`.'],
    ['before: "x"', 'At before: expected `last` with it, came no `last`.'],
    ['first: -1', 'At first: expected 0 to 500 records, came -1.'],
    ['first: 501', 'At first: expected 0 to 500 records, came 501.'],
    ['last: 501', 'At last: expected 0 to 500 records, came 501.'],
    ['after: ""', 'At after: expected a cursor, came an empty text.'],
    ['after: "AAAA"', 'At after: expected a cursor that Civigraph gave out, came another text.'],
    ['last: 1, before: "%%%"', 'At before: expected a cursor that Civigraph gave out, came another text.'],
    ['orderBy: null', 'At orderBy: expected a list of sort terms, came null.'],
    ['orderBy: [{ field: CODE }, { field: CODE, direction: DESC }]', 'At orderBy: expected each field once, came "code" twice.'],
  ])('%s', async (args, message) => {
    expect(await refusal(args)).toBe(message);
  });

  test('a cursor of which one byte is changed', async () => {
    engine = await startCity(smallCity());
    const { cameras } = await engine.data(page('first: 1'));
    const cursor: string = cameras.pageInfo.endCursor;
    for (const at of [0, 5, 20, cursor.length - 1]) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const changed = `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
      if (Buffer.from(changed, 'base64url').equals(Buffer.from(cursor, 'base64url'))) continue;
      expect(await refusal(`after: "${changed}"`)).toBe('At after: expected a cursor that Civigraph gave out, came another text.');
    }
  });

  test('a cursor of another order, and one that another secret signed', async () => {
    engine = await startCity(smallCity());
    const { cameras } = await engine.data(page('first: 1, orderBy: [{ field: CODE }]'));
    const message = 'At after: expected a cursor of such a list in the same order, came one of another list or order.';
    expect(await refusal(`after: "${cameras.pageInfo.endCursor}"`)).toBe(message);
    expect(await refusal(`orderBy: [{ field: CODE, direction: DESC }], after: "${cameras.pageInfo.endCursor}"`)).toBe(message);
    await engine.close();
    engine = await startCity(smallCity(), { cursorSecret: 'another' });
    expect(await refusal(`orderBy: [{ field: CODE }], after: "${cameras.pageInfo.endCursor}"`)).toMatch(/that Civigraph gave out/);
  });

  test('a cursor of a list of other records', async () => {
    engine = await startCity(smallCity());
    const { gridCells } = await engine.data('{ gridCells(first: 1) { pageInfo { endCursor } } }');
    expect(await refusal(`after: "${gridCells.pageInfo.endCursor}"`)).toMatch(/came one of another list or order/);
  });

  test('arguments that clients send as null although they do not use them are taken as absent', async () => {
    engine = await startCity(smallCity());
    const result = await engine.run(
      'query($n: Int, $c: String) { cameras(first: $n, after: $c, last: null, before: null) { totalCount nodes { code } } }',
      {
        n: null,
        c: null,
      },
    );
    expect(result.errors).toBeUndefined();
    expect(plain(result.data)).toMatchObject({ cameras: { totalCount: 7 } });
  });
});

test('a row without a key takes no place on a page', async () => {
  const rows: Row[] = ['1', null, '3', '4'].map((id, at) => ({ id, code: 'abcd'.charAt(at) }));
  const source = new TestSource({ rows: { columns: { id: 'text', code: 'text' }, rows } });
  const bound = { source: 'one', collection: 'rows', entity: 'Camera', key: 'id', withoutKey: 'ignore', fields: { code: 'code' } };
  engine = await startEngine({ sources: { one: source }, bindings: [bound] });
  const { cameras: first } = await engine.data(page('orderBy: [{ field: CODE }], first: 2'));
  expect(codes(first)).toBe('ac');
  expect(first.pageInfo).toMatchObject({ hasNextPage: true });
  const { cameras: second } = await engine.data(page(`orderBy: [{ field: CODE }], first: 2, after: "${first.pageInfo.endCursor}"`));
  expect(codes(second)).toBe('d');
  expect(second.pageInfo).toMatchObject({ hasNextPage: false });
});

describe('totalCount', () => {
  test('is null where counting would break the row budget, and the page is given all the same', async () => {
    const rows = Array.from({ length: 50 }, (_, at) => row(`c${at}`, at));
    const source = sourceOf(rows, (all) => ({
      ...everything,
      fields: all.fields ?? {},
      limit: true,
      order: { nullsFirst: true },
      seek: true,
    }));
    engine = await startEngine({ sources: { one: source }, bindings: [binding('one')], rowBudget: 20 });
    const { cameras } = await engine.data('{ cameras(first: 2) { totalCount nodes { code gridCell { name } } } }');
    expect(cameras).toMatchObject({ totalCount: null, nodes: [{ code: 'c0' }, { code: 'c1' }] });
  });

  test('is counted by the source where it can, without reading rows', async () => {
    const rows = Array.from({ length: 50 }, (_, at) => row(`c${at}`, at));
    const source = sourceOf(rows);
    engine = await startEngine({ sources: { one: source }, bindings: [binding('one')], rowBudget: 20 });
    const { cameras } = await engine.data('{ cameras(first: 2, filter: { channelCount: { gte: 10 } }) { totalCount } }');
    expect(cameras.totalCount).toBe(40);
    expect(source.reads.map(({ kind }) => kind)).toEqual(['aggregate']);
  });

  test('a page of 500 is read whole', async () => {
    const rows = Array.from({ length: 777 }, (_, at) => row(`c${String(at).padStart(3, '0')}`, at));
    engine = await startEngine({
      sources: { one: sourceOf(rows), two: sourceOf([row('zz', 1)]) },
      bindings: [binding('one'), binding('two')],
    });
    const { cameras } = await engine.data(page('first: 500, orderBy: [{ field: CODE }]'));
    expect(cameras.edges).toHaveLength(500);
    const { cameras: rest } = await engine.data(page(`first: 500, orderBy: [{ field: CODE }], after: "${cameras.pageInfo.endCursor}"`));
    expect(rest.edges).toHaveLength(278);
    expect(rest.edges.at(-1).node.code).toBe('zz');
  });
});
