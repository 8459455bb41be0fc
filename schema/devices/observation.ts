import { DateTimeField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity } from '../marks.ts';
import { DeviceRelatedRecord } from './device-related-record.ts';
import { PassageDirection } from './passage-direction.ts';

export const ObservedMeasure = labelledEnum('ObservedMeasure', 'What was counted or measured. 监测指标', {
  VEHICLES: ['Vehicles', '车流量'],
  PASSAGES: ['Passages', '通行次数'],
  VISITORS: ['Visitors', '人流量'],
  SPEED: ['Speed', '速度'],
  OCCUPANCY: ['Occupancy', '占有率'],
  TEMPERATURE: ['Temperature', '温度'],
  WATER_LEVEL: ['Water level', '水位'],
  AIR_QUALITY: ['Air quality', '空气质量'],
  NOISE: ['Noise', '噪声'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'observations',
  term: '监测数据',
  standard: 'OGC 20-082',
  description: 'What a device counted or measured in an interval. Counts and means only.',
})
export class Observation extends DeviceRelatedRecord {
  @EnumField(ObservedMeasure, 'What was counted or measured.')
  readonly measure?: ValueOf<typeof ObservedMeasure>;

  @RawOf('measure')
  readonly measureRaw?: string;

  @LabelOf('measure')
  readonly measureLabel?: string;

  @EnumField(PassageDirection, 'Direction that was counted; null for both together.')
  readonly direction?: ValueOf<typeof PassageDirection>;

  @RawOf('direction')
  readonly directionRaw?: string;

  @LabelOf('direction')
  readonly directionLabel?: string;

  @DateTimeField('Start of the interval. 开始时间')
  readonly startedAt?: string;

  @DateTimeField('End of the interval. 结束时间')
  readonly endedAt?: string;

  @FloatField('Length of the interval in minutes. 统计间隔')
  readonly intervalMinutes?: number;

  @IntField('The count, for measures that are counted. 计数')
  readonly count?: number;

  @FloatField('The mean, for measures that are measured, in `unit`. 数值')
  readonly value?: number;

  @TextField('Unit of `value`. 单位')
  readonly unit?: string;
}
