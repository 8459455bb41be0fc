import type { GraphQLSchema } from 'graphql';
import { completeSchema } from './complete-schema.ts';
import { AccessController } from './devices/access-controller.ts';
import { AccessPoint, DoorState } from './devices/access-point.ts';
import { Alarm, AlarmKind, AlarmSeverity, AlarmStatus } from './devices/alarm.ts';
import { Camera, CameraMount, CameraUse } from './devices/camera.ts';
import { Device, DeviceKind, DeviceState } from './devices/device.ts';
import { DeviceStatus } from './devices/device-status.ts';
import { DeviceStatusEvent } from './devices/device-status-event.ts';
import { Elevator, ElevatorKind } from './devices/elevator.ts';
import { Kiosk } from './devices/kiosk.ts';
import { Observation, ObservedMeasure } from './devices/observation.ts';
import { OtherDevice } from './devices/other-device.ts';
import { PassageDirection } from './devices/passage-direction.ts';
import { SpeedDisplay } from './devices/speed-display.ts';
import { TrafficSensor } from './devices/traffic-sensor.ts';
import { BarrierPosition, VehicleBarrier } from './devices/vehicle-barrier.ts';
import type { LabelledEnum } from './labelled-enum.ts';
import { DataSource, DataSourceKind, DataSourceState, UpdateFrequency } from './numbers/data-source.ts';
import { Indicator, IndicatorComparison, IndicatorPeriod, IndicatorUnit } from './numbers/indicator.ts';
import { AdministrativeDivision, DivisionLevel } from './places/administrative-division.ts';
import { Building, BuildingKind } from './places/building.ts';
import { Community, CommunityKind } from './places/community.ts';
import { Dwelling, Occupancy } from './places/dwelling.ts';
import { GridCell, GridCellKind } from './places/grid-cell.ts';
import { HouseholdCount } from './places/household-count.ts';
import { OrganisationKind, OrganisationUnit } from './places/organisation-unit.ts';
import { CompoundKind, ResidentialCompound } from './places/residential-compound.ts';
import { ServicePoint, ServicePointKind, ServicePointState } from './places/service-point.ts';
import {
  Completeness,
  ExternalId,
  FieldProvenance,
  GeoPoint,
  Node,
  PageInfo,
  Provenance,
  RowIssue,
  Source,
  SourcePhase,
  SourceResult,
} from './shared.ts';
import { Call, CallKind, CallStatus } from './work/call.ts';
import { CallbackMethod, CallbackResult, CallbackVisit } from './work/callback-visit.ts';
import { DisputeCase, DisputeKind, DisputeStatus, SettlementLevel } from './work/dispute-case.ts';
import { GridEvent, GridEventDirection, GridEventStatus } from './work/grid-event.ts';
import { GridWorkerReport, ReportKind, ReportStatus } from './work/grid-worker-report.ts';
import { Inspection, InspectionKind, InspectionResult } from './work/inspection.ts';
import { Mediation, MediationKind, MediationOutcome } from './work/mediation.ts';
import { Patrol, PatrolKind } from './work/patrol.ts';
import { Priority } from './work/priority.ts';
import { RequestChannel } from './work/request-channel.ts';
import { RiskColour } from './work/risk-colour.ts';
import { RiskItem, RiskStatus, RiskSubject } from './work/risk-item.ts';
import { Satisfaction, ServiceRequest, ServiceRequestStatus } from './work/service-request.ts';
import { Transfer, TransferStatus } from './work/transfer.ts';

export { SortDirection, TimeBucket } from './complete-schema.ts';
export { type LabelledEnum, labelledEnum, plainEnum, type ValueOf } from './labelled-enum.ts';
export { Entity, EntityInterface, type EntityOptions, FreeText, Privacy, Relation, ValueType } from './marks.ts';
export * from './scalars.ts';
export * from './shared.ts';

/** Every built-in entity. `Device` is the interface that all kinds of device implement. */
export const entityClasses = [
  AdministrativeDivision,
  GridCell,
  Community,
  ResidentialCompound,
  Building,
  Dwelling,
  HouseholdCount,
  OrganisationUnit,
  ServicePoint,
  Device,
  Camera,
  AccessController,
  AccessPoint,
  VehicleBarrier,
  Elevator,
  TrafficSensor,
  SpeedDisplay,
  Kiosk,
  OtherDevice,
  DeviceStatus,
  DeviceStatusEvent,
  Observation,
  Alarm,
  ServiceRequest,
  Transfer,
  Call,
  DisputeCase,
  Mediation,
  CallbackVisit,
  RiskItem,
  GridEvent,
  GridWorkerReport,
  Patrol,
  Inspection,
  Indicator,
  DataSource,
] as const;

/** Types that entities, lists and aggregates share. `Source` is a type of its own, not an entity. */
export const sharedTypes = [
  Node,
  Source,
  Provenance,
  FieldProvenance,
  ExternalId,
  GeoPoint,
  PageInfo,
  Completeness,
  SourceResult,
  RowIssue,
] as const;

/** Every enum with labels in English and Chinese. */
export const labelledEnums: readonly LabelledEnum[] = [
  SourcePhase,
  DeviceKind,
  DeviceState,
  PassageDirection,
  Priority,
  RequestChannel,
  RiskColour,
  DivisionLevel,
  GridCellKind,
  CommunityKind,
  CompoundKind,
  BuildingKind,
  Occupancy,
  OrganisationKind,
  ServicePointKind,
  ServicePointState,
  CameraMount,
  CameraUse,
  DoorState,
  BarrierPosition,
  ElevatorKind,
  ObservedMeasure,
  AlarmKind,
  AlarmSeverity,
  AlarmStatus,
  ServiceRequestStatus,
  Satisfaction,
  TransferStatus,
  CallKind,
  CallStatus,
  DisputeKind,
  DisputeStatus,
  SettlementLevel,
  MediationKind,
  MediationOutcome,
  CallbackMethod,
  CallbackResult,
  RiskSubject,
  RiskStatus,
  GridEventDirection,
  GridEventStatus,
  ReportKind,
  ReportStatus,
  PatrolKind,
  InspectionKind,
  InspectionResult,
  IndicatorUnit,
  IndicatorComparison,
  IndicatorPeriod,
  DataSourceKind,
  UpdateFrequency,
  DataSourceState,
];

/**
 * The static schema: give it what TypeGraphQL's `buildSchemaSync({ resolvers, orphanedTypes: [...entityClasses, ...sharedTypes] })` built.
 * Adds labels of enum values and the types that only derived fields name.
 */
export function finishSchema(built: GraphQLSchema): GraphQLSchema {
  return completeSchema(built, labelledEnums);
}
