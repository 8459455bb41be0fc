import { isRecord, valueAt } from './json-values.ts';
import type { TextReaderInput } from './text-input.ts';

/** The cells of an object by its members; undefined for anything but an object. */
export type MemberCells = (value: unknown) => unknown[] | undefined;

/** Members become columns as they are met; declared names with dots are looked up as paths. */
export function cellsOf({ columns, declared, options }: TextReaderInput): MemberCells {
  const paths = declared.filter((name) => name.includes('.')).map((name) => ({ name, parts: name.split('.') }));
  const wanted = options.onlyFields ? new Set(declared) : undefined;
  return (value) => {
    if (!isRecord(value)) return undefined;
    const cells: unknown[] = [];
    for (const name of Object.keys(value)) {
      if (wanted === undefined || wanted.has(name)) cells[columns.position(name)] = value[name];
    }
    for (const { name, parts } of paths) {
      if (!Object.hasOwn(value, name)) cells[columns.position(name)] = valueAt(value, parts);
    }
    return cells;
  };
}
