import { EntityRecord } from '../entity-record.ts';
import { DateField, DateTimeField, EnumField, FloatField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, Relation } from '../marks.ts';
import type { AdministrativeDivision } from '../places/administrative-division.ts';
import type { GridCell } from '../places/grid-cell.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';

export const IndicatorUnit = labelledEnum('IndicatorUnit', 'Unit of an indicator. 单位', {
  ITEMS: ['Items', '件'],
  INCIDENTS: ['Incidents', '起'],
  PERSON_TIMES: ['Person-times', '人次'],
  VEHICLE_TIMES: ['Vehicle-times', '车次'],
  SETS: ['Sets', '套'],
  CHANNELS: ['Channels', '路'],
  HOUSEHOLDS: ['Households', '户'],
  RESIDENTS: ['Residents', '人'],
  PERCENT: ['Per cent', '%'],
  MINUTES: ['Minutes', '分钟'],
  YUAN: ['Yuan', '元'],
  OTHER: ['Other', '其他'],
});

export const IndicatorComparison = labelledEnum('IndicatorComparison', 'What an indicator is compared with. 比较方式', {
  YOY: ['Year on year', '同比'],
  MOM: ['Month on month', '环比'],
});

export const IndicatorPeriod = labelledEnum('IndicatorPeriod', "Length of an indicator's period. 统计周期", {
  DAY: ['Day', '日'],
  WEEK: ['Week', '周'],
  MONTH: ['Month', '月'],
  QUARTER: ['Quarter', '季'],
  YEAR: ['Year', '年'],
  CUMULATIVE: ['Cumulative', '累计'],
});

@Entity({
  plural: 'indicators',
  term: '指标',
  privacy: 'PUBLIC',
  description: 'A published figure for a period, with its comparison.',
})
export class Indicator extends EntityRecord {
  @TextField('Code of the indicator; one indicator has a record for every period and area. 指标编码')
  readonly code?: string;

  @TextField('Name of the indicator. 指标名称')
  readonly name?: string;

  @TextField('How it is computed. 指标口径')
  readonly definition?: string;

  @FloatField('The figure, in `unit`. 指标值')
  readonly value?: number;

  @EnumField(IndicatorUnit, 'Unit of `value` and `baseValue`.')
  readonly unit?: ValueOf<typeof IndicatorUnit>;

  @RawOf('unit')
  readonly unitRaw?: string;

  @LabelOf('unit')
  readonly unitLabel?: string;

  @EnumField(IndicatorPeriod, 'Length of the period.')
  readonly period?: ValueOf<typeof IndicatorPeriod>;

  @RawOf('period')
  readonly periodRaw?: string;

  @LabelOf('period')
  readonly periodLabel?: string;

  @DateField('First day of the period. 起始日期')
  readonly periodStart?: string;

  @DateField('Last day of the period. 截止日期')
  readonly periodEnd?: string;

  @EnumField(IndicatorComparison, 'What it is compared with.')
  readonly comparison?: ValueOf<typeof IndicatorComparison>;

  @RawOf('comparison')
  readonly comparisonRaw?: string;

  @LabelOf('comparison')
  readonly comparisonLabel?: string;

  @FloatField('The figure that it is compared with. 基期值')
  readonly baseValue?: number;

  @FloatField('Change against `baseValue` in per cent. 增幅')
  readonly changePercent?: number;

  @DateTimeField('When it was published. 发布时间')
  readonly publishedAt?: string;

  @TextField('Code of the administrative division that it stands for. 行政区划代码')
  readonly divisionCode?: string;

  @TextField('Code of the grid cell that it stands for. 网格编码')
  readonly gridCellCode?: string;

  @TextField('Code of the unit that publishes it. 发布单位编码')
  readonly unitCode?: string;

  @ToOne('AdministrativeDivision', 'The administrative division that `divisionCode` names.')
  @Relation({ by: 'key', from: 'divisionCode', to: 'code' })
  readonly division?: AdministrativeDivision;

  @ToOne('GridCell', 'The grid cell that `gridCellCode` names.')
  @Relation({ by: 'key', from: 'gridCellCode', to: 'code' })
  readonly gridCell?: GridCell;

  @ToOne('OrganisationUnit', 'The unit that `unitCode` names.')
  @Relation({ by: 'key', from: 'unitCode', to: 'code' })
  readonly publisher?: OrganisationUnit;
}
