import { Field } from 'type-graphql';
import { DateField, DateTimeField, EnumField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { EntityInterface, Relation, ValueType } from '../marks.ts';
import type { Building } from '../places/building.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { ResidentialCompound } from '../places/residential-compound.ts';
import { ExternalId } from '../shared.ts';
import type { Alarm } from './alarm.ts';
import type { DeviceStatus } from './device-status.ts';
import type { DeviceStatusEvent } from './device-status-event.ts';
import type { Observation } from './observation.ts';

export const DeviceKind = labelledEnum('DeviceKind', 'Kind of a device. 设备类型', {
  CAMERA: ['Camera', '摄像机'],
  ACCESS_CONTROLLER: ['Access controller', '门禁控制器'],
  ACCESS_POINT: ['Access point', '门禁点'],
  VEHICLE_BARRIER: ['Vehicle barrier', '道闸'],
  ELEVATOR: ['Elevator', '电梯'],
  TRAFFIC_SENSOR: ['Traffic sensor', '交通传感器'],
  SPEED_DISPLAY: ['Speed display', '测速屏'],
  KIOSK: ['Kiosk', '一体机'],
  SMOKE_DETECTOR: ['Smoke detector', '烟感'],
  WATER_GAUGE: ['Water gauge', '水位计'],
  ENVIRONMENT_SENSOR: ['Environment sensor', '环境监测'],
  SPEAKER: ['Loudspeaker', '广播'],
  MANHOLE_COVER: ['Manhole cover', '井盖'],
  STREET_LIGHT: ['Street light', '路灯'],
  HELP_BUTTON: ['Help button', '一键求助'],
  OTHER: ['Other', '其他'],
});

export const DeviceState = labelledEnum('DeviceState', 'State of a device. 设备状态', {
  ONLINE: ['Online', '在线'],
  OFFLINE: ['Offline', '离线'],
  FAULT: ['Faulty', '故障'],
  IN_SERVICE: ['In service (as registered)', '在用'],
  MAINTENANCE: ['In maintenance', '维修'],
  OUT_OF_SERVICE: ['Out of service', '停用'],
  DISMANTLED: ['Dismantled', '拆除'],
  UNKNOWN: ['Unknown', '未知'],
});

/** What every kind of device has; as an entity, all kinds of device in one list. */
@EntityInterface({
  plural: 'devices',
  term: '设备',
  standard: 'GB/T 28181',
  description: 'A device of the city, whatever its kind.',
})
export abstract class Device extends LocatedRecord {
  @TextField(
    'Code of the device, as text. GB/T 28181 codes have 20 digits (8 civil unit, 2 industry, 3 type, 1 network, 6 serial); vendors misuse the type digits, so `kind` does not follow from it. 设备编码',
  )
  readonly code?: string;

  @TextField("Code of the device in its owner's own register. 自编号")
  readonly localCode?: string;

  @TextField('Name of the device. 设备名称')
  readonly name?: string;

  @EnumField(DeviceKind, 'Kind of the device.')
  readonly kind?: ValueOf<typeof DeviceKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(DeviceState, 'State of the device as its register says; what a device platform says now is in `liveStatus`.')
  readonly state?: ValueOf<typeof DeviceState>;

  @RawOf('state')
  readonly stateRaw?: string;

  @LabelOf('state')
  readonly stateLabel?: string;

  @DateField('Day of installation. 安装日期')
  readonly installedOn?: string;

  @DateTimeField('When the device last gave a sign of life. 最后在线时间')
  readonly lastSeenAt?: string;

  @TextField('Manufacturer. 厂商')
  readonly manufacturer?: string;

  @Field(() => [ExternalId], { nullable: true, description: 'Keys of the device in other registers.' })
  @ValueType('json')
  readonly externalIds?: readonly ExternalId[];

  @TextField('Model, as the manufacturer names it. 型号')
  readonly model?: string;

  @DateTimeField('When the register last changed the entry. 更新时间')
  readonly updatedAt?: string;

  @TextField('Code of the residential compound that it belongs to. 小区编码')
  readonly compoundCode?: string;

  @TextField('Code of the building that it is in or at. 楼栋编码')
  readonly buildingCode?: string;

  @TextField('Code of the unit that owns it. 归属单位编码')
  readonly ownerUnitCode?: string;

  @ToOne('DeviceStatus', 'What a device platform says of it now.')
  @Relation({ by: 'key', from: 'code', to: 'deviceCode' })
  readonly liveStatus?: DeviceStatus;

  @ToOne('ResidentialCompound', 'The residential compound that `compoundCode` names.')
  @Relation({ by: 'key', from: 'compoundCode', to: 'code' })
  readonly compound?: ResidentialCompound;

  @ToOne('Building', 'The building that `buildingCode` names.')
  @Relation({ by: 'key', from: 'buildingCode', to: 'code' })
  readonly building?: Building;

  @ToOne('OrganisationUnit', 'The unit that `ownerUnitCode` names.')
  @Relation({ by: 'key', from: 'ownerUnitCode', to: 'code' })
  readonly owner?: OrganisationUnit;

  @ToMany('DeviceStatusEvent', 'Changes of its state.')
  @Relation({ by: 'key', from: 'code', to: 'deviceCode' })
  readonly statusEvents?: readonly DeviceStatusEvent[];

  @ToMany('Observation', 'What it counted or measured.')
  @Relation({ by: 'key', from: 'code', to: 'deviceCode' })
  readonly observations?: readonly Observation[];

  @ToMany('Alarm', 'Alarms that it raised.')
  @Relation({ by: 'key', from: 'code', to: 'deviceCode' })
  readonly alarms?: readonly Alarm[];
}
