import { Field, InterfaceType } from 'type-graphql';
import { EntityRecord } from '../entity-record.ts';
import { DateField, DateTimeField, EnumField, LabelOf, PointField, RawOf, TextField } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { ValueType } from '../marks.ts';
import { ExternalId, recordType } from '../shared.ts';

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

/** What every kind of device has. */
@InterfaceType({ description: 'A device of the city, whatever its kind. (设备; GB/T 28181)', resolveType: recordType })
export abstract class Device extends EntityRecord {
  @TextField(
    'Code of the device, as text. GB/T 28181 codes have 20 digits (8 civil unit, 2 industry, 3 type, 1 network, 6 serial); vendors misuse the type digits, so `kind` does not follow from it. 设备编码',
  )
  readonly code?: string;

  @TextField('Name of the device. 设备名称')
  readonly name?: string;

  @EnumField(DeviceKind, 'Kind of the device.')
  readonly kind?: ValueOf<typeof DeviceKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @EnumField(DeviceState, 'State of the device: the last known live state, or the registered one where no live state is known.')
  readonly state?: ValueOf<typeof DeviceState>;

  @RawOf('state')
  readonly stateRaw?: string;

  @LabelOf('state')
  readonly stateLabel?: string;

  @PointField('Where it is.')
  readonly location?: { readonly lon: number; readonly lat: number };

  @TextField('Code of the grid cell that the source gives. 网格编码')
  readonly gridCellCode?: string;

  @TextField('Code of the administrative division that the source gives (GB/T 2260, or the local scheme). 行政区划代码')
  readonly divisionCode?: string;

  @DateField('Day of installation. 安装日期')
  readonly installedOn?: string;

  @DateTimeField('When the device last gave a sign of life. 最后在线时间')
  readonly lastSeenAt?: string;

  @TextField('Manufacturer. 厂商')
  readonly manufacturer?: string;

  @Field(() => [ExternalId], { nullable: true, description: 'Keys of the device in other registers.' })
  @ValueType('json')
  readonly externalIds?: readonly ExternalId[];
}
