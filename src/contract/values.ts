/**
 * The values that travel between sources and the engine.
 *
 * - `text`, `enum`: string.
 * - `int` (32 bit), `float`: number. `bigint`, `decimal`: string in plain decimal notation, so nothing beyond 2^53 is rounded.
 * - `boolean`: boolean.
 * - `date`: "YYYY-MM-DD". `time`: "HH:MM:SS[.fff]". `datetime`: RFC 3339 in UTC with three decimals, "2016-08-21T10:00:00.000Z".
 * - `duration`: ISO 8601 duration text. `json`: any JSON value.
 * - `point`: {@link Point}. `geometry`: {@link Geometry} (RFC 7946). Both WGS 84 after mapping; before mapping as the source has them.
 */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** One row of a collection: values by field name. A field that was asked for and has no value is `null`, never absent. */
export type Row = Readonly<Record<string, Value>>;

/** A value that comparisons take: everything but JSON, points and geometries. */
export type Scalar = string | number | boolean;

/** Longitude and latitude in degrees. */
export interface Point {
  readonly lon: number;
  readonly lat: number;
}

export type Position = readonly number[];

/** An RFC 7946 geometry. */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] };

export type FieldType =
  | 'text'
  | 'int'
  | 'bigint'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'time'
  | 'datetime'
  | 'duration'
  | 'json'
  | 'point'
  | 'geometry';
