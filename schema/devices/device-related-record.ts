import { InterfaceType } from 'type-graphql';
import { EnumField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import type { ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Relation } from '../marks.ts';
import { recordType } from '../shared.ts';
import type { AccessController } from './access-controller.ts';
import type { AccessPoint } from './access-point.ts';
import type { Camera } from './camera.ts';
import { DeviceKind } from './device.ts';
import type { Elevator } from './elevator.ts';
import type { Kiosk } from './kiosk.ts';
import type { OtherDevice } from './other-device.ts';
import type { SpeedDisplay } from './speed-display.ts';
import type { TrafficSensor } from './traffic-sensor.ts';
import type { VehicleBarrier } from './vehicle-barrier.ts';

/** What records about a device have: its code and, for every kind, the device. Only a base for classes: it does not appear in the schema. */
@InterfaceType({ resolveType: recordType })
export abstract class DeviceRelatedRecord extends LocatedRecord {
  @TextField('Code of the device. 设备编码')
  readonly deviceCode?: string;

  @EnumField(DeviceKind, 'Kind of the device.')
  readonly deviceKind?: ValueOf<typeof DeviceKind>;

  @RawOf('deviceKind')
  readonly deviceKindRaw?: string;

  @LabelOf('deviceKind')
  readonly deviceKindLabel?: string;

  @ToOne('Camera', 'The device, where it is a camera.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly camera?: Camera;

  @ToOne('AccessController', 'The device, where it is an access controller.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly accessController?: AccessController;

  @ToOne('AccessPoint', 'The device, where it is an access point.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly accessPoint?: AccessPoint;

  @ToOne('VehicleBarrier', 'The device, where it is a vehicle barrier.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly vehicleBarrier?: VehicleBarrier;

  @ToOne('Elevator', 'The device, where it is an elevator.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly elevator?: Elevator;

  @ToOne('TrafficSensor', 'The device, where it is a traffic sensor.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly trafficSensor?: TrafficSensor;

  @ToOne('SpeedDisplay', 'The device, where it is a speed display.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly speedDisplay?: SpeedDisplay;

  @ToOne('Kiosk', 'The device, where it is a kiosk.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly kiosk?: Kiosk;

  @ToOne('OtherDevice', 'The device, where it is of another kind.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly otherDevice?: OtherDevice;
}
