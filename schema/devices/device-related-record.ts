import { InterfaceType } from 'type-graphql';
import { EnumField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import type { ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Relation } from '../marks.ts';
import { recordType } from '../shared.ts';
import { type Device, DeviceKind } from './device.ts';

/** What records about a device have. Only a base for classes: it does not appear in the schema. */
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

  @ToOne('Device', 'The device that `deviceCode` names, whatever its kind.')
  @Relation({ by: 'key', from: 'deviceCode', to: 'code' })
  readonly device?: Device;
}
