import { DateTimeField, DecimalField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { CallbackVisit } from './callback-visit.ts';
import type { GridEvent } from './grid-event.ts';
import type { Mediation } from './mediation.ts';
import { RequestChannel } from './request-channel.ts';
import { RiskColour } from './risk-colour.ts';

export const DisputeKind = labelledEnum('DisputeKind', 'Kind of a dispute. 纠纷类型', {
  NEIGHBOUR: ['Between neighbours', '邻里纠纷'],
  FAMILY: ['In a family or marriage', '婚姻家庭'],
  LABOUR: ['Labour', '劳动争议'],
  PROPERTY_MANAGEMENT: ['Property management', '物业纠纷'],
  LAND: ['Land and housing', '土地房屋'],
  DEBT: ['Debt', '债务纠纷'],
  CONSUMER: ['Consumer', '消费纠纷'],
  MEDICAL: ['Medical', '医疗纠纷'],
  TRAFFIC: ['Traffic accident', '交通事故'],
  COMPENSATION: ['Compensation', '损害赔偿'],
  OTHER: ['Other', '其他'],
});

export const DisputeStatus = labelledEnum('DisputeStatus', 'State of a dispute. 纠纷状态', {
  REGISTERED: ['Registered', '已登记'],
  IN_MEDIATION: ['In mediation', '调解中'],
  SETTLED: ['Settled', '已化解'],
  UNSETTLED: ['Not settled', '未化解'],
  REFERRED: ['Referred', '已移交'],
  CLOSED: ['Closed', '已结案'],
  UNKNOWN: ['Unknown', '未知'],
});

export const SettlementLevel = labelledEnum('SettlementLevel', 'Level at which a dispute was settled. 化解层级', {
  GRID: ['Grid', '网格'],
  COMMUNITY: ['Community or village', '社区(村)'],
  TOWNSHIP: ['Township or subdistrict', '乡镇(街道)'],
  COUNTY: ['County or district', '区县'],
  COURT: ['Court', '法院'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'disputeCases',
  term: '矛盾纠纷',
  aboutPeople: true,
  description: 'A dispute between parties, from its report to its settlement. The parties are not named.',
})
export class DisputeCase extends LocatedRecord {
  @TextField('Number of the case. 案件编号')
  readonly code?: string;

  @TextField('Short text. 标题')
  @FreeText()
  readonly title?: string;

  @TextField('What it is about. 内容')
  @FreeText()
  readonly description?: string;

  @EnumField(DisputeKind, 'Kind of the dispute.')
  readonly kind?: ValueOf<typeof DisputeKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(DisputeStatus, 'State of the dispute.')
  readonly status?: ValueOf<typeof DisputeStatus>;

  @RawOf('status')
  readonly statusRaw?: string;

  @LabelOf('status')
  readonly statusLabel?: string;

  @EnumField(SettlementLevel, 'Level at which it was settled; null while it is not.')
  readonly settlementLevel?: ValueOf<typeof SettlementLevel>;

  @RawOf('settlementLevel')
  readonly settlementLevelRaw?: string;

  @LabelOf('settlementLevel')
  readonly settlementLevelLabel?: string;

  @EnumField(RiskColour, 'Risk that it grows, in four colours; about the matter, never about a person.')
  readonly riskColour?: ValueOf<typeof RiskColour>;

  @RawOf('riskColour')
  readonly riskColourRaw?: string;

  @LabelOf('riskColour')
  readonly riskColourLabel?: string;

  @EnumField(RequestChannel, 'Way in which the dispute became known.')
  readonly channel?: ValueOf<typeof RequestChannel>;

  @RawOf('channel')
  readonly channelRaw?: string;

  @LabelOf('channel')
  readonly channelLabel?: string;

  @DateTimeField('When it was reported. 上报时间')
  readonly reportedAt?: string;

  @DateTimeField('When it was taken up. 受理时间')
  readonly acceptedAt?: string;

  @DateTimeField('When it was settled. 化解时间')
  readonly settledAt?: string;

  @DateTimeField('When it was closed. 结案时间')
  readonly closedAt?: string;

  @FloatField('Days from taken up to settled. 化解用时')
  readonly handlingDays?: number;

  @IntField('Number of parties. 当事方数')
  readonly partyCount?: number;

  @DecimalField('Sum in dispute, in yuan. 涉及金额')
  readonly amountYuan?: string;

  @TextField('Code of the unit that handles it. 承办单位编码')
  readonly unitCode?: string;

  @TextField('Number of the grid event that it grew out of. 事件编号')
  readonly eventCode?: string;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly unit?: OrganisationUnit;

  @ToOne('GridEvent', 'The grid event that `eventCode` names.')
  @Relation({ by: 'key', from: 'eventCode', to: 'code' })
  readonly gridEvent?: GridEvent;

  @ToMany('Mediation', 'Mediations of the case.')
  @Relation({ by: 'key', from: 'code', to: 'caseCode' })
  readonly mediations?: readonly Mediation[];

  @ToMany(
    'CallbackVisit',
    'Call-backs about the case. Two a month are due: a case with no visit of `month` and `sequenceInMonth` 2 misses one at least.',
  )
  @Relation({ by: 'key', from: 'code', to: 'caseCode' })
  readonly callbackVisits?: readonly CallbackVisit[];
}
