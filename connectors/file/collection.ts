import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/contract/index.ts';
import { SourceError } from '../../src/contract/index.ts';
import { fileError, stoppedError } from './errors.ts';
import { type Loaded, loadTable } from './load.ts';
import { type FoundFile, findFiles } from './locate.ts';
import type { CollectionPlan } from './plan.ts';
import type { Table } from './table.ts';

/** Tries of a load that finds the file being written to. */
const TRIES = 4;
/** Milliseconds that a file with a cut-off last row must stay unchanged before it is taken as it is. */
const TORN_PATIENCE = 2_000;

type Phase =
  | { readonly kind: 'unread' }
  | { readonly kind: 'loading'; readonly table: Promise<Table> }
  | { readonly kind: 'ready'; readonly table: Table }
  | { readonly kind: 'failed'; readonly error: SourceError; readonly version: string };

/** The files of a collection at one moment, as one text; a missing file has one too. */
async function versionOf(plan: CollectionPlan): Promise<{ readonly version: string; readonly files: readonly FoundFile[] | SourceError }> {
  try {
    const files = await findFiles(plan.place);
    return { version: versionText(files), files };
  } catch (error) {
    const failure = fileError(error, plan.place.label);
    return { version: `${failure.kind} ${failure.message}`, files: failure };
  }
}

function versionText(files: readonly FoundFile[]): string {
  return files.map(({ name, size, modified, inode }) => `${name}|${size}|${modified}|${inode}`).join('\n');
}

/**
 * One collection and the version of its files that answers now. The first read loads it, a change on disk loads it anew, and
 * the new table takes the place of the old one at once; while a new version cannot be read the old one stays.
 */
export class FileCollection {
  readonly plan: CollectionPlan;
  readonly #log: Log;
  readonly #closing: AbortSignal;
  #phase: Phase = { kind: 'unread' };
  #looking = false;
  #noticed = false;
  /** A version that was refused while an older one stays, so that it is not parsed again at every look. */
  #refused: string | undefined;
  /** Since when a version with a cut-off last row is known. */
  #torn: { readonly version: string; readonly since: number } | undefined;

  constructor(plan: CollectionPlan, log: Log, closing: AbortSignal) {
    this.plan = plan;
    this.#log = log;
    this.#closing = closing;
  }

  /** Names of the fields of this version and of all before it, so a field that is gone can be told from one that never was. */
  readonly #everKnown = new Set<string>();

  /** Refuses names that the table has no field for. */
  checkNames(table: Table, names: Iterable<string>): void {
    for (const name of names) {
      if (table.types.has(name)) continue;
      if (this.#everKnown.has(name)) {
        throw new SourceError('BAD_DATA', `the file of collection "${this.plan.name}" no longer has the field "${name}"`, {
          advice: 'Look at what writes the file, or correct the binding.',
        });
      }
      throw new SourceError(
        'UNSUPPORTED',
        `collection "${this.plan.name}" has no field of that name; there are ${[...table.types.keys()].join(', ')}`,
      );
    }
  }

  /** The table that answers now, without waiting; undefined before the first load. */
  get current(): Table | undefined {
    return this.#phase.kind === 'ready' ? this.#phase.table : undefined;
  }

  /** The table that answers now; loads it when there is none. Many callers share one load. */
  async table(signal: AbortSignal): Promise<Table> {
    if (this.#phase.kind === 'ready') return this.#phase.table;
    if (this.#phase.kind === 'failed') {
      const { version } = await versionOf(this.plan);
      const phase: Phase = this.#phase;
      if (phase.kind === 'failed' && phase.version === version) throw phase.error;
    }
    return await unlessStopped(this.#load(), signal);
  }

  /** Looks whether the files changed; loads them anew when they did. True when another table, or none, answers from now on. */
  async refresh(): Promise<boolean> {
    // A notice that comes during a look means one more look, and is told by the look that is under way.
    this.#noticed = true;
    if (this.#looking) return false;
    this.#looking = true;
    let changed = false;
    try {
      while (this.#noticed && !this.#closing.aborted) {
        this.#noticed = false;
        if (await this.#refresh()) changed = true;
      }
    } finally {
      this.#looking = false;
    }
    return changed;
  }

  #load(): Promise<Table> {
    const phase = this.#phase;
    if (phase.kind === 'loading') return phase.table;
    if (phase.kind === 'ready') return Promise.resolve(phase.table);
    const table = this.#firstLoad();
    this.#phase = { kind: 'loading', table };
    return table;
  }

  async #firstLoad(): Promise<Table> {
    const before = await versionOf(this.plan);
    try {
      const { table } = await this.#loadSettled();
      this.#phase = { kind: 'ready', table };
      return table;
    } catch (error) {
      const failure = fileError(error, this.plan.place.label);
      this.#phase = this.#closing.aborted ? { kind: 'unread' } : { kind: 'failed', error: failure, version: before.version };
      throw failure;
    }
  }

  /** Loads; when a file is written to meanwhile, waits and loads again. */
  async #loadSettled(): Promise<Loaded> {
    for (let left = TRIES; left > 0; left -= 1) {
      const files = await findFiles(this.plan.place);
      try {
        const loaded = await loadTable(this.plan, files, this.#closing);
        if (!loaded.changed) {
          this.#tell(loaded);
          return loaded;
        }
      } catch (error) {
        // A parse error of a file that has changed since says nothing about the file.
        const { version } = await versionOf(this.plan);
        if (version === versionText(files) || this.#closing.aborted) throw error;
      }
      await wait(this.plan.settleTime, undefined, { signal: this.#closing, ref: false });
    }
    throw new SourceError('UNREACHABLE', `"${this.plan.place.label}" is being written to all the time`, {
      retryAfter: this.plan.settleTime * TRIES,
      advice: 'Write it under another name and rename it when it is whole.',
    });
  }

  async #refresh(): Promise<boolean> {
    const phase = this.#phase;
    if (phase.kind === 'unread' || phase.kind === 'loading') return false;
    const known = phase.kind === 'ready' ? versionText(phase.table.files) : phase.version;
    const first = await versionOf(this.plan);
    if (first.version === known || first.version === this.#refused) return false;
    const settled = await this.#settle(first.version);
    if (settled === undefined || settled.version === known || settled.version === this.#refused) return false;
    return settled.files instanceof SourceError ? this.#lose(settled.files, settled.version) : await this.#replace(phase, settled.version);
  }

  /** Waits until the files stay the same for the settle time; undefined when they do not for long. */
  async #settle(version: string): Promise<Awaited<ReturnType<typeof versionOf>> | undefined> {
    let before = version;
    for (let left = 40; left > 0; left -= 1) {
      await wait(this.plan.settleTime, undefined, { signal: this.#closing, ref: false });
      const now = await versionOf(this.plan);
      if (now.version === before) return now;
      before = now.version;
    }
    return undefined;
  }

  #lose(error: SourceError, version: string): boolean {
    this.#phase = { kind: 'failed', error, version };
    this.#log.warn('the files of a collection cannot be found or read any more', { collection: this.plan.name, kind: error.kind });
    return true;
  }

  async #replace(phase: Phase, version: string): Promise<boolean> {
    try {
      const loaded = await this.#loadSettled();
      if (loaded.torn && phase.kind === 'ready' && this.#mayStillGrow(version)) return false;
      this.#phase = { kind: 'ready', table: loaded.table };
      this.#refused = undefined;
      this.#log.info('a new version of a collection was loaded', {
        collection: this.plan.name,
        rows: loaded.table.estimatedRows,
        asOf: loaded.table.asOf,
      });
      return true;
    } catch (error) {
      if (this.#closing.aborted) return false;
      const failure = fileError(error, this.plan.place.label);
      if (phase.kind === 'ready' && this.plan.options.keepLastGood !== false) {
        this.#refused = version;
        this.#log.warn('a new version of a collection cannot be read, the last good one stays', {
          collection: this.plan.name,
          kind: failure.kind,
          reason: failure.message,
          asOf: phase.table.asOf,
        });
        return false;
      }
      return this.#lose(failure, version);
    }
  }

  #mayStillGrow(version: string): boolean {
    if (this.#torn?.version !== version) this.#torn = { version, since: performance.now() };
    return performance.now() - this.#torn.since < TORN_PATIENCE;
  }

  #tell({ table, charsets }: Loaded): void {
    for (const { name } of table.fields) this.#everKnown.add(name);
    const { count } = table.malformed;
    const charset = [...new Set(charsets.map((detected) => `${detected.charset} (${detected.reason})`))].join(', ');
    const facts = { collection: this.plan.name, ...(charset !== '' && { charset }), held: table.rows !== undefined };
    if (count > 0)
      this.#log.warn('rows that could not be read were left out', {
        ...facts,
        malformed: count,
        firstLine: table.malformed.issues[0]?.line,
      });
    else this.#log.debug('a collection was read', facts);
  }
}

async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined);
    throw stoppedError(signal);
  }
  return await new Promise<T>((resolve, reject) => {
    const stop = () => reject(stoppedError(signal));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
