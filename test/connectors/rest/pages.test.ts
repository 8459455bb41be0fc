import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Row, Source } from '../../../src/contract/index.ts';
import { batchesOf, type DeviceOptions, device, failureOf, idsOf, openDevices, readOf } from './devices.ts';
import { type Handler, json, TestServer } from './test-server.ts';

let server: TestServer;
const opened: Source[] = [];
const open = (options?: DeviceOptions) => {
  const source = openDevices(server.url, options);
  opened.push(source);
  return source;
};
const devices = (count: number): Row[] => Array.from({ length: count }, (_, place) => device(place + 1));
const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => `d${from + place}`);
const urls = () => server.seen.map(({ url }) => url);

beforeAll(async () => {
  server = await TestServer.start();
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close();
});
afterAll(() => server.close());

/** A service with pages by offset and limit. */
const byOffset =
  (rows: readonly Row[], total = rows.length): Handler =>
  ({ query }, response) => {
    const offset = Number(query.get('offset') ?? 0);
    json(response, { items: rows.slice(offset, offset + Number(query.get('limit') ?? 1_000)), total });
  };
const offsetList = { rows: '/items', page: { style: 'offset', size: 10 } };
const withTotal = { ...offsetList, total: 'total' };

describe('pages by offset', () => {
  it('are asked for until one comes short', async () => {
    server.answer(byOffset(devices(25)));
    expect(await idsOf(open({ list: offsetList }))).toEqual(ids(1, 25));
    expect(urls()).toEqual(['/devices?offset=0&limit=10', '/devices?offset=10&limit=10', '/devices?offset=20&limit=10']);
  });

  it('are not asked for once more where the total tells the end', async () => {
    server.answer(byOffset(devices(20)));
    expect(await idsOf(open({ list: withTotal }))).toEqual(ids(1, 20));
    expect(urls()).toHaveLength(2);
  });

  it('hold only what a limit and an offset need', async () => {
    server.answer(byOffset(devices(25)));
    const source = open({ list: withTotal });
    expect(await idsOf(source, readOf({ limit: 3 }))).toEqual(ids(1, 3));
    expect(await idsOf(source, readOf({ limit: 12, offset: 4 }))).toEqual(ids(5, 16));
    expect(await idsOf(source, readOf({ limit: 0 }))).toEqual([]);
    expect(await idsOf(source, readOf({ offset: 30 }))).toEqual([]);
    expect(urls()).toEqual([
      '/devices?offset=0&limit=3',
      '/devices?offset=4&limit=10',
      '/devices?offset=14&limit=2',
      '/devices?offset=30&limit=10',
    ]);
  });

  it('go on where the service keeps a smaller page than declared and a total is declared', async () => {
    server.answer(({ query }, response) => {
      const offset = Number(query.get('offset'));
      json(response, { items: devices(25).slice(offset, offset + 4), total: 25 });
    });
    expect(await idsOf(open({ list: withTotal }))).toEqual(ids(1, 25));
  });

  it('that end before the total are BAD_DATA, not a short answer', async () => {
    server.answer(byOffset(devices(25), 40));
    const failure = await failureOf(open({ list: withTotal }));
    expect(failure.kind).toBe('BAD_DATA');
    expect(failure.message).toContain('the service names 40 rows, but its pages end after 25');
  });

  it('that are the same again and again are BAD_DATA', async () => {
    server.answer((_seen, response) => json(response, { items: devices(10), total: 25 }));
    expect((await failureOf(open({ list: withTotal }))).message).toContain('gives the same page again');
    expect(urls()).toHaveLength(2);
  });

  it('beyond their largest number are BAD_DATA', async () => {
    server.answer(byOffset(devices(25)));
    const page = { ...offsetList.page, maxPages: 2 };
    expect((await failureOf(open({ list: { ...offsetList, page } }))).message).toContain('there are more than 2 pages');
  });

  it('with rows that moved from page to page while others were added give each row once', async () => {
    const rows = devices(25);
    server.answer(({ query }, response) => {
      const offset = Number(query.get('offset'));
      if (offset === 10) rows.unshift(device(100), device(101));
      json(response, { items: rows.slice(offset, offset + 10), total: rows.length });
    });
    expect(await idsOf(open({ list: withTotal }))).toEqual(ids(1, 25));
  });

  it('a page in the middle that fails is tried again, so that those before it are not lost', async () => {
    let failures = 0;
    server.answer((seen, response, request) => {
      if (seen.query.get('offset') === '10' && failures++ < 2) return json(response, {}, 503, { 'retry-after': '0' });
      return byOffset(devices(25))(seen, response, request);
    });
    expect(await idsOf(open({ list: withTotal }))).toEqual(ids(1, 25));
  });

  it.each([
    ['is missing', { items: [] }],
    ['is no number', { items: [], total: 'many' }],
    ['is less than what came', { items: devices(5), total: 3 }],
  ])('a total that %s is BAD_DATA', async (_what, body) => {
    server.answer((_seen, response) => json(response, body));
    expect((await failureOf(open({ list: withTotal }))).kind).toBe('BAD_DATA');
  });
});

describe('pages by number', () => {
  const byNumber =
    (rows: readonly Row[]): Handler =>
    ({ query }, response) => {
      const [page, size] = [Number(query.get('pageNum')), Number(query.get('pageSize'))];
      json(response, rows.slice((page - 1) * size, page * size), 200, { 'x-total-count': String(rows.length) });
    };
  const list = { total: { header: 'X-Total-Count' }, page: { style: 'page', page: 'pageNum', limit: 'pageSize', size: 10 } };

  it('are asked for until the total of the header is reached', async () => {
    server.answer(byNumber(devices(20)));
    expect(await idsOf(open({ list }))).toEqual(ids(1, 20));
    expect(urls()).toEqual(['/devices?pageNum=1&pageSize=10', '/devices?pageNum=2&pageSize=10']);
  });

  it('begin at the page that an offset lies in', async () => {
    server.answer(byNumber(devices(40)));
    expect(await idsOf(open({ list }), readOf({ offset: 17, limit: 6 }))).toEqual(ids(18, 23));
    expect(urls()).toEqual(['/devices?pageNum=2&pageSize=10', '/devices?pageNum=3&pageSize=10']);
  });

  it('shorter than asked for with more to come are BAD_DATA, since rows in between would be lost', async () => {
    server.answer((_seen, response) => json(response, devices(5), 200, { 'x-total-count': '20' }));
    expect((await failureOf(open({ list }))).message).toContain('a page of 10 rows was asked for and 5 came');
  });
});

describe('pages by cursor', () => {
  const byCursor =
    (rows: readonly Row[], cursors = (next: number) => `c/${next} &`): Handler =>
    ({ query }, response) => {
      const start = Number(/\d+/.exec(query.get('cursor') ?? '0')?.[0]);
      const next = start + 10 < rows.length ? cursors(start + 10) : null;
      json(response, { items: rows.slice(start, start + 10), paging: { next, more: next !== null } });
    };
  const list = { rows: 'items', page: { style: 'cursor', limit: 'size', next: '/paging/next', more: '/paging/more', size: 10 } };

  it('are followed until there is no next', async () => {
    server.answer(byCursor(devices(25)));
    expect(await idsOf(open({ list }))).toEqual(ids(1, 25));
    expect(urls()).toEqual(['/devices?size=10', '/devices?cursor=c%2F10%20%26&size=10', '/devices?cursor=c%2F20%20%26&size=10']);
  });

  it('are left as soon as the limit is reached', async () => {
    server.answer(byCursor(devices(25)));
    expect(await idsOf(open({ list }), readOf({ limit: 10 }))).toEqual(ids(1, 10));
    expect(urls()).toHaveLength(1);
  });

  it('with the same cursor again are BAD_DATA', async () => {
    let page = 0;
    server.answer((_seen, response) => {
      page += 1;
      json(response, { items: [device(page)], paging: { next: 'same' } });
    });
    expect((await failureOf(open({ list }))).message).toContain('the same next page again');
  });

  it('that say there is more and name no cursor are BAD_DATA', async () => {
    server.answer((_seen, response) => json(response, { items: [], paging: { more: true } }));
    expect((await failureOf(open({ list }))).kind).toBe('BAD_DATA');
  });
});

describe('pages by link', () => {
  it('in the body are followed, whole, from the root or relative', async () => {
    const links = [`${server.url}/devices?p=2`, '/devices?p=3', '?p=4', null];
    server.answer((_seen, response) => {
      const page = server.seen.length;
      json(response, { data: devices(4).slice(page - 1, page), links: { next: links[page - 1] } });
    });
    expect(await idsOf(open({ list: { rows: 'data', page: { style: 'link', next: 'links.next' } } }))).toEqual(ids(1, 4));
    expect(urls()).toEqual(['/devices', '/devices?p=2', '/devices?p=3', '/devices?p=4']);
  });

  it('in the Link header are followed', async () => {
    server.answer((_seen, response) => {
      const page = server.seen.length;
      const link = `<https://example.org/a,b>; rel="prev", </devices?p=${page + 1}>; title="x"; rel=next`;
      json(response, [device(page)], 200, page < 3 ? { link } : {});
    });
    expect(await idsOf(open({ list: { page: { style: 'link' } } }))).toEqual(ids(1, 3));
  });

  it('to another host are refused, so that credentials stay where they belong', async () => {
    server.answer((_seen, response) => json(response, [device(1)], 200, { link: '<http://127.0.0.1:9/devices>; rel="next"' }));
    const failure = await failureOf(open({ list: { page: { style: 'link' } } }));
    expect(failure.kind).toBe('BAD_DATA');
    expect(failure.message).not.toContain('127.0.0.1');
  });
});

describe('a list without pages', () => {
  it('comes in one request', async () => {
    server.answer((_seen, response) => json(response, devices(25)));
    expect(await idsOf(open(), readOf({ offset: 20, limit: 3 }))).toEqual(ids(21, 23));
    expect(urls()).toEqual(['/devices']);
  });

  it('that holds less than the total is BAD_DATA: it is paged, and nobody said so', async () => {
    server.answer((_seen, response) => json(response, { items: devices(20), total: 500 }));
    expect((await failureOf(open({ list: { rows: 'items', total: 'total' } }))).message).toContain('there are more rows than came');
  });
});

describe('counting', () => {
  const count = { kind: 'aggregate' as const, collection: 'devices', groupBy: [], measures: [{ name: 'n', function: 'count' as const }] };
  const filters = { status: { eq: { param: 'status', exact: true } } };
  const signal = new AbortController().signal;

  it('asks for the smallest page and takes the total', async () => {
    server.answer((seen, response) => json(response, { items: devices(1), total: seen.query.get('status') === 'OFF' ? 7 : 40 }));
    const source = open({ list: { ...withTotal, filters } });
    const off = { kind: 'compare' as const, field: 'status', operator: 'eq' as const, value: 'OFF' };
    expect(await source.aggregate?.({ ...count, predicate: off }, signal)).toEqual({ groups: [{ n: 7 }] });
    expect(urls()).toEqual(['/devices?status=OFF&offset=0&limit=1']);
    expect(await source.aggregate?.({ ...count, predicate: { kind: 'in', field: 'status', values: [] } }, signal)).toEqual({
      groups: [{ n: 0 }],
    });
  });

  it('counts rows where a value cannot be said to the service', async () => {
    server.answer(byOffset([device(1, ''), device(2), device(3, '')]));
    const source = open({ list: { ...withTotal, filters } });
    const empty = { kind: 'compare' as const, field: 'status', operator: 'eq' as const, value: '' };
    expect(await source.aggregate?.({ ...count, predicate: empty }, signal)).toEqual({ groups: [{ n: 2 }] });
    expect(urls()).toEqual(['/devices?offset=0&limit=10']);
  });

  it('is not offered where no total is declared', async () => {
    const { collections } = await open({ list: offsetList }).describe(signal);
    expect(collections[0]?.capabilities.aggregate).toBeUndefined();
  });
});

describe('a limit counts the rows that are kept, not the elements that come', () => {
  /** Five devices of which the second has no id, as the service of a page style gives them. */
  const five = devices(5).map((row, place) => (place === 1 ? { ...row, id: null } : row));
  const byStyle: Record<string, { list: object; handler: (rows: readonly unknown[]) => Handler }> = {
    offset: { list: offsetList, handler: (rows) => byOffset(rows as Row[]) },
    'offset, with a total': { list: withTotal, handler: (rows) => byOffset(rows as Row[]) },
    page: {
      list: { rows: 'items', page: { style: 'page', page: 'p', limit: 'n', size: 10 } },
      handler:
        (rows) =>
        ({ query }, response) => {
          const [page, size] = [Number(query.get('p')), Number(query.get('n'))];
          json(response, { items: rows.slice((page - 1) * size, page * size) });
        },
    },
    cursor: {
      list: { rows: 'items', page: { style: 'cursor', limit: 'n', next: 'next', size: 10 } },
      handler:
        (rows) =>
        ({ query }, response) => {
          const [from, size] = [Number(query.get('cursor') ?? 0), Number(query.get('n'))];
          json(response, { items: rows.slice(from, from + size), next: from + size < rows.length ? String(from + size) : null });
        },
    },
    link: {
      list: { rows: 'items', page: { style: 'link', limit: 'n', next: 'next', size: 10 } },
      handler:
        (rows) =>
        ({ query }, response) => {
          const [from, size] = [Number(query.get('from') ?? 0), Number(query.get('n'))];
          const next = from + size < rows.length ? `/devices?n=${size}&from=${from + size}` : null;
          json(response, { items: rows.slice(from, from + size), next });
        },
    },
  };

  describe.each(Object.entries(byStyle))('pages by %s', (_style, { list, handler }) => {
    it.each([1, 2, 3, 4])(
      'a limit of %d is filled with later rows where one is malformed, and the malformed one is told',
      async (limit) => {
        server.answer(handler(five));
        const batches = await batchesOf(open({ list }), readOf({ limit }));
        expect(batches.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(['d1', 'd3', 'd4', 'd5'].slice(0, limit));
        expect(batches.reduce((sum, { malformed }) => sum + (malformed?.count ?? 0), 0)).toBe(limit === 1 ? 0 : 1);
      },
    );

    it('a limit beyond what is there ends with the list', async () => {
      server.answer(handler(five));
      expect(await idsOf(open({ list }), readOf({ limit: 5 }))).toEqual(['d1', 'd3', 'd4', 'd5']);
    });

    it('a first row that is malformed does not fail the only row that is wanted', async () => {
      server.answer(handler(five.slice(1)));
      expect(await idsOf(open({ list }), readOf({ limit: 1 }))).toEqual(['d3']);
    });

    it('a list of malformed rows only is BAD_DATA, whatever the limit', async () => {
      server.answer(handler(devices(3).map((row) => ({ ...row, id: null }))));
      expect((await failureOf(open({ list }), readOf({ limit: 1 }))).kind).toBe('BAD_DATA');
      expect((await failureOf(open({ list }))).kind).toBe('BAD_DATA');
    });
  });

  it('a limit is filled where rows that moved came twice', async () => {
    const rows = devices(25);
    server.answer(({ query }, response) => {
      const offset = Number(query.get('offset'));
      if (offset === 10) rows.unshift(device(100), device(101));
      json(response, { items: rows.slice(offset, offset + Number(query.get('limit'))) });
    });
    expect(await idsOf(open({ list: offsetList }), readOf({ limit: 15 }))).toEqual(ids(1, 15));
  });

  it('a whole page of malformed rows in the middle of a good list is told and passed over', async () => {
    const rows = devices(30).map((row, place) => (place >= 10 && place < 20 ? { ...row, id: null } : row));
    server.answer(byOffset(rows));
    expect(await idsOf(open({ list: offsetList }), readOf({ limit: 12 }))).toEqual([...ids(1, 10), 'd21', 'd22']);
  });
});

describe('the check of a source', () => {
  it('finds that no row is what was declared', async () => {
    server.answer(byOffset(devices(5).map((row) => ({ ...row, id: null }))));
    const steps = await open({ list: offsetList }).check?.(new AbortController().signal);
    expect(steps?.at(-1)).toMatchObject({ ok: false });
  });
});
