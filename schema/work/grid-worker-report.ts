import type { Camera } from '../devices/camera.ts';
import { BooleanField, DateTimeField, EnumField, FloatField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { GridEvent } from './grid-event.ts';

export const ReportKind = labelledEnum('ReportKind', 'Kind of a report. 报送类型', {
  HAZARD: ['Hazard', '安全隐患'],
  DISPUTE: ['Dispute', '矛盾纠纷'],
  ENVIRONMENT: ['Environment', '环境卫生'],
  FACILITY: ['Public facility', '公共设施'],
  PUBLIC_ORDER: ['Public order', '治安'],
  SERVICE: ['Service to residents', '便民服务'],
  POLICY: ['Policy and notice', '政策宣传'],
  OTHER: ['Other', '其他'],
});

export const ReportStatus = labelledEnum('ReportStatus', 'State of a report. 报送状态', {
  SUBMITTED: ['Submitted', '已报送'],
  ACCEPTED: ['Accepted', '已受理'],
  IN_PROGRESS: ['In progress', '处置中'],
  RESOLVED: ['Resolved', '已处置'],
  REJECTED: ['Rejected', '已退回'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'gridWorkerReports',
  term: '网格员报送',
  standard: 'GB/T 34300',
  description: 'What a grid worker reported on a round. The worker is not named.',
})
export class GridWorkerReport extends LocatedRecord {
  @TextField('Number of the report. 报送编号')
  readonly code?: string;

  @TextField('Short text. 标题')
  @FreeText()
  readonly title?: string;

  @TextField('What was found. 内容')
  @FreeText()
  readonly description?: string;

  @EnumField(ReportKind, 'Kind of the report.')
  readonly kind?: ValueOf<typeof ReportKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(ReportStatus, 'State of the report.')
  readonly status?: ValueOf<typeof ReportStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @DateTimeField('When it was sent. 报送时间')
  readonly reportedAt?: string;

  @DateTimeField('When it was taken up. 受理时间')
  readonly acceptedAt?: string;

  @DateTimeField('When it was dealt with. 处置时间')
  readonly resolvedAt?: string;

  @FloatField('Minutes from sent to dealt with. 处置用时')
  readonly handlingMinutes?: number;

  @BooleanField('Whether the worker dealt with it on the spot. 是否现场处置')
  readonly resolvedOnSpot?: boolean;

  @TextField('Code of the unit that the worker belongs to. 所属单位编码')
  readonly unitCode?: string;

  @TextField('Number of the grid event that was made of it. 事件编号')
  readonly eventCode?: string;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly unit?: OrganisationUnit;

  @ToOne('GridEvent', 'The grid event that `eventCode` names.')
  @Relation({ by: 'key', from: 'eventCode', to: 'code' })
  readonly gridEvent?: GridEvent;

  @ToMany('GridEvent', 'Grid events that name this report.')
  @Relation({ by: 'key', from: 'code', to: 'reportCode' })
  readonly gridEvents?: readonly GridEvent[];

  @ToMany('Camera', 'Cameras within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly camerasNearby?: readonly Camera[];
}
