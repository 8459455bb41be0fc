import { EntityRecord } from '../entity-record.ts';
import { DateTimeField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { GridEvent } from './grid-event.ts';
import type { ServiceRequest } from './service-request.ts';

export const TransferStatus = labelledEnum('TransferStatus', 'State of a transfer. 转办状态', {
  PENDING: ['Waiting for acceptance', '待接收'],
  ACCEPTED: ['Accepted', '已接收'],
  RETURNED: ['Returned', '已退回'],
  COMPLETED: ['Completed', '已完成'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'transfers',
  term: '转办',
  description: 'A request or event handed on from one unit to another.',
})
export class Transfer extends EntityRecord {
  @TextField('Number of the transfer. 转办编号')
  readonly code?: string;

  @TextField('Number of the service request that is handed on. 工单编号')
  readonly requestCode?: string;

  @TextField('Number of the grid event that is handed on. 事件编号')
  readonly eventCode?: string;

  @IntField('Position among the transfers of the same matter, from 1. 序号')
  readonly sequence?: number;

  @TextField('Code of the unit that hands it on. 转出单位编码')
  readonly fromUnitCode?: string;

  @TextField('Code of the unit that gets it. 转入单位编码')
  readonly toUnitCode?: string;

  @EnumField(TransferStatus, 'State of the transfer.')
  readonly status?: ValueOf<typeof TransferStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @DateTimeField('When it was handed on. 转办时间')
  readonly transferredAt?: string;

  @DateTimeField('When it was accepted. 接收时间')
  readonly acceptedAt?: string;

  @DateTimeField('When it was returned. 退回时间')
  readonly returnedAt?: string;

  @DateTimeField('When the receiving unit must be done. 办理期限')
  readonly dueAt?: string;

  @DateTimeField('When the receiving unit was done. 完成时间')
  readonly completedAt?: string;

  @FloatField('Minutes from handed on to accepted. 接收用时')
  readonly acceptMinutes?: number;

  @FloatField('Minutes from handed on to done. 办理用时')
  readonly handlingMinutes?: number;

  @TextField('Why it was handed on or returned. 原因')
  @FreeText()
  readonly reason?: string;

  @ToOne('ServiceRequest', 'The service request that `requestCode` names.')
  @Relation({ by: 'key', from: 'requestCode', to: 'code' })
  readonly serviceRequest?: ServiceRequest;

  @ToOne('GridEvent', 'The grid event that `eventCode` names.')
  @Relation({ by: 'key', from: 'eventCode', to: 'code' })
  readonly gridEvent?: GridEvent;

  @ToOne('OrganisationUnit', 'The unit that `fromUnitCode` names.')
  @Relation({ by: 'key', from: 'fromUnitCode', to: 'code' })
  readonly fromUnit?: OrganisationUnit;

  @ToOne('OrganisationUnit', 'The unit that `toUnitCode` names.')
  @Relation({ by: 'key', from: 'toUnitCode', to: 'code' })
  readonly toUnit?: OrganisationUnit;
}
