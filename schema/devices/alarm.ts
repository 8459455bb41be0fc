import { DateTimeField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToMany } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { Camera } from './camera.ts';
import { DeviceRelatedRecord } from './device-related-record.ts';

export const AlarmKind = labelledEnum('AlarmKind', 'Kind of an alarm. 报警类型', {
  FIRE: ['Fire or smoke', '火警'],
  INTRUSION: ['Intrusion', '入侵'],
  DEVICE_FAULT: ['Device fault', '设备故障'],
  TAMPERING: ['Tampering', '防拆'],
  ELEVATOR_TRAPPED: ['Trapped in an elevator', '困梯'],
  HELP_BUTTON: ['Help button', '一键求助'],
  DOOR_HELD_OPEN: ['Door held open', '门未关'],
  FLOODING: ['Flooding', '积水'],
  ENVIRONMENT: ['Environment', '环境'],
  OTHER: ['Other', '其他'],
});

export const AlarmSeverity = labelledEnum('AlarmSeverity', 'Severity of an alarm. 报警级别', {
  LOW: ['Low', '一般'],
  MEDIUM: ['Medium', '较重'],
  HIGH: ['High', '严重'],
  CRITICAL: ['Critical', '特别严重'],
});

export const AlarmStatus = labelledEnum('AlarmStatus', 'State of an alarm. 报警状态', {
  RAISED: ['Raised', '待处理'],
  ACKNOWLEDGED: ['Acknowledged', '已确认'],
  IN_PROGRESS: ['In progress', '处置中'],
  RESOLVED: ['Resolved', '已处置'],
  FALSE_ALARM: ['False alarm', '误报'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'alarms',
  term: '报警',
  standard: 'GB/T 28181',
  description: 'An alarm raised by a device.',
})
export class Alarm extends DeviceRelatedRecord {
  @TextField('Number of the alarm. 报警编号')
  readonly code?: string;

  @EnumField(AlarmKind, 'Kind of the alarm.')
  readonly kind?: ValueOf<typeof AlarmKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(AlarmSeverity, 'Severity of the alarm.')
  readonly severity?: ValueOf<typeof AlarmSeverity>;

  @RawOf('severity')
  readonly severityRaw?: string;

  @LabelOf('severity')
  readonly severityLabel?: string;

  @EnumField(AlarmStatus, 'State of the alarm.')
  readonly status?: ValueOf<typeof AlarmStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @DateTimeField('When it was raised. 报警时间')
  readonly raisedAt?: string;

  @DateTimeField('When somebody confirmed to have seen it. 确认时间')
  readonly acknowledgedAt?: string;

  @DateTimeField('When it was dealt with. 处置时间')
  readonly resolvedAt?: string;

  @IntField('Seconds from raised to acknowledged. 确认用时')
  readonly acknowledgeSeconds?: number;

  @FloatField('Minutes from raised to resolved. 处置用时')
  readonly handlingMinutes?: number;

  @TextField('What happened, as the source says. 描述')
  @FreeText()
  readonly description?: string;

  @ToMany('Camera', 'Cameras within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly camerasNearby?: readonly Camera[];
}
