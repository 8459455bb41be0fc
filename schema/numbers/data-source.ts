import { EntityRecord } from '../entity-record.ts';
import { BigIntField, DateTimeField, EnumField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, Relation } from '../marks.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';

export const DataSourceKind = labelledEnum('DataSourceKind', 'Kind of a data source. 数据源类型', {
  DATABASE: ['Database', '数据库'],
  INTERFACE: ['Interface', '接口'],
  FILE: ['File', '文件'],
  DEVICE_PLATFORM: ['Device platform', '设备平台'],
  MESSAGE: ['Message feed', '消息'],
  MANUAL: ['Filled in by hand', '人工填报'],
  OTHER: ['Other', '其他'],
});

export const UpdateFrequency = labelledEnum('UpdateFrequency', 'How often data is updated. 更新频率', {
  REAL_TIME: ['In real time', '实时'],
  HOURLY: ['Hourly', '每小时'],
  DAILY: ['Daily', '每日'],
  WEEKLY: ['Weekly', '每周'],
  MONTHLY: ['Monthly', '每月'],
  YEARLY: ['Yearly', '每年'],
  IRREGULAR: ['Irregularly', '不定期'],
});

export const DataSourceState = labelledEnum('DataSourceState', 'State of a data source. 数据源状态', {
  ACTIVE: ['Active', '在用'],
  PAUSED: ['Paused', '暂停'],
  RETIRED: ['Retired', '停用'],
  UNKNOWN: ['Unknown', '未知'],
});

@Entity({
  plural: 'dataSources',
  term: '数据源',
  description:
    "An entry of the city's own catalogue of data: what it is, how fresh, who owns it. The systems that Civigraph itself reads are `Source`.",
})
export class DataSource extends EntityRecord {
  @TextField('Code of the data source. 数据源编码')
  readonly code?: string;

  @TextField('Name of the data source. 数据源名称')
  readonly name?: string;

  @TextField('What it holds. 描述')
  readonly description?: string;

  @EnumField(DataSourceKind, 'Kind of the data source.')
  readonly kind?: ValueOf<typeof DataSourceKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(DataSourceState, 'State of the data source.')
  readonly state?: ValueOf<typeof DataSourceState>;

  @RawOf('state')
  readonly stateRaw?: string;

  @LabelOf('state')
  readonly stateLabel?: string;

  @BigIntField('Number of rows. 数据量')
  readonly rowCount?: string;

  @DateTimeField('When it was last updated. 更新时间')
  readonly lastUpdatedAt?: string;

  @EnumField(UpdateFrequency, 'How often it is updated, as promised.')
  readonly updateFrequency?: ValueOf<typeof UpdateFrequency>;

  @RawOf('updateFrequency')
  readonly updateFrequencyRaw?: string;

  @LabelOf('updateFrequency')
  readonly updateFrequencyLabel?: string;

  @TextField('Code of the unit that owns it. 归属单位编码')
  readonly ownerUnitCode?: string;

  @TextField('Name of the unit that owns it, as delivered. 归属单位')
  readonly ownerName?: string;

  @ToOne('OrganisationUnit', 'The unit that `ownerUnitCode` names.')
  @Relation({ by: 'key', from: 'ownerUnitCode', to: 'code' })
  readonly owner?: OrganisationUnit;
}
