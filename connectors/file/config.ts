import { z } from 'zod';
import type { ConfigSchema, FieldType } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';

/** Help in the two languages that forms show. */
const help = (en: string, zh: string) => ({ description: en, 'x-description-zh': zh });

/** File formats that the connector reads. `tsv` is `csv` with a tab between cells. */
export const FORMATS = ['csv', 'tsv', 'json', 'ndjson', 'geojson', 'xlsx', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

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

const oneCharacter = z.string().refine((text) => [...text].length === 1 && !/[\r\n]/.test(text), 'one character that is no line break');

const fieldSchema = z.strictObject({
  name: z.string().min(1).meta(help('Name of the field.', '字段名。')),
  from: z
    .string()
    .min(1)
    .optional()
    .meta(
      help(
        'Name in the file: column heading, or path of members with dots in JSON. Default: the name.',
        '文件中的列名；JSON 可用点号路径。默认与字段名相同。',
      ),
    ),
  type: z
    .enum(FIELD_TYPES)
    .optional()
    .meta(help('Type. Default: inferred from all values; CSV columns are text.', '类型。默认由全部取值推断；CSV 列一律为文本。')),
  nullable: z
    .boolean()
    .optional()
    .meta(help('False: a row without a value is malformed. Default true.', '为 false 时，缺值的行视为坏行。默认 true。')),
  description: z.string().optional().meta(help('Meaning of the field.', '字段含义。')),
});

const asOfSchema = z
  .union([
    z.strictObject({ field: z.string().min(1).meta(help('Latest value of this date or datetime field.', '取该日期或时间字段的最晚值。')) }),
    z.strictObject({ at: z.iso.datetime({ offset: true }).meta(help('A fixed time, RFC 3339.', '固定时间（RFC 3339）。')) }),
  ])
  .meta(help('When the data were true. Default: time of the last change of the file.', '数据时点。默认取文件修改时间。'));

/** Options that may stand at the source (for all collections) and at each collection. */
const formatOptions = {
  format: z.enum(FORMATS).optional().meta(help('Format. Default: by the ending of the file name.', '文件格式。默认按扩展名判断。')),
  charset: z
    .string()
    .refine(isCharset, 'a charset of the WHATWG Encoding Standard, for example utf-8, gb18030, utf-16le')
    .optional()
    .meta(help('Charset of text files. Default: detected (UTF-8, GB18030, UTF-16).', '文本编码。默认自动识别（UTF-8、GB18030、UTF-16）。')),
  delimiter: oneCharacter.optional().meta(help('CSV: between cells. Default "," (tab for tsv).', 'CSV 分隔符。默认逗号，tsv 为制表符。')),
  quote: oneCharacter
    .nullable()
    .optional()
    .meta(help("CSV: around cells; null: no quoting. Default '\"'.", 'CSV 引号；null 表示不用引号。默认双引号。')),
  header: z.boolean().optional().meta(help('CSV: the first line names the columns. Default true.', 'CSV 首行为列名。默认 true。')),
  skipLines: z.int().min(0).optional().meta(help('CSV, NDJSON: lines before the data. Default 0.', 'CSV、NDJSON 开头跳过的行数。默认 0。')),
  comment: z.string().min(1).optional().meta(help('CSV: lines that start with this text are left out.', 'CSV 以此开头的行为注释。')),
  nullWords: z
    .array(z.string())
    .optional()
    .meta(help('CSV, XLSX: texts that mean "no value", for example NULL or NA.', 'CSV、XLSX 中表示空值的文本，如 NULL、NA。')),
  rows: z
    .string()
    .optional()
    .meta(
      help(
        'JSON: path of the list of rows, members joined by dots. Default: the whole document is the list.',
        'JSON 行列表的路径，用点号连接。默认整个文档即列表。',
      ),
    ),
  lenient: z
    .boolean()
    .optional()
    .meta(
      help(
        'JSON: take raw control characters in texts, leave out broken rows and count them. Default false: refused.',
        'JSON 宽松读取：接受文本中的控制字符，坏行剔除并计数。默认 false。',
      ),
    ),
  sheet: z
    .union([z.string().min(1), z.int().min(1)])
    .optional()
    .meta(help('XLSX: name or number of the sheet. Default 1.', 'XLSX 工作表名或序号。默认 1。')),
  headerRow: z.int().min(1).optional().meta(help('XLSX: number of the row with the headings. Default 1.', 'XLSX 表头所在行号。默认 1。')),
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone, for example Asia/Shanghai')
    .optional()
    .meta(help('Zone of times written without an offset. Default: they stay text.', '不带时差的时间所属时区。默认保留为文本。')),
  fields: z.array(fieldSchema).optional().meta(help('Declared fields; others are inferred.', '声明的字段；其余字段自动推断。')),
  onlyFields: z.boolean().optional().meta(help('Only declared fields exist. Default false.', '只保留声明的字段。默认 false。')),
  fileField: z
    .string()
    .min(1)
    .optional()
    .meta(help('Adds a text field with the name of the file that a row stands in.', '增加一个文本字段，记录该行所在的文件名。')),
  key: z.array(z.string().min(1)).optional().meta(help('Fields that together identify a row.', '唯一标识一行的字段。')),
  asOf: asOfSchema.optional(),
  maxMalformed: z
    .int()
    .min(0)
    .optional()
    .meta(
      help('More malformed rows than this and the whole file is refused. Default: no limit.', '坏行超过此数则拒绝整个文件。默认不限。'),
    ),
  allowEmpty: z
    .boolean()
    .optional()
    .meta(help('A file of 0 bytes has no rows instead of being an error. Default false.', '空文件视为零行而不是错误。默认 false。')),
  keepLastGood: z
    .boolean()
    .optional()
    .meta(
      help(
        'While a new version cannot be read, the last good one answers. Default true.',
        '新版本无法读取时继续使用上一个完好版本。默认 true。',
      ),
    ),
  maxBytesInMemory: z
    .int()
    .min(0)
    .optional()
    .meta(
      help(
        'Larger files are scanned at every read instead of being held. Default 268435456 (256 MiB).',
        '超过此字节数的文件逐次扫描而不驻留内存。默认 256 MiB。',
      ),
    ),
  maxRowsInMemory: z
    .int()
    .min(0)
    .optional()
    .meta(help('Files with more rows are scanned at every read. Default 2000000.', '超过此行数的文件逐次扫描。默认 2000000。')),
};

const collectionSchema = z.strictObject({
  name: z.string().min(1).meta(help('Name of the collection.', '集合名。')),
  path: z
    .string()
    .min(1)
    .meta(help('File, or a pattern (*, ?, **, {a,b}) whose files are read as one.', '文件，或通配（*、?、**、{a,b}），多个文件合并读取。')),
  description: z.string().optional().meta(help('Meaning of the collection.', '集合含义。')),
  ...formatOptions,
});

/** The configuration of a `file` source. */
export const fileConfig = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .optional()
      .meta(
        help(
          'Folder that the collections start from; without collections a file or pattern, one collection per file. Relative to the configuration; "env:NAME" is resolved. Default ".".',
          '集合所在文件夹；未列出集合时为文件或通配，每个文件一个集合。相对于配置文件；支持 env:NAME。默认 "."。',
        ),
      ),
    outside: z
      .boolean()
      .optional()
      .meta(
        help(
          'Allows a relative path that leaves the folder of the configuration. Default false.',
          '允许相对路径离开配置文件夹。默认 false。',
        ),
      ),
    pollInterval: z
      .int()
      .min(50)
      .optional()
      .meta(
        help(
          'Milliseconds between looks for changes beside the notices of the system. Default 5000.',
          '轮询文件变化的间隔（毫秒）。默认 5000。',
        ),
      ),
    settleTime: z
      .int()
      .min(0)
      .optional()
      .meta(
        help(
          'Milliseconds that a file must stay unchanged before it is loaded anew. Default 250.',
          '文件静止多久（毫秒）后重新载入。默认 250。',
        ),
      ),
    collections: z
      .array(collectionSchema)
      .min(1)
      .optional()
      .meta(help('Collections. Default: one per file.', '集合列表。默认每个文件一个集合。')),
    ...formatOptions,
  })
  .meta(
    help(
      'Files of a folder: CSV, TSV, JSON, NDJSON, GeoJSON, XLSX, Parquet.',
      '文件夹中的 CSV、TSV、JSON、NDJSON、GeoJSON、XLSX、Parquet 文件。',
    ),
  );

export type FileConfig = z.infer<typeof fileConfig>;
export type CollectionConfig = z.infer<typeof collectionSchema>;
export type FieldConfig = z.infer<typeof fieldSchema>;
/** The options of one collection, those of the source filled in. */
export type FormatOptions = Omit<CollectionConfig, 'name' | 'path' | 'description'>;

/** JSON Schema of the configuration, for forms and editors. */
export const fileConfigSchema: ConfigSchema = z.toJSONSchema(fileConfig, { target: 'draft-2020-12' });

/** Checks a configuration. Throws SourceError BROKEN that names the option, what was expected and what is wrong with it. */
export function parseFileConfig(config: unknown): FileConfig {
  const result = fileConfig.safeParse(config ?? {});
  if (!result.success) {
    const [issue] = result.error.issues;
    const at = issue?.path.map(String).join('.') ?? '';
    throw new SourceError('BROKEN', `configuration${at === '' ? '' : ` "${at}"`}: ${issue?.message ?? 'not valid'}`, {
      advice: 'Correct the option; the table of options stands in connectors/file/README.md.',
    });
  }
  checkNames(result.data.collections ?? []);
  return result.data;
}

function checkNames(collections: readonly CollectionConfig[]): void {
  const seen = new Set<string>();
  for (const { name } of collections) {
    if (seen.has(name))
      throw new SourceError('BROKEN', `configuration "collections": the name "${name}" stands there twice, expected different names`);
    seen.add(name);
  }
}

/** The format that the ending of a file name tells. */
export function formatByEnding(path: string): Format | undefined {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (ending === 'jsonl') return 'ndjson';
  if (ending === 'txt') return 'csv';
  if (ending === 'tab') return 'tsv';
  return FORMATS.find((format) => format === ending);
}

function isCharset(label: string): boolean {
  try {
    return new TextDecoder(label).encoding.length > 0;
  } catch {
    return false;
  }
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
