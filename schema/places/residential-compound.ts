import type { Geometry } from '../../src/contract/index.ts';
import type { AccessController } from '../devices/access-controller.ts';
import type { Camera } from '../devices/camera.ts';
import type { Device } from '../devices/device.ts';
import type { Elevator } from '../devices/elevator.ts';
import type { VehicleBarrier } from '../devices/vehicle-barrier.ts';
import { AreaField, EnumField, IntField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation } from '../marks.ts';
import type { Building } from './building.ts';
import type { Dwelling } from './dwelling.ts';
import type { OrganisationUnit } from './organisation-unit.ts';

export const CompoundKind = labelledEnum('CompoundKind', 'Kind of a residential compound. 小区类型', {
  COMMERCIAL: ['Commercial housing', '商品房小区'],
  RESETTLEMENT: ['Resettlement housing', '安置房小区'],
  UNIT_HOUSING: ['Housing of an employer', '单位家属院'],
  OLD: ['Old compound without management', '老旧小区'],
  PUBLIC_RENTAL: ['Public rental housing', '公租房小区'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'residentialCompounds',
  term: '小区',
  description: 'A residential compound: buildings that share grounds, gates and a management.',
})
export class ResidentialCompound extends LocatedRecord {
  @TextField('Code of the compound. 小区编码')
  readonly code?: string;

  @TextField('Name of the compound. 小区名称')
  readonly name?: string;

  @EnumField(CompoundKind, 'Kind of the compound.')
  readonly kind?: ValueOf<typeof CompoundKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @TextField('Code of the property management. 物业单位编码')
  readonly managementUnitCode?: string;

  @IntField('Number of buildings. 楼栋数')
  readonly buildingCount?: number;

  @IntField('Number of dwellings. 房屋数')
  readonly dwellingCount?: number;

  @IntField('Number of households. 户数')
  readonly householdCount?: number;

  @IntField('Number of gates. 出入口数')
  readonly gateCount?: number;

  @AreaField('The grounds. 边界')
  readonly area?: Geometry;

  @ToOne('OrganisationUnit', 'The property management that `managementUnitCode` names.')
  @Relation({ by: 'key', from: 'managementUnitCode', to: 'code' })
  readonly managementUnit?: OrganisationUnit;

  @ToMany('Building', 'Buildings of the compound.')
  @Relation({ by: 'key', from: 'code', to: 'compoundCode' })
  readonly buildings?: readonly Building[];

  @ToMany('Dwelling', 'Dwellings of the compound.')
  @Relation({ by: 'key', from: 'code', to: 'compoundCode' })
  readonly dwellings?: readonly Dwelling[];

  @ToMany('Device', 'Devices of all kinds that name this compound.')
  @Relation({ by: 'key', from: 'code', to: 'compoundCode' })
  readonly devices?: readonly Device[];

  @ToMany('Device', 'Devices of all kinds that lie in `area`, whether or not they name it.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly devicesInArea?: readonly Device[];

  @ToMany('Camera', 'Cameras that name this compound.')
  @Relation({ by: 'key', from: 'code', to: 'compoundCode' })
  readonly cameras?: readonly Camera[];

  @ToMany('AccessController', 'Sets of access control that name this compound.')
  @Relation({ by: 'key', from: 'code', to: 'compoundCode' })
  readonly accessControllers?: readonly AccessController[];

  @ToMany('VehicleBarrier', 'Vehicle barriers that name this compound.')
  @Relation({ by: 'key', from: 'code', to: 'compoundCode' })
  readonly vehicleBarriers?: readonly VehicleBarrier[];

  @ToMany('Elevator', 'Elevators that name this compound.')
  @Relation({ by: 'key', from: 'code', to: 'compoundCode' })
  readonly elevators?: readonly Elevator[];
}
