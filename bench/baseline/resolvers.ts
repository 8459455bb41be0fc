import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from './context.ts';
import {
  AccessController,
  AccessControllerConnection,
  AccessControllerFilter,
  AccessControllerOrder,
  Building,
  Camera,
  CameraAggregate,
  CameraConnection,
  CameraFilter,
  CameraGroupBy,
  CameraOrder,
  DeviceStatus,
  GridCell,
  ResidentialCompound,
} from './types.ts';

const PAGE = 20;

@Resolver(() => AccessController)
export class AccessControllerResolver {
  @Query(() => AccessControllerConnection)
  async accessControllers(
    @Ctx() { platform }: Context,
    @Arg('filter', () => AccessControllerFilter, { nullable: true }) filter?: AccessControllerFilter,
    @Arg('orderBy', () => [AccessControllerOrder], { nullable: true }) _orderBy?: AccessControllerOrder[],
    @Arg('first', () => Int, { nullable: true }) first = PAGE,
  ): Promise<AccessControllerConnection> {
    return { nodes: await platform.controllers(filter?.divisionCode?.eq, first) };
  }

  @FieldResolver(() => Building, { nullable: true })
  building(@Root() { buildingCode }: AccessController, @Ctx() { buildings }: Context): Promise<Building> | null {
    return buildingCode === undefined ? null : buildings.load(buildingCode);
  }

  @FieldResolver(() => ResidentialCompound, { nullable: true })
  compound(@Root() { compoundCode }: AccessController, @Ctx() { compounds }: Context): Promise<ResidentialCompound | null> | null {
    return compoundCode === undefined ? null : compounds.load(compoundCode);
  }
}

@Resolver(() => Camera)
export class CameraResolver {
  @Query(() => CameraConnection)
  cameras(
    @Ctx() { registry }: Context,
    @Arg('filter', () => CameraFilter, { nullable: true }) filter?: CameraFilter,
    @Arg('orderBy', () => [CameraOrder], { nullable: true }) orderBy?: CameraOrder[],
    @Arg('first', () => Int, { nullable: true }) first = PAGE,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<CameraConnection> {
    return registry.cameras({ filter, orderBy: orderBy?.[0], first, after });
  }

  @Query(() => CameraAggregate)
  camerasAggregate(
    @Ctx() { registry }: Context,
    @Arg('groupBy', () => [CameraGroupBy]) groupBy: CameraGroupBy[],
    @Arg('filter', () => CameraFilter, { nullable: true }) filter?: CameraFilter,
  ): Promise<CameraAggregate> {
    return registry.cameraGroups(filter, groupBy);
  }

  @FieldResolver(() => GridCell, { nullable: true })
  gridCell(@Root() { gridCellCode }: Camera, @Ctx() { gridCells }: Context): Promise<GridCell | null> | null {
    return gridCellCode === undefined ? null : gridCells.load(gridCellCode);
  }

  @FieldResolver(() => DeviceStatus, { nullable: true })
  liveStatus(@Root() { code }: Camera, @Ctx() { states }: Context): Promise<DeviceStatus | null> {
    return states.load(code);
  }
}
