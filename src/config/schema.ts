import { z } from 'zod';

const count = (value: number, meaning: string) => z.number().int().min(1).default(value).describe(meaning);

const limits = z.strictObject({
  body: count(1024 * 1024, 'bytes of a request body'),
  tokens: count(2_000, 'tokens of a document'),
  nesting: count(60, 'nested brackets, counted before parsing'),
  nameLength: count(200, 'characters of one name in a document'),
  operations: count(50, 'operations of a document'),
  fragments: count(100, 'fragments of a document'),
  variables: count(100, 'variable definitions of an operation'),
  depth: count(12, 'levels of fields'),
  fields: count(600, 'fields after fragment expansion'),
  aliases: count(30, 'aliases after fragment expansion'),
  directives: count(30, 'directives after fragment expansion'),
  overlaps: count(10_000, 'pairs of fields with one response name'),
  cost: count(20_000, 'objects that an answer could hold; page sizes multiply'),
  page: count(500, 'largest page'),
  defaultPage: count(20, 'page size where none is asked for'),
  listItems: count(1_000, 'items of one list or object in the variables'),
  jsonDepth: count(32, 'levels of the variables'),
  stringLength: count(100 * 1024, 'characters of one text'),
  headersTimeout: count(10_000, 'milliseconds until the headers are in'),
  requestTimeout: count(15_000, 'milliseconds until the whole request is in'),
  readTimeout: count(8_000, 'milliseconds of one read of a source'),
  deadline: count(30_000, 'milliseconds of a whole query'),
  errors: count(20, 'errors of one answer'),
  errorLength: count(200, 'characters of one error message'),
  errorBytes: count(8 * 1024, 'bytes of all errors of one answer'),
  rows: count(200_000, 'rows that one request may read from its sources'),
  knownOperations: count(1_000, 'operations that are remembered as accepted'),
});

const server = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  port: z.number().int().min(0).max(65_535).default(4000).describe('port to listen on; 0 takes a free one'),
  access: z
    .enum(['loopback', 'open'])
    .default('loopback')
    .describe('loopback: only this machine may connect; open: everybody who reaches the port may ask'),
  introspection: z
    .union([z.boolean(), z.literal('loopback')])
    .default('loopback')
    .describe('whether callers may read the schema; loopback: only while the server listens on loopback'),
  graphiql: z.boolean().default(true).describe('the query page for browsers at /graphql'),
  allowedHosts: z.array(z.string()).default([]).describe('further Host headers to answer to while listening on loopback'),
  stopTimeout: count(10_000, 'milliseconds that running requests get when the server stops'),
  limits: limits.prefault({}),
});

const log = z.strictObject({
  level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('the least important level that is written'),
});

/** Settings of the server itself. Sources and bindings are other parts of the same file, read by the catalog. */
export const settingsSchema = z.strictObject({ server: server.prefault({}), log: log.prefault({}) });

/** The settings, every one with a value. */
export type Settings = z.infer<typeof settingsSchema>;

/** `server` settings: address, access and limits. */
export type ServerSettings = Settings['server'];

/** Parts of the configuration file that others read. */
export const sectionNames = ['sources', 'bindings', 'include', 'entities', 'lookups', 'store', 'demo'] as const;

/** Name of a part that others read. */
export type SectionName = (typeof sectionNames)[number];
