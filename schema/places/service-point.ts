import { EnumField, IntField, LabelOf, RawOf, TextField, TimeField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation } from '../marks.ts';
import type { OrganisationUnit } from './organisation-unit.ts';

export const ServicePointKind = labelledEnum('ServicePointKind', 'Kind of a service point. 服务窗口类型', {
  COUNTER: ['Staffed counter', '人工窗口'],
  SELF_SERVICE: ['Self-service', '自助服务'],
  RECEPTION: ['Reception room', '接待室'],
  HOTSPOT: ['Public wireless network', '公共无线网'],
  HOUSING: ['Affordable housing', '保障住房'],
  OTHER: ['Other', '其他'],
});

export const ServicePointState = labelledEnum('ServicePointState', 'State of a service point. 服务窗口状态', {
  OPEN: ['Open', '开放'],
  CLOSED: ['Closed', '关闭'],
  PLANNED: ['Planned', '筹建'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'servicePoints',
  term: '服务窗口',
  privacy: 'PUBLIC',
  description: 'A counter or spot where people are served.',
})
export class ServicePoint extends LocatedRecord {
  @TextField('Code of the service point. 窗口编码')
  readonly code?: string;

  @TextField('Name of the service point. 窗口名称')
  readonly name?: string;

  @EnumField(ServicePointKind, 'Kind of the service point.')
  readonly kind?: ValueOf<typeof ServicePointKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(ServicePointState, 'Whether people are served there now.')
  readonly state?: ValueOf<typeof ServicePointState>;

  @RawOf('state')
  readonly stateRaw?: string;

  @LabelOf('state')
  readonly stateLabel?: string;

  @TextField('Code of the unit that runs it. 所属机构编码')
  readonly unitCode?: string;

  @TextField('What is done there, as the source writes it. 服务事项')
  readonly services?: string;

  @TextField('Opening hours, as the source writes them. 开放时间')
  readonly openingHours?: string;

  @TimeField('Local time of day at which it opens on working days. 开始时间')
  readonly openingTime?: string;

  @TimeField('Local time of day at which it closes on working days. 结束时间')
  readonly closingTime?: string;

  @IntField('Number of counters, spots or units of the offer. 数量')
  readonly capacity?: number;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly unit?: OrganisationUnit;
}
