import { EntityRecord } from '../entity-record.ts';
import { BooleanField, DateField, DateTimeField, EnumField, IntField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { GridCell } from '../places/grid-cell.ts';
import type { DisputeCase } from './dispute-case.ts';
import type { ServiceRequest } from './service-request.ts';

export const CallbackMethod = labelledEnum('CallbackMethod', 'How a call-back was made. 回访方式', {
  VISIT: ['Visit', '上门'],
  PHONE: ['Telephone', '电话'],
  ONLINE: ['Online', '线上'],
  OTHER: ['Other', '其他'],
});

export const CallbackResult = labelledEnum('CallbackResult', 'What a call-back found. 回访结果', {
  STABLE: ['Settled and stable', '稳定'],
  RECURRED: ['Came up again', '反复'],
  IMPROVED: ['Improved', '好转'],
  NOT_REACHED: ['Not reached', '未联系上'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'callbackVisits',
  term: '回访',
  aboutPeople: true,
  description: 'A call-back after a case or request, to see whether the result holds.',
})
export class CallbackVisit extends EntityRecord {
  @TextField('Number of the call-back. 回访编号')
  readonly code?: string;

  @TextField('Number of the dispute case. 案件编号')
  readonly caseCode?: string;

  @TextField('Number of the service request. 工单编号')
  readonly requestCode?: string;

  @TextField('Code of the grid cell. 网格编码')
  readonly gridCellCode?: string;

  @DateTimeField('When it was made. 回访时间')
  readonly visitedAt?: string;

  @DateField('First day of the month that it counts for. 回访月份')
  readonly month?: string;

  @IntField('Position among the call-backs of the same case in `month`, from 1; two are due. 当月第几次')
  readonly sequenceInMonth?: number;

  @EnumField(CallbackMethod, 'How it was made.')
  readonly method?: ValueOf<typeof CallbackMethod>;

  @RawOf('method')
  readonly methodRaw?: string;

  @LabelOf('method')
  readonly methodLabel?: string;

  @EnumField(CallbackResult, 'What it found.')
  readonly result?: ValueOf<typeof CallbackResult>;

  @RawOf('result')
  readonly resultRaw?: string;

  @LabelOf('result')
  readonly resultLabel?: string;

  @BooleanField('Whether those concerned were satisfied. 是否满意')
  readonly satisfied?: boolean;

  @TextField('What was said. 备注')
  @FreeText()
  readonly notes?: string;

  @ToOne('DisputeCase', 'The case that `caseCode` names.')
  @Relation({ by: 'key', from: 'caseCode', to: 'code' })
  readonly disputeCase?: DisputeCase;

  @ToOne('ServiceRequest', 'The service request that `requestCode` names.')
  @Relation({ by: 'key', from: 'requestCode', to: 'code' })
  readonly serviceRequest?: ServiceRequest;

  @ToOne('GridCell', 'The grid cell that `gridCellCode` names.')
  @Relation({ by: 'key', from: 'gridCellCode', to: 'code' })
  readonly gridCell?: GridCell;
}
