import type { Device } from '../devices/device.ts';
import { DateField, DateTimeField, EnumField, IntField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { Building } from '../places/building.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { RiskItem } from './risk-item.ts';

export const InspectionKind = labelledEnum('InspectionKind', 'Kind of an inspection. 检查类型', {
  FIRE_SAFETY: ['Fire safety', '消防'],
  WORK_SAFETY: ['Work safety', '安全生产'],
  ELEVATOR: ['Elevator', '电梯'],
  FOOD_SAFETY: ['Food safety', '食品安全'],
  BUILDING_SAFETY: ['Building safety', '房屋安全'],
  ENVIRONMENT: ['Environment', '环保'],
  OTHER: ['Other', '其他'],
});

export const InspectionResult = labelledEnum('InspectionResult', 'Result of an inspection. 检查结果', {
  PASSED: ['Passed', '合格'],
  FAILED: ['Failed', '不合格'],
  TO_BE_CORRECTED: ['To be corrected', '限期整改'],
  PENDING: ['Pending', '待定'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'inspections',
  term: '检查',
  description: 'An inspection of a place or device, and its result.',
})
export class Inspection extends LocatedRecord {
  @TextField('Number of the inspection. 检查编号')
  readonly code?: string;

  @TextField('Code of the unit that inspects. 检查单位编码')
  readonly unitCode?: string;

  @TextField('Code of the building. 楼栋编码')
  readonly buildingCode?: string;

  @TextField('Code of the device. 设备编码')
  readonly deviceCode?: string;

  @TextField('Name of the place or device, as delivered. 检查对象')
  readonly subjectName?: string;

  @EnumField(InspectionKind, 'Kind of the inspection.')
  readonly kind?: ValueOf<typeof InspectionKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(InspectionResult, 'Result of the inspection.')
  readonly result?: ValueOf<typeof InspectionResult>;

  @RawOf('result')
  readonly resultRaw?: string;

  @LabelOf('result')
  readonly resultLabel?: string;

  @DateTimeField('When it took place. 检查时间')
  readonly inspectedAt?: string;

  @DateField('Day by which the next one is due. 下次检查日期')
  readonly nextDueOn?: string;

  @IntField('Hazards that were found. 发现隐患数')
  readonly hazardCount?: number;

  @IntField('Hazards that were corrected. 已整改数')
  readonly correctedCount?: number;

  @TextField('What was found. 备注')
  @FreeText()
  readonly notes?: string;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly unit?: OrganisationUnit;

  @ToOne('Building', 'The building that `buildingCode` names.')
  @Relation({ by: 'key', from: 'buildingCode', to: 'code' })
  readonly building?: Building;

  @ToOne('Device', 'The device that `deviceCode` names.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly device?: Device;

  @ToMany('RiskItem', 'Risk items that it found.')
  @Relation({ by: 'key', from: 'code', to: 'inspectionCode' })
  readonly riskItems?: readonly RiskItem[];
}
