import { DateTimeField, EnumField, FloatField, LabelOf, RawOf, TextField } from '../fields.ts';
import type { ValueOf } from '../labelled-enum.ts';
import { Entity } from '../marks.ts';
import { DeviceState } from './device.ts';
import { DeviceRelatedRecord } from './device-related-record.ts';

@Entity({
  plural: 'deviceStatuses',
  term: '设备实时状态',
  standard: 'GB/T 28181',
  description: 'What a device platform says of a device now. Registers and platforms differ; both are kept.',
})
export class DeviceStatus extends DeviceRelatedRecord {
  @EnumField(DeviceState, 'State of the device at `reportedAt`.')
  readonly state?: ValueOf<typeof DeviceState>;

  @RawOf('state')
  readonly stateRaw?: string;

  @LabelOf('state')
  readonly stateLabel?: string;

  @DateTimeField('When the platform last formed the state. 上报时间')
  readonly reportedAt?: string;

  @DateTimeField('When the device last gave a sign of life. 最后在线时间')
  readonly lastSeenAt?: string;

  @FloatField('Strength of its signal, in the unit of the platform. 信号强度')
  readonly signal?: number;

  @TextField('Version of its firmware. 固件版本')
  readonly firmwareVersion?: string;
}
