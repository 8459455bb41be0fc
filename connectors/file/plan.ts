import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SourceError } from '../../src/contract/index.ts';
import { type CollectionConfig, type FileConfig, type Format, type FormatOptions, formatByEnding } from './config.ts';
import { fileError } from './errors.ts';
import type { TextReaderInput } from './formats/text-input.ts';
import { isGlob } from './glob.ts';
import { findFiles, type Place, placeOf } from './locate.ts';

const DEFAULT_BYTES = 256 * 1024 * 1024;
const DEFAULT_ROWS = 2_000_000;

/** Everything that is needed to read one collection. */
export interface CollectionPlan {
  readonly name: string;
  readonly description: string | undefined;
  readonly place: Place;
  readonly format: Format;
  readonly options: FormatOptions;
  readonly maxBytesInMemory: number;
  readonly maxRowsInMemory: number;
  readonly settleTime: number;
  readonly note: TextReaderInput['note'];
}

export interface PlanContext {
  readonly config: FileConfig;
  /** The folder that relative paths start from. */
  readonly base: string;
  readonly note: (collection: string, message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Plans of the collections that the configuration lists. Throws SourceError BROKEN for a path or format that cannot be. */
export function declaredPlans(context: PlanContext, path: string): readonly CollectionPlan[] {
  const { config, base } = context;
  const folder = placeOf(base, path, config.outside ?? false);
  const root = folder.pattern === '' ? folder.root : `${folder.root}/${folder.pattern}`;
  return (config.collections ?? []).map((collection) =>
    planOf(context, collection, placeOf(root, collection.path, config.outside ?? false)),
  );
}

/** Plans of a source without listed collections: one for each file that the path names. */
export async function foundPlans(context: PlanContext, path: string): Promise<readonly CollectionPlan[]> {
  const { config, base } = context;
  const outside = config.outside ?? false;
  const place = await folderOrFile(base, path, outside);
  const found = await findFiles(place);
  // A file or pattern that was named is meant; of a folder only what has a known ending.
  const files = isGlob(path) || !isGlob(place.pattern) ? found : found.filter(({ name }) => formatByEnding(name) !== undefined);
  if (files.length === 0) {
    throw new SourceError('UNREACHABLE', `"${path}" holds no file of a known format`, {
      advice: 'Put files there (.csv, .tsv, .json, .ndjson, .geojson, .xlsx, .parquet), or set "format".',
    });
  }
  const stems = files.map(({ name }) => stemOf(name));
  return files.map(({ name }, position) => {
    const stem = stems[position] ?? name;
    const unique = stems.indexOf(stem) === stems.lastIndexOf(stem);
    const collection: CollectionConfig = { name: unique ? stem : name, path: name };
    return planOf(context, collection, { root: place.root, pattern: name, label: name });
  });
}

/** A folder stands for the files in it. */
async function folderOrFile(base: string, path: string, outside: boolean): Promise<Place> {
  const place = placeOf(base, path, outside);
  if (isGlob(path)) return place;
  try {
    return (await stat(resolve(base, path))).isDirectory() ? placeOf(base, `${path}/*`, outside) : place;
  } catch (error) {
    throw fileError(error, path);
  }
}

function planOf(context: PlanContext, collection: CollectionConfig, place: Place): CollectionPlan {
  const { collections: _list, path: _path, outside: _outside, pollInterval: _poll, settleTime = 250, ...shared } = context.config;
  const { name, path, description, ...own } = collection;
  const options: FormatOptions = { ...shared, ...own };
  const format = options.format ?? formatByEnding(path);
  if (format === undefined) {
    throw new SourceError('BROKEN', `configuration "collections.${name}": the format of "${path}" cannot be told from its ending`, {
      advice: 'Set "format" to csv, tsv, json, ndjson, geojson, xlsx or parquet.',
    });
  }
  return {
    name,
    description,
    place,
    format,
    options,
    maxBytesInMemory: options.maxBytesInMemory ?? DEFAULT_BYTES,
    maxRowsInMemory: options.maxRowsInMemory ?? DEFAULT_ROWS,
    settleTime,
    note: (message, facts) => context.note(name, message, facts),
  };
}

function stemOf(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/\.[A-Za-z0-9]+$/, '');
}
