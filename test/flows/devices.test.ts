import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SourceError } from '../../src/contract/index.ts';
import { plain, type TestEngine } from './engine-harness.ts';
import { type SmallCity, smallCity, startCity } from './small-city.ts';

let city: SmallCity;
let engine: TestEngine;
beforeAll(async () => {
  city = smallCity();
  engine = await startCity(city);
});
afterAll(() => engine.close());

describe('devices of all kinds are one list', () => {
  test('in one order, with the fields of their own kinds', async () => {
    const { devices } = await engine.data(`{ devices(orderBy: [{ field: CODE, direction: DESC }], first: 4) { totalCount
      edges { __typename node { __typename code kind kindLabel(locale: "zh") ... on Camera { channelCount } ... on Elevator { registrationCode } } } } }`);
    expect(devices).toEqual({
      totalCount: 9,
      edges: [
        {
          __typename: 'DeviceEdge',
          node: { __typename: 'Elevator', code: 'L2', kind: 'ELEVATOR', kindLabel: '电梯', registrationCode: null },
        },
        {
          __typename: 'DeviceEdge',
          node: { __typename: 'Elevator', code: 'L1', kind: 'ELEVATOR', kindLabel: '电梯', registrationCode: null },
        },
        { __typename: 'DeviceEdge', node: { __typename: 'Camera', code: 'C7', kind: 'CAMERA', kindLabel: '摄像机', channelCount: 7 } },
        { __typename: 'DeviceEdge', node: { __typename: 'Camera', code: 'C6', kind: 'CAMERA', kindLabel: '摄像机', channelCount: 6 } },
      ],
    });
  });

  test('paged over all kinds without a gap', async () => {
    const codes: string[] = [];
    let after = '';
    do {
      const { devices } = await engine.data(
        `{ devices(first: 2, orderBy: [{ field: STATE }]${after}) { nodes { code } pageInfo { hasNextPage endCursor } } }`,
      );
      codes.push(...devices.nodes.map(({ code }: { code: string }) => code));
      after = devices.pageInfo.hasNextPage ? `, after: "${devices.pageInfo.endCursor}"` : '';
    } while (after !== '');
    expect(codes).toEqual(['C6', 'L2', 'C2', 'C5', 'C7', 'L1', 'C1', 'C3', 'C4']);
  });

  test('filtered by what all have, by id, and by relations of all', async () => {
    const data = await engine.data(`{ broken: devices(filter: { state: { eq: FAULT } }, orderBy: [{ field: CODE }]) { nodes { code } }
      harbour: devices(filter: { gridCell: { name: { eq: "Harbour" } } }, orderBy: [{ field: CODE }]) { nodes { code } }
      alarmed: devices(filter: { alarms: { some: { severity: { eq: LOW } } } }, orderBy: [{ field: CODE }]) { nodes { code } }
      quiet: devices(filter: { alarms: { none: {} }, kind: { eq: ELEVATOR } }) { nodes { code } } }`);
    expect(data).toEqual({
      broken: { nodes: [{ code: 'C2' }, { code: 'C6' }, { code: 'L2' }] },
      harbour: { nodes: [{ code: 'C1' }, { code: 'C2' }, { code: 'L1' }] },
      alarmed: { nodes: [{ code: 'C1' }, { code: 'L1' }] },
      quiet: { nodes: [{ code: 'L2' }] },
    });
  });

  test('grouped by kind, state and the name of their cell', async () => {
    const { devicesAggregate } = await engine.data(
      '{ devicesAggregate(groupBy: [{ field: KIND }, { field: STATE }]) { groupCount groups { key { kind state } count } completeness { status } } }',
    );
    expect(devicesAggregate).toEqual({
      groupCount: 4,
      groups: [
        { key: { kind: 'CAMERA', state: 'FAULT' }, count: 2 },
        { key: { kind: 'CAMERA', state: 'ONLINE' }, count: 5 },
        { key: { kind: 'ELEVATOR', state: 'FAULT' }, count: 1 },
        { key: { kind: 'ELEVATOR', state: 'ONLINE' }, count: 1 },
      ],
      completeness: { status: 'COMPLETE' },
    });
    const joined = await engine.data(
      '{ devicesAggregate(groupBy: [{ field: GRID_CELL_NAME }]) { groups { key { gridCellName } count } } }',
    );
    expect(joined.devicesAggregate.groups).toEqual([
      { key: { gridCellName: 'Empty' }, count: 1 },
      { key: { gridCellName: 'Harbour' }, count: 3 },
      { key: { gridCellName: 'Market' }, count: 3 },
      { key: { gridCellName: null }, count: 2 },
    ]);
  });

  test('reached from records that name them, whatever their kind', async () => {
    const { alarms } = await engine.data(
      `{ alarms(orderBy: [{ field: CODE }]) { nodes { code device { __typename code ... on Camera { channelCount gridCell { name } } ... on Elevator { gridCell { code } } } } } }`,
    );
    expect(alarms.nodes).toEqual([
      { code: 'A1', device: { __typename: 'Camera', code: 'C1', channelCount: 1, gridCell: { name: 'Harbour' } } },
      { code: 'A2', device: { __typename: 'Elevator', code: 'L1', gridCell: { code: 'G1' } } },
      { code: 'A3', device: { __typename: 'Camera', code: 'C1', channelCount: 1, gridCell: { name: 'Harbour' } } },
      { code: 'A4', device: null },
    ]);
  });

  test('records sorted and filtered by their device', async () => {
    const { alarms } = await engine.data(
      '{ alarms(filter: { device: { kind: { in: [CAMERA, ELEVATOR] } } }, orderBy: [{ field: DEVICE_KIND_LABEL_IS_NOT_ONE }]) { nodes { code } } }'.replace(
        'DEVICE_KIND_LABEL_IS_NOT_ONE',
        'DEVICE_CODE, direction: DESC }, { field: CODE',
      ),
    );
    expect(alarms.nodes).toEqual([{ code: 'A2' }, { code: 'A1' }, { code: 'A3' }]);
  });

  test('have each of their relations read once, not once for each kind', async () => {
    for (const source of Object.values(city)) source.requests.length = 0;
    const { devices } = await engine.data(
      '{ devices(orderBy: [{ field: CODE }]) { nodes { code gridCell { name } alarms { nodes { code } } ... on Elevator { own: gridCell { kind } } } } }',
    );
    expect(devices.nodes.find(({ code }: { code: string }) => code === 'L2')).toEqual({
      code: 'L2',
      gridCell: { name: 'Empty' },
      alarms: { nodes: [] },
      own: { kind: 'BASIC' },
    });
    expect([city.grid.reads.length, city.alarms.reads.length]).toEqual([2, 1]);
  });

  test('counted per cell, with nested lists of their own', async () => {
    const { gridCells } = await engine.data(`{ gridCells(orderBy: [{ field: CODE }]) { nodes { code
      devices(first: 1, orderBy: [{ field: KIND, direction: DESC }]) { totalCount nodes { code alarms(orderBy: [{ field: CODE }]) { totalCount nodes { code } } } } } } }`);
    expect(gridCells.nodes).toEqual([
      { code: 'G1', devices: { totalCount: 3, nodes: [{ code: 'L1', alarms: { totalCount: 1, nodes: [{ code: 'A2' }] } }] } },
      { code: 'G2', devices: { totalCount: 3, nodes: [{ code: 'C5', alarms: { totalCount: 0, nodes: [] } }] } },
      { code: 'G3', devices: { totalCount: 1, nodes: [{ code: 'L2', alarms: { totalCount: 0, nodes: [] } }] } },
    ]);
  });

  test('one kind whose source is down leaves the others', async () => {
    city.lifts.trouble = new SourceError('UNREACHABLE', 'it failed');
    try {
      const result = await engine.run('{ devices { totalCount nodes { __typename } completeness { status missing { name } } } }');
      expect(plain(result.data)).toMatchObject({
        devices: { totalCount: null, completeness: { status: 'PARTIAL', missing: [{ name: 'lifts' }] } },
      });
      expect(
        new Set((plain(result.data) as { devices: { nodes: { __typename: string }[] } }).devices.nodes.map((node) => node.__typename)),
      ).toEqual(new Set(['Camera']));
    } finally {
      city.lifts.trouble = undefined;
    }
  });
});
