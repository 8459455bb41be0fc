import { type FSWatcher, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { splitGlob } from './glob.ts';
import type { Place } from './locate.ts';

/** Milliseconds that notices of one change are gathered for. */
const GATHER = 50;

/** Calls back when something in the folders may have changed: at notices of the system, and at every poll for file systems that give none. */
export class FolderWatch {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #poll: NodeJS.Timeout;
  #folders: ReadonlySet<string> = new Set();
  #gathering: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(pollInterval: number, onChange: () => void) {
    this.#onChange = onChange;
    this.#poll = setInterval(() => {
      this.#attach();
      this.#onChange();
    }, pollInterval);
    this.#poll.unref();
  }

  /** Watches the folders of these places from now on. */
  follow(places: readonly Place[]): void {
    this.#folders = new Set(places.map(folderOf));
    this.#attach();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#poll);
    clearTimeout(this.#gathering);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** A folder that is not there now is tried again at the next poll. */
  #attach(): void {
    if (this.#closed) return;
    for (const folder of this.#folders) {
      if (this.#watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, () => this.#notice());
        watcher.on('error', () => this.#detach(folder, watcher));
        this.#watchers.set(folder, watcher);
      } catch {
        // Without notices the poll finds the change.
      }
    }
  }

  #detach(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }

  #notice(): void {
    if (this.#closed) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#onChange();
    }, GATHER).unref();
  }
}

function folderOf({ root, pattern }: Place): string {
  const { fixed, rest } = splitGlob(pattern);
  return rest === '' ? dirname(resolve(root, pattern)) : resolve(root, fixed);
}
