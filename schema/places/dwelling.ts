import { DateField, EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Privacy, Relation } from '../marks.ts';
import type { Building } from './building.ts';
import type { ResidentialCompound } from './residential-compound.ts';

export const Occupancy = labelledEnum('Occupancy', 'How a dwelling is used. 房屋使用情况', {
  OWNER_OCCUPIED: ['Occupied by the owner', '自住'],
  RENTED: ['Rented out', '出租'],
  SHARED: ['Shared or dormitory', '群租'],
  VACANT: ['Vacant', '空置'],
  BUSINESS: ['Used for business', '经营'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'dwellings',
  term: '房屋',
  aboutPeople: true,
  description: 'A dwelling: how it is used and how many live there. Nobody is named but a contact, whose fields are PERSONAL.',
})
export class Dwelling extends LocatedRecord {
  @TextField('Code of the dwelling. 房屋编码')
  readonly code?: string;

  @TextField('Code of the residential compound. 小区编码')
  readonly compoundCode?: string;

  @TextField('Code of the building. 楼栋编码')
  readonly buildingCode?: string;

  @TextField('Entrance of the building. 单元')
  readonly entrance?: string;

  @IntField('Floor; ground floor is 1, basements are negative. 楼层')
  readonly floor?: number;

  @TextField('Number of the dwelling on its floor, as text. 房号')
  readonly room?: string;

  @EnumField(Occupancy, 'How the dwelling is used.')
  readonly occupancy?: ValueOf<typeof Occupancy>;

  @RawOf('occupancy')
  readonly occupancyRaw?: string;

  @LabelOf('occupancy')
  readonly occupancyLabel?: string;

  @IntField('Number of households in it. 户数')
  readonly householdCount?: number;

  @IntField('Number of residents. 居住人数')
  readonly residentCount?: number;

  @FloatField('Floor space in square metres. 建筑面积')
  readonly floorAreaSquareMetres?: number;

  @DateField('Day on which the entry was last checked on the spot. 核实日期')
  readonly verifiedOn?: string;

  @TextField("Name of the household's contact. 联系人")
  @Privacy('PERSONAL')
  readonly contactName?: string;

  @TextField("Telephone number of the household's contact. 联系电话")
  @Privacy('PERSONAL')
  readonly contactPhone?: string;

  @ToOne('ResidentialCompound', 'The residential compound that `compoundCode` names.')
  @Relation({ by: 'key', from: 'compoundCode', to: 'code' })
  readonly compound?: ResidentialCompound;

  @ToOne('Building', 'The building that `buildingCode` names.')
  @Relation({ by: 'key', from: 'buildingCode', to: 'code' })
  readonly building?: Building;
}
