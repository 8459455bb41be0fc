import type { Camera } from '../devices/camera.ts';
import { DateTimeField, EnumField, FloatField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { DisputeCase } from './dispute-case.ts';
import type { GridWorkerReport } from './grid-worker-report.ts';
import { Priority } from './priority.ts';
import type { ServiceRequest } from './service-request.ts';
import type { Transfer } from './transfer.ts';

export const GridEventDirection = labelledEnum('GridEventDirection', 'Side of the exchange. 推送/接收', {
  PUSHED: ['Pushed', '推送'],
  RECEIVED: ['Received', '接收'],
});

export const GridEventStatus = labelledEnum('GridEventStatus', 'State of a grid event. 事件状态', {
  REPORTED: ['Reported', '已上报'],
  DISPATCHED: ['Dispatched', '已派发'],
  IN_PROGRESS: ['In progress', '处置中'],
  RESOLVED: ['Resolved', '已处置'],
  CLOSED: ['Closed', '已办结'],
  RETURNED: ['Returned', '已退回'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'gridEvents',
  term: '网格事件',
  standard: 'GB/T 34300',
  description:
    'An entry of a ledger of events exchanged between platforms: pushed by one, received by the other. Both sides keep their own entry, tied by `exchangeCode`.',
})
export class GridEvent extends LocatedRecord {
  @TextField('Number of the entry in its own ledger. 事件编号')
  readonly code?: string;

  @TextField('Number that both ledgers share. 交换编号')
  readonly exchangeCode?: string;

  @EnumField(GridEventDirection, 'Whether the ledger pushed the event or received it.')
  readonly direction?: ValueOf<typeof GridEventDirection>;

  @RawOf('direction')
  readonly directionRaw?: string;

  @LabelOf('direction')
  readonly directionLabel?: string;

  @TextField('Short text. 标题')
  @FreeText()
  readonly title?: string;

  @TextField('What happened. 描述')
  @FreeText()
  readonly description?: string;

  @TextField('Code of the class of event. 事件类别编码')
  readonly categoryCode?: string;

  @TextField('Class of event, as delivered. 事件类别')
  readonly category?: string;

  @EnumField(GridEventStatus, 'State of the event.')
  readonly status?: ValueOf<typeof GridEventStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @EnumField(Priority, 'Urgency of the event.')
  readonly priority?: ValueOf<typeof Priority>;

  @RawOf('priority')
  readonly priorityRaw?: string;

  @LabelOf('priority')
  readonly priorityLabel?: string;

  @DateTimeField('When it was found. 发现时间')
  readonly occurredAt?: string;

  @DateTimeField('When it was pushed. 推送时间')
  readonly pushedAt?: string;

  @DateTimeField('When it was received. 接收时间')
  readonly receivedAt?: string;

  @DateTimeField('When it is due. 办理期限')
  readonly dueAt?: string;

  @DateTimeField('When it was dealt with. 处置时间')
  readonly resolvedAt?: string;

  @DateTimeField('When it was closed. 办结时间')
  readonly closedAt?: string;

  @FloatField('Seconds from pushed to received. 传输用时')
  readonly deliverySeconds?: number;

  @FloatField('Minutes from received, or found, to dealt with. 处置用时')
  readonly handlingMinutes?: number;

  @TextField('Code of the unit or platform that pushed it. 推送单位编码')
  readonly fromUnitCode?: string;

  @TextField('Code of the unit or platform that received it. 接收单位编码')
  readonly toUnitCode?: string;

  @TextField('Number of the service request that it was made of. 工单编号')
  readonly requestCode?: string;

  @TextField("Number of the grid worker's report that it was made of. 报送编号")
  readonly reportCode?: string;

  @ToOne('OrganisationUnit', 'The unit that `fromUnitCode` names.')
  @Relation({ by: 'key', from: 'fromUnitCode', to: 'code' })
  readonly fromUnit?: OrganisationUnit;

  @ToOne('OrganisationUnit', 'The unit that `toUnitCode` names.')
  @Relation({ by: 'key', from: 'toUnitCode', to: 'code' })
  readonly toUnit?: OrganisationUnit;

  @ToOne('ServiceRequest', 'The service request that `requestCode` names.')
  @Relation({ by: 'key', from: 'requestCode', to: 'code' })
  readonly serviceRequest?: ServiceRequest;

  @ToOne('GridWorkerReport', 'The report that `reportCode` names.')
  @Relation({ by: 'key', from: 'reportCode', to: 'code' })
  readonly report?: GridWorkerReport;

  @ToMany(
    'GridEvent',
    'Entries of all ledgers with the same `exchangeCode`, this one included: a pushed event with no RECEIVED among them did not arrive.',
  )
  @Relation({ by: 'key', from: 'exchangeCode', to: 'exchangeCode' })
  readonly exchangeEntries?: readonly GridEvent[];

  @ToMany('GridWorkerReport', 'Reports that name this event.')
  @Relation({ by: 'key', from: 'code', to: 'eventCode' })
  readonly reports?: readonly GridWorkerReport[];

  @ToMany('Transfer', 'How the event was handed on.')
  @Relation({ by: 'key', from: 'code', to: 'eventCode' })
  readonly transfers?: readonly Transfer[];

  @ToMany('DisputeCase', 'Dispute cases that grew out of it.')
  @Relation({ by: 'key', from: 'code', to: 'eventCode' })
  readonly disputeCases?: readonly DisputeCase[];

  @ToMany('Camera', 'Cameras within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly camerasNearby?: readonly Camera[];
}
