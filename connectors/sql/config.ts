import { z } from 'zod';
import { type ConfigSchema, SourceError } from '../../src/contract/index.ts';
import { parseZone } from './zone.ts';

const help = (en: string, zh: string) => ({ description: en, 'x-description-zh': zh });
const milliseconds = () => z.int().min(1).max(3_600_000);

const tls = z.strictObject({
  ca: z.string().optional().meta(help('File with the certificate authority (PEM).', '证书颁发机构文件（PEM）。')),
  rejectUnauthorized: z.boolean().default(true).meta(help('Refuse certificates that cannot be verified.', '拒绝无法验证的证书。')),
});

const config = z.strictObject({
  dialect: z.enum(['mariadb', 'mysql', 'postgres', 'sqlite']).meta(help('Which kind of database this is.', '数据库种类。')),
  host: z.string().min(1).default('127.0.0.1').meta(help('Name or address of the server.', '服务器名称或地址。')),
  port: z.int().min(1).max(65_535).optional().meta(help('Port; default 3306 or 5432.', '端口；默认 3306 或 5432。')),
  database: z.string().min(1).optional().meta(help('Database to use. Required for servers.', '数据库名。服务器类必填。')),
  user: z.string().min(1).optional().meta(help('User to sign in as. Required for servers.', '登录用户。服务器类必填。')),
  password: z
    .string()
    .default('')
    .meta({ ...help('Password, or a reference: env:NAME or file:PATH.', '密码，或引用：env:NAME、file:PATH。'), 'x-secret': true }),
  file: z.string().min(1).optional().meta(help('SQLite file, relative to the configuration file.', 'SQLite 文件，相对于配置文件。')),
  ssl: z.union([z.boolean(), tls]).default(false).meta(help('Encrypt the connection.', '加密连接。')),
  schemas: z
    .array(z.string().min(1))
    .default([])
    .meta(
      help('Schemas to read (MariaDB: databases). The first one needs no prefix.', '要读取的模式（MariaDB 为数据库）。第一个无需前缀。'),
    ),
  tables: z.array(z.string().min(1)).optional().meta(help('Only these tables and views.', '仅限这些表和视图。')),
  keys: z
    .record(z.string(), z.array(z.string().min(1)).min(1))
    .default({})
    .meta(help('Columns that identify a row, for tables and views without a key.', '无主键的表或视图中唯一标识一行的列。')),
  types: z
    .record(z.string(), z.record(z.string(), z.enum(['text', 'int', 'bigint', 'float', 'boolean', 'date', 'time', 'datetime', 'json'])))
    .default({})
    .meta(help('SQLite: what a column holds where its declared type does not tell.', 'SQLite：声明类型不能说明时，列的实际类型。')),
  pool: z.int().min(1).max(200).default(8).meta(help('Connections at the same time.', '最大并发连接数。')),
  connectTimeout: milliseconds().default(5000).meta(help('Milliseconds to wait for a connection.', '等待连接的毫秒数。')),
  statementTimeout: milliseconds().default(8000).meta(help('Milliseconds one statement may take.', '单条语句的最长毫秒数。')),
  timeZone: z
    .string()
    .default('UTC')
    .meta(
      help(
        'Zone of times that are stored without one: UTC, an offset such as +08:00, or an IANA name.',
        '无时区时间所属的时区：UTC、+08:00 或 IANA 名称。',
      ),
    ),
  canonicalTimes: z
    .boolean()
    .default(false)
    .meta(
      help(
        'SQLite: promises that dates and times are stored in the form in which they are read (YYYY-MM-DDTHH:MM:SS.sssZ), so that indexes on them can be used.',
        'SQLite：声明日期和时间均以读取形式（YYYY-MM-DDTHH:MM:SS.sssZ）存储，从而可用索引。',
      ),
    ),
});

/** The configuration of an SQL source, checked and with its defaults. */
export type SqlConfig = z.output<typeof config>;

export const configSchema: ConfigSchema = z.toJSONSchema(config, { io: 'input' });

/** Checks a configuration. Throws SourceError BROKEN that names the option. */
export function parseConfig(value: unknown): SqlConfig {
  const result = config.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw brokenOption(issue?.path.join('.') ?? '', issue?.message ?? 'not understood');
  }
  const parsed = result.data;
  if (parsed.dialect === 'sqlite') {
    if (parsed.file === undefined) throw brokenOption('file', 'expected the path of an SQLite file, there is none');
  } else {
    if (parsed.database === undefined) throw brokenOption('database', 'expected the name of a database, there is none');
    if (parsed.user === undefined) throw brokenOption('user', 'expected the name of a user, there is none');
  }
  const zone = parseZone(parsed.timeZone);
  if (!zone) throw brokenOption('timeZone', 'expected UTC, an offset such as +08:00, or an IANA zone name');
  if (zone.kind === 'named' && parsed.dialect === 'sqlite') {
    throw brokenOption('timeZone', 'an SQLite source takes UTC, an offset such as +08:00, or a zone whose offset never changes');
  }
  return parsed;
}

/** The configuration is wrong: which option, and why. */
export function brokenOption(option: string, reason: string): SourceError {
  const place = option === '' ? 'the configuration' : `option "${option}"`;
  return new SourceError('BROKEN', `sql: ${place}: ${reason}`, { advice: 'correct the option and reload the configuration' });
}
