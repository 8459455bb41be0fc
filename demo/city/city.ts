import { type CallRow, makeCalls } from './calls.ts';
import { type DevicePlatform, makeDevicePlatform } from './device-state.ts';
import { type Devices, makeDevices } from './devices.ts';
import { type Disputes, makeDisputes } from './disputes.ts';
import { type GridWork, makeGridWork } from './grid-events.ts';
import { type Hotline, makeHotline } from './hotline.ts';
import { type Housing, makeHousing } from './housing.ts';
import { makeLattice } from './lattice.ts';
import { makeOrganisations, type Organisations } from './organisations.ts';
import { makePlaces, type Places } from './places.ts';
import { type IndicatorRow, type InspectionRow, makeIndicators, makeInspections, makeRisks, type RiskRow } from './safety.ts';

/** Everything that the fictional city's systems hold, in the shapes that they hold it in. */
export interface City {
  readonly places: Places;
  readonly housing: Housing;
  readonly organisations: Organisations;
  readonly devices: Devices;
  readonly devicePlatform: DevicePlatform;
  readonly hotline: Hotline;
  readonly calls: readonly CallRow[];
  readonly disputes: Disputes;
  readonly gridWork: GridWork;
  readonly risks: readonly RiskRow[];
  readonly inspections: readonly InspectionRow[];
  readonly indicators: readonly IndicatorRow[];
}

/** Makes up the city. The same seed gives the same city, byte by byte; every seed gives the published figures. */
export function generateCity(seed: string): City {
  const places = makePlaces(seed, makeLattice(seed));
  const housing = makeHousing(seed, places);
  const devices = makeDevices(seed, places, housing);
  const hotline = makeHotline(seed, places);
  const calls = makeCalls(seed, places);
  const disputes = makeDisputes(seed, places);
  return {
    places,
    housing,
    organisations: makeOrganisations(seed, places),
    devices,
    devicePlatform: makeDevicePlatform(seed, devices),
    hotline,
    calls,
    disputes,
    gridWork: makeGridWork(seed, places),
    risks: makeRisks(seed, places),
    inspections: makeInspections(seed, places),
    indicators: makeIndicators({ calls, orders: hotline.orders, disputes: disputes.disputes }),
  };
}
