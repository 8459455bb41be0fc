import { DateTimeField, EnumField, FloatField, LabelOf, RawOf, TextField } from '../fields.ts';
import type { ValueOf } from '../labelled-enum.ts';
import { Entity, FreeText } from '../marks.ts';
import { DeviceState } from './device.ts';
import { DeviceRelatedRecord } from './device-related-record.ts';

@Entity({
  plural: 'deviceStatusEvents',
  term: '设备状态事件',
  standard: 'GB/T 28181',
  description: "A change of a device's state.",
})
export class DeviceStatusEvent extends DeviceRelatedRecord {
  @TextField('Number of the event. 事件编号')
  readonly code?: string;

  @EnumField(DeviceState, 'The state that the device entered.')
  readonly state?: ValueOf<typeof DeviceState>;

  @RawOf('state')
  readonly stateRaw?: string;

  @LabelOf('state')
  readonly stateLabel?: string;

  @EnumField(DeviceState, 'The state that the device left.')
  readonly previousState?: ValueOf<typeof DeviceState>;

  @RawOf('previousState')
  readonly previousStateRaw?: string;

  @LabelOf('previousState')
  readonly previousStateLabel?: string;

  @DateTimeField('When the state was entered. 发生时间')
  readonly occurredAt?: string;

  @DateTimeField('When the state was left; null while it lasts. 结束时间')
  readonly endedAt?: string;

  @FloatField('Length of the state in minutes; null while it lasts. 持续时长')
  readonly durationMinutes?: number;

  @TextField('Why, as the source says. 原因')
  @FreeText()
  readonly cause?: string;
}
