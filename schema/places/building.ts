import { Field } from 'type-graphql';
import type { Geometry } from '../../src/contract/index.ts';
import type { AccessController } from '../devices/access-controller.ts';
import type { Camera } from '../devices/camera.ts';
import type { Device } from '../devices/device.ts';
import type { Elevator } from '../devices/elevator.ts';
import { AreaField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation, ValueType } from '../marks.ts';
import { ExternalId } from '../shared.ts';
import type { Inspection } from '../work/inspection.ts';
import type { RiskItem } from '../work/risk-item.ts';
import type { Dwelling } from './dwelling.ts';
import type { ResidentialCompound } from './residential-compound.ts';

export const BuildingKind = labelledEnum('BuildingKind', 'Use of a building. 楼栋用途', {
  RESIDENTIAL: ['Residential', '住宅'],
  COMMERCIAL: ['Commercial', '商业'],
  OFFICE: ['Office', '办公'],
  INDUSTRIAL: ['Industrial', '工业'],
  PUBLIC_SERVICE: ['Public service', '公共服务'],
  MIXED: ['Mixed', '综合'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'buildings',
  term: '楼栋',
  description: 'A building.',
})
export class Building extends LocatedRecord {
  @TextField('Code of the building. 楼栋编码')
  readonly code?: string;

  @TextField('Name or number of the building. 楼栋名称')
  readonly name?: string;

  @EnumField(BuildingKind, 'Main use of the building.')
  readonly kind?: ValueOf<typeof BuildingKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @TextField('Code of the residential compound that it belongs to. 小区编码')
  readonly compoundCode?: string;

  @IntField('Floors above ground. 地上层数')
  readonly floorCount?: number;

  @IntField('Floors below ground. 地下层数')
  readonly basementFloorCount?: number;

  @IntField('Entrances with their own stairs. 单元数')
  readonly entranceCount?: number;

  @IntField('Number of dwellings. 房屋数')
  readonly dwellingCount?: number;

  @IntField('Number of households. 户数')
  readonly householdCount?: number;

  @IntField('Year of completion. 建成年份')
  readonly builtYear?: number;

  @FloatField('Height in metres. 高度')
  readonly heightMetres?: number;

  @AreaField('Outline on the ground. 轮廓')
  readonly footprint?: Geometry;

  @Field(() => [ExternalId], { nullable: true, description: 'Keys of the building in other registers.' })
  @ValueType('json')
  readonly externalIds?: readonly ExternalId[];

  @ToOne('ResidentialCompound', 'The residential compound that `compoundCode` names.')
  @Relation({ by: 'key', from: 'compoundCode', to: 'code' })
  readonly compound?: ResidentialCompound;

  @ToMany('Dwelling', 'Dwellings of the building.')
  @Relation({ by: 'key', from: 'code', to: 'buildingCode' })
  readonly dwellings?: readonly Dwelling[];

  @ToMany('Device', 'Devices of all kinds that name this building.')
  @Relation({ by: 'key', from: 'code', to: 'buildingCode' })
  readonly devices?: readonly Device[];

  @ToMany('Camera', 'Cameras that name this building.')
  @Relation({ by: 'key', from: 'code', to: 'buildingCode' })
  readonly cameras?: readonly Camera[];

  @ToMany('AccessController', 'Sets of access control that name this building.')
  @Relation({ by: 'key', from: 'code', to: 'buildingCode' })
  readonly accessControllers?: readonly AccessController[];

  @ToMany('Elevator', 'Elevators that name this building.')
  @Relation({ by: 'key', from: 'code', to: 'buildingCode' })
  readonly elevators?: readonly Elevator[];

  @ToMany('RiskItem', 'Risk items of the building.')
  @Relation({ by: 'key', from: 'code', to: 'buildingCode' })
  readonly riskItems?: readonly RiskItem[];

  @ToMany('Inspection', 'Inspections of the building.')
  @Relation({ by: 'key', from: 'code', to: 'buildingCode' })
  readonly inspections?: readonly Inspection[];
}
