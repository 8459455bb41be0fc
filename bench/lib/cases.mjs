import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DIVISIONS, divisionCode } from './data.mjs';

const divisions = Array.from({ length: DIVISIONS }, (_, division) => divisionCode(division));
const states = ['OFFLINE', 'MAINTENANCE', 'DISMANTLED'];
const pages = divisions.flatMap((division) => states.map((state) => ({ division, state })));
const day = (number) => new Date(Date.UTC(1990, 0, 1) + number * 86_400_000).toISOString().slice(0, 10);

const text = (name) => readFileSync(fileURLToPath(new URL(`../cases/${name}.graphql`, import.meta.url)), 'utf8');

/**
 * Every case: the operation, the variables that requests take in turn (different ones, so that concurrent requests are rarely the
 * same), how many requests one round has, and what a hand-made plan reads for one request.
 */
export const cases = [
  { name: 'trivial', title: 'Trivial field', variables: [{}], requests: 20_000, plan: { rest: 0, sql: 0 } },
  {
    name: 'rest-list',
    title: 'List of 100 over REST',
    variables: divisions.map((division) => ({ division })),
    requests: 3_000,
    plan: { rest: 1, sql: 0 },
  },
  {
    name: 'rest-nested',
    title: 'List of 100 with a nested entity over REST, one by one (N+1)',
    variables: divisions.map((division) => ({ division })),
    requests: 200,
    plan: { rest: 101, sql: 0 },
  },
  {
    name: 'rest-nested-batch',
    title: 'List of 100 with a nested entity over REST, in a batch',
    variables: divisions.map((division) => ({ division })),
    requests: 2_000,
    plan: { rest: 2, sql: 0 },
  },
  {
    name: 'sql-page',
    title: '100 of 200,000 rows filtered, sorted, paged in MariaDB, with a nested entity',
    variables: pages,
    cursors: 'sql-cursor',
    requests: 1_500,
    plan: { rest: 0, sql: 2 },
  },
  {
    name: 'sql-and-rest',
    title: '100 SQL rows with state from REST',
    variables: pages,
    requests: 1_500,
    plan: { rest: 1, sql: 1 },
  },
  {
    name: 'group-by',
    title: 'Group-by over 200,000 rows, every request another',
    variables: Array.from({ length: 500 }, (_, number) => ({ since: day(number) })),
    requests: 60,
    connections: 4,
    plan: { rest: 0, sql: 1 },
  },
  {
    name: 'group-by-shared',
    operation: 'group-by',
    title: 'Group-by over 200,000 rows, many ask the same',
    variables: [{ since: '2000-01-01' }],
    requests: 60,
    connections: 16,
    plan: { rest: 0, sql: 1 },
  },
].map((one) => ({ connections: 16, operation: one.name, ...one, query: text(one.operation ?? one.name) }));

/** The text of a further operation. */
export const operationText = text;
