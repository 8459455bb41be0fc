import 'reflect-metadata';
import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType({
  description: 'A WGS 84 point. Bindings convert other datums (GCJ-02, BD-09, CGCS2000, projected) before data reaches the graph.',
})
export class GeoPoint {
  @Field(() => Float, { description: 'Longitude in degrees, -180 to 180, east positive.' })
  readonly lon: number;

  @Field(() => Float, { description: 'Latitude in degrees, -90 to 90, north positive.' })
  readonly lat: number;
}
