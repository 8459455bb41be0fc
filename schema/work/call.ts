import type { Camera } from '../devices/camera.ts';
import {
  BooleanField,
  DateField,
  DateTimeField,
  EnumField,
  FloatField,
  LabelOf,
  RawOf,
  TextField,
  TimeField,
  ToMany,
  ToOne,
} from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import { Priority } from './priority.ts';

export const CallKind = labelledEnum('CallKind', 'Kind of a call. 警情类别', {
  POLICE: ['Police', '公安'],
  FIRE: ['Fire', '火灾'],
  MEDICAL: ['Medical', '医疗急救'],
  TRAFFIC: ['Traffic accident', '交通事故'],
  DISPUTE: ['Dispute', '纠纷'],
  HELP: ['Call for help', '求助'],
  OTHER: ['Other', '其他'],
});

export const CallStatus = labelledEnum('CallStatus', 'State of a call. 警情状态', {
  RECEIVED: ['Received', '已接警'],
  DISPATCHED: ['Dispatched', '已派警'],
  EN_ROUTE: ['En route', '出警中'],
  ON_SCENE: ['On scene', '已到场'],
  CLOSED: ['Closed', '已处结'],
  CANCELLED: ['Cancelled', '已撤销'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'calls',
  term: '警情',
  aboutPeople: true,
  description:
    'One response of a unit to an emergency call. An incident that several units answer has one record for each, tied by `incidentCode`.',
})
export class Call extends LocatedRecord {
  @TextField('Number of the record. 警情编号')
  readonly code?: string;

  @TextField('Number of the incident that it belongs to. 事件编号')
  readonly incidentCode?: string;

  @TextField('Code of the unit that answered. 出警单位编码')
  readonly unitCode?: string;

  @TextField('Name or radio name of that unit, as delivered. 出警单位')
  readonly unitName?: string;

  @TextField('Code of the dispatch zone. 警区编码')
  readonly zoneCode?: string;

  @TextField('Name of the dispatch zone. 警区名称')
  readonly zoneName?: string;

  @EnumField(CallKind, 'Kind of the call.')
  readonly kind?: ValueOf<typeof CallKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(CallStatus, 'State of the call.')
  readonly status?: ValueOf<typeof CallStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @EnumField(Priority, 'Urgency of the call.')
  readonly priority?: ValueOf<typeof Priority>;

  @RawOf('priority')
  readonly priorityRaw?: string;

  @LabelOf('priority')
  readonly priorityLabel?: string;

  @BooleanField('True for the unit that arrived first at its incident. 是否首到')
  readonly firstOnScene?: boolean;

  @DateField('Local day of the call, for sources that give times of day only. 日期')
  readonly occurredOn?: string;

  @DateTimeField('When the call was received. 接警时间')
  readonly receivedAt?: string;

  @DateTimeField('When the unit was dispatched. 派警时间')
  readonly dispatchedAt?: string;

  @DateTimeField('When the supervisor took note. 督办时间')
  readonly supervisedAt?: string;

  @DateTimeField('When the duty head was told. 报告值班领导时间')
  readonly toldAt?: string;

  @DateTimeField('When the unit set out. 出发时间')
  readonly enRouteAt?: string;

  @DateTimeField('When the unit arrived. 到场时间')
  readonly arrivedAt?: string;

  @DateTimeField('When the call was closed. 处结时间')
  readonly closedAt?: string;

  @TimeField('Local time of day at which the call was received, for sources without instants.')
  readonly receivedTime?: string;

  @TimeField('Local time of day at which the unit was dispatched, for sources without instants.')
  readonly dispatchedTime?: string;

  @TimeField('Local time of day at which the unit set out, for sources without instants.')
  readonly enRouteTime?: string;

  @TimeField('Local time of day at which the unit arrived, for sources without instants.')
  readonly arrivedTime?: string;

  @FloatField('Seconds from received to dispatched; the rule allows 60. 派警用时')
  readonly dispatchSeconds?: number;

  @FloatField('Seconds from received to supervised; the rule allows 120. 督办用时')
  readonly superviseSeconds?: number;

  @FloatField('Seconds from received to the duty head being told; the rule allows 180. 报告用时')
  readonly tellSeconds?: number;

  @FloatField('Seconds from dispatched to set out. 出动用时')
  readonly turnoutSeconds?: number;

  @FloatField('Minutes from set out to arrived. 途中用时')
  readonly travelMinutes?: number;

  @FloatField('Minutes from dispatched to arrived; the rule allows 8. 到场用时')
  readonly arrivalMinutes?: number;

  @FloatField('Minutes from received to arrived. 响应用时')
  readonly responseMinutes?: number;

  @FloatField('Minutes that the unit was bound by the call. 处置用时')
  readonly serviceMinutes?: number;

  @TextField('What happened, as the source says. 警情描述')
  @FreeText()
  readonly description?: string;

  @TextField('How it ended, as the source says. 处理结果')
  @FreeText()
  readonly outcome?: string;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly unit?: OrganisationUnit;

  @ToMany('Call', 'All responses to the same incident, this one included.')
  @Relation({ by: 'key', from: 'incidentCode', to: 'incidentCode' })
  readonly responses?: readonly Call[];

  @ToMany('Camera', 'Cameras within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly camerasNearby?: readonly Camera[];
}
