import { DateField, EnumField, IntField, LabelOf, RawOf } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity } from '../marks.ts';
import { Device } from './device.ts';
import { PassageDirection } from './passage-direction.ts';

export const BarrierPosition = labelledEnum('BarrierPosition', 'Position of a barrier. 道闸状态', {
  RAISED: ['Raised', '抬起'],
  LOWERED: ['Lowered', '落下'],
  MOVING: ['Moving', '运行中'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'vehicleBarriers',
  term: '道闸',
  implements: Device,
  standard: 'GA/T 1132',
  description: 'A barrier at a gate for vehicles. State and counts only; nothing about which vehicle passed.',
})
export class VehicleBarrier extends LocatedRecord {
  @EnumField(BarrierPosition, 'Position of the arm.')
  readonly position?: ValueOf<typeof BarrierPosition>;

  @RawOf('position')
  readonly positionRaw?: string;

  @LabelOf('position')
  readonly positionLabel?: string;

  @EnumField(PassageDirection, 'Direction in which the barrier lets pass.')
  readonly direction?: ValueOf<typeof PassageDirection>;

  @RawOf('direction')
  readonly directionRaw?: string;

  @LabelOf('direction')
  readonly directionLabel?: string;

  @IntField('Lanes that it closes. 车道数')
  readonly laneCount?: number;

  @IntField('Vehicles on the last full day. 车次')
  readonly passageCount?: number;

  @DateField('The day that `passageCount` stands for.')
  readonly passageCountedOn?: string;
}
