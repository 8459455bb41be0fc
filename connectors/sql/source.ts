import { LRUCache } from 'lru-cache';
import type {
  AggregateRequest,
  AggregateResult,
  Batch,
  CheckStep,
  CollectionCapabilities,
  ConnectorTools,
  ReadRequest,
  Request,
  RowIssue,
  Source,
  SourceDescription,
} from '../../src/contract/index.ts';
import { type AggregatePlan, groupsOf, planAggregate } from './aggregate.ts';
import { describeTable } from './capabilities.ts';
import { checkSource } from './check.ts';
import type { SqlConfig } from './config.ts';
import { type Backend, backendOf } from './connect.ts';
import { refuse, sourceErrorOf } from './errors.ts';
import { narrowed } from './negotiate.ts';
import { planRead, type ReadPlan } from './read.ts';
import type { Decoded, DriverRow } from './rows.ts';
import { shapeOf } from './shape.ts';
import { type BoundStatement, parametersOf, type Statement } from './statement.ts';
import type { Catalog, Table } from './table.ts';

/** Up to this many rows come in one piece: a stream costs more than it saves. */
const FETCH_ROWS = 1000;
/** Statements that are kept, by shape of request. */
const PLANS = 1000;
const NEVER = new AbortController().signal;

/** What is known of the database since it was last described. */
interface Known {
  readonly catalog: Catalog;
  readonly reads: LRUCache<string, ReadPlan>;
  readonly aggregates: LRUCache<string, AggregatePlan>;
}

/** A database as a source. */
export class SqlSource implements Source {
  readonly #config: SqlConfig;
  readonly #tools: ConnectorTools;
  readonly #backend: Backend;
  #known: Known | undefined;
  #loading: Promise<Known> | undefined;

  constructor(config: SqlConfig, tools: ConnectorTools) {
    this.#config = config;
    this.#tools = tools;
    this.#backend = backendOf(config, tools);
  }

  async describe(signal: AbortSignal): Promise<SourceDescription> {
    const { catalog } = await this.#load(signal);
    return {
      collections: [...catalog.tables.values()].map((table) => describeTable(table, catalog, this.#backend.dialect)),
      limits: { parallelReads: this.#config.pool, readTimeout: this.#config.statementTimeout },
    };
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    try {
      const plan = this.#readPlan(request, this.#known ?? (await this.#load(signal)));
      if (request.limit !== undefined && request.limit <= FETCH_ROWS) yield* this.#fetchPage(plan, request, request.limit, signal);
      else yield* this.#streamRows(plan, request, signal);
    } catch (error) {
      throw sourceErrorOf(error, this.#backend.dialect.name);
    }
  }

  async aggregate(request: AggregateRequest, signal: AbortSignal): Promise<AggregateResult> {
    try {
      const plan = this.#aggregatePlan(request, this.#known ?? (await this.#load(signal)));
      const rows = await this.#backend.driver.fetch(this.#bound(plan.statement, request), signal);
      return { groups: groupsOf(rows, request, plan) };
    } catch (error) {
      throw sourceErrorOf(error, this.#backend.dialect.name);
    }
  }

  check(signal: AbortSignal): Promise<readonly CheckStep[]> {
    return checkSource(this.#config, this.#tools, signal);
  }

  close(): Promise<void> {
    return this.#backend.driver.close();
  }

  negotiate(request: Request, described: CollectionCapabilities): CollectionCapabilities {
    return narrowed(request, described, this.#backend.dialect, this.#known?.catalog);
  }

  preview(request: Request): string {
    if (!this.#known) return 'not described yet';
    if (request.kind === 'aggregate') return this.#aggregatePlan(request, this.#known).statement.text;
    return this.#readPlan(request, this.#known)
      .statements.map(({ text }) => text)
      .join(';\n');
  }

  /** One statement after the other until the page is full. Rows that cannot be read are replaced by later ones. */
  async *#fetchPage(plan: ReadPlan, request: ReadRequest, limit: number, signal: AbortSignal): AsyncGenerator<Batch> {
    let missing = limit;
    for (const statement of plan.statements) {
      const page = await this.#fetchRows(plan, statement, missing === limit ? request : { ...request, limit: missing }, missing, signal);
      missing -= page.rows.length;
      yield batchOf(page);
      if (missing <= 0) return;
    }
  }

  async #fetchRows(plan: ReadPlan, statement: Statement, request: ReadRequest, limit: number, signal: AbortSignal): Promise<Decoded> {
    for (let ask = limit; ; ) {
      const asked = ask === limit ? request : { ...request, limit: ask };
      const raw: DriverRow[] = await this.#backend.driver.fetch(this.#bound(statement, asked), signal);
      const came = raw.length;
      const page = plan.decode(raw);
      if (page.issues.length === 0 || came < ask || page.rows.length >= limit) return { ...page, rows: page.rows.slice(0, limit) };
      ask += Math.max(limit - page.rows.length, 10);
    }
  }

  async *#streamRows(plan: ReadPlan, request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    let missing = request.limit ?? Number.POSITIVE_INFINITY;
    for (const statement of plan.statements) {
      const asked = missing === (request.limit ?? Number.POSITIVE_INFINITY) ? request : { ...request, limit: missing };
      for await (const raw of this.#backend.driver.stream(this.#bound(statement, asked), signal)) {
        const page = plan.decode(raw);
        missing -= page.rows.length;
        yield batchOf(page);
      }
      if (missing <= 0) return;
    }
  }

  #bound(statement: Statement, request: Request): BoundStatement {
    return this.#backend.driver.bind(statement, parametersOf(statement, request));
  }

  #readPlan(request: ReadRequest, { catalog, reads }: Known): ReadPlan {
    const table = tableOf(request, catalog);
    const shape = `${table.name}\u0000${shapeOf(request, table)}`;
    const known = reads.get(shape);
    if (known) return known;
    const plan = planRead(request, table, catalog, this.#backend.dialect);
    reads.set(shape, plan);
    return plan;
  }

  #aggregatePlan(request: AggregateRequest, { catalog, aggregates }: Known): AggregatePlan {
    const table = tableOf(request, catalog);
    const shape = `${table.name}\u0000${shapeOf(request, table)}`;
    const known = aggregates.get(shape);
    if (known) return known;
    const plan = planAggregate(request, table, catalog, this.#backend.dialect);
    aggregates.set(shape, plan);
    return plan;
  }

  /** Looks at the database; readers that come meanwhile wait for the same look. */
  async #load(signal: AbortSignal): Promise<Known> {
    const { driver, dialect, introspect } = this.#backend;
    if (signal.aborted) throw sourceErrorOf(new DOMException('aborted'), dialect.name);
    this.#loading ??= introspect((sql, values = []) => driver.fetch({ sql, values }, NEVER))
      .then((catalog) => {
        this.#known = { catalog, reads: new LRUCache({ max: PLANS }), aggregates: new LRUCache({ max: PLANS }) };
        return this.#known;
      })
      .finally(() => {
        this.#loading = undefined;
      });
    try {
      return await this.#loading;
    } catch (error) {
      throw sourceErrorOf(error, dialect.name);
    }
  }
}

function tableOf(request: Request, { tables }: Catalog): Table {
  const table = tables.get(request.collection);
  if (!table) throw refuse('there is no collection of this name: see "describe" for those there are');
  return table;
}

function batchOf({ rows, issues }: Decoded): Batch {
  if (issues.length === 0) return { rows };
  return { rows, malformed: { count: issues.length, issues: issues.slice(0, MOST_ISSUES) as readonly RowIssue[] } };
}

const MOST_ISSUES = 100;
