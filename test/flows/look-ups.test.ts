import { expect, test } from '@jest/globals';
import { smallCity, startCity } from './small-city.ts';

const QUERY = `{ gridCells(filter: { cameras: { none: { state: { eq: FAULT } } } }) {
  nodes { code } totalCount completeness { status missing { name } } sources { source { name } state } } }`;

test('a filter over a relation is only as whole as what it looked at', async () => {
  const city = smallCity({ west: 'none', east: 'none' });
  const engine = await startCity(city);
  city.west.replaceRows('rows', [
    { no: 1, code: 'C1', name: 'n', cell: 'G1', state: 'neither ok nor broken', channels: 1, at: null, seen: null },
  ]);
  try {
    const { gridCells } = await engine.data(QUERY);
    expect(gridCells.nodes).toEqual([{ code: 'G1' }, { code: 'G3' }]);
    // Whether camera C1 has a fault is not known, so neither is whether G1 belongs to the answer.
    expect(gridCells.completeness).toEqual({ status: 'PARTIAL', missing: [{ name: 'west' }] });
    expect(gridCells.totalCount).toBeNull();
    expect(gridCells.sources).toEqual([{ source: { name: 'grid' }, state: 'LIVE' }]);
  } finally {
    await engine.close();
  }
});
