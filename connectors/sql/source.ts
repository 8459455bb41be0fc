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
  SourceError,
} from '../../src/contract/index.ts';
import { type AggregatePlan, groupsOf, planAggregate } from './aggregate.ts';
import { describeTable } from './capabilities.ts';
import { checkSource } from './check.ts';
import type { SqlConfig } from './config.ts';
import { type Backend, backendOf } from './connect.ts';
import type { Session } from './drivers/driver.ts';
import { refuse, replacedError, sourceErrorOf } from './errors.ts';
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
  /** Which database it was. */
  readonly version: number;
  readonly catalog: Catalog;
  readonly reads: LRUCache<string, ReadPlan>;
  readonly aggregates: LRUCache<string, AggregatePlan>;
}

/** A database as a source. */
export class SqlSource implements Source {
  readonly #config: SqlConfig;
  readonly #tools: ConnectorTools;
  readonly #backend: Backend;
  /** SQLite only: calls back when a request meets a file that took the place of another. Ends when the source closes. */
  readonly watch?: (onChange: (collection: string) => void, signal: AbortSignal) => Promise<void>;
  readonly #watchers = new Set<(collection: string) => void>();
  readonly #closing = new AbortController();
  #known: Known | undefined;
  #loading: { readonly version: number; readonly known: Promise<Known> } | undefined;
  /** The version that the caller of `describe` knows. */
  #told: number | undefined;

  constructor(config: SqlConfig, tools: ConnectorTools) {
    this.#config = config;
    this.#tools = tools;
    this.#backend = backendOf(config, tools);
    if (config.dialect === 'sqlite') this.watch = (onChange, signal) => this.#watch(onChange, signal);
  }

  async describe(signal: AbortSignal): Promise<SourceDescription> {
    let session: Session | undefined;
    try {
      session = this.#backend.driver.session();
      const { catalog, version } = await this.#load(session, signal);
      this.#told = version;
      return {
        collections: [...catalog.tables.values()].map((table) => describeTable(table, catalog, this.#backend.dialect)),
        limits: { parallelReads: this.#config.pool, readTimeout: this.#config.statementTimeout },
      };
    } catch (error) {
      throw sourceErrorOf(error, this.#backend.dialect.name);
    } finally {
      session?.release();
    }
  }

  async *read(request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    let session: Session | undefined;
    try {
      session = this.#backend.driver.session();
      const plan = this.#readPlan(request, await this.#knownOf(session, signal));
      if (request.limit !== undefined && request.limit <= FETCH_ROWS) yield* this.#fetchPage(session, plan, request, request.limit, signal);
      else yield* this.#streamRows(session, plan, request, signal);
    } catch (error) {
      throw this.#errorOf(error, session);
    } finally {
      session?.release();
    }
  }

  async aggregate(request: AggregateRequest, signal: AbortSignal): Promise<AggregateResult> {
    let session: Session | undefined;
    try {
      session = this.#backend.driver.session();
      const plan = this.#aggregatePlan(request, await this.#knownOf(session, signal));
      const rows = await session.fetch(this.#bound(plan.statement, request), signal);
      return { groups: groupsOf(rows, request, plan) };
    } catch (error) {
      throw this.#errorOf(error, session);
    } finally {
      session?.release();
    }
  }

  check(signal: AbortSignal): Promise<readonly CheckStep[]> {
    return checkSource(this.#config, this.#tools, signal);
  }

  close(): Promise<void> {
    this.#closing.abort();
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
  async *#fetchPage(session: Session, plan: ReadPlan, request: ReadRequest, limit: number, signal: AbortSignal): AsyncGenerator<Batch> {
    let missing = limit;
    for (const statement of plan.statements) {
      const page = await this.#fetchRows(
        session,
        plan,
        statement,
        missing === limit ? request : { ...request, limit: missing },
        missing,
        signal,
      );
      missing -= page.rows.length;
      yield batchOf(page);
      if (missing <= 0) return;
    }
  }

  async #fetchRows(
    session: Session,
    plan: ReadPlan,
    statement: Statement,
    request: ReadRequest,
    limit: number,
    signal: AbortSignal,
  ): Promise<Decoded> {
    for (let ask = limit; ; ) {
      const asked = ask === limit ? request : { ...request, limit: ask };
      const raw: DriverRow[] = await session.fetch(this.#bound(statement, asked), signal);
      const came = raw.length;
      const page = plan.decode(raw);
      if (page.issues.length === 0 || came < ask || page.rows.length >= limit) return { ...page, rows: page.rows.slice(0, limit) };
      ask += Math.max(limit - page.rows.length, 10);
    }
  }

  async *#streamRows(session: Session, plan: ReadPlan, request: ReadRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    let missing = request.limit ?? Number.POSITIVE_INFINITY;
    for (const statement of plan.statements) {
      const asked = missing === (request.limit ?? Number.POSITIVE_INFINITY) ? request : { ...request, limit: missing };
      for await (const raw of session.stream(this.#bound(statement, asked), signal)) {
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

  /** What is known of the database that a request asks; looked at anew where another one took its place. */
  async #knownOf(session: Session, signal: AbortSignal): Promise<Known> {
    return this.#known?.version === session.version ? this.#known : this.#load(session, signal);
  }

  /** Looks at the database; readers that come meanwhile wait for the same look. */
  async #load(session: Session, signal: AbortSignal): Promise<Known> {
    if (signal.aborted) throw new DOMException('aborted');
    const { version } = session;
    if (this.#loading?.version === version) return this.#loading.known;
    const loading = { version, known: this.#look(session) };
    this.#loading = loading;
    try {
      return await loading.known;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  async #look(session: Session): Promise<Known> {
    const { version } = session;
    const catalog = await this.#backend.introspect((sql, values = []) => session.fetch({ sql, values }, NEVER));
    const known: Known = { version, catalog, reads: new LRUCache({ max: PLANS }), aggregates: new LRUCache({ max: PLANS }) };
    const before = this.#known;
    if (before && before.version > version) return known;
    this.#known = known;
    if (before && before.version < version) this.#tellWatchers(catalog);
    return known;
  }

  /** What was described before the database was replaced is no request beyond the description: the database changed. */
  #errorOf(error: unknown, session: Session | undefined): SourceError {
    const told = sourceErrorOf(error, this.#backend.dialect.name);
    const isReplaced = this.#told !== undefined && session !== undefined && session.version !== this.#told;
    return isReplaced && told.kind === 'UNSUPPORTED' ? replacedError() : told;
  }

  #tellWatchers({ tables }: Catalog): void {
    for (const watcher of this.#watchers) for (const name of tables.keys()) watcher(name);
  }

  #watch(onChange: (collection: string) => void, signal: AbortSignal): Promise<void> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    if (ends.aborted) return Promise.resolve();
    const watcher = (collection: string) => onChange(collection);
    this.#watchers.add(watcher);
    return new Promise((resolve) => {
      ends.addEventListener(
        'abort',
        () => {
          this.#watchers.delete(watcher);
          resolve();
        },
        { once: true },
      );
    });
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
