import type { Geometry } from '../../src/contract/index.ts';
import type { Camera } from '../devices/camera.ts';
import { EntityRecord } from '../entity-record.ts';
import { AreaField, DateField, FloatField, IntField, TextField, ToMany, ToOne } from '../fields.ts';
import { Entity, Relation } from '../marks.ts';
import type { Call } from '../work/call.ts';
import type { ServiceRequest } from '../work/service-request.ts';
import type { AdministrativeDivision } from './administrative-division.ts';
import type { Community } from './community.ts';
import type { GridCell } from './grid-cell.ts';

@Entity({
  plural: 'householdCounts',
  term: '户数人口统计',
  privacy: 'PUBLIC',
  description: 'How many households and residents an area has, by a census or a register.',
})
export class HouseholdCount extends EntityRecord {
  @TextField('Code of the counted area, such as a census tract or a grid cell.')
  readonly code?: string;

  @TextField('Name of the counted area.')
  readonly name?: string;

  @TextField('The division of the city that `code` belongs to, such as `census-tract`.')
  readonly scheme?: string;

  @TextField('Code of the administrative division that the area is or belongs to. 行政区划代码')
  readonly divisionCode?: string;

  @TextField('Code of the grid cell that the area is. 网格编码')
  readonly gridCellCode?: string;

  @TextField('Code of the community that the area is or belongs to. 社区编码')
  readonly communityCode?: string;

  @DateField('Day that the count stands for. 统计日期')
  readonly countedOn?: string;

  @IntField('Number of households (occupied housing units). 户数')
  readonly householdCount?: number;

  @IntField('Number of housing units, occupied or not. 住房套数')
  readonly housingUnitCount?: number;

  @IntField('Number of housing units that are vacant. 空置套数')
  readonly vacantUnitCount?: number;

  @IntField('Number of residents. 常住人口')
  readonly residentCount?: number;

  @FloatField('Surface in square kilometres, as the source gives it.')
  readonly areaSquareKilometres?: number;

  @AreaField('The counted area. 边界')
  readonly area?: Geometry;

  @ToOne('AdministrativeDivision', 'The administrative division that `divisionCode` names.')
  @Relation({ by: 'key', from: 'divisionCode', to: 'code' })
  readonly division?: AdministrativeDivision;

  @ToOne('GridCell', 'The grid cell that `gridCellCode` names.')
  @Relation({ by: 'key', from: 'gridCellCode', to: 'code' })
  readonly gridCell?: GridCell;

  @ToOne('Community', 'The community that `communityCode` names.')
  @Relation({ by: 'key', from: 'communityCode', to: 'code' })
  readonly community?: Community;

  @ToMany('ServiceRequest', 'Service requests that lie in `area`; over `householdCount` they give requests per 1,000 households.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly serviceRequestsInArea?: readonly ServiceRequest[];

  @ToMany('Call', 'Calls that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly callsInArea?: readonly Call[];

  @ToMany('Camera', 'Cameras that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly camerasInArea?: readonly Camera[];
}
