import { type BrokenSource, valuesOfType } from './wrap.ts';

/** Sources that hand out other rows, or other values, than they hold. */
export const brokenRows: readonly BrokenSource[] = [
  { what: 'truncates silently at 100', caughtBy: 'whole', make: () => ({ rows: (rows) => rows.slice(0, 100) }) },
  { what: 'drops the last row', caughtBy: 'whole', make: () => ({ rows: (rows) => rows.slice(0, -1) }) },
  { what: 'gives the first row twice', caughtBy: 'whole', make: () => ({ rows: (rows) => [...rows.slice(0, 1), ...rows] }) },
  {
    what: 'drops rows that equal another in the asked fields',
    caughtBy: 'read',
    make: () => ({ rows: (rows) => [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()] }),
  },
  {
    what: 'starts at another row at every read',
    caughtBy: 'repeatable',
    make: () => {
      let turn = 0;
      return {
        rows: (rows, { order }) => {
          turn += 1;
          return order.length > 0 ? rows : [...rows.slice(turn % rows.length), ...rows.slice(0, turn % rows.length)];
        },
      };
    },
  },
  {
    what: 'mixes up reads at the same time',
    caughtBy: 'parallel',
    make: ({ sound }) => {
      let latest: Parameters<typeof sound.read>[0] | undefined;
      return {
        async *read(request, signal) {
          latest = request;
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield* sound.read({ ...latest, fields: latest.fields }, signal);
        },
      };
    },
  },
  {
    what: 'returns fields that nobody asked for',
    caughtBy: 'fields',
    make: ({ fixture }) => ({ rows: (rows) => rows.map((row) => ({ ...row, [fixture.key[0] ?? 'id']: 1 })) }),
  },
  {
    what: 'leaves fields without a value out',
    caughtBy: 'fields',
    make: () => ({ rows: (rows) => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))) }),
  },
  {
    what: 'gives undefined instead of null',
    caughtBy: 'fields',
    make: () => ({
      rows: (rows) =>
        rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? undefined])) as typeof row),
    }),
  },
  {
    what: 'gives all fields as text',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'int', String),
  },
  { what: 'gives bigints as numbers', caughtBy: 'values', make: ({ fixture }) => valuesOfType(fixture, 'bigint', Number) },
  {
    what: 'rounds bigints through a number',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'bigint', (value) => BigInt(Number(value)).toString()),
  },
  { what: 'gives decimals as floats', caughtBy: 'values', make: ({ fixture }) => valuesOfType(fixture, 'decimal', Number) },
  {
    what: 'rounds decimals through a float',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'decimal', (value) => Number(value).toFixed(10)),
  },
  {
    what: 'rounds floats to single precision',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'float', (value) => Math.fround(Number(value))),
  },
  { what: 'gives booleans as 0 and 1', caughtBy: 'values', make: ({ fixture }) => valuesOfType(fixture, 'boolean', Number) },
  {
    what: 'shifts dates before 1900 by a day',
    caughtBy: 'values',
    make: ({ fixture }) =>
      valuesOfType(fixture, 'date', (value) =>
        String(value) < '1900' ? new Date(Date.parse(String(value)) - 86_400_000).toISOString().slice(0, 10) : value,
      ),
  },
  {
    what: 'wraps instants after 2038',
    caughtBy: 'values',
    make: ({ fixture }) =>
      valuesOfType(fixture, 'datetime', (value) => new Date(((Date.parse(String(value)) / 1000) | 0) * 1000).toISOString()),
  },
  {
    what: 'shifts instants by the offset of a zone',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'datetime', (value) => new Date(Date.parse(String(value)) + 28_800_000).toISOString()),
  },
  {
    what: 'loses milliseconds',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'datetime', (value) => `${String(value).slice(0, 19)}.000Z`),
  },
  {
    what: 'writes instants with a space',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'datetime', (value) => String(value).replace('T', ' ')),
  },
  {
    what: 'takes an empty text for null',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'text', (value) => (value === '' ? null : value)),
  },
  { what: 'trims texts', caughtBy: 'values', make: ({ fixture }) => valuesOfType(fixture, 'text', (value) => String(value).trim()) },
  {
    what: 'loses characters beyond the BMP',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'text', (value) => String(value).replace(/[\u{10000}-\u{10ffff}]/gu, '?')),
  },
  {
    what: 'normalizes texts to composed characters',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'text', (value) => String(value).normalize('NFC')),
  },
  {
    what: 'cuts texts at 100 characters',
    caughtBy: 'values',
    make: ({ fixture }) => valuesOfType(fixture, 'text', (value) => String(value).slice(0, 100)),
  },
  {
    what: 'swaps longitude and latitude',
    caughtBy: 'values',
    make: ({ fixture }) =>
      valuesOfType(fixture, 'point', (value) => {
        const { lon = 0, lat = 0 } = value as { lon?: number; lat?: number };
        return { lon: lat, lat: lon };
      }),
  },
  {
    what: 'describes nullable fields as never null',
    caughtBy: 'describe',
    make: () => ({ description: (each) => ({ ...each, fields: each.fields.map((field) => ({ ...field, nullable: false })) }) }),
  },
  {
    what: 'describes another key',
    caughtBy: 'describe',
    make: () => ({ description: (each) => ({ ...each, key: each.fields.slice(1, 2).map(({ name }) => name) }) }),
  },
  {
    what: 'describes decimals as floats',
    caughtBy: 'describe',
    make: () => ({
      description: (each) => ({
        ...each,
        fields: each.fields.map((field) => (field.type === 'decimal' ? { ...field, type: 'float' as const } : field)),
      }),
    }),
  },
];
