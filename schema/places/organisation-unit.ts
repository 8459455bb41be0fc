import { Field } from 'type-graphql';
import type { Geometry } from '../../src/contract/index.ts';
import { AreaField, EnumField, IntField, LabelOf, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Privacy, Relation, ValueType } from '../marks.ts';
import type { DataSource } from '../numbers/data-source.ts';
import { ExternalId } from '../shared.ts';
import type { Call } from '../work/call.ts';
import type { DisputeCase } from '../work/dispute-case.ts';
import type { Inspection } from '../work/inspection.ts';
import type { Mediation } from '../work/mediation.ts';
import type { Patrol } from '../work/patrol.ts';
import type { RiskItem } from '../work/risk-item.ts';
import type { ServiceRequest } from '../work/service-request.ts';
import type { Transfer } from '../work/transfer.ts';
import type { GridCell } from './grid-cell.ts';
import type { ServicePoint } from './service-point.ts';

export const OrganisationKind = labelledEnum('OrganisationKind', 'Kind of a unit. 机构类型', {
  BUREAU: ['Bureau or department', '委办局'],
  POLICE_STATION: ['Police station', '派出所'],
  POLICE_ROOM: ['Police room', '警务室'],
  COMMAND_ROOM: ['Command room', '指挥室'],
  FIRE_STATION: ['Fire station', '消防站'],
  AMBULANCE_STATION: ['Ambulance station', '急救站'],
  MEDIATION_CENTRE: ['Mediation centre', '调解中心'],
  SERVICE_CENTRE: ['Service centre', '服务中心'],
  GRID_STATION: ['Grid station', '网格站'],
  COMMITTEE: ["Residents' committee", '居委会'],
  PROPERTY_MANAGEMENT: ['Property management', '物业公司'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'organisationUnits',
  term: '机构',
  privacy: 'PUBLIC',
  description: 'A bureau, station, command room, centre or other unit that does the work.',
})
export class OrganisationUnit extends LocatedRecord {
  @TextField('Code of the unit. 机构编码')
  readonly code?: string;

  @TextField('Name of the unit. 机构名称')
  readonly name?: string;

  @TextField('Short name or acronym. 简称')
  readonly shortName?: string;

  @EnumField(OrganisationKind, 'Kind of the unit.')
  readonly kind?: ValueOf<typeof OrganisationKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @TextField('Code of the unit above. 上级机构编码')
  readonly parentCode?: string;

  @TextField("Telephone number of the unit's duty desk; never a person's. 值班电话")
  @Privacy('INTERNAL')
  readonly dutyPhone?: string;

  @IntField('Number of staff. 人员数')
  @Privacy('INTERNAL')
  readonly staffCount?: number;

  @AreaField('The area that the unit is responsible for. 辖区')
  readonly area?: Geometry;

  @Field(() => [ExternalId], { nullable: true, description: 'Keys of the unit in other registers.' })
  @ValueType('json')
  readonly externalIds?: readonly ExternalId[];

  @ToOne('OrganisationUnit', 'The unit that `parentCode` names.')
  @Relation({ by: 'key', from: 'parentCode', to: 'code' })
  readonly parent?: OrganisationUnit;

  @ToMany('OrganisationUnit', 'Units directly below.')
  @Relation({ by: 'key', from: 'code', to: 'parentCode' })
  readonly children?: readonly OrganisationUnit[];

  @ToMany('GridCell', 'Grid cells that the unit is responsible for.')
  @Relation({ by: 'key', from: 'code', to: 'responsibleUnitCode' })
  readonly responsibleGridCells?: readonly GridCell[];

  @ToMany('ServicePoint', 'Service points that the unit runs.')
  @Relation({ by: 'key', from: 'code', to: 'unitCode' })
  readonly servicePoints?: readonly ServicePoint[];

  @ToMany('ServiceRequest', 'Service requests that are assigned to the unit.')
  @Relation({ by: 'key', from: 'code', to: 'assignedUnitCode' })
  readonly serviceRequests?: readonly ServiceRequest[];

  @ToMany('ServiceRequest', 'Service requests that lie in the area that the unit is responsible for.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly serviceRequestsInArea?: readonly ServiceRequest[];

  @ToMany('Transfer', 'Transfers to the unit.')
  @Relation({ by: 'key', from: 'code', to: 'toUnitCode' })
  readonly transfersIn?: readonly Transfer[];

  @ToMany('Transfer', 'Transfers away from the unit.')
  @Relation({ by: 'key', from: 'code', to: 'fromUnitCode' })
  readonly transfersOut?: readonly Transfer[];

  @ToMany('Call', 'Calls that the unit answered.')
  @Relation({ by: 'key', from: 'code', to: 'unitCode' })
  readonly calls?: readonly Call[];

  @ToMany('Call', 'Calls that lie in the area that the unit is responsible for.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly callsInArea?: readonly Call[];

  @ToMany('DisputeCase', 'Dispute cases that the unit handles.')
  @Relation({ by: 'key', from: 'code', to: 'unitCode' })
  readonly disputeCases?: readonly DisputeCase[];

  @ToMany('Mediation', 'Mediations held by the unit.')
  @Relation({ by: 'key', from: 'code', to: 'unitCode' })
  readonly mediations?: readonly Mediation[];

  @ToMany('Patrol', 'Patrols of the unit.')
  @Relation({ by: 'key', from: 'code', to: 'unitCode' })
  readonly patrols?: readonly Patrol[];

  @ToMany('Inspection', 'Inspections by the unit.')
  @Relation({ by: 'key', from: 'code', to: 'unitCode' })
  readonly inspections?: readonly Inspection[];

  @ToMany('RiskItem', 'Risk items that the unit is responsible for.')
  @Relation({ by: 'key', from: 'code', to: 'responsibleUnitCode' })
  readonly riskItems?: readonly RiskItem[];

  @ToMany('DataSource', 'Data sources that the unit owns.')
  @Relation({ by: 'key', from: 'code', to: 'ownerUnitCode' })
  readonly dataSources?: readonly DataSource[];
}
