import { InterfaceType } from 'type-graphql';
import { TextField, ToMany, ToOne } from '../fields.ts';
import { LocatedRecord } from '../located-record.ts';
import { Relation } from '../marks.ts';
import type { Building } from '../places/building.ts';
import type { OrganisationUnit } from '../places/organisation-unit.ts';
import type { ResidentialCompound } from '../places/residential-compound.ts';
import { recordType } from '../shared.ts';
import type { Alarm } from './alarm.ts';
import { Device } from './device.ts';
import type { DeviceStatusEvent } from './device-status-event.ts';
import type { Observation } from './observation.ts';

/** What device entities have beyond the interface: more of the place, and relations. Only a base for classes: it does not appear in the schema. */
@InterfaceType({ implements: Device, resolveType: recordType })
export abstract class DeviceRecord extends LocatedRecord {
  @TextField('Model, as the manufacturer names it. 型号')
  readonly model?: string;

  @TextField('Code of the residential compound that it belongs to. 小区编码')
  readonly compoundCode?: string;

  @TextField('Code of the building that it is in or at. 楼栋编码')
  readonly buildingCode?: string;

  @TextField('Code of the unit that owns it. 归属单位编码')
  readonly ownerUnitCode?: string;

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
