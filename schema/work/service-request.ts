import { Field } from 'type-graphql';
import type { Camera } from '../devices/camera.ts';
import { BooleanField, DateTimeField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Privacy, Relation, ValueType } from '../marks.ts';
import type { HouseholdCount } from '../places/household-count.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import { ExternalId } from '../shared.ts';
import type { CallbackVisit } from './callback-visit.ts';
import type { GridEvent } from './grid-event.ts';
import { Priority } from './priority.ts';
import { RequestChannel } from './request-channel.ts';
import type { Transfer } from './transfer.ts';

export const ServiceRequestStatus = labelledEnum('ServiceRequestStatus', 'State of a service request. 工单状态', {
  OPEN: ['Open', '待办'],
  ASSIGNED: ['Assigned', '已派单'],
  IN_PROGRESS: ['In progress', '办理中'],
  RESOLVED: ['Resolved', '已办结'],
  CLOSED: ['Closed', '已关闭'],
  DUPLICATE: ['Duplicate', '重复'],
  CANCELLED: ['Cancelled', '已作废'],
  UNKNOWN: ['Unknown', '未知'],
});

export const Satisfaction = labelledEnum('Satisfaction', 'How satisfied somebody was. 满意度', {
  VERY_SATISFIED: ['Very satisfied', '非常满意'],
  SATISFIED: ['Satisfied', '满意'],
  NEUTRAL: ['Neutral', '基本满意'],
  DISSATISFIED: ['Dissatisfied', '不满意'],
  VERY_DISSATISFIED: ['Very dissatisfied', '非常不满意'],
  NOT_RATED: ['Not rated', '未评价'],
});

@Entity({
  plural: 'serviceRequests',
  term: '诉求/工单',
  standard: 'GB/T 33358, Open311 GeoReport v2',
  description: 'A request to the city by hotline, app, web or at a counter.',
})
export class ServiceRequest extends LocatedRecord {
  @TextField('Number of the request. 工单编号')
  readonly code?: string;

  @TextField("Short text in the reporter's own language. 标题")
  @FreeText()
  readonly title?: string;

  @TextField('What the reporter says. 诉求内容')
  @FreeText()
  readonly description?: string;

  @EnumField(ServiceRequestStatus, 'State of the request.')
  readonly status?: ValueOf<typeof ServiceRequestStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @EnumField(Priority, 'Urgency of the request.')
  readonly priority?: ValueOf<typeof Priority>;

  @RawOf('priority')
  readonly priorityRaw?: string;

  @LabelOf('priority')
  readonly priorityLabel?: string;

  @EnumField(RequestChannel, 'Way in which the request arrived.')
  readonly channel?: ValueOf<typeof RequestChannel>;

  @RawOf('channel')
  readonly channelRaw?: string;

  @LabelOf('channel')
  readonly channelLabel?: string;

  @TextField('Code of the kind of service that is asked for (Open311 `service_code`). 诉求类别编码')
  readonly serviceCode?: string;

  @TextField('Name of the kind of service that is asked for (Open311 `service_name`). 诉求类别')
  readonly serviceName?: string;

  @TextField('Larger class that the service belongs to. 诉求大类')
  readonly category?: string;

  @DateTimeField('When it was registered (Open311 `requested_datetime`). 受理时间')
  readonly openedAt?: string;

  @DateTimeField('When it was first given to a unit. 派单时间')
  readonly assignedAt?: string;

  @DateTimeField('When the unit first answered. 响应时间')
  readonly respondedAt?: string;

  @DateTimeField('When the place was inspected. 查看时间')
  readonly inspectedAt?: string;

  @DateTimeField('When it is due (Open311 `expected_datetime`). 办理期限')
  readonly dueAt?: string;

  @DateTimeField('When it was resolved. 办结时间')
  readonly resolvedAt?: string;

  @DateTimeField('When it was closed. 关闭时间')
  readonly closedAt?: string;

  @DateTimeField('When the source last changed it, or took the snapshot that holds it (Open311 `updated_datetime`). 更新时间')
  readonly updatedAt?: string;

  @FloatField('Minutes from registered to first answer. 响应用时')
  readonly responseMinutes?: number;

  @FloatField('Minutes from registered to resolved. 办理用时')
  readonly resolutionMinutes?: number;

  @BooleanField('True when it was resolved after `dueAt`, or is open past it. 是否超期')
  readonly overdue?: boolean;

  @IntField('Times that the same matter was reported. 重复次数')
  readonly callCount?: number;

  @EnumField(Satisfaction, 'How satisfied the reporter was with the result.')
  readonly satisfaction?: ValueOf<typeof Satisfaction>;

  @RawOf('satisfaction')
  readonly satisfactionRaw?: string;

  @LabelOf('satisfaction')
  readonly satisfactionLabel?: string;

  @TextField('What was done (Open311 `status_notes`). 办理结果')
  @FreeText()
  readonly resolutionNotes?: string;

  @TextField('Code of the unit that deals with it. 承办单位编码')
  readonly assignedUnitCode?: string;

  @TextField('Name of that unit, as delivered (Open311 `agency_responsible`). 承办单位')
  readonly assignedUnitName?: string;

  @TextField('Name that the reporter left. 诉求人')
  @Privacy('PERSONAL')
  readonly reporterName?: string;

  @TextField('Telephone number that the reporter left. 联系电话')
  @Privacy('PERSONAL')
  readonly reporterPhone?: string;

  @Field(() => [ExternalId], { nullable: true, description: 'Numbers of the same request in other systems.' })
  @ValueType('json')
  readonly externalIds?: readonly ExternalId[];

  @ToOne('OrganisationUnit', 'The unit that `assignedUnitCode` names.')
  @Relation({ by: 'key', from: 'assignedUnitCode', to: 'code' })
  readonly assignedUnit?: OrganisationUnit;

  @ToOne('OrganisationUnit', 'The unit in whose area of responsibility `location` lies.')
  @Relation({ by: 'inside', from: 'location', to: 'area' })
  readonly responsibleUnitAtLocation?: OrganisationUnit;

  @ToOne('HouseholdCount', 'The count of households whose area `location` lies in.')
  @Relation({ by: 'inside', from: 'location', to: 'area' })
  readonly householdCountAtLocation?: HouseholdCount;

  @ToMany('Transfer', 'How the request was handed on.')
  @Relation({ by: 'key', from: 'code', to: 'requestCode' })
  readonly transfers?: readonly Transfer[];

  @ToMany('GridEvent', 'Grid events that were made of it.')
  @Relation({ by: 'key', from: 'code', to: 'requestCode' })
  readonly gridEvents?: readonly GridEvent[];

  @ToMany('CallbackVisit', 'Call-backs about it.')
  @Relation({ by: 'key', from: 'code', to: 'requestCode' })
  readonly callbackVisits?: readonly CallbackVisit[];

  @ToMany('Camera', 'Cameras within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly camerasNearby?: readonly Camera[];
}
