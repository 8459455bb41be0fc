import { z } from 'zod';
import { WORD_TRANSFORMS } from '../transforms/index.ts';

const name = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const title = z.strictObject({ en: name, zh: name });

const limits = z.strictObject({
  parallelReads: z.int().min(1).max(1_000).optional().describe('Reads at the same time. Default 8.'),
  readsPerSecond: z.number().positive().max(100_000).optional().describe('Reads started per second. Default: no limit.'),
  readTimeout: z.int().min(1).max(600_000).optional().describe('Milliseconds that one read may take. Default 8,000.'),
});

const source = z.strictObject({
  name: name
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected lower-case words joined by "-"')
    .describe('Unique; part of record ids, so keep it.'),
  connector: name.describe('The kind of system: sql, rest, file, graphql, memory, ...'),
  title: title.optional().describe('What people call it.'),
  config: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("The connector's own options; see its README. Secrets as env:NAME or file:PATH."),
  limits: limits.optional().describe('How hard the source may be used.'),
});

const transform = z.union([
  z.enum(WORD_TRANSFORMS),
  z
    .strictObject({
      'null-words': z.array(z.string()).min(1).optional().describe('Values that mean "nothing here".'),
      number: z
        .strictObject({ thousands: z.string().length(1).optional(), decimal: z.string().length(1).optional() })
        .refine((form) => (form.thousands ?? ',') !== (form.decimal ?? '.'), 'expected two different signs')
        .optional()
        .describe('Text to a number, with the signs between groups of three (default ",") and before decimals (default ".").'),
    })
    .refine((form) => Object.keys(form).length === 1, 'expected one of "null-words" and "number"'),
]);

const zone = name.describe('IANA time zone of times without offset; default: the timeZone of the binding.');

const date = z.union([
  z.literal('iso'),
  z
    .strictObject({
      pattern: name.optional().describe('yyyy MM dd HH mm ss SSS and the other tokens of Luxon; other letters in single quotes.'),
      epoch: z.enum(['seconds', 'milliseconds']).optional().describe('A number since 1970.'),
      zone: zone.optional(),
    })
    .refine((form) => form.pattern === undefined || form.epoch === undefined, 'expected one of "pattern" and "epoch", got both'),
]);

const duration = z.strictObject({
  from: name.describe('Column of the start.'),
  to: name.describe('Column of the end.'),
  unit: z.enum(['seconds', 'minutes', 'hours']).optional().describe('Unit of a number field; not for Duration fields.'),
  pattern: name.optional().describe('How the times are written; default ISO 8601, or HH:mm:ss for times of day.'),
  midnight: z.boolean().optional().describe('Times of day: an end before its start is on the next day.'),
  maxHours: z.number().positive().optional().describe('A longer time is no measurement and becomes null.'),
});

const lookUp = z
  .strictObject({
    table: z.record(z.string(), scalar.nullable()).optional().describe('Value by key.'),
    file: name.optional().describe('A CSV, TSV, JSON or YAML file beside this one.'),
    key: name.optional().describe('Column of the file that holds the key.'),
    value: name.optional().describe('Column of the file that holds the value.'),
  })
  .refine((form) => (form.table === undefined) !== (form.file === undefined), 'expected one of "table" and "file"');

/** Exactly one of these says where a value comes from. */
export const ORIGINS = ['column', 'point', 'duration', 'concat', 'expression', 'value'] as const;

const longField = z
  .strictObject({
    column: name.optional().describe('One column.'),
    point: z
      .strictObject({
        lon: name.describe('Longitude, or the easting of projected data.'),
        lat: name.describe('Latitude, or the northing.'),
      })
      .optional()
      .describe('A point out of two columns.'),
    duration: duration.optional().describe('The time between two columns.'),
    concat: z.array(name).min(2).optional().describe('Columns joined into one text; nulls are left out.'),
    separator: z.string().optional().describe('Stands between the parts of concat. Default: nothing.'),
    expression: name.max(2_000).optional().describe("CEL; columns are row.name or row['name']."),
    columns: z.array(name).optional().describe('The columns that the expression may read; default: those it names.'),
    value: scalar.optional().describe('The same for every record.'),
    transforms: z.array(transform).optional().describe('Done first, in this order, on every column.'),
    split: z
      .strictObject({ separator: name, index: z.int().min(-100).max(100) })
      .optional()
      .describe('One piece: 0 the first, -1 the last.'),
    enum: z.record(z.string(), scalar.nullable()).optional().describe('Field value by column value.'),
    'look-up': lookUp.optional().describe('Field value by column value, out of a table.'),
    otherwise: scalar
      .nullable()
      .optional()
      .describe('Field value for column values that enum or look-up do not list; null, or reject (the default) to report them.'),
    date: date.optional().describe('How a date or time is written.'),
    redacted: z.literal(true).optional().describe('The source has already taken personal data out of this text.'),
  })
  .superRefine((field, context) => {
    const origins = ORIGINS.filter((origin) => field[origin] !== undefined);
    if (origins.length !== 1) {
      const got = origins.length === 0 ? 'none' : origins.join(' and ');
      context.addIssue({ code: 'custom', message: `expected exactly one of ${ORIGINS.join(', ')}, got ${got}` });
    }
    const goesWith = (key: keyof typeof field, hosts: readonly (keyof typeof field)[]) => {
      if (field[key] === undefined || hosts.some((host) => field[host] !== undefined)) return;
      context.addIssue({ code: 'custom', path: [key], message: `"${key}" goes with ${hosts.join(' or ')} only` });
    };
    goesWith('separator', ['concat']);
    goesWith('columns', ['expression']);
    goesWith('otherwise', ['enum', 'look-up']);
    for (const key of ['split', 'enum', 'look-up', 'date'] as const) goesWith(key, ['column', 'concat']);
    goesWith('transforms', ['column', 'concat', 'point', 'duration']);
    const readings = (['enum', 'look-up', 'date'] as const).filter((key) => field[key] !== undefined);
    if (readings.length > 1)
      context.addIssue({ code: 'custom', message: `expected one of enum, look-up and date, got ${readings.join(' and ')}` });
  });

const field = z.union([name, longField]);

const identity = z.strictObject({
  field: name.describe('Entity field: records of several bindings with the same value here are one record.'),
  wins: z
    .strictObject({
      order: z.int().min(0).max(1_000).optional().describe('Rank of this binding; the lowest wins.'),
      newest: name.optional().describe('Entity field; the latest value wins.'),
    })
    .refine((rule) => (rule.order === undefined) !== (rule.newest === undefined), 'expected one of "order" and "newest"'),
});

const binding = z
  .strictObject({
    id: name
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected letters, digits, "." "_" and "-"')
      .optional()
      .describe('Part of record ids. Default: source.collection.Entity; needed when one collection feeds one entity twice.'),
    source: name.describe('Name of a source.'),
    collection: name.describe('Collection of that source.'),
    entity: name.describe('Entity that it feeds.'),
    mode: z.enum(['live', 'replica']).optional().describe('live (default): asked at query time; replica: synced into the store.'),
    sync: z
      .strictObject({
        every: name.describe('ISO 8601 duration between syncs.'),
        staleAfter: name.optional().describe('Age from which the answer says STALE. Default: twice "every".'),
      })
      .optional()
      .describe('For replicas.'),
    key: z
      .union([name, z.array(name).min(1)])
      .optional()
      .describe("Column or columns that identify a row. Default: the collection's key."),
    where: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Only these rows: column: value, column: [values], column: {gte: 5}, and/or/not.'),
    withoutKey: z.enum(['ignore', 'report']).optional().describe('Rows without a key: report (default) or only count them.'),
    identity: identity.optional().describe('For records that several bindings share.'),
    datum: name.optional().describe('WGS84, CGCS2000, GCJ02, BD09 or EPSG:code; needed when a place is mapped.'),
    timeZone: name.optional().describe('IANA time zone of times without offset.'),
    updatedAt: field.optional().describe('When the source last changed the record: a column, or a field mapping that gives a DateTime.'),
    fields: z.record(z.string(), field).describe('Entity field: mapping. Only the columns named here are ever read.'),
  })
  .superRefine((item, context) => {
    if (item.mode === 'replica' && !item.sync)
      context.addIssue({ code: 'custom', path: ['mode'], message: 'a replica needs "sync: {every: ...}"' });
    if (item.mode !== 'replica' && item.sync)
      context.addIssue({ code: 'custom', path: ['sync'], message: '"sync" goes with "mode: replica" only' });
    if (Object.keys(item.fields).length === 0)
      context.addIssue({ code: 'custom', path: ['fields'], message: 'expected at least one field' });
  });

/** The structure of a binding file. */
export const fileSchema = z.strictObject({
  sources: z.array(source).optional().describe('Configured instances of connectors.'),
  bindings: z.array(binding).optional().describe('Which collection feeds which entity, and how.'),
});

export type SourceData = z.infer<typeof source>;
export type BindingData = z.infer<typeof binding>;
export type FieldData = z.infer<typeof field>;
export type LongField = z.infer<typeof longField>;
