import type { Geometry } from '../../src/contract/index.ts';
import type { AccessController } from '../devices/access-controller.ts';
import type { AccessPoint } from '../devices/access-point.ts';
import type { Alarm } from '../devices/alarm.ts';
import type { Camera } from '../devices/camera.ts';
import type { Device } from '../devices/device.ts';
import type { Elevator } from '../devices/elevator.ts';
import type { Kiosk } from '../devices/kiosk.ts';
import type { OtherDevice } from '../devices/other-device.ts';
import type { SpeedDisplay } from '../devices/speed-display.ts';
import type { TrafficSensor } from '../devices/traffic-sensor.ts';
import type { VehicleBarrier } from '../devices/vehicle-barrier.ts';
import { EntityRecord } from '../entity-record.ts';
import { AreaField, EnumField, IntField, LabelOf, PointField, RawOf, TextField, ToMany, ToOne } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { Entity, Privacy, Relation } from '../marks.ts';
import type { Call } from '../work/call.ts';
import type { DisputeCase } from '../work/dispute-case.ts';
import type { GridEvent } from '../work/grid-event.ts';
import type { GridWorkerReport } from '../work/grid-worker-report.ts';
import type { Inspection } from '../work/inspection.ts';
import type { Mediation } from '../work/mediation.ts';
import type { Patrol } from '../work/patrol.ts';
import type { RiskItem } from '../work/risk-item.ts';
import type { ServiceRequest } from '../work/service-request.ts';
import type { AdministrativeDivision } from './administrative-division.ts';
import type { Building } from './building.ts';
import type { Community } from './community.ts';
import type { Dwelling } from './dwelling.ts';
import type { OrganisationUnit } from './organisation-unit.ts';

export const GridCellKind = labelledEnum('GridCellKind', 'Kind of a grid cell. 网格类型', {
  BASIC: ['Basic cell', '基础网格'],
  DEDICATED: ['Dedicated cell', '专属网格'],
  MICRO: ['Micro cell', '微网格'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'gridCells',
  term: '网格',
  standard: 'GB/T 34300',
  description: 'A cell of the grid that a city is run by: the smallest area with its own responsible unit.',
})
export class GridCell extends EntityRecord {
  @TextField('Code of the grid cell. 网格编码')
  @Privacy('PUBLIC')
  readonly code?: string;

  @TextField('Name of the grid cell. 网格名称')
  @Privacy('PUBLIC')
  readonly name?: string;

  @EnumField(GridCellKind, 'Basic cells tile the city; dedicated ones are a single place such as a market, school or industrial park.')
  readonly kind?: ValueOf<typeof GridCellKind>;

  @RawOf('kind')
  readonly kindRaw?: string;

  @LabelOf('kind')
  readonly kindLabel?: string;

  @TextField('Code of the administrative division that the cell belongs to. 行政区划代码')
  @Privacy('PUBLIC')
  readonly divisionCode?: string;

  @TextField('Code of the community that the cell belongs to. 社区编码')
  @Privacy('PUBLIC')
  readonly communityCode?: string;

  @TextField('Code of the larger cell that this one belongs to.')
  readonly parentCode?: string;

  @TextField('Code of the unit that is responsible for the cell. 责任单位编码')
  readonly responsibleUnitCode?: string;

  @IntField('Number of grid workers assigned to the cell. 网格员数')
  readonly workerCount?: number;

  @IntField('Number of households. 户数')
  readonly householdCount?: number;

  @IntField('Number of residents. 人数')
  readonly residentCount?: number;

  @PointField('A point inside the cell for labels on a map.')
  readonly centre?: { readonly lon: number; readonly lat: number };

  @AreaField('The area. 边界')
  @Privacy('PUBLIC')
  readonly area?: Geometry;

  @ToOne('AdministrativeDivision', 'The administrative division that `divisionCode` names.')
  @Relation({ by: 'key', from: 'divisionCode', to: 'code' })
  readonly division?: AdministrativeDivision;

  @ToOne('Community', 'The community that `communityCode` names.')
  @Relation({ by: 'key', from: 'communityCode', to: 'code' })
  readonly community?: Community;

  @ToOne('GridCell', 'The larger cell that `parentCode` names.')
  @Relation({ by: 'key', from: 'parentCode', to: 'code' })
  readonly parent?: GridCell;

  @ToMany('GridCell', 'Smaller cells that belong to this one.')
  @Relation({ by: 'key', from: 'code', to: 'parentCode' })
  readonly children?: readonly GridCell[];

  @ToOne('OrganisationUnit', 'The unit that `responsibleUnitCode` names.')
  @Relation({ by: 'key', from: 'responsibleUnitCode', to: 'code' })
  readonly responsibleUnit?: OrganisationUnit;

  @ToMany('Building', 'Buildings that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly buildings?: readonly Building[];

  @ToMany('Building', 'Buildings that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly buildingsInArea?: readonly Building[];

  @ToMany('Dwelling', 'Dwellings that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly dwellings?: readonly Dwelling[];

  @ToMany('Device', 'Devices of all kinds that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly devices?: readonly Device[];

  @ToMany('Device', 'Devices of all kinds that lie in `area`, whether or not they name it.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly devicesInArea?: readonly Device[];

  @ToMany('Camera', 'Cameras that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly cameras?: readonly Camera[];

  @ToMany('Camera', 'Cameras that lie in `area`, whether or not they name the cell.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly camerasInArea?: readonly Camera[];

  @ToMany('AccessController', 'Sets of access control that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly accessControllers?: readonly AccessController[];

  @ToMany('AccessPoint', 'Doors under access control that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly accessPoints?: readonly AccessPoint[];

  @ToMany('VehicleBarrier', 'Vehicle barriers that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly vehicleBarriers?: readonly VehicleBarrier[];

  @ToMany('Elevator', 'Elevators that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly elevators?: readonly Elevator[];

  @ToMany('TrafficSensor', 'Traffic sensors that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly trafficSensors?: readonly TrafficSensor[];

  @ToMany('SpeedDisplay', 'Speed displays that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly speedDisplays?: readonly SpeedDisplay[];

  @ToMany('Kiosk', 'Kiosks that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly kiosks?: readonly Kiosk[];

  @ToMany('OtherDevice', 'Devices of other kinds that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly otherDevices?: readonly OtherDevice[];

  @ToMany('Alarm', 'Alarms that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly alarms?: readonly Alarm[];

  @ToMany('ServiceRequest', 'Service requests that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly serviceRequests?: readonly ServiceRequest[];

  @ToMany('ServiceRequest', 'Service requests that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly serviceRequestsInArea?: readonly ServiceRequest[];

  @ToMany('Call', 'Calls that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly calls?: readonly Call[];

  @ToMany('Call', 'Calls that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly callsInArea?: readonly Call[];

  @ToMany('DisputeCase', 'Dispute cases that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly disputeCases?: readonly DisputeCase[];

  @ToMany('Mediation', 'Mediations that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly mediations?: readonly Mediation[];

  @ToMany('RiskItem', 'Risk items that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly riskItems?: readonly RiskItem[];

  @ToMany('RiskItem', 'Risk items that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly riskItemsInArea?: readonly RiskItem[];

  @ToMany('GridEvent', 'Grid events that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly gridEvents?: readonly GridEvent[];

  @ToMany('GridEvent', 'Grid events that lie in `area`.')
  @Relation({ by: 'contains', from: 'area', to: 'location' })
  readonly gridEventsInArea?: readonly GridEvent[];

  @ToMany('GridWorkerReport', 'Reports of grid workers that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly gridWorkerReports?: readonly GridWorkerReport[];

  @ToMany('Patrol', 'Patrols that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly patrols?: readonly Patrol[];

  @ToMany('Inspection', 'Inspections that name this cell.')
  @Relation({ by: 'key', from: 'code', to: 'gridCellCode' })
  readonly inspections?: readonly Inspection[];
}
