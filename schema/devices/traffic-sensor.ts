import { DateField, FloatField, IntField, TextField } from '../fields.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity } from '../marks.ts';
import { Device } from './device.ts';

@Entity({
  plural: 'trafficSensors',
  term: '交通传感器',
  implements: Device,
  standard: 'GB/T 20609',
  description: 'A sensor that counts traffic.',
})
export class TrafficSensor extends LocatedRecord {
  @TextField('How it counts, as the register says: loop, radar, microwave and so on.')
  readonly technology?: string;

  @TextField('Road that it stands at. 道路名称')
  readonly roadName?: string;

  @IntField('Lanes that it counts. 车道数')
  readonly laneCount?: number;

  @IntField('Vehicles on the last full day. 车次')
  readonly vehicleCount?: number;

  @FloatField('Average speed on the last full day in km/h. 平均车速')
  readonly averageSpeedKilometresPerHour?: number;

  @DateField('The day that `vehicleCount` and `averageSpeedKilometresPerHour` stand for.')
  readonly countedOn?: string;
}
