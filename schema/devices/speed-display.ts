import { DateField, FloatField, IntField, TextField } from '../fields.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity } from '../marks.ts';
import { Device } from './device.ts';

@Entity({
  plural: 'speedDisplays',
  term: '测速屏',
  implements: Device,
  description: 'A board that shows drivers their speed. Counts and averages only; nothing about which vehicle passed.',
})
export class SpeedDisplay extends LocatedRecord {
  @TextField('Road that it stands at. 道路名称')
  readonly roadName?: string;

  @IntField('Speed limit in km/h. 限速')
  readonly speedLimitKilometresPerHour?: number;

  @IntField('Vehicles on the last full day. 车次')
  readonly vehicleCount?: number;

  @IntField('Vehicles faster than the limit on the last full day. 超速车次')
  readonly overLimitCount?: number;

  @FloatField('Average speed on the last full day in km/h. 平均车速')
  readonly averageSpeedKilometresPerHour?: number;

  @DateField('The day that the counts stand for.')
  readonly countedOn?: string;
}
