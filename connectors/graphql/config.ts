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

const NAME = /^[_A-Za-z]\w*$/;
const DOTTED = /^[_A-Za-z]\w*(\.[_A-Za-z]\w*)*$/;
const TYPE = /^[[\]!_A-Za-z0-9]+$/;

const argument = helped(
  z.string().regex(DOTTED),
  'Argument that the value goes in, with the fields of its input objects: where.status.eq.',
  '取值所用的参数及其输入对象字段：where.status.eq。',
);
const rule = z.strictObject({ ...ruleOptions, argument });
const argumentTypes = helped(
  z.record(z.string().regex(NAME), z.string().regex(TYPE)).default({}),
  'GraphQL types of the arguments: {where: CameraFilter, first: "Int!"}. Those missing are asked of the service by introspection.',
  '参数的 GraphQL 类型，缺省时通过内省获取。',
);
const endpointOptions = {
  field: helped(
    z.string().regex(DOTTED),
    'Field of the query type, with fields on the way: platform.cameras.',
    '查询类型的字段，可含路径：platform.cameras。',
  ),
  arguments: argumentTypes,
  constants: helped(
    z.record(z.string().regex(NAME), z.json()).default({}),
    'Arguments that always have the same value.',
    '固定取值的参数。',
  ),
};
const rows = helped(
  pathSchema.default(''),
  'Where the list of rows lies below the field: nothing, nodes, edges, items.',
  '数据行列表在字段之下的位置：空、nodes、edges、items 等。',
);
const item = helped(
  pathSchema.default(''),
  'Where a row lies in an element of the list: node for edges.',
  '列表元素中数据行的位置：edges 对应 node。',
);

const page = z.discriminatedUnion('style', [
  z.strictObject({ style: z.literal('none'), maxPages: pageOptions.maxPages }),
  z.strictObject({ style: z.literal('offset'), offset: argument.default('offset'), limit: argument.default('limit'), ...pageOptions }),
  z.strictObject({
    style: z.literal('page'),
    page: argument.default('page'),
    limit: argument.optional(),
    first: helped(z.int().min(0).default(1), 'Number of the first page.', '首页页码。'),
    ...pageOptions,
  }),
  z.strictObject({
    style: z.literal('cursor'),
    cursor: argument.default('after'),
    limit: argument.default('first'),
    next: helped(
      pathSchema.default('pageInfo.endCursor'),
      'Where the cursor of the next page stands below the field.',
      '下一页游标的位置。',
    ),
    more: helped(pathSchema.default('pageInfo.hasNextPage'), 'Where it says whether there are more.', '是否还有下一页的位置。'),
    ...pageOptions,
  }),
]);

const order = z.strictObject({
  ...orderOptions,
  template: helped(z.string().default('{field}_{direction}'), 'For shape text: how a term is spelled.', 'text 形式的写法。'),
  asc: helped(z.string().default('ASC'), 'The word for ascending.', '升序用词。'),
  desc: helped(z.string().default('DESC'), 'The word for descending.', '降序用词。'),
  argument: helped(z.string().regex(DOTTED).default('orderBy'), 'Argument of the order.', '排序参数。'),
  shape: helped(
    z.enum(['pair', 'map', 'text']).default('pair'),
    'A term as {field: NAME, direction: ASC}, as {NAME: ASC}, or as one text or enum value.',
    '排序项的形式：{field, direction}、{字段: 方向} 或单个文本/枚举值。',
  ),
  fieldName: helped(
    z.string().regex(NAME).default('field'),
    'For shape pair: name of the member with the field.',
    'pair 形式中字段成员的名称。',
  ),
  directionName: helped(
    z.string().regex(NAME).default('direction'),
    'For shape pair: name of the member with the direction.',
    'pair 形式中方向成员的名称。',
  ),
  list: helped(z.boolean().default(true), 'Whether the argument takes a list of terms.', '参数是否接受多个排序项。'),
});

const collection = z.strictObject({
  ...collectionOptions,
  list: helped(
    z.strictObject({
      ...endpointOptions,
      rows,
      item,
      total: helped(
        pathSchema.optional(),
        'Where the number of all matching rows stands below the field: totalCount.',
        '符合条件的总行数的位置：totalCount。',
      ),
      page: helped(page.default({ style: 'none', maxPages: 10_000 }), 'How the list comes in pages.', '分页方式。'),
      filters: filtersSchema(rule),
      combine: helped(z.boolean().default(true), 'Whether several filters may be said together.', '多个过滤条件能否同时使用。'),
      order: helped(order.optional(), 'How orders are asked for.', '排序的写法。'),
      ownOrder: ownOrderSchema,
    }),
    'The field that lists all rows.',
    '列出全部数据行的字段。',
  ),
  byKey: helped(
    z
      .strictObject({
        ...endpointOptions,
        by: helped(z.record(z.string(), argument), 'Arguments by key field: {id: id}.', '按主键字段给出的参数：{id: id}。'),
        row: helped(pathSchema.default(''), 'Where the row lies below the field.', '数据行在字段之下的位置。'),
      })
      .optional(),
    'The field that gives one row by its key; null says that there is none.',
    '按主键取一行的字段，null 表示不存在。',
  ),
  byKeys: helped(
    z
      .strictObject({
        ...endpointOptions,
        argument,
        by: helped(z.string().optional(), 'Field that the keys belong to. Default: the key.', '键所属字段，默认为主键。'),
        max: helped(z.int().min(1).default(100), 'Most keys at once.', '一次最多的键数。'),
        rows,
        item,
      })
      .optional(),
    'The field that gives the rows of several keys at once.',
    '一次按多个键取行的字段。',
  ),
});

const config = z.strictObject({
  endpoint: helped(
    z.url({ protocol: /^https?$/ }),
    'Address of the GraphQL endpoint. No credentials in it.',
    'GraphQL 端点地址，不得包含凭据。',
  ),
  ...httpOptions,
  introspection: helped(
    z.boolean().default(true),
    'Whether types of arguments that are not declared may be asked of the service.',
    '未声明的参数类型是否可通过内省获取。',
  ),
  collections: helped(z.record(z.string(), collection), 'Collections by name.', '按名称给出的数据集。'),
});

/** The configuration of a graphql source, checked and with its defaults. */
export type GraphqlConfig = z.output<typeof config>;
export type GraphqlCollection = GraphqlConfig['collections'][string];
export type ArgumentRule = z.output<typeof rule>;

export const configSchema: ConfigSchema = z.toJSONSchema(config, { io: 'input' });

/** Checks a configuration. Throws SourceError BROKEN that names the option. */
export function parseConfig(value: unknown): GraphqlConfig {
  const result = config.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw brokenOption(issue?.path.join('.') ?? '', issue?.message ?? 'not understood');
  }
  const { username, password } = new URL(result.data.endpoint);
  if (username !== '' || password !== '') throw brokenOption('endpoint', 'credentials do not belong in the address; set them in auth');
  return result.data;
}

/** The configuration is wrong: which option, and why. */
export function brokenOption(option: string, reason: string): SourceError {
  const place = option === '' ? 'the configuration' : `option "${option}"`;
  return new SourceError('BROKEN', `graphql: ${place}: ${reason}`, { advice: 'correct the option and reload the configuration' });
}
