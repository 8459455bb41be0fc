import { DateField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { Inspection } from '../work/inspection.ts';
import { Device } from './device.ts';

export const ElevatorKind = labelledEnum('ElevatorKind', 'Kind of an elevator. 电梯类型', {
  PASSENGER: ['Passenger elevator', '乘客电梯'],
  FREIGHT: ['Freight elevator', '载货电梯'],
  ESCALATOR: ['Escalator', '自动扶梯'],
  MOVING_WALK: ['Moving walk', '自动人行道'],
  DUMBWAITER: ['Dumbwaiter', '杂物电梯'],
  SIDEWALK: ['Sidewalk elevator', '人行道升降机'],
  ACCESSIBILITY: ['Accessibility lift', '无障碍升降机'],
  PRIVATE: ['Private elevator', '私家电梯'],
  PUBLIC: ['Public elevator', '公共电梯'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'elevators',
  term: '电梯',
  implements: Device,
  standard: 'GB/T 24476',
  description: 'An elevator, escalator or lift, or the system that watches one.',
})
export class Elevator extends LocatedRecord {
  @TextField('Registration code of the special equipment. 注册代码')
  readonly registrationCode?: string;

  @EnumField(ElevatorKind, 'Kind of the elevator.')
  readonly elevatorKind?: ValueOf<typeof ElevatorKind>;

  @RawOf('elevatorKind')
  readonly elevatorKindRaw?: string;

  @LabelOf('elevatorKind')
  readonly elevatorKindLabel?: string;

  @DateField('Day on which `state` was entered.')
  readonly stateSince?: string;

  @DateField('Day of approval for use. 批准日期')
  readonly approvedOn?: string;

  @DateField('Day of the last periodic inspection. 上次检验日期')
  readonly lastInspectedOn?: string;

  @TextField('Result of the last periodic inspection, as delivered. 上次检验结果')
  readonly lastInspectionResult?: string;

  @DateField('Day by which the next inspection is due. 下次检验日期')
  readonly nextInspectionOn?: string;

  @TextField('House number, as text.')
  readonly houseNumber?: string;

  @TextField('Lowest floor served, as delivered. 起始楼层')
  readonly floorFrom?: string;

  @TextField('Highest floor served, as delivered. 终止楼层')
  readonly floorTo?: string;

  @IntField('Cars of the system. 轿厢数')
  readonly carCount?: number;

  @IntField('Stops. 层站数')
  readonly stopCount?: number;

  @FloatField('Travel in metres. 提升高度')
  readonly travelMetres?: number;

  @FloatField('Rated speed in metres per second. 额定速度')
  readonly speedMetresPerSecond?: number;

  @FloatField('Rated load in kilograms. 额定载重')
  readonly capacityKilograms?: number;

  @TextField('Type of the machine, as delivered.')
  readonly machineType?: string;

  @TextField('Code of the unit that maintains it. 维保单位编码')
  readonly maintenanceUnitCode?: string;

  @ToOne('OrganisationUnit', 'The unit that `maintenanceUnitCode` names.')
  @Relation({ by: 'key', from: 'maintenanceUnitCode', to: 'code' })
  readonly maintenanceUnit?: OrganisationUnit;

  @ToMany('Inspection', 'Inspections of the elevator.')
  @Relation({ by: 'key', from: 'code', to: 'deviceCode' })
  readonly inspections?: readonly Inspection[];
}
