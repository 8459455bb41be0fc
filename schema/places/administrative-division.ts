import { Field } from 'type-graphql';
import type { Geometry } from '../../src/contract/index.ts';
import type { Alarm } from '../devices/alarm.ts';
import type { Camera } from '../devices/camera.ts';
import type { Device } from '../devices/device.ts';
import type { Elevator } from '../devices/elevator.ts';
import { EntityRecord } from '../entity-record.ts';
import {
  AreaField,
  BooleanField,
  DateField,
  EnumField,
  FloatField,
  LabelOf,
  PointField,
  RawOf,
  TextField,
  ToMany,
  ToOne,
} from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, Relation, ValueType } from '../marks.ts';
import type { Indicator } from '../numbers/indicator.ts';
import { ExternalId } from '../shared.ts';
import type { Call } from '../work/call.ts';
import type { DisputeCase } from '../work/dispute-case.ts';
import type { GridEvent } from '../work/grid-event.ts';
import type { RiskItem } from '../work/risk-item.ts';
import type { ServiceRequest } from '../work/service-request.ts';
import type { Building } from './building.ts';
import type { Community } from './community.ts';
import type { GridCell } from './grid-cell.ts';
import type { HouseholdCount } from './household-count.ts';
import type { OrganisationUnit } from './organisation-unit.ts';
import type { ResidentialCompound } from './residential-compound.ts';
import type { ServicePoint } from './service-point.ts';

export const DivisionLevel = labelledEnum('DivisionLevel', 'Level of an administrative division. 行政区划级别', {
  PROVINCE: ['Province', '省级'],
  PREFECTURE: ['Prefecture', '地级'],
  COUNTY: ['County or district', '县级'],
  TOWNSHIP: ['Township or subdistrict', '乡级'],
  VILLAGE: ["Village or residents' committee", '村级'],
  WARD: ['Ward', '选区'],
  SUBWARD: ['Part of a ward', '分选区'],
  CENSUS_TRACT: ['Census tract', '普查区'],
  POLICE_DISTRICT: ['Police district', '警区'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'administrativeDivisions',
  term: '行政区划',
  standard: 'GB/T 2260',
  privacy: 'PUBLIC',
  description:
    'A division of the country or city: province, prefecture, county, township, village, or a local one such as a ward. Codes that no table knows are kept, not refused.',
})
export class AdministrativeDivision extends EntityRecord {
  @TextField('Code of the division, as text: six digits for GB/T 2260, nine or twelve below county level. 行政区划代码')
  readonly code?: string;

  @TextField('Name in the local language. 名称')
  readonly name?: string;

  @TextField('Name in English, where the source gives one. 英文名称')
  readonly englishName?: string;

  @EnumField(DivisionLevel, 'Level of the division.')
  readonly level?: ValueOf<typeof DivisionLevel>;

  @RawOf('level')
  readonly levelRaw?: string;

  @LabelOf('level')
  readonly levelLabel?: string;

  @TextField('The table that `code` belongs to, such as `gb`, `stats` or a local register.')
  readonly scheme?: string;

  @TextField('Revision of the table that the row stands in, such as `200712`; later revisions are later in text order. 版本')
  readonly revision?: string;

  @BooleanField('True when the division stands in the newest revision of its scheme.')
  readonly current?: boolean;

  @TextField('Code of the division that this one belongs to. 上级代码')
  readonly parentCode?: string;

  @TextField('Names from the top down to this division, joined with `/`, where the source gives them. 全路径名称')
  readonly path?: string;

  @FloatField('Surface in square kilometres, as the source gives it.')
  readonly areaSquareKilometres?: number;

  @DateField('First day on which the division existed under this code.')
  readonly validFrom?: string;

  @DateField('Last day on which the division existed under this code; null while it exists.')
  readonly validTo?: string;

  @PointField('A point inside the division for labels on a map.')
  readonly centre?: { readonly lon: number; readonly lat: number };

  @AreaField('The area. 边界')
  readonly area?: Geometry;

  @Field(() => [ExternalId], { nullable: true, description: 'Keys of the division in other registers.' })
  @ValueType('json')
  readonly externalIds?: readonly ExternalId[];

  @ToOne('AdministrativeDivision', 'The division that `parentCode` names. Its `parent` leads further up.')
  @Relation({ by: 'key', from: 'parentCode', to: 'code' })
  readonly parent?: AdministrativeDivision;

  @ToMany('AdministrativeDivision', 'Divisions directly below.')
  @Relation({ by: 'key', from: 'code', to: 'parentCode' })
  readonly children?: readonly AdministrativeDivision[];

  @ToMany('GridCell', 'Grid cells that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly gridCells?: readonly GridCell[];

  @ToMany('Community', 'Communities that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly communities?: readonly Community[];

  @ToMany('ResidentialCompound', 'Residential compounds that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly residentialCompounds?: readonly ResidentialCompound[];

  @ToMany('Building', 'Buildings that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly buildings?: readonly Building[];

  @ToMany('OrganisationUnit', 'Units that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly organisationUnits?: readonly OrganisationUnit[];

  @ToMany('ServicePoint', 'Service points that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly servicePoints?: readonly ServicePoint[];

  @ToMany('HouseholdCount', 'Counts of households and residents that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly householdCounts?: readonly HouseholdCount[];

  @ToMany('Indicator', 'Indicators of this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly indicators?: readonly Indicator[];

  @ToMany('Device', 'Devices of all kinds that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly devices?: readonly Device[];

  @ToMany('Device', 'Devices of all kinds that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly devicesInArea?: readonly Device[];

  @ToMany('Camera', 'Cameras that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly cameras?: readonly Camera[];

  @ToMany('Camera', 'Cameras that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly camerasInArea?: readonly Camera[];

  @ToMany('Elevator', 'Elevators that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly elevators?: readonly Elevator[];

  @ToMany('Alarm', 'Alarms that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly alarms?: readonly Alarm[];

  @ToMany('ServiceRequest', 'Service requests that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly serviceRequests?: readonly ServiceRequest[];

  @ToMany('ServiceRequest', 'Service requests that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly serviceRequestsInArea?: readonly ServiceRequest[];

  @ToMany('Call', 'Calls that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly calls?: readonly Call[];

  @ToMany('Call', 'Calls that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly callsInArea?: readonly Call[];

  @ToMany('DisputeCase', 'Dispute cases that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly disputeCases?: readonly DisputeCase[];

  @ToMany('GridEvent', 'Grid events that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly gridEvents?: readonly GridEvent[];

  @ToMany('GridEvent', 'Grid events that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly gridEventsInArea?: readonly GridEvent[];

  @ToMany('RiskItem', 'Risk items that name this division.')
  @Relation({ by: 'key', from: 'code', to: 'divisionCode' })
  readonly riskItems?: readonly RiskItem[];
}
