import { z } from 'zod';
import type { FieldOperator, FieldType } from '../../../src/contract/index.ts';
import { helped } from '../http/config.ts';

const FIELD_TYPES = [
  'text',
  'int',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'date',
  'time',
  'datetime',
  'duration',
  'json',
  'point',
  'geometry',
] as const satisfies readonly FieldType[];

/** A place in a JSON answer. */
export const pathSchema = z.string();

const formatOption = helped(
  z.string().min(1).optional(),
  'How times are written: rfc3339 (default), epoch-seconds, epoch-milliseconds, or a pattern such as yyyy-MM-dd HH:mm:ss.',
  '时间格式：rfc3339（默认）、epoch-seconds、epoch-milliseconds 或模式（如 yyyy-MM-dd HH:mm:ss）。',
);
const zoneOption = helped(
  z.string().optional(),
  'Zone of times that are written by a pattern. Default UTC.',
  '按模式书写的时间所在时区，默认 UTC。',
);

export const fieldSchema = z.strictObject({
  name: helped(z.string().min(1), 'Name of the field.', '字段名。'),
  type: helped(z.enum(FIELD_TYPES), 'Type of its values.', '值的类型。'),
  nullable: helped(z.boolean().default(true), 'Whether a value may be missing.', '是否可以为空。'),
  path: helped(
    z
      .union([
        pathSchema,
        z.strictObject({
          lon: helped(pathSchema, 'Where the longitude lies.', '经度的位置。'),
          lat: helped(pathSchema, 'Where the latitude lies.', '纬度的位置。'),
        }),
      ])
      .optional(),
    'Where it lies in a row: JSON Pointer or dotted path; for a point also {lon, lat}. Default: the name.',
    '在行中的位置：JSON Pointer 或点分路径；点类型也可写 {lon, lat}。默认为字段名。',
  ),
  format: formatOption,
  zone: zoneOption,
  description: helped(z.string().optional(), 'What the field means.', '字段的含义。'),
});

/** What all filter rules can say, whatever slot they have. */
export const ruleOptions = {
  exact: helped(
    z.boolean().optional(),
    'Promises that text is compared character by character: case, accents and spaces count. Without it filters on text are not used.',
    '承诺文本逐字符比较（区分大小写、重音与空格）。未承诺时不下推文本过滤。',
  ),
  max: helped(z.int().min(1).optional(), 'Most values at once.', '一次最多的取值个数。'),
  value: helped(
    z.union([z.string(), z.number(), z.boolean()]).optional(),
    'For isNull: what is said. Default true.',
    '用于 isNull：要传的值，默认 true。',
  ),
  format: formatOption,
  zone: zoneOption,
};

const OPERATORS = {
  eq: ['Equal to a value.', '等于。'],
  ne: ['Another value, and not null.', '不等于且非空。'],
  lt: ['Less than a value.', '小于。'],
  lte: ['Less than or equal to a value.', '小于或等于。'],
  gt: ['Greater than a value.', '大于。'],
  gte: ['Greater than or equal to a value.', '大于或等于。'],
  in: ['Equal to one of several values; stands for eq too where that is not declared.', '等于若干值之一；未声明 eq 时亦用于 eq。'],
  isNull: ['Without a value.', '为空。'],
  contains: ['Holds a piece of text, which is literal.', '包含文本（按字面）。'],
  startsWith: ['Begins with a piece of text.', '以文本开头。'],
  endsWith: ['Ends with a piece of text.', '以文本结尾。'],
} as const satisfies Readonly<Partial<Record<FieldOperator, readonly [en: string, zh: string]>>>;
type Operator = keyof typeof OPERATORS;

/** Filters by field and operator, each with the rule of the connector. */
export function filtersSchema<T extends z.ZodType>(rule: T) {
  const entries = Object.entries(OPERATORS).map(([name, [en, zh]]) => [name, helped(rule.optional(), en, zh)]);
  const byOperator = z.strictObject(Object.fromEntries(entries) as Record<Operator, z.ZodOptional<T>>);
  return helped(
    z.record(z.string(), byOperator).default({}),
    'Conditions that the service understands, by field and operator. Null must match none of them but isNull.',
    '服务支持的过滤条件，按字段与运算符给出；除 isNull 外空值不得匹配。',
  );
}

const directions = ['asc', 'desc'] as const;

/** How one field is sorted by. */
export const orderFieldSchema = z.strictObject({
  name: helped(z.string().optional(), 'Its name in an order. Default: the name of the field.', '排序中使用的名称，默认为字段名。'),
  asc: helped(
    z.string().optional(),
    'The whole text that asks for ascending order, in place of the template.',
    '升序的完整写法，替代模板。',
  ),
  desc: helped(
    z.string().optional(),
    'The whole text that asks for descending order, in place of the template.',
    '降序的完整写法，替代模板。',
  ),
  directions: helped(
    z
      .array(z.enum(directions))
      .min(1)
      .default([...directions]),
    'Directions that it takes.',
    '支持的方向。',
  ),
  exact: helped(z.boolean().default(false), 'Promises that text sorts by Unicode code point.', '承诺文本按 Unicode 码点排序。'),
  nulls: helped(z.enum(['last']).optional(), 'Promises that nulls come last in both directions.', '承诺空值在两个方向上都排在最后。'),
});

/** What all orders can say. */
export const orderOptions = {
  template: helped(z.string().default('{field}:{direction}'), 'How a term is spelled.', '排序项的写法。'),
  asc: helped(z.string().default('asc'), 'The word for ascending.', '升序用词。'),
  desc: helped(z.string().default('desc'), 'The word for descending.', '降序用词。'),
  fields: helped(z.record(z.string(), orderFieldSchema), 'Fields that can be sorted by.', '可排序的字段。'),
  maxTerms: helped(z.int().min(1).default(1), 'Most terms that may be said.', '最多的排序项个数。'),
  tieBreak: helped(
    z.enum(['asc', 'desc', 'same', 'none']).default('none'),
    'Whether rows of equal rank come by key by themselves: ascending, descending, in the direction of the last term, or in no fixed order.',
    '同序行是否自动按主键排列：升序、降序、与最后一项同向，或无固定顺序。',
  ),
};

/** The order in which a list comes when none is asked for. */
export const ownOrderSchema = helped(
  z
    .array(
      z.strictObject({
        field: helped(z.string(), 'Field.', '字段。'),
        direction: helped(z.enum(directions).default('asc'), 'Direction.', '方向。'),
        exact: helped(z.boolean().default(false), 'Promises that text sorts by Unicode code point.', '承诺文本按 Unicode 码点排序。'),
        nulls: helped(z.enum(['last']).optional(), 'Promises that nulls come last.', '承诺空值排在最后。'),
      }),
    )
    .default([]),
  'The order in which the list comes when none is asked for, as far as it is certain; it ends with the key.',
  '未指定排序时列表的固有顺序（确定时填写），以主键结尾。',
);

/** Page options that all styles share. */
export const pageOptions = {
  size: helped(z.int().min(1).default(100), 'Most rows of one page, as the service keeps it.', '每页最大行数。'),
  maxPages: helped(z.int().min(1).default(10_000), 'A list of more pages is an error.', '页数上限，超过即报错。'),
};

/** What every collection can be told. */
export const collectionOptions = {
  description: helped(z.string().optional(), 'What the rows are.', '数据含义。'),
  estimatedRows: helped(z.int().min(0).optional(), 'About how many rows there are.', '大致行数。'),
  fields: helped(z.array(fieldSchema).min(1), 'Fields of each row that may be read.', '可读取的字段。'),
  key: helped(z.array(z.string()).default([]), 'Fields that together identify a row.', '唯一标识一行的字段。'),
};

export type FieldOptions = z.output<typeof fieldSchema>;
export type OrderFieldOptions = z.output<typeof orderFieldSchema>;
export type OwnOrderOptions = z.output<typeof ownOrderSchema>;
const orderSchema = z.strictObject(orderOptions);
export type OrderOptions = z.output<typeof orderSchema>;
const ruleSchema = z.strictObject(ruleOptions);
export type RuleOptions = z.output<typeof ruleSchema>;
