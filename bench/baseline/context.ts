import DataLoader from 'dataloader';
import type { PlatformApi, Registry } from './sources.ts';
import type { Building, DeviceStatus, GridCell, ResidentialCompound } from './types.ts';

/** What the resolvers of one request share. */
export interface Context {
  readonly platform: PlatformApi;
  readonly registry: Registry;
  readonly buildings: DataLoader<string, Building>;
  readonly compounds: DataLoader<string, ResidentialCompound | null>;
  readonly gridCells: DataLoader<string, GridCell | null>;
  readonly states: DataLoader<string, DeviceStatus | null>;
}

/** Loaders are made anew for every request. */
export function createContext(platform: PlatformApi, registry: Registry): Context {
  return {
    platform,
    registry,
    buildings: new DataLoader((codes) => Promise.all(codes.map((code) => platform.building(code)))),
    compounds: new DataLoader((codes) => platform.compounds(codes)),
    gridCells: new DataLoader((codes) => registry.gridCells(codes)),
    states: new DataLoader((codes) => platform.states(codes)),
  };
}
