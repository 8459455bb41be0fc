import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { memory, openMemory } from '../../../connectors/memory/index.ts';
import { CONTRACT_VERSION, type ConnectorTools, type ReadRequest, SourceError } from '../../../src/contract/index.ts';

const CONFIG = {
  collections: {
    lamps: {
      fields: [
        { name: 'code', type: 'text', nullable: false },
        { name: 'watts', type: 'int' },
      ],
      key: ['code'],
      rows: [{ code: 'L-1', watts: 60 }, { code: 'L-2' }],
    },
  },
};
const READ: ReadRequest = { kind: 'read', collection: 'lamps', fields: ['code', 'watts'], predicate: { kind: 'and', of: [] }, order: [] };
const never = () => new AbortController().signal;

function withLamps(change: object): unknown {
  return { collections: { lamps: { ...CONFIG.collections.lamps, ...change } } };
}

async function firstBatch(source: ReturnType<typeof openMemory>) {
  return (await source.read(READ, never()).next()).value;
}

describe('the memory connector', () => {
  it('is a module of this contract whose schema accepts its own configuration', () => {
    expect(memory).toMatchObject({
      contractVersion: CONTRACT_VERSION,
      kind: 'memory',
      title: { en: expect.any(String), zh: expect.any(String) },
    });
    const valid = new Ajv2020({ strict: false }).compile(memory.configSchema);
    expect(valid(CONFIG)).toBe(true);
    expect(valid({ collections: { lamps: {} } })).toBe(false);
  });

  it('gives rows with null where a value is absent', async () => {
    expect(await firstBatch(openMemory(CONFIG))).toEqual({
      rows: [
        { code: 'L-1', watts: 60 },
        { code: 'L-2', watts: null },
      ],
    });
  });

  it.each([
    ['no collections', {}, 'collections'],
    ['an unknown option', { ...CONFIG, colections: {} }, 'colections'],
    ['no fields', withLamps({ fields: [] }), 'collections.lamps.fields'],
    ['an unknown type', withLamps({ fields: [{ name: 'code', type: 'varchar' }] }), 'collections.lamps.fields.0.type'],
    [
      'a field declared twice',
      withLamps({ fields: [...CONFIG.collections.lamps.fields, { name: 'code', type: 'int' }] }),
      'declared twice',
    ],
    ['a key that is no field', withLamps({ key: ['id'] }), 'no field "id"'],
    ['a row with an undeclared field', withLamps({ rows: [{ code: 'L-1', colour: 'red' }] }), '"colour" is not declared'],
    ['a row without its key', withLamps({ rows: [{ watts: 1 }] }), '"code" must have a value'],
    ['a value of another type', withLamps({ rows: [{ code: 'L-1', watts: 'sixty' }] }), '"watts" must hold int values'],
    ['capabilities of no kind', { ...CONFIG, capabilities: 'some' }, 'capabilities'],
    ['nothing', undefined, 'configuration'],
  ])('refuses %s as BROKEN and names the place', (_, config, said) => {
    try {
      memory.open(config, {} as ConnectorTools);
    } catch (error) {
      expect(error).toBeInstanceOf(SourceError);
      expect(error).toMatchObject({ kind: 'BROKEN', message: expect.stringContaining(said) });
      return;
    }
    throw new Error('the configuration was accepted');
  });

  it('never repeats a value of the configuration', () => {
    expect(() => openMemory(withLamps({ rows: [{ code: 'L-1', watts: 'secret' }] }))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  it('declares what it is told to', async () => {
    const capabilitiesOf = async (source: ReturnType<typeof openMemory>) => (await source.describe(never())).collections[0]?.capabilities;
    expect(await capabilitiesOf(openMemory({ ...CONFIG, capabilities: 'none' }))).toEqual({});
    expect(await capabilitiesOf(openMemory(CONFIG, () => ({ limit: true })))).toEqual({ limit: true });
    expect(await capabilitiesOf(openMemory(CONFIG))).toMatchObject({
      seek: true,
      limitPerKey: true,
      offset: true,
      order: { nullsFirst: true },
    });
  });

  it('refuses a collection that it does not have', async () => {
    await expect(
      openMemory(CONFIG)
        .read({ ...READ, collection: 'ghosts' }, never())
        .next(),
    ).rejects.toMatchObject({ kind: 'UNSUPPORTED' });
  });

  it('tells watchers of new rows until they leave', async () => {
    const source = openMemory(CONFIG);
    const controller = new AbortController();
    const changes: string[] = [];
    const watching = source.watch((collection) => changes.push(collection), controller.signal);
    source.replaceRows('lamps', [{ code: 'L-9', watts: 5 }]);
    controller.abort();
    await watching;
    source.replaceRows('lamps', []);
    expect(changes).toEqual(['lamps']);
  });

  it('ends watching when it closes, and fails every later question', async () => {
    const source = openMemory(CONFIG);
    const watching = source.watch(() => {}, never());
    await source.close();
    await source.close();
    await watching;
    await expect(source.describe(never())).rejects.toBeInstanceOf(SourceError);
    await expect(firstBatch(source)).rejects.toBeInstanceOf(SourceError);
    expect(await source.check(never())).toContainEqual(expect.objectContaining({ step: 'read', ok: false }));
  });
});
