import type { FieldType, Point, Value } from '../../../src/contract/index.ts';

function codePoints(text: string): number[] {
  return [...text].map((one) => one.codePointAt(0) ?? 0);
}

function scaled(text: string): bigint {
  const [whole = '0', part = ''] = text.split('.');
  return BigInt(whole.replace('-', '') + part.padEnd(30, '0')) * (text.startsWith('-') ? -1n : 1n);
}

/** Compares two values of a type that are not null, in the plainest way there is. */
export function compare(type: FieldType, a: Value, b: Value): number {
  switch (type) {
    case 'text':
    case 'date':
    case 'time': {
      const [x, y] = [codePoints(String(a)), codePoints(String(b))];
      for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
        const step = (x[at] ?? -1) - (y[at] ?? -1);
        if (step !== 0) return step;
      }
      return 0;
    }
    case 'int':
    case 'float':
    case 'boolean':
      return Number(a) - Number(b);
    case 'bigint':
    case 'decimal': {
      const step = scaled(String(a)) - scaled(String(b));
      return step < 0n ? -1 : step > 0n ? 1 : 0;
    }
    case 'datetime':
      return Date.parse(String(a)) - Date.parse(String(b));
    default:
      throw new Error(`${type} has no order`);
  }
}

/** A text that is the same for equal values. */
export function nameOf(type: FieldType, value: Value): string {
  if (value === null) return 'null';
  if (type === 'decimal' || type === 'bigint') return String(scaled(String(value)));
  return JSON.stringify(value);
}

/** Metres between two points: spherical law of cosines in its stable haversine form. */
export function metresBetween(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const half = (1 - Math.cos(dLat)) / 2 + (Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * (1 - Math.cos(dLon))) / 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(half));
}

/** Even-odd rule; no test point lies on an edge. */
export function insideRing({ lon, lat }: Point, ring: readonly (readonly number[])[]): boolean {
  let inside = false;
  for (let at = 0; at + 1 < ring.length; at += 1) {
    const [x1 = 0, y1 = 0] = ring[at] ?? [];
    const [x2 = 0, y2 = 0] = ring[at + 1] ?? [];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
