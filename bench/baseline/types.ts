import { GraphQLScalarType, Kind } from 'graphql';
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum DeviceState {
  ONLINE = 'ONLINE',
  OFFLINE = 'OFFLINE',
  FAULT = 'FAULT',
  IN_SERVICE = 'IN_SERVICE',
  MAINTENANCE = 'MAINTENANCE',
  OUT_OF_SERVICE = 'OUT_OF_SERVICE',
  DISMANTLED = 'DISMANTLED',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(DeviceState, { name: 'DeviceState' });

export enum GridCellKind {
  BASIC = 'BASIC',
  DEDICATED = 'DEDICATED',
  MICRO = 'MICRO',
  OTHER = 'OTHER',
}
registerEnumType(GridCellKind, { name: 'GridCellKind' });

export enum SortDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(SortDirection, { name: 'SortDirection' });

export enum CameraField {
  INSTALLED_ON = 'INSTALLED_ON',
  DIVISION_CODE = 'DIVISION_CODE',
  STATE_RAW = 'STATE_RAW',
}
registerEnumType(CameraField, { name: 'CameraField' });

export enum AccessControllerField {
  CODE = 'CODE',
}
registerEnumType(AccessControllerField, { name: 'AccessControllerField' });

const text = (name: string, pattern: RegExp) => {
  const check = (value: unknown): string => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new TypeError(`expected a ${name}`);
    return value;
  };
  const parseLiteral = (node: { readonly kind: string; readonly value?: unknown }) =>
    check(node.kind === Kind.STRING ? node.value : undefined);
  return new GraphQLScalarType<string, string>({ name, serialize: check, parseValue: check, parseLiteral });
};

export const GraphQLDate = text('Date', /^\d{4}-\d{2}-\d{2}$/);
export const GraphQLDateTime = text('DateTime', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/);

@InputType()
export class StringFilter {
  @Field(() => String, { nullable: true })
  eq?: string;
}

@InputType()
export class DeviceStateFilter {
  @Field(() => DeviceState, { nullable: true })
  eq?: DeviceState;
}

@InputType()
export class DateFilter {
  @Field(() => GraphQLDate, { nullable: true })
  gte?: string;
}

@InputType()
export class AccessControllerFilter {
  @Field(() => StringFilter, { nullable: true })
  divisionCode?: StringFilter;
}

@InputType()
export class CameraFilter {
  @Field(() => StringFilter, { nullable: true })
  divisionCode?: StringFilter;

  @Field(() => DeviceStateFilter, { nullable: true })
  state?: DeviceStateFilter;

  @Field(() => DateFilter, { nullable: true })
  installedOn?: DateFilter;
}

@InputType()
export class AccessControllerOrder {
  @Field(() => AccessControllerField)
  field!: AccessControllerField;

  @Field(() => SortDirection, { defaultValue: SortDirection.ASC })
  direction!: SortDirection;
}

@InputType()
export class CameraOrder {
  @Field(() => CameraField)
  field!: CameraField;

  @Field(() => SortDirection, { defaultValue: SortDirection.ASC })
  direction!: SortDirection;
}

@InputType()
export class CameraGroupBy {
  @Field(() => CameraField)
  field!: CameraField;
}

@ObjectType({ simpleResolvers: true })
export class GeoPoint {
  @Field(() => Float)
  lon!: number;

  @Field(() => Float)
  lat!: number;
}

@ObjectType({ simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@ObjectType({ simpleResolvers: true })
export class Building {
  @Field(() => String)
  code!: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => Int, { nullable: true })
  floorCount?: number;

  @Field(() => Int, { nullable: true })
  dwellingCount?: number;

  @Field(() => Int, { nullable: true })
  builtYear?: number;
}

@ObjectType({ simpleResolvers: true })
export class ResidentialCompound {
  @Field(() => String)
  code!: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => Int, { nullable: true })
  buildingCount?: number;

  @Field(() => Int, { nullable: true })
  dwellingCount?: number;

  @Field(() => Int, { nullable: true })
  gateCount?: number;
}

@ObjectType({ simpleResolvers: true })
export class GridCell {
  @Field(() => String)
  code!: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => GridCellKind, { nullable: true })
  kind?: GridCellKind;

  @Field(() => Int, { nullable: true })
  workerCount?: number;

  @Field(() => Int, { nullable: true })
  householdCount?: number;

  @Field(() => Int, { nullable: true })
  residentCount?: number;
}

@ObjectType({ simpleResolvers: true })
export class DeviceStatus {
  @Field(() => DeviceState, { nullable: true })
  state?: DeviceState;

  @Field(() => GraphQLDateTime, { nullable: true })
  reportedAt?: string;

  @Field(() => Float, { nullable: true })
  signal?: number;
}

@ObjectType({ simpleResolvers: true })
export class AccessController {
  @Field(() => String)
  code!: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => DeviceState, { nullable: true })
  state?: DeviceState;

  @Field(() => String, { nullable: true })
  stateRaw?: string;

  @Field(() => Int, { nullable: true })
  doorCount?: number;

  @Field(() => GraphQLDate, { nullable: true })
  installedOn?: string;

  @Field(() => String, { nullable: true })
  divisionCode?: string;

  buildingCode?: string;
  compoundCode?: string;
}

@ObjectType({ simpleResolvers: true })
export class AccessControllerConnection {
  @Field(() => [AccessController])
  nodes!: readonly AccessController[];
}

@ObjectType({ simpleResolvers: true })
export class Camera {
  @Field(() => String)
  code!: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => DeviceState, { nullable: true })
  state?: DeviceState;

  @Field(() => GraphQLDate, { nullable: true })
  installedOn?: string;

  @Field(() => GeoPoint, { nullable: true })
  location?: GeoPoint;

  gridCellCode?: string;
}

@ObjectType({ simpleResolvers: true })
export class CameraConnection {
  @Field(() => [Camera])
  nodes!: readonly Camera[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType({ simpleResolvers: true })
export class CameraGroupKey {
  @Field(() => String, { nullable: true })
  divisionCode?: string;

  @Field(() => String, { nullable: true })
  stateRaw?: string;
}

@ObjectType({ simpleResolvers: true })
export class CameraGroup {
  @Field(() => CameraGroupKey)
  key!: CameraGroupKey;

  @Field(() => Int)
  count!: number;
}

@ObjectType({ simpleResolvers: true })
export class CameraAggregate {
  @Field(() => [CameraGroup])
  groups!: readonly CameraGroup[];
}
