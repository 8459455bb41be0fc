import { DateTimeField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, FreeText, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';

export const PatrolKind = labelledEnum('PatrolKind', 'Kind of a patrol. 巡防类型', {
  FOOT: ['On foot', '步巡'],
  VEHICLE: ['By vehicle', '车巡'],
  BICYCLE: ['By bicycle', '骑巡'],
  WATER: ['On water', '水巡'],
  MIXED: ['Mixed', '混合'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'patrols',
  term: '巡防',
  description: 'A round of a team: when, where, how many, and what was found. No member is named and no route is kept.',
})
export class Patrol extends LocatedRecord {
  @TextField('Number of the patrol. 巡防编号')
  readonly code?: string;

  @TextField('Name of the team. 队伍名称')
  readonly teamName?: string;

  @TextField('Code of the unit that sent it. 所属单位编码')
  readonly unitCode?: string;

  @EnumField(PatrolKind, 'Kind of the patrol.')
  readonly kind?: ValueOf<typeof PatrolKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @DateTimeField('When it began. 开始时间')
  readonly startedAt?: string;

  @DateTimeField('When it ended. 结束时间')
  readonly endedAt?: string;

  @FloatField('Length in minutes. 时长')
  readonly durationMinutes?: number;

  @IntField('Number of those who took part, in person-times. 参与人次')
  readonly participantCount?: number;

  @IntField('Number of vehicles, in vehicle-times. 出动车次')
  readonly vehicleCount?: number;

  @IntField('Places that were checked. 检查场所数')
  readonly placeCount?: number;

  @IntField('Hazards that were found. 发现隐患数')
  readonly hazardCount?: number;

  @IntField('Matters that were dealt with on the spot. 现场处置数')
  readonly resolvedCount?: number;

  @TextField('What was found. 备注')
  @FreeText()
  readonly notes?: string;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly unit?: OrganisationUnit;
}
