import type { LonLat } from './city/lattice.ts';

/** Semi-major axis and squared eccentricity of the Krasovsky 1940 ellipsoid, which the published GCJ-02 formula uses. */
const AXIS = 6_378_245;
const ECCENTRICITY = 0.006_693_421_622_965_943;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** A WGS 84 point in GCJ-02, the datum of the registries and the hotline, with six decimals. */
export function toGcj02(point: LonLat): LonLat {
  return micro(shift(point));
}

/** A WGS 84 point in BD-09, the datum of the kiosk maker's map, with six decimals. */
export function toBd09(point: LonLat): LonLat {
  const [lon, lat] = shift(point);
  const turn = (Math.PI * 3000) / 180;
  const length = Math.hypot(lon, lat) + 0.000_02 * Math.sin(lat * turn);
  const angle = Math.atan2(lat, lon) + 0.000_003 * Math.cos(lon * turn);
  return micro([length * Math.cos(angle) + 0.0065, length * Math.sin(angle) + 0.006]);
}

/** The forward shift of GCJ-02: two offsets in metres, turned into degrees at the point's latitude. */
function shift([lon, lat]: LonLat): LonLat {
  const [x, y] = [lon - 105, lat - 35];
  const root = Math.sqrt(Math.abs(x));
  const wave = (value: number, terms: readonly (readonly [number, number])[]) =>
    terms.reduce((sum, [weight, share]) => sum + weight * Math.sin(value * Math.PI * share), 0);
  const common = wave(x, [
    [20, 6],
    [20, 2],
  ]);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    (2 / 3) *
      (common +
        wave(y, [
          [20, 1],
          [40, 1 / 3],
          [160, 1 / 12],
          [320, 1 / 30],
        ]));
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    (2 / 3) *
      (common +
        wave(x, [
          [20, 1],
          [40, 1 / 3],
          [150, 1 / 12],
          [300, 1 / 30],
        ]));
  const sine = Math.sin(radians(lat));
  const bend = 1 - ECCENTRICITY * sine * sine;
  const metresPerRadian = {
    east: (AXIS / Math.sqrt(bend)) * Math.cos(radians(lat)),
    north: (AXIS * (1 - ECCENTRICITY)) / (bend * Math.sqrt(bend)),
  };
  return [lon + ((east / metresPerRadian.east) * 180) / Math.PI, lat + ((north / metresPerRadian.north) * 180) / Math.PI];
}

function micro([lon, lat]: LonLat): LonLat {
  return [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}
