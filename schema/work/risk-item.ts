import type { Camera } from '../devices/camera.ts';
import { BooleanField, DateTimeField, EnumField, FloatField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { Building } from '../places/building.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { Inspection } from './inspection.ts';
import { RiskColour } from './risk-colour.ts';

export const RiskSubject = labelledEnum('RiskSubject', 'What a risk item is about. 风险对象', {
  PLACE: ['A place', '场所'],
  DEVICE: ['A device', '设备'],
  MATTER: ['A matter', '事项'],
});

export const RiskStatus = labelledEnum('RiskStatus', 'State of a risk item. 隐患状态', {
  OPEN: ['Open', '待整改'],
  IN_PROGRESS: ['In progress', '整改中'],
  RESOLVED: ['Resolved', '已整改'],
  CLOSED: ['Closed', '已销号'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'riskItems',
  term: '风险隐患',
  description: 'A hazard of a place, a device or a matter, graded in four colours; never a grade of a person.',
})
export class RiskItem extends LocatedRecord {
  @TextField('Number of the item. 隐患编号')
  readonly code?: string;

  @TextField('Short text. 标题')
  @FreeText()
  readonly title?: string;

  @TextField('What the hazard is. 描述')
  @FreeText()
  readonly description?: string;

  @EnumField(RiskSubject, 'What the item is about.')
  readonly subject?: ValueOf<typeof RiskSubject>;

  @RawOf('subject')
  readonly subjectRaw?: string;

  @LabelOf('subject')
  readonly subjectLabel?: string;

  @EnumField(RiskColour, 'Grade in four colours.')
  readonly colour?: ValueOf<typeof RiskColour>;

  @RawOf('colour')
  readonly colourRaw?: string;

  @LabelOf('colour')
  readonly colourLabel?: string;

  @EnumField(RiskStatus, 'State of the item.')
  readonly status?: ValueOf<typeof RiskStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @TextField('Class of the hazard, as delivered. 隐患类别')
  readonly category?: string;

  @DateTimeField('When it was found. 发现时间')
  readonly foundAt?: string;

  @DateTimeField('When it must be removed. 整改期限')
  readonly dueAt?: string;

  @DateTimeField('When it was removed. 整改时间')
  readonly resolvedAt?: string;

  @FloatField('Days from found to removed. 整改用时')
  readonly handlingDays?: number;

  @BooleanField('True when it was removed after `dueAt`, or is open past it. 是否超期')
  readonly overdue?: boolean;

  @TextField('Code of the building. 楼栋编码')
  readonly buildingCode?: string;

  @TextField('Number of the inspection that found it. 检查编号')
  readonly inspectionCode?: string;

  @TextField('Code of the unit that must remove it. 责任单位编码')
  readonly responsibleUnitCode?: string;

  @ToOne('Building', 'The building that `buildingCode` names.')
  @Relation({ by: 'key', from: 'buildingCode', to: 'code' })
  readonly building?: Building;

  @ToOne('Inspection', 'The inspection that `inspectionCode` names.')
  @Relation({ by: 'key', from: 'inspectionCode', to: 'code' })
  readonly inspection?: Inspection;

  @ToOne('OrganisationUnit', 'The unit that `responsibleUnitCode` names.')
  @Relation({ by: 'key', from: 'responsibleUnitCode', to: 'code' })
  readonly responsibleUnit?: OrganisationUnit;

  @ToMany('Camera', 'Cameras within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly camerasNearby?: readonly Camera[];
}
