import { InterfaceType } from 'type-graphql';
import { EntityRecord } from './entity-record.ts';
import { PointField, TextField, ToOne } from './fields.ts';
import { Relation } from './marks.ts';
import type { AdministrativeDivision } from './places/administrative-division.ts';
import type { Community } from './places/community.ts';
import type { GridCell } from './places/grid-cell.ts';
import { recordType } from './shared.ts';

/**
 * Entities that are somewhere. A place that a source names by code and one that follows from the point are two different
 * statements: `gridCell` joins by code, `gridCellAtLocation` by place. Only a base for classes: it does not appear in the schema.
 */
@InterfaceType({ resolveType: recordType })
export abstract class LocatedRecord extends EntityRecord {
  @TextField('Address as the source writes it, without names of residents.')
  readonly address?: string;

  @TextField('Street, road or block, as the source writes it.')
  readonly streetName?: string;

  @TextField('Postal code, as text.')
  readonly postalCode?: string;

  @PointField('Where it is.')
  readonly location?: { readonly lon: number; readonly lat: number };

  @TextField('Code of the grid cell that the source gives. 网格编码')
  readonly gridCellCode?: string;

  @TextField('Code of the community that the source gives. 社区编码')
  readonly communityCode?: string;

  @TextField('Code of the administrative division that the source gives (GB/T 2260, or the local scheme). 行政区划代码')
  readonly divisionCode?: string;

  @TextField('Name of the administrative division as the source gives it. 行政区划名称')
  readonly divisionName?: string;

  @ToOne('GridCell', 'The grid cell that `gridCellCode` names.')
  @Relation({ by: 'key', from: 'gridCellCode', to: 'code' })
  readonly gridCell?: GridCell;

  @ToOne('GridCell', 'The grid cell whose area `location` lies in.')
  @Relation({ by: 'inside', from: 'location', to: 'area' })
  readonly gridCellAtLocation?: GridCell;

  @ToOne('Community', 'The community that `communityCode` names.')
  @Relation({ by: 'key', from: 'communityCode', to: 'code' })
  readonly community?: Community;

  @ToOne('AdministrativeDivision', 'The administrative division that `divisionCode` names.')
  @Relation({ by: 'key', from: 'divisionCode', to: 'code' })
  readonly division?: AdministrativeDivision;

  @ToOne(
    'AdministrativeDivision',
    'The administrative division whose area `location` lies in. Where sources give areas of several levels, ask for one level: `township`, `ward`.',
  )
  @Relation({ by: 'inside', from: 'location', to: 'area' })
  readonly divisionAtLocation?: AdministrativeDivision;

  @ToOne('AdministrativeDivision', 'The township-level division (乡镇街道) whose area `location` lies in.')
  @Relation({ by: 'inside', from: 'location', to: 'area', where: { field: 'level', eq: 'TOWNSHIP' } })
  readonly township?: AdministrativeDivision;

  @ToOne('AdministrativeDivision', 'The ward whose area `location` lies in.')
  @Relation({ by: 'inside', from: 'location', to: 'area', where: { field: 'level', eq: 'WARD' } })
  readonly ward?: AdministrativeDivision;
}
