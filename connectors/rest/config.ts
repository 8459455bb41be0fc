import { z } from 'zod';
import { type ConfigSchema, SourceError } from '../../src/contract/index.ts';
import {
  collectionOptions,
  filtersSchema,
  orderOptions,
  ownOrderSchema,
  pageOptions,
  pathSchema,
  ruleOptions,
} from '../kit/declared/schema.ts';
import { helped, httpOptions } from '../kit/http/config.ts';

const text = z.string().min(1);
const slotOptions = {
  param: helped(text.optional(), 'Query parameter that the value goes in.', '取值所用的查询参数。'),
  body: helped(text.optional(), 'Place in the JSON body that the value goes in (POST).', '取值在 JSON 请求体中的位置（POST）。'),
  style: helped(
    z.enum(['repeat', 'comma']).optional(),
    'How several values go in a parameter: repeated (default) or joined by the separator.',
    '多个取值的传法：重复参数（默认）或以分隔符连接。',
  ),
  separator: helped(text.default(','), 'What joins values of style comma.', 'comma 方式的分隔符。'),
  takesEmpty: helped(
    z.boolean().default(false),
    'Promises that an empty parameter means the empty text, not "no condition".',
    '承诺空参数表示空文本，而非"无条件"。',
  ),
};
const rule = z.strictObject({ ...ruleOptions, ...slotOptions });

const endpointOptions = {
  method: helped(z.enum(['GET', 'POST']).default('GET'), 'HTTP method; POST only where it reads.', 'HTTP 方法；POST 仅限只读查询。'),
  path: helped(z.string().regex(/^\//), 'Path below the base URL, beginning with "/".', '基础地址之下的路径，以"/"开头。'),
  query: helped(
    z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    'Query parameters of every request.',
    '每次请求附带的查询参数。',
  ),
  payload: helped(
    z.record(z.string(), z.json()).default({}),
    'JSON body that values are put into (POST).',
    '承载取值的 JSON 请求体（POST）。',
  ),
};

const slot = (en: string, zh: string) =>
  helped(text, `${en} (query parameter, or "/..." for a place in the body).`, `${zh}（查询参数；以"/"开头表示请求体中的位置）。`);
const page = z.discriminatedUnion('style', [
  z.strictObject({ style: z.literal('none'), maxPages: pageOptions.maxPages }),
  z.strictObject({
    style: z.literal('offset'),
    offset: slot('Rows to skip', '跳过的行数').default('offset'),
    limit: slot('Rows per page', '每页行数').default('limit'),
    ...pageOptions,
  }),
  z.strictObject({
    style: z.literal('page'),
    page: slot('Number of the page', '页码').default('page'),
    limit: slot('Rows per page', '每页行数').optional(),
    first: helped(z.int().min(0).default(1), 'Number of the first page.', '首页页码。'),
    ...pageOptions,
  }),
  z.strictObject({
    style: z.literal('cursor'),
    cursor: slot('Mark of the page', '游标').default('cursor'),
    limit: slot('Rows per page', '每页行数').optional(),
    next: helped(pathSchema, 'Where the answer holds the mark of the next page.', '响应中下一页游标的位置。'),
    more: helped(pathSchema.optional(), 'Where the answer says whether there are more.', '响应中是否还有下一页的位置。'),
    ...pageOptions,
  }),
  z.strictObject({
    style: z.literal('link'),
    next: helped(
      pathSchema.optional(),
      'Where the body holds the link. Default: the Link header.',
      '响应体中下一页链接的位置，默认取 Link 响应头。',
    ),
    limit: slot('Rows per page', '每页行数').optional(),
    ...pageOptions,
  }),
]);

const rows = helped(
  pathSchema.default(''),
  'Where the list of rows lies in the answer. Default: the body is the list.',
  '响应中数据行列表的位置，默认响应体即列表。',
);
const item = helped(pathSchema.default(''), 'Where a row lies in an element of the list.', '列表元素中数据行的位置。');

const list = z.strictObject({
  ...endpointOptions,
  rows,
  item,
  total: helped(
    z.union([pathSchema, z.strictObject({ header: helped(text, 'Name of the header.', '响应头名称。') })]).optional(),
    'Where the number of all matching rows stands: a path, or {header}.',
    '符合条件的总行数所在位置：路径或 {header}。',
  ),
  page: helped(page.default({ style: 'none', maxPages: 10_000 }), 'How the list comes in pages.', '分页方式。'),
  filters: filtersSchema(rule),
  combine: helped(z.boolean().default(true), 'Whether several filters may be said together.', '多个过滤条件能否同时使用。'),
  order: helped(
    z
      .strictObject({
        ...orderOptions,
        param: helped(text.optional(), 'Query parameter of the order.', '排序所用的查询参数。'),
        directionParam: helped(
          text.optional(),
          'A parameter of its own for the direction; the order then has one term.',
          '单独的方向参数；此时仅一个排序项。',
        ),
        body: helped(text.optional(), 'Place of the order in the JSON body.', '排序在请求体中的位置。'),
        style: helped(z.enum(['repeat', 'comma']).default('comma'), 'How several terms go.', '多个排序项的传法。'),
      })
      .optional(),
    'How orders are asked for.',
    '排序的写法。',
  ),
  ownOrder: ownOrderSchema,
});

const collection = z.strictObject({
  ...collectionOptions,
  list: helped(list, 'The endpoint that lists all rows.', '列出全部数据行的接口。'),
  byKey: helped(
    z
      .strictObject({
        path: helped(
          z.string().regex(/^\/.*\{[^{}]+\}/),
          'Path with fields in braces: /devices/{id}.',
          '路径，字段写在花括号中：/devices/{id}。',
        ),
        query: endpointOptions.query,
        row: helped(pathSchema.default(''), 'Where the row lies in the answer.', '响应中数据行的位置。'),
        nullIsAbsent: helped(z.boolean().default(false), 'null in place of the row says that there is none.', '以 null 表示不存在。'),
        absentMayBeHtml: helped(
          z.boolean().default(false),
          'A 404 with a web page says that there is no such row, too.',
          '404 网页也表示不存在。',
        ),
      })
      .optional(),
    'The endpoint that gives one row by its key. Status 404 says that there is none.',
    '按主键取一行的接口，404 表示不存在。',
  ),
  byKeys: helped(
    z
      .strictObject({
        ...endpointOptions,
        ...slotOptions,
        field: helped(text.optional(), 'Field that the keys belong to. Default: the key.', '键所属字段，默认为主键。'),
        max: helped(z.int().min(1).default(100), 'Most keys at once.', '一次最多的键数。'),
        rows,
        item,
      })
      .optional(),
    'The endpoint that gives the rows of several keys in one request.',
    '一次按多个键取行的接口。',
  ),
});

const config = z.strictObject({
  baseUrl: helped(
    z.url({ protocol: /^https?$/ }),
    'Address that all paths are below. No credentials in it.',
    '所有路径的基础地址，不得包含凭据。',
  ),
  ...httpOptions,
  processing: helped(
    z
      .strictObject({
        path: helped(pathSchema, 'Where the mark stands.', '标记的位置。'),
        values: helped(
          z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
          'Its values while data is prepared.',
          '准备期间的取值。',
        ),
      })
      .optional(),
    'Where and how an answer says that its data is still being prepared.',
    '响应如何表示数据仍在准备中。',
  ),
  success: helped(
    z
      .strictObject({
        path: helped(pathSchema, 'Where an answer carries its own code.', '响应自带状态码的位置。'),
        values: helped(z.array(z.union([z.string(), z.number(), z.boolean()])).min(1), 'Codes of success.', '表示成功的状态码。'),
        needsAuth: helped(
          z.array(z.union([z.string(), z.number()])).default([]),
          'Codes of missing or wrong credentials.',
          '表示凭据问题的状态码。',
        ),
        busy: helped(
          z.array(z.union([z.string(), z.number()])).default([]),
          'Codes that ask to come back later.',
          '表示稍后重试的状态码。',
        ),
      })
      .optional(),
    'For services that answer status 200 to everything and carry a code of their own.',
    '适用于始终返回 200 并自带状态码的服务。',
  ),
  collections: helped(z.record(z.string(), collection), 'Collections by name.', '按名称给出的数据集。'),
});

/** The configuration of a rest source, checked and with its defaults. */
export type RestConfig = z.output<typeof config>;
export type RestCollection = RestConfig['collections'][string];
export type SlotOptions = z.output<typeof rule>;

export const configSchema: ConfigSchema = z.toJSONSchema(config, { io: 'input' });

/** Checks a configuration. Throws SourceError BROKEN that names the option. */
export function parseConfig(value: unknown): RestConfig {
  const result = config.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw brokenOption(issue?.path.join('.') ?? '', issue?.message ?? 'not understood');
  }
  const { username, password } = new URL(result.data.baseUrl);
  if (username !== '' || password !== '') throw brokenOption('baseUrl', 'credentials do not belong in the address; set them in auth');
  return result.data;
}

/** The configuration is wrong: which option, and why. */
export function brokenOption(option: string, reason: string): SourceError {
  const place = option === '' ? 'the configuration' : `option "${option}"`;
  return new SourceError('BROKEN', `rest: ${place}: ${reason}`, { advice: 'correct the option and reload the configuration' });
}
