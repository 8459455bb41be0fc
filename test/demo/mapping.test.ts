import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ReadyBinding } from '../../src/catalog/snapshot.ts';
import type { Row } from '../../src/contract/index.ts';
import { type ServedCity, serveTestCity } from './helpers.ts';

let city: ServedCity;
beforeAll(async () => {
  city = await serveTestCity();
}, 60_000);
afterAll(() => city.end());

/** Warts lie evenly in the city's data, so the first rows show them all. */
const ENOUGH = 800;

/** Maps rows of a binding's collection: how many, and what its mapping refuses. */
async function mapSome({ mapping, collection, reader }: ReadyBinding) {
  const maps = [...mapping.fields.values(), ...(mapping.updatedAt ? [mapping.updatedAt] : [])];
  const fields = [...new Set([...mapping.key, ...maps.flatMap(({ columns }) => columns)])];
  const refused = new Set<string>();
  let rows = 0;
  let malformed = 0;
  const attempt = (row: Row) => {
    for (const { field, map } of maps) {
      try {
        map(row);
      } catch (error) {
        refused.add(`${field}: ${error instanceof Error ? error.message : ''}`);
      }
    }
  };
  const request = { kind: 'read', collection, fields, predicate: { kind: 'and', of: [] }, order: [] } as const;
  for await (const batch of reader.read(request, AbortSignal.timeout(60_000))) {
    rows += batch.rows.length;
    malformed += batch.malformed?.count ?? 0;
    batch.rows.forEach(attempt);
    if (rows >= ENOUGH) break;
  }
  return { rows, malformed, refused: [...refused] };
}

test('what the living systems of the demo city hold is mapped without a refusal', async () => {
  const { model, catalog } = city.civigraph;
  const bindings = [...model.entities.keys()].flatMap((entity) => catalog.snapshot.bindingsOf(entity));
  expect(bindings.length).toBeGreaterThan(30);
  for (const binding of bindings.filter(({ source }) => source !== 'patrols')) {
    if (!binding.ready) throw new Error(`${binding.id}: ${binding.failure.message}`);
    const { rows, ...faults } = await mapSome(binding);
    expect({ id: binding.id, ...faults }).toEqual({ id: binding.id, malformed: 0, refused: [] });
    expect(rows).toBeGreaterThan(0);
  }
}, 120_000);
