import { DateField, EnumField, IntField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation } from '../marks.ts';
import type { AccessController } from './access-controller.ts';
import { Device } from './device.ts';
import { PassageDirection } from './passage-direction.ts';

export const DoorState = labelledEnum('DoorState', 'State of a door. 门状态', {
  OPEN: ['Open', '开启'],
  CLOSED: ['Closed', '关闭'],
  HELD_OPEN: ['Held open', '常开'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'accessPoints',
  term: '门禁点',
  implements: Device,
  standard: 'GA/T 394',
  description: 'One door under access control. State and counts only; nothing about who passed.',
})
export class AccessPoint extends LocatedRecord {
  @TextField('Code of the set that the door belongs to. 控制器编码')
  readonly controllerCode?: string;

  @EnumField(PassageDirection, 'Direction in which the door lets pass.')
  readonly direction?: ValueOf<typeof PassageDirection>;

  @RawOf('direction')
  readonly directionRaw?: string;

  @LabelOf('direction')
  readonly directionLabel?: string;

  @EnumField(DoorState, 'Whether the door is open.')
  readonly doorState?: ValueOf<typeof DoorState>;

  @RawOf('doorState')
  readonly doorStateRaw?: string;

  @LabelOf('doorState')
  readonly doorStateLabel?: string;

  @IntField('Passages on the last full day. 通行次数')
  readonly passageCount?: number;

  @DateField('The day that `passageCount` stands for.')
  readonly passageCountedOn?: string;

  @ToOne('AccessController', 'The set that `controllerCode` names.')
  @Relation({ by: 'key', from: 'controllerCode', to: 'code' })
  readonly controller?: AccessController;
}
