import type { Geometry } from '../../src/contract/index.ts';
import type { Camera } from '../devices/camera.ts';
import { EntityRecord } from '../entity-record.ts';
import { AreaField, EnumField, IntField, LabelOf, PointField, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, Relation } from '../marks.ts';
import type { DisputeCase } from '../work/dispute-case.ts';
import type { GridEvent } from '../work/grid-event.ts';
import type { GridWorkerReport } from '../work/grid-worker-report.ts';
import type { ServiceRequest } from '../work/service-request.ts';
import type { AdministrativeDivision } from './administrative-division.ts';
import type { Building } from './building.ts';
import type { GridCell } from './grid-cell.ts';
import type { ResidentialCompound } from './residential-compound.ts';

export const CommunityKind = labelledEnum('CommunityKind', 'Kind of a community. 社区类型', {
  URBAN: ['Urban community', '社区'],
  VILLAGE: ['Village', '村'],
  NEIGHBOURHOOD: ['Neighbourhood cluster', '街区'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'communities',
  term: '社区',
  privacy: 'PUBLIC',
  description: 'A community or neighbourhood with its own committee.',
})
export class Community extends EntityRecord {
  @TextField('Code of the community. 社区编码')
  readonly code?: string;

  @TextField('Name of the community. 社区名称')
  readonly name?: string;

  @TextField('Name in English, where the source gives one. 英文名称')
  readonly englishName?: string;

  @EnumField(CommunityKind, 'Kind of the community.')
  readonly kind?: ValueOf<typeof CommunityKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @TextField('Code of the administrative division that it belongs to. 行政区划代码')
  readonly divisionCode?: string;

  @TextField("Address of the committee's office.")
  readonly address?: string;

  @IntField('Number of households. 户数')
  readonly householdCount?: number;

  @IntField('Number of residents. 人数')
  readonly residentCount?: number;

  @PointField("Where the committee's office is.")
  readonly location?: { readonly lon: number; readonly lat: number };

  @AreaField('The area. 边界')
  readonly area?: Geometry;

  @ToOne('AdministrativeDivision', 'The administrative division that `divisionCode` names.')
  @Relation({ by: 'key', from: 'divisionCode', to: 'code' })
  readonly division?: AdministrativeDivision;

  @ToMany('GridCell', 'Grid cells of the community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly gridCells?: readonly GridCell[];

  @ToMany('ResidentialCompound', 'Residential compounds of the community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly residentialCompounds?: readonly ResidentialCompound[];

  @ToMany('Building', 'Buildings of the community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly buildings?: readonly Building[];

  @ToMany('Camera', 'Cameras that name this community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly cameras?: readonly Camera[];

  @ToMany('Camera', 'Cameras that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly camerasInArea?: readonly Camera[];

  @ToMany('ServiceRequest', 'Service requests that name this community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly serviceRequests?: readonly ServiceRequest[];

  @ToMany('ServiceRequest', 'Service requests that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly serviceRequestsInArea?: readonly ServiceRequest[];

  @ToMany('DisputeCase', 'Dispute cases that name this community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly disputeCases?: readonly DisputeCase[];

  @ToMany('GridEvent', 'Grid events that name this community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly gridEvents?: readonly GridEvent[];

  @ToMany('GridWorkerReport', 'Reports of grid workers that name this community.')
  @Relation({ by: 'key', from: 'code', to: 'communityCode' })
  readonly gridWorkerReports?: readonly GridWorkerReport[];
}
