import { z } from 'zod';

const helped = <T extends z.ZodType>(schema: T, en: string, zh: string): T => schema.describe(en).meta({ 'x-description-zh': zh });
const secret = (en: string, zh: string) => z.string().min(1).describe(en).meta({ 'x-description-zh': zh, 'x-secret': true });
const milliseconds = (most: number) => z.int().min(1).max(most);

/** How a service is signed in to. Secrets are references: `env:NAME` or `file:PATH`. */
export const authSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({
    type: z.literal('header'),
    name: helped(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), 'Name of the header.', '请求头名称。'),
    value: secret('Value of the header, as a reference.', '请求头的值（引用）。'),
  }),
  z.strictObject({
    type: z.literal('basic'),
    user: helped(z.string(), 'User name.', '用户名。'),
    password: secret('Password, as a reference.', '密码（引用）。'),
  }),
  z.strictObject({ type: z.literal('bearer'), token: secret('Token, as a reference.', '令牌（引用）。') }),
  z.strictObject({
    type: z.literal('oauth2'),
    tokenUrl: helped(z.url({ protocol: /^https?$/ }), 'Where tokens are given out.', '令牌端点地址。'),
    clientId: helped(z.string().min(1), 'Client id.', '客户端标识。'),
    clientSecret: secret('Client secret, as a reference.', '客户端密钥（引用）。'),
    scope: helped(z.string().optional(), 'Scopes, separated by spaces.', '权限范围，以空格分隔。'),
    audience: helped(z.string().optional(), 'Audience, where the service wants one.', '受众（如服务要求）。'),
    send: helped(
      z.enum(['basic', 'body']).default('basic'),
      'Whether id and secret go in the Authorization header or in the body.',
      '客户端标识与密钥放在请求头还是请求体中。',
    ),
  }),
]);

/** What every HTTP source can be told. */
export const httpOptions = {
  auth: helped(
    authSchema.default({ type: 'none' }),
    'How to sign in (OAuth2: client credentials).',
    '登录方式（OAuth2 为客户端凭据模式）。',
  ),
  headers: helped(
    z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/)).default({}),
    'Headers of every request. No secrets: those belong in auth.',
    '每个请求附带的请求头。密钥请放在 auth 中。',
  ),
  timeouts: helped(
    z
      .strictObject({
        connect: helped(milliseconds(60_000).default(3_000), 'Milliseconds until the connection must stand.', '建立连接的时限（毫秒）。'),
        request: helped(
          milliseconds(600_000).default(8_000),
          'Milliseconds until one answer must be whole.',
          '单个请求完成的时限（毫秒）。',
        ),
      })
      .prefault({}),
    'Time limits of one request.',
    '单个请求的时限。',
  ),
  retry: helped(
    z
      .strictObject({
        times: helped(
          z.int().min(0).max(5).default(0),
          'How often a request is repeated; a page after the first twice at least. Reads as a whole are repeated by Civigraph.',
          '单个请求的重试次数；首页之后的分页至少两次。整个读取由 Civigraph 负责重试。',
        ),
        pause: helped(
          milliseconds(10_000).default(200),
          'Milliseconds before the first repetition; doubles each time.',
          '首次重试前的等待（毫秒），逐次翻倍。',
        ),
        longestPause: helped(
          milliseconds(60_000).default(2_000),
          'A service that asks to be left alone for longer is reported at once.',
          '服务要求等待超过此时长（毫秒）时立即报告。',
        ),
        statuses: helped(
          z.array(z.int().min(400).max(599)).default([408, 425, 429, 500, 502, 503, 504]),
          'Statuses after which a request is repeated.',
          '触发重试的状态码。',
        ),
      })
      .prefault({}),
    'When a request is repeated. Time-outs never are.',
    '请求的重试规则，超时不重试。',
  ),
  limits: helped(
    z
      .strictObject({
        parallelReads: helped(z.int().min(1).max(256).default(8), 'Requests at the same time.', '并发请求数。'),
        readsPerSecond: helped(
          z.number().positive().max(100_000).optional(),
          'Requests started per second. Default: any number.',
          '每秒请求数，默认不限。',
        ),
      })
      .prefault({}),
    'How hard the service may be used.',
    '对服务的使用限度。',
  ),
  maxBody: helped(
    z.int().min(1_024).max(1_073_741_824).default(33_554_432),
    'Most bytes of one answer, unpacked.',
    '单个响应解压后的最大字节数。',
  ),
  maxRedirects: helped(
    z.int().min(0).max(10).default(3),
    'Redirects that are followed. Credentials never go to another host.',
    '跟随重定向的次数；凭据不会发往其他主机。',
  ),
  contentTypes: helped(
    z.array(z.string()).default([]),
    'Content types taken as JSON besides application/json and +json.',
    '除 application/json 外视为 JSON 的内容类型。',
  ),
  tls: helped(
    z
      .strictObject({
        ca: helped(
          z.string().optional(),
          'Reference to the PEM of the authority to trust in place of the public ones (file:PATH).',
          '受信任证书机构的 PEM 文件引用，替代公共机构。',
        ),
      })
      .prefault({}),
    'Transport security.',
    '传输安全。',
  ),
} as const;

const httpConfig = z.strictObject(httpOptions);

/** The checked options of an HTTP source. */
export type HttpConfig = z.output<typeof httpConfig>;
export type AuthConfig = z.output<typeof authSchema>;
export { helped };
