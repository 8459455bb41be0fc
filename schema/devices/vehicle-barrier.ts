import { DateField, EnumField, IntField, LabelOf, RawOf } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity } from '../marks.ts';
import { DeviceRecord } from './device-record.ts';

export const BarrierPosition = labelledEnum('BarrierPosition', 'Position of a barrier. 道闸状态', {
  RAISED: ['Raised', '抬起'],
  LOWERED: ['Lowered', '落下'],
  MOVING: ['Moving', '运行中'],
  UNKNOWN: ['Unknown', '未知'],
});

export const LaneDirection = labelledEnum('LaneDirection', 'Direction of a lane. 车道方向', {
  ENTRY: ['Entry', '入口'],
  EXIT: ['Exit', '出口'],
  BOTH: ['Both', '出入口'],
});

@Entity({
  plural: 'vehicleBarriers',
  term: '道闸',
  standard: 'GA/T 1132',
  description: 'A barrier at a gate for vehicles. State and counts only; nothing about which vehicle passed.',
})
export class VehicleBarrier extends DeviceRecord {
  @EnumField(BarrierPosition, 'Position of the arm.')
  readonly position?: ValueOf<typeof BarrierPosition>;

  @RawOf('position')
  readonly positionRaw?: string;

  @LabelOf('position')
  readonly positionLabel?: string;

  @EnumField(LaneDirection, 'Direction of the lane.')
  readonly laneDirection?: ValueOf<typeof LaneDirection>;

  @RawOf('laneDirection')
  readonly laneDirectionRaw?: string;

  @LabelOf('laneDirection')
  readonly laneDirectionLabel?: string;

  @IntField('Lanes that it closes. 车道数')
  readonly laneCount?: number;

  @IntField('Vehicles on the last full day. 车次')
  readonly passageCount?: number;

  @DateField('The day that `passageCount` stands for.')
  readonly passageCountedOn?: string;
}
