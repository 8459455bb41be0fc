import { GraphQLError } from 'graphql';

/** A list of the platform feed: its GraphQL type, the names of its root fields and its fields with their types. */
export interface FeedList {
  readonly type: string;
  readonly description: string;
  readonly one: string;
  readonly many: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, 'ID!' | 'String!' | 'String' | 'Int!' | 'Int' | 'Float!' | 'Float' | 'Boolean'>>;
  readonly rows: readonly object[];
}

type Value = string | number | boolean;
type Row = Readonly<Record<string, Value | null>>;
type Condition = Readonly<Record<string, unknown>>;
type Where = Readonly<Record<string, unknown>>;
interface Order {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}
interface PageArguments {
  readonly where?: Where;
  readonly orderBy?: readonly Order[];
  readonly offset: number;
  readonly limit: number;
}

/** Most rows of one page. */
const MOST_ROWS = 500;

/** What all lists share in the schema. */
export const SHARED_SDL = `
enum Direction { ASC DESC }
input TextCondition { eq: String, ne: String, in: [String!], gt: String, gte: String, lt: String, lte: String, contains: String, isNull: Boolean }
input NumberCondition { eq: Float, ne: Float, in: [Float!], gt: Float, gte: Float, lt: Float, lte: Float, isNull: Boolean }
input BooleanCondition { eq: Boolean, ne: Boolean, isNull: Boolean }
`;

/** The types of one list. Conditions on one field, and on several, must all hold; null meets no condition but \`isNull\`. */
export function listSdl(list: FeedList): string {
  const fields = Object.entries(list.fields);
  const condition = (type: string) =>
    /^(Int|Float)/.test(type) ? 'NumberCondition' : type === 'Boolean' ? 'BooleanCondition' : 'TextCondition';
  return `
"${list.description}"
type ${list.type} { ${fields.map(([name, type]) => `${name}: ${type}`).join(', ')} }
type ${list.type}Page { total: Int!, items: [${list.type}!]! }
enum ${list.type}Field { ${fields.map(([name]) => name).join(' ')} }
input ${list.type}Order { field: ${list.type}Field!, direction: Direction! = ASC }
input ${list.type}Where { ${fields.map(([name, type]) => `${name}: ${condition(type)}`).join(', ')} }
extend type Query {
  ${list.one}(${list.key}: ID!): ${list.type}
  ${list.many}(where: ${list.type}Where, orderBy: [${list.type}Order!], offset: Int! = 0, limit: Int! = 50): ${list.type}Page!
}`;
}

/** The resolvers of one list's two root fields. Without `orderBy` a list comes in the order of its key. */
export function listResolvers(list: FeedList): Readonly<Record<string, (args: never) => unknown>> {
  const rows = (list.rows as readonly Row[]).toSorted((one, other) => compare(one[list.key] ?? '', other[list.key] ?? ''));
  const byKey = new Map(rows.map((row) => [row[list.key], row]));
  return {
    [list.one]: (args: Row) => byKey.get(args[list.key] ?? null) ?? null,
    [list.many]: (args: PageArguments) => page(list, rows, args),
  };
}

function page(list: FeedList, rows: readonly Row[], { where = {}, orderBy = [], offset, limit }: PageArguments) {
  if (limit < 0 || limit > MOST_ROWS)
    throw new GraphQLError(`limit: expected 0 to ${MOST_ROWS}`, { extensions: { code: 'BAD_USER_INPUT' } });
  if (offset < 0) throw new GraphQLError('offset: expected 0 or more', { extensions: { code: 'BAD_USER_INPUT' } });
  const tests = Object.entries(where).map(([field, condition]) => [field, (condition ?? {}) as Condition] as const);
  const matching =
    tests.length === 0 ? rows : rows.filter((row) => tests.every(([field, condition]) => holds(row[field] ?? null, condition)));
  const order = [...orderBy, { field: list.key, direction: 'ASC' } as const];
  const sorted = orderBy.length === 0 ? matching : matching.toSorted((one, other) => compareRows(order, one, other));
  return { total: matching.length, items: sorted.slice(offset, offset + limit) };
}

function holds(value: Value | null, condition: Condition): boolean {
  return Object.entries(condition).every(([operator, operand]) => {
    if (operator === 'isNull') return (value === null) === operand;
    if (value === null || operand === null) return false;
    if (operator === 'in') return (operand as readonly unknown[]).includes(value);
    if (operator === 'contains') return String(value).includes(String(operand));
    const difference = compare(value, operand as Value);
    return (
      { eq: difference === 0, ne: difference !== 0, gt: difference > 0, gte: difference >= 0, lt: difference < 0, lte: difference <= 0 }[
        operator
      ] ?? false
    );
  });
}

/** Nulls come last in both directions. */
function compareRows(order: readonly Order[], one: Row, other: Row): number {
  for (const { field, direction } of order) {
    const [a, b] = [one[field] ?? null, other[field] ?? null];
    if (a === null || b === null) {
      if (a !== b) return a === null ? 1 : -1;
    } else {
      const difference = compare(a, b);
      if (difference !== 0) return direction === 'ASC' ? difference : -difference;
    }
  }
  return 0;
}

function compare(one: Value, other: Value): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
