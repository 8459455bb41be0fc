// The part of Civigraph's schema that the cases use, as each peer declares it.
export const typeDefs = /* GraphQL */ `
  scalar Date
  scalar DateTime
  enum DeviceState { ONLINE OFFLINE FAULT IN_SERVICE MAINTENANCE OUT_OF_SERVICE DISMANTLED UNKNOWN }
  enum GridCellKind { BASIC DEDICATED MICRO OTHER }
  enum SortDirection { ASC DESC }
  enum CameraField { INSTALLED_ON DIVISION_CODE STATE_RAW }
  enum AccessControllerField { CODE }
  input StringFilter { eq: String }
  input DeviceStateFilter { eq: DeviceState }
  input DateFilter { gte: Date }
  input AccessControllerFilter { divisionCode: StringFilter }
  input AccessControllerOrder { field: AccessControllerField! direction: SortDirection! = ASC }
  input CameraFilter { divisionCode: StringFilter state: DeviceStateFilter installedOn: DateFilter }
  input CameraOrder { field: CameraField! direction: SortDirection! = ASC }
  input CameraGroupBy { field: CameraField! }

  type GeoPoint { lon: Float! lat: Float! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Building { code: String name: String floorCount: Int dwellingCount: Int builtYear: Int }
  type ResidentialCompound { code: String name: String buildingCount: Int dwellingCount: Int gateCount: Int }
  type GridCell { code: String name: String kind: GridCellKind workerCount: Int householdCount: Int residentCount: Int }
  type DeviceStatus { state: DeviceState reportedAt: DateTime signal: Float }
  type AccessController {
    code: String
    name: String
    state: DeviceState
    stateRaw: String
    doorCount: Int
    installedOn: Date
    divisionCode: String
    building: Building
    compound: ResidentialCompound
  }
  type AccessControllerConnection { nodes: [AccessController!]! pageInfo: PageInfo! }
  type Camera {
    code: String
    name: String
    state: DeviceState
    installedOn: Date
    location: GeoPoint
    gridCell: GridCell
    liveStatus: DeviceStatus
  }
  type CameraConnection { nodes: [Camera!]! pageInfo: PageInfo! }
  type CameraGroupKey { divisionCode: String stateRaw: String }
  type CameraGroup { key: CameraGroupKey! count: Int! }
  type CameraAggregate { groups: [CameraGroup!]! }

  type Query {
    accessControllers(filter: AccessControllerFilter, orderBy: [AccessControllerOrder!], first: Int, after: String): AccessControllerConnection!
    cameras(filter: CameraFilter, orderBy: [CameraOrder!], first: Int, after: String): CameraConnection!
    camerasAggregate(filter: CameraFilter, groupBy: [CameraGroupBy!]): CameraAggregate!
  }
`;
