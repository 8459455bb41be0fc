import { EntityRecord } from '../entity-record.ts';
import { BooleanField, DateTimeField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { AdministrativeDivision } from '../places/administrative-division.ts';
import type { GridCell } from '../places/grid-cell.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { DisputeCase } from './dispute-case.ts';

export const MediationKind = labelledEnum('MediationKind', 'Kind of a mediation. 调解类型', {
  PEOPLES: ["People's mediation", '人民调解'],
  ADMINISTRATIVE: ['Administrative mediation', '行政调解'],
  JUDICIAL: ['Judicial mediation', '司法调解'],
  INDUSTRY: ['By a trade body', '行业调解'],
  JOINT: ['Joint mediation', '联合调解'],
  OTHER: ['Other', '其他'],
});

export const MediationOutcome = labelledEnum('MediationOutcome', 'How a mediation ended. 调解结果', {
  SETTLED: ['Settled', '调解成功'],
  FAILED: ['Failed', '调解不成'],
  WITHDRAWN: ['Withdrawn', '撤回'],
  PENDING: ['Pending', '进行中'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'mediations',
  term: '调解',
  aboutPeople: true,
  description: 'A mediation and how it ended.',
})
export class Mediation extends EntityRecord {
  @TextField('Number of the mediation. 调解编号')
  readonly code?: string;

  @TextField('Number of the dispute case. 案件编号')
  readonly caseCode?: string;

  @TextField('Code of the unit that mediates. 调解机构编码')
  readonly unitCode?: string;

  @TextField('Code of the grid cell. 网格编码')
  readonly gridCellCode?: string;

  @TextField('Code of the administrative division. 行政区划代码')
  readonly divisionCode?: string;

  @EnumField(MediationKind, 'Kind of the mediation.')
  readonly kind?: ValueOf<typeof MediationKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(MediationOutcome, 'How it ended; the success rate is SETTLED over all that ended.')
  readonly outcome?: ValueOf<typeof MediationOutcome>;

  @RawOf('outcome')
  readonly outcomeRaw?: string;

  @LabelOf('outcome')
  readonly outcomeLabel?: string;

  @DateTimeField('When it began. 开始时间')
  readonly startedAt?: string;

  @DateTimeField('When it ended. 结束时间')
  readonly endedAt?: string;

  @FloatField('Length in minutes. 时长')
  readonly durationMinutes?: number;

  @IntField('Number of mediators. 调解员数')
  readonly mediatorCount?: number;

  @BooleanField('Whether a written agreement was signed. 是否签订协议')
  readonly agreementSigned?: boolean;

  @BooleanField('Whether the agreement was kept; null while that is open. 是否履行')
  readonly agreementKept?: boolean;

  @TextField('What was agreed. 备注')
  @FreeText()
  readonly notes?: string;

  @ToOne('DisputeCase', 'The case that `caseCode` names.')
  @Relation({ by: 'key', from: 'caseCode', to: 'code' })
  readonly disputeCase?: DisputeCase;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly unit?: OrganisationUnit;

  @ToOne('GridCell', 'The grid cell that `gridCellCode` names.')
  @Relation({ by: 'key', from: 'gridCellCode', to: 'code' })
  readonly gridCell?: GridCell;

  @ToOne('AdministrativeDivision', 'The administrative division that `divisionCode` names.')
  @Relation({ by: 'key', from: 'divisionCode', to: 'code' })
  readonly division?: AdministrativeDivision;
}
