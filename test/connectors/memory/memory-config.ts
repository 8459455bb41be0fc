import type { Fixture } from '../../contract/fixture.ts';

/** The configuration of a memory source that holds a fixture. */
export function memoryConfig({ collection, fields, key, rows }: Fixture): unknown {
  return { collections: { [collection]: { fields, key, rows } } };
}
