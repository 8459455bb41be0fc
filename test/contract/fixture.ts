import type { FieldType, Row, Value } from '../../src/contract/index.ts';
import { BIGINTS, DATES, DATETIMES, DECIMALS, FLOATS, INTS, POINTS, TEXTS, TIMES } from './hard-values.ts';

/** One field of the collection that a connector's test has to set up. */
export interface FixtureField {
  readonly name: string;
  readonly type: FieldType;
  readonly nullable: boolean;
}

/**
 * A collection and the rows that must be in it. Sizes that hold every value: text 200 characters, decimal(40, 10),
 * bigint 64 bit signed, float 64 bit, datetime and time with milliseconds.
 */
export interface Fixture {
  readonly collection: string;
  readonly fields: readonly FixtureField[];
  readonly key: readonly string[];
  readonly rows: readonly Row[];
}

/** Texts that a kind of system cannot hold at all. Absent: it can. */
export interface Holds {
  /** False where an empty text cannot be told from null. */
  readonly emptyText?: false;
  /** False where spaces and line breaks around a text are lost. */
  readonly outerSpace?: false;
  /** False where a text is one line. */
  readonly lineBreak?: false;
}

export interface FixtureOptions {
  /** Field types that the connector can hold. */
  readonly types: readonly FieldType[];
  readonly holds?: Holds;
  readonly rows: number;
  readonly seed: number;
}

/** The field types that a fixture can have, key fields (`int`, `text`) always among them. */
export const FIXTURE_TYPES: readonly FieldType[] = [
  'text',
  'int',
  'bigint',
  'decimal',
  'float',
  'boolean',
  'date',
  'datetime',
  'time',
  'point',
];

/** A text that stands in rows and must never stand in an error or a log line. */
export const CANARY = 'canary-5b2e91';

/** Small repeatable random numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The hard values of a type that a connector can hold: the ends of its range and what systems get wrong. */
export function hardValues(type: FieldType, holds: Holds = {}): readonly Value[] {
  switch (type) {
    case 'text':
      return TEXTS.filter((text) => canHold(text, holds));
    case 'int':
      return INTS;
    case 'bigint':
      return BIGINTS;
    case 'decimal':
      return DECIMALS;
    case 'float':
      return FLOATS;
    case 'boolean':
      return [true, false];
    case 'date':
      return DATES;
    case 'datetime':
      return DATETIMES;
    case 'time':
      return TIMES;
    case 'point':
      return POINTS;
    default:
      return [];
  }
}

/** A collection with every type twice (never null, and nullable), an `int` key, and names that must be quoted. */
export function wideFixture(options: FixtureOptions): Fixture {
  const columns: FixtureField[] = [
    { name: 'id', type: 'int', nullable: false },
    { name: 'order', type: 'int', nullable: true },
    { name: 'Grade', type: 'text', nullable: true },
  ];
  for (const type of options.types) {
    columns.push({ name: `${type}_full`, type, nullable: false }, { name: `${type}_gaps`, type, nullable: true });
  }
  const random = seededRandom(options.seed);
  const rows: Row[] = [];
  for (let index = 0; index < options.rows; index += 1) {
    const row: Record<string, Value> = { id: index * 3 - 100, order: index % 7 === 0 ? null : index % 5, Grade: gradeOf(index) };
    for (const { name, type, nullable } of columns.slice(3)) {
      row[name] = nullable && random() < 0.2 ? null : valueAt(type, index, random, options.holds);
    }
    rows.push(row);
  }
  return { collection: 'things', fields: columns, key: ['id'], rows: shuffled(rows, random) };
}

/** A collection with a key of two fields and many equal values. */
export function pairedFixture(options: FixtureOptions): Fixture {
  const random = seededRandom(options.seed + 1);
  const parts = ['a', 'A', 'b', '环翠', 'ä', 'Z', '\u{1f600}', '\uff21'];
  const rows: Row[] = [];
  for (let index = 0; index < Math.min(options.rows, 120); index += 1) {
    rows.push({
      part: parts[index % parts.length] ?? 'a',
      number: index,
      weight: random() < 0.3 ? null : Math.floor(random() * 4),
      note: random() < 0.5 ? null : CANARY,
    });
  }
  const fields: readonly FixtureField[] = [
    { name: 'part', type: 'text', nullable: false },
    { name: 'number', type: 'int', nullable: false },
    { name: 'weight', type: 'int', nullable: true },
    { name: 'note', type: 'text', nullable: true },
  ];
  return { collection: 'pairs', fields, key: ['part', 'number'], rows: shuffled(rows, random) };
}

/** The wide collection with no row in it. */
export function emptyFixture(options: FixtureOptions): Fixture {
  return { ...wideFixture({ ...options, rows: 0 }), collection: 'nothing' };
}

function gradeOf(index: number): Value {
  return index % 11 === 0 ? null : index % 4 === 0 ? CANARY : index % 3 === 0 ? 'b' : 'B';
}

/** Every hard value once, then hard values again (duplicates) mixed with random ones. */
function valueAt(type: FieldType, index: number, random: () => number, holds: Holds | undefined): Value {
  const hard = hardValues(type, holds);
  if (index < hard.length) return hard[index] ?? null;
  if (random() < 0.4) return hard[Math.floor(random() * hard.length)] ?? null;
  return randomValue(type, random);
}

function randomValue(type: FieldType, random: () => number): Value {
  const whole = (most: number) => Math.floor(random() * most);
  const time = -3_786_825_600_000 + whole(7_889_400_000) * 1000 + whole(1000);
  switch (type) {
    case 'int':
      return whole(2000) - 1000;
    case 'bigint':
      return String(BigInt(whole(2 ** 31)) * BigInt(whole(2 ** 31)) - BigInt(2) ** BigInt(60));
    case 'decimal':
      return `${whole(2) === 0 ? '-' : ''}${whole(1e9) + 1}.${String(whole(1e6)).padStart(6, '0')}`;
    case 'float':
      return (random() - 0.5) * 10 ** whole(9);
    case 'boolean':
      return random() < 0.5;
    case 'date':
      return new Date(time).toISOString().slice(0, 10);
    case 'datetime':
      return new Date(time).toISOString();
    case 'time':
      return new Date(time).toISOString().slice(11, 19);
    case 'point':
      return { lon: 122 + random(), lat: 37 + random() };
    default:
      return `w${whole(30)} ${whole(2) === 0 ? 'Street' : 'street'}`;
  }
}

function canHold(text: string, holds: Holds): boolean {
  if (holds.emptyText === false && text.trim() === '') return false;
  if (holds.outerSpace === false && text !== text.trim()) return false;
  return holds.lineBreak !== false || !/[\n\t]/.test(text);
}

function shuffled(rows: readonly Row[], random: () => number): readonly Row[] {
  return rows
    .map((row) => ({ row, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row);
}
